"""Texts cut into the pieces that are counted: words with their pairs, and short runs of characters.

The same cuts as scikit-learn's "word" 1-2 and "char_wb" 3-5, which the tests hold it to. Knows nothing of which
pieces matter. Letters are what this Python's Unicode tables say they are.
"""

import re
from itertools import pairwise

_WORD = re.compile(r"\b\w\w+\b")
_SHORTEST, _LONGEST = 3, 5


def tokens(text: str) -> list[str]:
    """The words of two characters or more, in lower case."""
    return _WORD.findall(text.lower())


def word_grams(text: str) -> list[str]:
    """Every word, then every pair of neighbours."""
    found = tokens(text)
    return found + [f"{first} {second}" for first, second in pairwise(found)]


def chunks(text: str) -> list[str]:
    """What stands between spaces, in lower case, punctuation and all."""
    return text.lower().split()


def chunk_grams(chunk: str) -> list[str]:
    """The runs of three to five characters of one chunk with a space on either side; a shorter one whole, once."""
    padded = f" {chunk} "
    grams: list[str] = []
    for size in range(_SHORTEST, _LONGEST + 1):
        if len(padded) <= size:
            return [*grams, padded]
        grams += [padded[start : start + size] for start in range(len(padded) - size + 1)]
    return grams


def character_grams(text: str) -> list[str]:
    return [gram for chunk in chunks(text) for gram in chunk_grams(chunk)]

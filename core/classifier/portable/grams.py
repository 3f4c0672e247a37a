"""Texts cut into the pieces that are counted: words with their pairs, and short runs of characters.

The same cuts as scikit-learn's "word" 1-2 and "char_wb" 3-5, which the tests hold it to. Knows nothing of which
pieces matter. Letters are what this Python's Unicode tables say they are.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_WORD = re.compile(r"\w\w+")
_SHORTEST, _LONGEST = 3, 5
_AT_ONCE = 10_000  # characters of a very long chunk that are cut up at a time


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
    return [gram for grams in long_chunk_grams(chunk) for gram in grams]


def long_chunk_grams(chunk: str) -> Iterator[list[str]]:
    """The same, some thousands at a time, for chunks so long that all of them together would fill memory."""
    padded = f" {chunk} "
    for size in range(_SHORTEST, _LONGEST + 1):
        if len(padded) <= size:
            yield [padded]
            return
        count = len(padded) - size + 1
        for first in range(0, count, _AT_ONCE):
            yield [padded[start : start + size] for start in range(first, min(first + _AT_ONCE, count))]


def character_grams(text: str) -> list[str]:
    return [gram for chunk in chunks(text) for gram in chunk_grams(chunk)]

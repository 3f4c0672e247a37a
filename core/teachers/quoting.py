"""Which sentence of a text speaks for its label. Knows likeness and prototypes, no labels."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.teachers.likeness import Likeness

LOOKED_AT = 20_000  # characters of a text
LONGEST = 240  # characters of a quote
_SENTENCE = re.compile(r"[^.!?\n。！？]*[^\s.!?。！？][^.!?\n。！？]*[.!?。！？]*")
_PIECE = re.compile(rf"\S(?:.{{0,{LONGEST - 2}}}\S)?(?!\S)|\S{{1,{LONGEST}}}", re.DOTALL)


def closest_sentences(
    likeness: Likeness, texts: Sequence[str], prototypes: NDArray[np.float64], chosen: NDArray[np.intp]
) -> list[str]:
    """For each text, word for word, the sentence most like the prototype [prototypes, traits] chosen for it."""
    cut = [sentences(text) for text in texts]
    several = [place for place, found in enumerate(cut) if len(found) > 1]
    traits = likeness.traits([sentence for place in several for sentence in cut[place]])
    scores = np.asarray(traits @ prototypes.T)
    quotes = [found[0] if found else "" for found in cut]
    start = 0
    for place in several:
        stop = start + len(cut[place])
        quotes[place] = cut[place][int(scores[start:stop, chosen[place]].argmax())]
        start = stop
    return quotes


def sentences(text: str) -> list[str]:
    """The sentences of a text as they stand in it; long ones in pieces."""
    found = (match.group().strip() for match in _SENTENCE.finditer(text[:LOOKED_AT]))
    return [piece for sentence in found for piece in _pieces(sentence)]


def _pieces(sentence: str) -> list[str]:
    return [sentence] if len(sentence) <= LONGEST else _PIECE.findall(sentence)

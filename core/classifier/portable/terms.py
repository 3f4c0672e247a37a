"""One vocabulary with its weights: a text becomes the terms it holds and how much each says (TF-IDF).

Knows nothing of labels. A text's row depends on that text alone, never on its neighbours.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import grams

KINDS = ("words", "characters")

_REMEMBERED = 50_000  # chunks of text whose terms are kept at hand
_LONG = 64  # characters; a longer chunk is hardly seen twice


class Row(NamedTuple):
    """A text as features: which columns it has, ascending, and their values."""

    columns: npt.NDArray[np.intp]
    values: npt.NDArray[np.float64]


class Terms:
    """Words or character runs with their inverse document frequencies.

    Values are (1 + ln count) · idf, scaled to unit length over the terms of this vocabulary.
    """

    def __init__(self, kind: str, vocabulary: Sequence[str], idf: npt.NDArray[np.float64]) -> None:
        self.kind = kind
        self.vocabulary = tuple(vocabulary)
        self.idf = np.ascontiguousarray(idf, dtype=np.float64)
        self._columns = {term: column for column, term in enumerate(self.vocabulary)}
        self._known: dict[str, list[int]] = {}

    @property
    def width(self) -> int:
        return len(self.vocabulary)

    def row(self, text: str) -> Row:
        """The terms of one text. Unknown ones count for nothing; a text without any has an empty row."""
        columns, counts = np.unique(np.array(self._found(text), dtype=np.intp), return_counts=True)
        values = (1.0 + np.log(counts)) * self.idf[columns]
        length = np.sqrt((values * values).sum())
        return Row(columns, values / length if length else values)

    def keeping(self, columns: npt.NDArray[np.intp]) -> "Terms":
        """The same weights for some of the terms only."""
        return Terms(self.kind, [self.vocabulary[column] for column in columns], self.idf[columns])

    def _found(self, text: str) -> list[int]:
        if self.kind == "words":
            return self._among(grams.word_grams(text))
        return list(chain.from_iterable(map(self._in_chunk, grams.chunks(text))))

    def _in_chunk(self, chunk: str) -> list[int]:
        """Chunks repeat, so what was found in one is remembered; a limit keeps hostile texts from filling memory."""
        found = self._known.get(chunk)
        if found is not None:
            return found
        found = self._among(grams.chunk_grams(chunk))
        if len(chunk) <= _LONG and len(self._known) < _REMEMBERED:
            self._known[chunk] = found
        return found

    def _among(self, pieces: list[str]) -> list[int]:
        columns = self._columns
        return [columns[piece] for piece in pieces if piece in columns]

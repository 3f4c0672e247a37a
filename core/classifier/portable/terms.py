"""One vocabulary with its weights: texts become the terms they hold and how much each says (TF-IDF).

Knows nothing of labels. A text's row depends on that text alone, never on its neighbours.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import grams

KINDS = ("words", "characters")

Columns = npt.NDArray[np.intp]
Values = npt.NDArray[np.float64]

_REMEMBERED = 50_000  # chunks of text whose terms are kept at hand
_LONG = 64  # characters; a longer chunk is hardly seen twice
_COUNTED = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 4097))])  # 1 + ln n for every n that texts usually have
_NUMBER = np.dtype(np.int32)


class Row(NamedTuple):
    """A text as features: which columns it has, each once, and their values."""

    columns: Columns
    values: Values


class Rows(NamedTuple):
    """Texts as features, one after the other: text number i has what stands from starts[i] to starts[i + 1].

    Columns with a number for every text stand apart: column `first` + j of text i has the value dense[i, j].
    """

    starts: Columns  # [texts + 1]
    columns: Columns
    values: Values
    dense: npt.NDArray[np.float32]  # [texts, dimensions]
    first: int

    @property
    def texts(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> Row:
        """One text by itself, its dense numbers as columns like the others."""
        inside = slice(self.starts[number], self.starts[number + 1])
        apart = np.arange(self.first, self.first + self.dense.shape[1])
        return Row(
            np.concatenate([self.columns[inside], apart]), np.concatenate([self.values[inside], self.dense[number]])
        )


def sparse_rows(starts: Columns, columns: Columns, values: Values, width: int) -> Rows:
    """Rows without anything dense, `width` columns wide."""
    return Rows(starts, columns, values, np.empty((len(starts) - 1, 0), dtype=np.float32), width)


class Terms:
    """Words or character runs with their inverse document frequencies.

    Values are (1 + ln count) · idf, scaled to unit length over the terms of this vocabulary.
    """

    def __init__(self, kind: str, vocabulary: Sequence[str], idf: Values) -> None:
        self.kind = kind
        self.vocabulary = tuple(vocabulary)
        self.idf = np.ascontiguousarray(idf, dtype=np.float64)
        self._columns = dict(zip(self.vocabulary, range(len(self.vocabulary)), strict=True))
        self._known: dict[str, bytes] = {}

    @property
    def width(self) -> int:
        return len(self.vocabulary)

    def row(self, text: str) -> Row:
        """The terms of one text, ascending. Unknown ones count for nothing; a text without any has an empty row."""
        return self.rows([text]).row(0)

    def rows(self, texts: Sequence[str]) -> Rows:
        """The same for many texts at once."""
        pieces = [self._found(text) for text in texts]
        ends = np.cumsum([0, *map(len, pieces)], dtype=np.intp) // _NUMBER.itemsize
        found = np.frombuffer(b"".join(pieces), dtype=_NUMBER)
        keys = np.repeat(np.arange(len(texts)) * max(self.width, 1), np.diff(ends)) + found
        keys.sort()
        begins = np.flatnonzero(np.diff(keys, prepend=-1))
        return weighed(keys[begins], np.diff(begins, append=len(keys)), self.idf, len(texts))

    def keeping(self, columns: Columns) -> "Terms":
        """The same weights for some of the terms only."""
        return Terms(self.kind, [self.vocabulary[column] for column in columns], self.idf[columns])

    def _found(self, text: str) -> bytes:
        """The columns of all terms of a text, as often as they occur, in no order worth knowing."""
        if self.kind == "words":
            return self._among(grams.word_grams(text))
        return b"".join(map(self._in_chunk, grams.chunks(text)))

    def _in_chunk(self, chunk: str) -> bytes:
        """Chunks repeat, so what was found in one is remembered; a limit keeps hostile texts from filling memory."""
        found = self._known.get(chunk)
        if found is not None:
            return found
        if len(chunk) > _LONG:
            return b"".join(map(self._among, grams.long_chunk_grams(chunk)))
        found = self._among(grams.chunk_grams(chunk))
        if len(self._known) < _REMEMBERED:
            self._known[chunk] = found
        return found

    def _among(self, pieces: Sequence[str]) -> bytes:
        columns = self._columns
        return np.array([columns[piece] for piece in pieces if piece in columns], dtype=_NUMBER).tobytes()


def weighed(keys: Columns, counts: Columns, idf: Values, texts: int) -> Rows:
    """Rows from keys, text · width + column, text after text and each once, and how often each was found.

    A text's squares are added up in the order of its keys, one by one.
    """
    width = len(idf)
    numbers, columns = np.divmod(keys, max(width, 1))
    values = dampened(counts) * idf[columns]
    lengths = np.sqrt(np.bincount(numbers, weights=values * values, minlength=texts))
    values /= np.where(lengths == 0, 1.0, lengths)[numbers]
    return sparse_rows(np.searchsorted(numbers, np.arange(texts + 1)), columns, values, width)


def dampened(counts: Columns) -> Values:
    """1 + ln n, to the last bit the same for the same n, whatever counts it comes with."""
    found = _COUNTED.take(counts, mode="clip")
    for place in np.flatnonzero(counts >= len(_COUNTED)):
        found[place] = 1.0 + np.log(np.float64(counts[place]))
    return found


def side_by_side(parts: Sequence[Rows], texts: int) -> Rows:
    """Rows of the same texts beside each other: the columns of each part come after those of the part before."""
    if len(parts) == 1:
        return parts[0]
    sizes = [np.diff(part.starts) for part in parts]
    starts = np.concatenate([[0], np.cumsum(sum(sizes, np.zeros(texts, dtype=np.intp)))])
    columns = np.empty(starts[-1], dtype=np.intp)
    values = np.empty(starts[-1])
    begins = starts[:-1]
    first = 0
    for part, size in zip(parts, sizes, strict=True):
        places = np.repeat(begins - part.starts[:-1], size) + np.arange(len(part.columns))
        columns[places] = part.columns + first
        values[places] = part.values
        begins = begins + size
        first += part.first
    return sparse_rows(starts, columns, values, first)


def one_after_other(parts: Sequence[Rows]) -> Rows:
    """Rows of the same width, of one lot of texts after the other; at least one lot."""
    starts = np.cumsum([0, *(part.starts[-1] for part in parts)])
    return Rows(
        np.concatenate([[0], *(part.starts[1:] + start for part, start in zip(parts, starts, strict=False))]),
        np.concatenate([part.columns for part in parts]),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.dense for part in parts]),
        parts[0].first,
    )

"""A text as one row of numbers: its terms, its static vector, or both side by side.

Knows nothing of labels. Every row is made on its own, so a document's row never depends on its batch.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .terms import Row, Terms
from .vectors import StaticVectors


class Features:
    """Vocabularies first, in order, then the static vectors if there are any."""

    def __init__(self, terms: Sequence[Terms], vectors: StaticVectors | None) -> None:
        self.terms = tuple(terms)
        self.vectors = vectors

    @property
    def term_width(self) -> int:
        return sum(part.width for part in self.terms)

    @property
    def width(self) -> int:
        return self.term_width + (self.vectors.dimensions if self.vectors else 0)

    def row(self, text: str) -> Row:
        columns: list[npt.NDArray[np.intp]] = []
        values: list[npt.NDArray[np.float64]] = []
        start = 0
        for part in self.terms:
            found = part.row(text)
            columns.append(found.columns + start)
            values.append(found.values)
            start += part.width
        if self.vectors:
            columns.append(np.arange(start, start + self.vectors.dimensions))
            values.append(self.vectors.encode([text])[0].astype(np.float64))
        if not columns:
            return Row(np.empty(0, dtype=np.intp), np.empty(0))
        return Row(np.concatenate(columns), np.concatenate(values))

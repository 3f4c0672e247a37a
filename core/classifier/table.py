"""Examples as numbers: a row of features, the labels that teach and those that apply, and how much each counts.

Knows nothing of how a model learns from them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from core.classifier.examples import Example
from core.classifier.features import scaled
from core.classifier.portable.features import Features
from core.taxonomy.label import LabelId

Places = npt.NDArray[np.intp]


class Lesson(NamedTuple):
    """What one head learns from: rows [n, width], a label's code for each, and how much it counts."""

    rows: csr_matrix
    codes: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float64]


class Table(NamedTuple):
    """Examples as numbers. What is taught is as long as the examples, or longer where some share themselves out."""

    features: Features
    rows: csr_matrix  # [examples, width], as if vectors counted once
    codes: npt.NDArray[np.intp]  # of the primary labels
    weights: npt.NDArray[np.float64]
    applies: npt.NDArray[np.bool_]  # [examples, labels]
    of: Places  # [taught] whose lesson it is, ascending
    taught: npt.NDArray[np.intp]  # [taught] the label's code
    shares: npt.NDArray[np.float64]  # [taught] of the example's weight

    @property
    def labels(self) -> int:
        return int(self.applies.shape[1])

    @property
    def examples(self) -> int:
        return len(self.codes)

    @property
    def places(self) -> Places:
        """Of all examples."""
        return np.arange(len(self.codes))

    def first(self, most: int) -> "Table":
        return self if most >= len(self.codes) else self.only(np.arange(most))

    def only(self, places: Places) -> "Table":
        """Some of the examples, in ascending order."""
        chosen = np.full(len(self.codes), -1)
        chosen[places] = np.arange(len(places))
        said = np.flatnonzero(chosen[self.of] >= 0)
        return Table(
            self.features,
            self.rows[places],
            self.codes[places],
            self.weights[places],
            self.applies[places],
            chosen[self.of[said]],
            self.taught[said],
            self.shares[said],
        )

    def scaled(self, scale: float) -> "Table":
        """The same examples with vectors that count more or less beside terms."""
        return self._replace(rows=scaled(self.rows, self.features.term_width, scale))

    def encoded(self) -> "Table":
        """The same examples seen through their sentence encoder alone, whose columns are the last. It must have one."""
        encoder = self.features.encoder
        assert encoder is not None
        return self._replace(features=Features([], None, encoder), rows=self.rows[:, -encoder.dimensions :])

    def lesson(self, inside: Places, even: bool) -> Lesson:
        """What these examples teach; evenly means that every label weighs the same in all."""
        chosen = np.zeros(len(self.codes), dtype=bool)
        chosen[inside] = True
        said = np.flatnonzero(chosen[self.of])
        codes, weights = self.taught[said], self.shares[said] * self.weights[self.of[said]]
        rows = self.rows if len(said) == self.rows.shape[0] == len(self.of) else self.rows[self.of[said]]
        return Lesson(rows, codes, evened(codes, weights) if even else weights)


def evened(codes: npt.NDArray[np.intp], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Weights with the same sum in all, and the same for each label."""
    sums = np.bincount(codes, weights=weights)
    found: npt.NDArray[np.float64] = weights * (weights.sum() / (np.count_nonzero(sums) * sums[codes]))
    return found


def table(examples: Sequence[Example], labels: Sequence[LabelId], features: Features, rows: csr_matrix) -> Table:
    """The examples with their rows; every label that one of them teaches must be among the labels."""
    code = {label: number for number, label in enumerate(labels)}
    applies = np.zeros((len(examples), len(labels)), dtype=bool)
    lessons = []
    for place, example in enumerate(examples):
        applies[place, [code[label] for label in example.labels if label in code]] = True
        lessons += [(place, code[label], share) for label, share in taught(example)]
    of, codes, shares = zip(*lessons, strict=True)
    return Table(
        features,
        rows,
        np.array([code[example.primary] for example in examples], dtype=np.intp),
        np.array([example.weight for example in examples], dtype=np.float64),
        applies,
        np.array(of, dtype=np.intp),
        np.array(codes, dtype=np.intp),
        np.array(shares, dtype=np.float64),
    )


def taught(example: Example) -> tuple[tuple[LabelId, float], ...]:
    """Each label that an example teaches and the share of its weight, adding up to one, the primary label among them.

    Where the shares leave the primary label out, it has what they leave of one, or as much as the largest.
    """
    shares = {label: share for label, share in example.shares if share > 0}
    if example.primary not in shares:
        rest = 1 - sum(shares.values())
        shares[example.primary] = rest if rest > 0 else max(shares.values())
    whole = sum(shares.values())
    return tuple((label, share / whole) for label, share in sorted(shares.items()))

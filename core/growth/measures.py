"""What can be said of a candidate without a judge, and how far candidates say the same.

It knows which label each measuring document got and how near labels are to one another; it knows no texts.
"""

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field
from sklearn.metrics import adjusted_mutual_info_score

from core.agreement.estimates import Estimate, share
from core.growth.fitting import Fit
from core.taxonomy.taxonomy import Taxonomy


class Measures(BaseModel, frozen=True, extra="forbid"):
    """A candidate in numbers: how much it covers, how evenly, how distinct its labels are, how many stay empty.

    `balance` and `overlap` are from 0 to 1, and None where they have no meaning or were not measured.
    """

    labels: int = Field(ge=0)
    coverage: Estimate
    balance: float | None = Field(ge=0, le=1)
    overlap: float | None = Field(ge=0, le=1)
    unused: int = Field(ge=0)

    @property
    def standing(self) -> float | None:
        """One number to put candidates in order where nobody has judged them: how much a label tells of a document.

        Coverage times the entropy of the sizes, in nats: a document without a label is told nothing, one in a label
        that has nearly all is told little. Overlap is left out: over the three sample corpora and five seeds it made
        the choice worse than chance (mean V-measure 0.422 with it, 0.433 without, 0.428 for a trial at random). None
        where there was nothing to measure coverage with.
        """
        if self.coverage.value is None:
            return None
        return self.coverage.value * (self.balance or 0.0) * log(max(self.labels, 1))


def measures(taxonomy: Taxonomy, fit: Fit, likeness: NDArray[np.floating] | None = None) -> Measures:
    """`likeness` holds the cosines between the labels in force, in the order of `taxonomy.live`."""
    documents = fit.sizes
    sizes = [documents.get(label.id, 0) for label in taxonomy.live]
    return Measures(
        labels=len(sizes),
        coverage=share(fit.covered, len(fit.labels)),
        balance=balance(sizes),
        overlap=None if likeness is None else overlap(likeness),
        unused=sum(size == 0 for size in sizes),
    )


def balance(sizes: Sequence[int]) -> float | None:
    """How evenly documents are spread over labels: 1 when all are as large, near 0 when one has nearly all.

    Shannon's entropy of the sizes over that of equal ones, -Σ p ln p / ln k (Pielou 1966), where k counts empty
    labels too. None for fewer than two labels, or no documents.
    """
    whole = sum(sizes)
    if len(sizes) < 2 or not whole:
        return None
    shares = [size / whole for size in sizes if size]
    return min(1.0, max(0.0, -sum(each * log(each) for each in shares) / log(len(sizes))))


def overlap(likeness: NDArray[np.floating]) -> float | None:
    """How near a label's nearest neighbour is on average: the mean over labels of the largest cosine to another.

    The nearest one only, since that is what a document is mistaken for: one pair of twins among many distinct labels
    hardly moves a mean over all pairs. No threshold, since what counts as near differs between embeddings; so compare
    it only between taxonomies measured with the same ones. `likeness` is square; cosines below 0 count as 0. None for
    fewer than two labels.
    """
    if len(likeness) < 2:
        return None
    others = np.where(np.eye(len(likeness), dtype=bool), -np.inf, likeness)
    return float(np.clip(others.max(axis=1), 0.0, 1.0).mean())


def agreement(one: Fit, other: Fit) -> float | None:
    """How far two trials group the same documents alike, whatever they call the groups: 1 the same, 0 as by chance.

    Adjusted mutual information (Vinh, Epps and Bailey 2010) with the arithmetic mean, documents without a label taken
    as one group. None without documents. Raises ValueError for fits over different numbers of documents.
    """
    if len(one.labels) != len(other.labels):
        raise ValueError("two fits can be compared only over the same documents")
    if not one.labels:
        return None
    return float(adjusted_mutual_info_score(_groups(one), _groups(other)))


def agreements(fits: Sequence[Fit]) -> NDArray[np.float64]:
    """The agreement of each of some trials with each, as a symmetric matrix; NaN without documents."""
    table = np.full((len(fits), len(fits)), np.nan)
    for row, one in enumerate(fits):
        for column, other in enumerate(fits[: row + 1]):
            value = agreement(one, other)
            table[row, column] = table[column, row] = np.nan if value is None else value
    return table


def in_words(agreement: float) -> str:
    """How alike two trials group documents. The bounds are ours, for orientation: no test stands behind them."""
    bounds = ((0.2, "hardly alike"), (0.5, "partly alike"), (0.8, "much alike"), (0.995, "nearly the same"))
    return next((word for bound, word in bounds if agreement < bound), "the same")


def _groups(fit: Fit) -> list[int]:
    numbers = {label: number for number, label in enumerate(dict.fromkeys(fit.labels))}
    return [numbers[label] for label in fit.labels]

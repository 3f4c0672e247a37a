"""Texts in groups, each under the labels it stands for. Knows likeness only, no wording."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.taxonomy.label import Label, LabelId, Labels

Integers = NDArray[np.intp]
Floats = NDArray[np.float64]

COMPARED = 1200  # texts compared with each other at once; of more a random sample is
SMALLEST = 4  # texts that make a new theme, or tell what a label means


class Group(NamedTuple):
    """Texts (positions in the pool) under the labels they replace; none for a new theme.

    `part_of` is the label a split took them from.
    """

    labels: Labels
    members: tuple[int, ...]
    part_of: Label | None = None

    @property
    def locked(self) -> bool:
        return any(label.locked for label in self.labels)

    @property
    def parent(self) -> LabelId | None:
        """Under which its label stands, or a new one will."""
        label = self.labels[0] if self.labels else self.part_of
        return label.parent if label else None

    def joined(self, other: "Group") -> "Group":
        """Both as one; the locked or larger one comes first and so keeps its id and name."""
        first, second = sorted(
            (self, other), key=lambda group: (not group.locked, not group.labels, -len(group.members))
        )
        members = tuple(dict.fromkeys((*first.members, *second.members)))
        return Group((*first.labels, *second.labels), members, self.part_of if self.part_of == other.part_of else None)


class Pool(NamedTuple):
    """The texts at hand: the labels' examples first, then the batch."""

    traits: sparse.csr_matrix
    foreign: NDArray[np.bool_]  # in a language that few of the texts are in: these are not grouped, only assigned
    fresh: Integers  # positions of the batch

    def likeness(self, members: Integers) -> Floats:
        rows = self.traits[members]
        return np.asarray((rows @ rows.T).toarray(), np.float64)

    def telling(self, members: Integers) -> Integers:
        """Those of some texts of which anything is known."""
        known: NDArray[np.bool_] = np.diff(self.traits[members].indptr) > 0
        return members[known]

    def cohesions(self, groups: Sequence[Group]) -> dict[int, float]:
        """How alike the texts of each group are, for those that have at least two."""
        return {
            place: cohesion(self.likeness(np.array(group.members[:COMPARED], np.intp)))
            for place, group in enumerate(groups)
            if len(group.members) > 1
        }


def cohesion(likeness: Floats) -> float:
    """How alike different texts of one group are, on average."""
    texts = len(likeness)
    return float((likeness.sum() - np.trace(likeness)) / (texts * (texts - 1))) if texts > 1 else 0.0


def sampled(places: Integers, seed: int) -> Integers:
    """As many of some texts as can be compared at once, in their order."""
    if len(places) <= COMPARED:
        return places
    return np.sort(np.random.default_rng(seed).choice(places, COMPARED, replace=False))

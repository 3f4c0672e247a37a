"""Which texts stand together under which label, after a batch: joined, found, merged, split. Knows no wording."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.taxonomy.label import Label, Labels
from core.teachers.clustering import clusters, overlap, two_parts
from core.teachers.lexicon import telling_keys
from core.teachers.matching import fitted
from core.teachers.naming import named_here

Integers = NDArray[np.intp]

COMPARED = 1200  # texts clustered at once; of more a random sample is
SMALLEST = 4  # texts that make a new theme
SMALLEST_SHARE = 0.02  # of a batch
COHESION = 0.5  # of how alike the texts of a usual theme are
COHESION_LATER = 0.8  # of that of the labels' examples
SUPPORT = 0.5  # of the median of the labels' examples, below which a review drops a label
FITS = 1.5  # how much better than barely a text must fit a label to join it
DUPLICATE = 0.75  # overlap from which two labels are one
SAME_NAME = 2.0  # counts as an overlap: "Fee" and "Fees" are one label
NEVER = -np.inf
BROAD = 2.5  # times the usual size
DISTINCT = 0.35  # overlap up to which two halves are two themes


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

    def joined(self, other: "Group") -> "Group":
        """Both as one; the locked or larger one comes first and so keeps its id and name."""
        first, second = sorted(
            (self, other), key=lambda group: (not group.locked, not group.labels, -len(group.members))
        )
        members = tuple(dict.fromkeys((*first.members, *second.members)))
        return Group((*first.labels, *second.labels), members)


class Pool(NamedTuple):
    """The texts at hand: the labels' examples first, then the batch."""

    traits: sparse.csr_matrix
    foreign: NDArray[np.bool_]  # in a language that few of the texts are in: these are not grouped, only assigned
    fresh: Integers  # positions of the batch

    def likeness(self, members: Integers) -> NDArray[np.float64]:
        rows = self.traits[members]
        return np.asarray((rows @ rows.T).toarray(), np.float64)


def regrouped(pool: Pool, known: Sequence[Group], sayings: sparse.csr_matrix, most: int, seed: int) -> list[Group]:
    """The groups that the known ones and the batch make together, at most `most` unless locked ones exceed that."""
    groups, loose = joined(pool, known, sayings)
    if len(pool.fresh):
        groups += found(pool, loose, groups, most, seed)
    groups = merged(pool, groups, most)
    if not len(pool.fresh):
        return supported(pool, groups)
    return divided(pool, groups, most, seed) if known else groups


def joined(pool: Pool, known: Sequence[Group], sayings: sparse.csr_matrix) -> tuple[list[Group], Integers]:
    """The known groups with the texts of the batch that fit them well, and the positions of those that fit none."""
    if not known or not len(pool.fresh):
        return list(known), pool.fresh
    owners = np.repeat(np.arange(len(known)), [len(group.members) for group in known])
    members = np.array([member for group in known for member in group.members], np.intp)
    match = fitted(pool.traits[members], owners, sayings)
    scores = match.scores(pool.traits[pool.fresh])
    fits = (scores.max(axis=1) >= FITS * match.floor) & ~pool.foreign[pool.fresh]
    best = scores.argmax(axis=1)
    groups = [
        group._replace(members=(*group.members, *pool.fresh[fits & (best == number)].tolist()))
        for number, group in enumerate(known)
    ]
    return groups, pool.fresh[~fits]


def found(pool: Pool, loose: Integers, known: Sequence[Group], most: int, seed: int) -> list[Group]:
    """New themes among texts that no label fits; alone where there are no labels yet."""
    told = loose[np.diff(pool.traits[loose].indptr) > 0]
    own = told[~pool.foreign[told]]
    own = own if len(own) else told if len(told) else loose
    smallest = 1 if not known else max(SMALLEST, round(SMALLEST_SHARE * len(pool.fresh)))
    if most <= len(known) or len(own) < smallest:
        return []
    if len(own) > COMPARED:
        own = np.sort(np.random.default_rng(seed).choice(own, COMPARED, replace=False))
    likeness = pool.likeness(own)
    numbers = clusters(likeness, most - len(known), seed)
    inside = [np.flatnonzero(numbers == number) for number in range(numbers.max() + 1)]
    cohesion = np.array([_cohesion(likeness[np.ix_(members, members)]) for members in inside])
    usual = list(_cohesions(pool, known).values())
    least = COHESION_LATER * np.median(usual) if usual else COHESION * np.median(cohesion)
    return [
        Group((), tuple(own[members].tolist()))
        for members, value in zip(inside, cohesion, strict=True)
        if len(members) >= smallest and (value >= least or least <= 0)
    ]


def merged(pool: Pool, groups: Sequence[Group], most: int) -> list[Group]:
    """The groups with near-duplicates made one, and the closest ones too while there are too many."""
    groups = list(groups)
    while len(groups) > 1:
        closeness = _closeness(pool, groups)
        one, other = sorted(np.unravel_index(int(closeness.argmax()), closeness.shape))
        if closeness[one, other] == NEVER or (closeness[one, other] < DUPLICATE and len(groups) <= most):
            break
        groups[one] = groups[one].joined(groups.pop(other))
    return groups


def supported(pool: Pool, groups: Sequence[Group]) -> list[Group]:
    """The groups without those of our own making whose examples have little to do with each other."""
    cohesion = _cohesions(pool, groups)
    if not cohesion or np.median(list(cohesion.values())) <= 0:
        return list(groups)
    least = SUPPORT * np.median(list(cohesion.values()))
    weak = {place for place, value in cohesion.items() if value < least and _ours(groups[place])}
    return [group for place, group in enumerate(groups) if place not in weak]


def divided(pool: Pool, groups: Sequence[Group], most: int, seed: int) -> list[Group]:
    """The groups, the broadest in two if there is room and its halves have little in common."""
    sizes = [len(group.members) for group in groups]
    widest = int(np.argmax(sizes))
    group = groups[widest]
    if len(groups) >= most or group.locked or len(group.labels) != 1 or sizes[widest] < BROAD * np.median(sizes):
        return list(groups)
    members = np.array(group.members, np.intp)[:COMPARED]
    likeness = pool.likeness(members)
    half = two_parts(likeness, seed)
    counts = np.bincount(half, minlength=2)
    if counts.min() < 2 * SMALLEST or overlap(likeness, half, 2).max() > DISTINCT:
        return list(groups)
    stays = int(counts.argmax())
    rest = Group((), tuple(members[half != stays].tolist()), part_of=group.labels[0])
    return [
        *groups[:widest],
        group._replace(members=tuple(members[half == stays].tolist())),
        *groups[widest + 1 :],
        rest,
    ]


def _closeness(pool: Pool, groups: Sequence[Group]) -> NDArray[np.float64]:
    """How much groups overlap; NEVER where they must not be merged."""
    members = [np.array(group.members[:COMPARED], np.intp) for group in groups]
    owners = np.repeat(np.arange(len(groups)), list(map(len, members)))
    if not len(owners):
        closeness = np.zeros((len(groups), len(groups)))
    else:
        closeness = overlap(pool.likeness(np.concatenate(members)), owners, len(groups))
    names = [telling_keys(group.labels[0].name) if group.labels else set() for group in groups]
    for one, other in combinations(range(len(groups)), 2):
        if names[one] and names[one] == names[other]:
            closeness[one, other] = closeness[other, one] = SAME_NAME
    locked = np.array([group.locked for group in groups])
    closeness[np.outer(locked, locked)] = NEVER
    np.fill_diagonal(closeness, NEVER)
    return closeness


def _cohesions(pool: Pool, groups: Sequence[Group]) -> dict[int, float]:
    """How alike the texts of each group are, for those that have at least two."""
    return {
        place: _cohesion(pool.likeness(np.array(group.members[:COMPARED], np.intp)))
        for place, group in enumerate(groups)
        if len(group.members) > 1
    }


def _ours(group: Group) -> bool:
    return all(named_here(label) and not label.locked for label in group.labels)


def _cohesion(likeness: NDArray[np.float64]) -> float:
    """How alike different texts of one group are, on average."""
    texts = len(likeness)
    return float((likeness.sum() - np.trace(likeness)) / (texts * (texts - 1))) if texts > 1 else 0.0

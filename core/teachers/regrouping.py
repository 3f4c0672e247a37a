"""Which texts stand together under which label, after a batch: joined, found, merged, split. Knows no wording."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.taxonomy.label import Label, Labels
from core.teachers.clustering import clusters, overlap, two_parts
from core.teachers.matching import fitted

Integers = NDArray[np.intp]

COMPARED = 1200  # texts clustered at once; of more a random sample is
SMALLEST = 4  # texts that make a new theme
SMALLEST_SHARE = 0.02  # of a batch
COHESION = 0.5  # of how alike the texts of a usual theme are
FITS = 1.5  # how much better than barely a text must fit a label to join it
DUPLICATE = 0.75  # overlap from which two labels are one
BROAD = 2.5  # times the usual size
DISTINCT = 0.35  # overlap up to which two halves are two themes
MINORITY = 0.15  # languages rarer than this make no themes of their own


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
    languages: Sequence[str]
    fresh: Integers  # positions of the batch

    def likeness(self, members: Integers) -> NDArray[np.float64]:
        rows = self.traits[members]
        return np.asarray((rows @ rows.T).toarray(), np.float64)


def regrouped(pool: Pool, known: Sequence[Group], sayings: sparse.csr_matrix, most: int, seed: int) -> list[Group]:
    """The groups that the known ones and the batch make together, at most `most` unless locked ones exceed that."""
    groups, loose = joined(pool, known, sayings)
    if len(pool.fresh):
        groups += found(pool, loose, len(groups), most, seed)
    groups = merged(pool, groups, most)
    return divided(pool, groups, most, seed) if known and len(pool.fresh) else groups


def joined(pool: Pool, known: Sequence[Group], sayings: sparse.csr_matrix) -> tuple[list[Group], Integers]:
    """The known groups with the texts of the batch that fit them well, and the positions of those that fit none."""
    if not known or not len(pool.fresh):
        return list(known), pool.fresh
    owners = np.repeat(np.arange(len(known)), [len(group.members) for group in known])
    members = np.array([member for group in known for member in group.members], np.intp)
    match = fitted(pool.traits[members], owners, sayings)
    scores = match.scores(pool.traits[pool.fresh])
    fits = scores.max(axis=1) >= FITS * match.floor
    best = scores.argmax(axis=1)
    groups = [
        group._replace(members=(*group.members, *pool.fresh[fits & (best == number)].tolist()))
        for number, group in enumerate(known)
    ]
    return groups, pool.fresh[~fits]


def found(pool: Pool, loose: Integers, known: int, most: int, seed: int) -> list[Group]:
    """New themes among texts that no label fits; alone where there are no labels yet."""
    told = loose[np.diff(pool.traits[loose].indptr) > 0]
    usual = Counter(pool.languages)
    rare = {language for language, texts in usual.items() if texts < MINORITY * usual.total()} - {""}
    own = np.array([one for one in told if pool.languages[one] not in rare], np.intp)
    own = own if len(own) else told if len(told) else loose
    smallest = 1 if not known else max(SMALLEST, round(SMALLEST_SHARE * len(pool.fresh)))
    if most <= known or len(own) < smallest:
        return []
    if len(own) > COMPARED:
        own = np.sort(np.random.default_rng(seed).choice(own, COMPARED, replace=False))
    likeness = pool.likeness(own)
    numbers = clusters(likeness, most - known, seed)
    inside = [np.flatnonzero(numbers == number) for number in range(numbers.max() + 1)]
    cohesion = np.array([_cohesion(likeness, members) for members in inside])
    kept = cohesion >= COHESION * np.median(cohesion)
    return [
        Group((), tuple(own[members].tolist()))
        for members, keeps in zip(inside, kept, strict=True)
        if keeps and (len(members) >= smallest or not known)
    ]


def merged(pool: Pool, groups: Sequence[Group], most: int) -> list[Group]:
    """The groups with near-duplicates made one, and the closest ones too while there are too many."""
    groups = list(groups)
    while len(groups) > 1:
        closeness = _closeness(pool, groups)
        one, other = np.unravel_index(int(closeness.argmax()), closeness.shape)
        if closeness[one, other] < DUPLICATE and (len(groups) <= most or closeness[one, other] < 0):
            break
        both = groups[one].joined(groups[other])
        groups = [
            both if place == min(one, other) else group
            for place, group in enumerate(groups)
            if place != max(one, other)
        ]
    return groups


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
    """How much groups overlap; below nought where they must not be merged."""
    members = [np.array(group.members[:COMPARED], np.intp) for group in groups]
    owners = np.repeat(np.arange(len(groups)), list(map(len, members)))
    if not len(owners):
        closeness = np.zeros((len(groups), len(groups)))
    else:
        closeness = overlap(pool.likeness(np.concatenate(members)), owners, len(groups))
    locked = np.array([group.locked for group in groups])
    closeness[np.outer(locked, locked)] = -1
    np.fill_diagonal(closeness, -1)
    return closeness


def _cohesion(likeness: NDArray[np.float64], members: Integers) -> float:
    if len(members) < 2:
        return 0.0
    within = likeness[np.ix_(members, members)]
    return float((within.sum() - np.trace(within)) / (len(members) * (len(members) - 1)))

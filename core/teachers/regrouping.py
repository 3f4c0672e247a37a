"""Which texts stand together under which label, after a batch: joined, found, regathered, merged. Knows no wording."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.teachers.clustering import clusters, overlap
from core.teachers.groups import COMPARED, Group, Integers, Pool, cohesion, sampled
from core.teachers.lexicon import telling_keys
from core.teachers.matching import fitted
from core.teachers.naming import named_here
from core.teachers.regathering import regathered

COHESION = 0.5  # of how alike the texts of a usual theme are
SUPPORT = 0.5  # of the median of the labels' examples, below which a review drops a label
FITS = 1.5  # how much better than barely a text must fit a label to join it
DUPLICATE = 0.75  # overlap from which two labels are one
SAME_NAME = 2.0  # counts as an overlap: "Fee" and "Fees" are one label
NEVER = -np.inf


def regrouped(pool: Pool, known: Sequence[Group], sayings: sparse.csr_matrix, most: int, seed: int) -> list[Group]:
    """The groups that the known ones and the batch make together, at most `most` unless locked ones exceed that."""
    if not len(pool.fresh):
        return supported(pool, merged(pool, known, most))
    if not known:
        return merged(pool, found(pool, most, seed), most)
    groups, loose = joined(pool, known, sayings)
    return merged(pool, regathered(pool, known, groups, loose, most, seed), most)


def joined(pool: Pool, known: Sequence[Group], sayings: sparse.csr_matrix) -> tuple[list[Group], Integers]:
    """The known groups with the texts of the batch that fit them well, and the positions of those that fit none."""
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


def found(pool: Pool, most: int, seed: int) -> list[Group]:
    """The themes of a first batch."""
    told = pool.telling(pool.fresh)
    own = told[~pool.foreign[told]]
    own = sampled(own if len(own) else told if len(told) else pool.fresh, seed)
    likeness = pool.likeness(own)
    numbers = clusters(likeness, most, seed)
    inside = [np.flatnonzero(numbers == number) for number in range(numbers.max() + 1)]
    values = np.array([cohesion(likeness[np.ix_(members, members)]) for members in inside])
    least = COHESION * np.median(values)
    return [
        Group((), tuple(own[members].tolist()))
        for members, value in zip(inside, values, strict=True)
        if value >= least or least <= 0
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
    values = pool.cohesions(groups)
    if not values or np.median(list(values.values())) <= 0:
        return list(groups)
    least = SUPPORT * np.median(list(values.values()))
    weak = {place for place, value in values.items() if value < least and _ours(groups[place])}
    return [group for place, group in enumerate(groups) if place not in weak]


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
    parents = np.array([group.parent or "" for group in groups])
    closeness[parents[:, None] != parents] = NEVER
    np.fill_diagonal(closeness, NEVER)
    return closeness


def _ours(group: Group) -> bool:
    return all(named_here(label) and not label.locked for label in group.labels)

"""Which documents show best what a group is, and what it is not. Knows likeness only, no wording. Pure."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.teachers.groups import Group, Pool

INSIDE = 8  # documents of the group that are shown
NEAREST = 16  # of its documents, those that they are drawn from
BESIDE = 4  # documents of other groups
BESIDE_EACH = 2  # of one other group


class Contrast(NamedTuple):
    """Positions in the pool of documents near the centre of a group, and of those of other groups nearest to it."""

    inside: tuple[int, ...]
    beside: tuple[int, ...]


def contrast(pool: Pool, groups: Sequence[Group], place: int, take: int) -> Contrast:
    """What to show of the group at a place; another selection, or at least another order, for each take, from 1."""
    members = np.array(groups[place].members, np.intp)
    rows = pool.traits[members]
    centre = np.asarray(rows.mean(axis=0)).ravel()
    near = members[np.argsort(-np.asarray(rows @ centre), kind="stable")][:NEAREST].tolist()
    drawn = random.Random(f"{take}").sample(near, min(INSIDE, len(near)))
    return Contrast(tuple(drawn), tuple(_beside(pool, groups, place, centre)))


def _beside(pool: Pool, groups: Sequence[Group], place: int, centre: np.ndarray) -> list[int]:
    owners = {member: number for number, group in enumerate(groups) if number != place for member in group.members}
    others = np.array([member for member in owners if member not in groups[place].members], np.intp)
    nearest = others[np.argsort(-np.asarray(pool.traits[others] @ centre), kind="stable")].tolist()
    shown: list[int] = []
    for member in nearest:
        if sum(owners[one] == owners[member] for one in shown) < BESIDE_EACH:
            shown.append(member)
        if len(shown) == BESIDE:
            break
    return shown

"""What a batch brings to the groups there are: themes come up, come together, come apart. Knows no wording.

Known texts and new ones are clustered afresh, as if they had come together, so that it matters little in which
portions documents are read. Texts of one label are tied, so that labels do not change for a trifle.
"""

from collections.abc import Sequence

import numpy as np

from core.taxonomy.label import LabelId
from core.teachers.clustering import clusters
from core.teachers.groups import SMALLEST, Group, Integers, Pool, sampled

SMALLEST_SHARE = 0.02  # of a batch, that makes a new theme
TIE = 0.03  # what two examples of one label are more alike for being that
LOOSE = -1  # number of the group of texts that fit none


def regathered(
    pool: Pool, known: Sequence[Group], groups: Sequence[Group], loose: Integers, most: int, seed: int
) -> list[Group]:
    """The groups, with what has come up among their texts and the loose ones; `known` are they without the batch.

    Labels come together only under one parent, and new themes come up at the top or where they split off. What is
    settled stays: locked labels, those with others below them, those with too few examples to tell what they mean.
    """
    above = {label.parent for group in known for label in group.labels}
    families: dict[LabelId, list[int]] = {"": []}  # the topmost come first, and get the loose texts
    for place, old in enumerate(known):
        if len(old.members) >= SMALLEST and not old.locked and not any(label.id in above for label in old.labels):
            families.setdefault(old.parent or "", []).append(place)
    free = {place for family in families.values() for place in family}
    done = [group for place, group in enumerate(groups) if place not in free]
    waiting = len(free)
    for family in families.values():
        waiting -= len(family)
        room = most - len(done) - waiting
        examples = {place for member in family for place in known[member].members}
        done += _gathered(pool, [groups[place] for place in family], examples, loose, room, seed)
        loose = loose[:0]
    return done


def _gathered(
    pool: Pool, family: Sequence[Group], examples: set[int], loose: Integers, room: int, seed: int
) -> list[Group]:
    """A label goes where most of its texts are. Where several meet they become one; a theme without any is new."""
    owners = {member: number for number, group in enumerate(family) for member in group.members}
    places = np.array([*owners, *loose[~pool.foreign[loose]].tolist()], np.intp)
    places = sampled(pool.telling(places), seed)
    if room < 1 or len(places) < SMALLEST:
        return list(family)
    owner = np.array([owners.get(place, LOOSE) for place in places.tolist()], np.intp)
    example = np.array([place in examples for place in places.tolist()], np.bool_)
    tied = np.outer(example, example) & (owner[:, None] == owner)
    share = len(places) / len(sampled(pool.telling(np.arange(len(pool.foreign))), seed))
    numbers = clusters(pool.likeness(places) + TIE * tied, room, seed, share)
    shares = np.zeros((len(family) + 1, numbers.max() + 1), np.intp)
    np.add.at(shares, (owner, numbers), 1)  # the loose ones in the last row
    homes = [int(row.argmax()) for row in shares[:LOOSE]]
    smallest = max(SMALLEST, round(SMALLEST_SHARE * len(pool.fresh)))
    gathered = []
    for number in range(shares.shape[1]):
        inside = tuple(places[numbers == number].tolist())
        coming = sorted(
            (place for place, home in enumerate(homes) if home == number), key=lambda place: -shares[place, number]
        )
        if coming:
            labels = tuple(label for place in coming for label in family[place].labels)
            gathered.append(Group(labels, inside))
        elif len(inside) >= smallest:
            source = int(shares[:, number].argmax())
            split = source < len(family) and shares[source, number] > len(inside) / 2
            gathered.append(Group((), inside, family[source].labels[0] if split else None))
    return gathered

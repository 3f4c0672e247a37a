"""The offline teacher's groups: those that a label hides, and those of documents that no label fits. Knows no words.

How they are called is a second step, which the hybrid teacher leaves to a language model.

Of few texts some are always alike, so a group of unfiled ones has to be more alike than a usual label's, the more so
the fewer they are. Measured on the offline teacher's labels of the three sample corpora: with two labels taken away, 46
of 60 come up again and 3 groups are mixed; of one document from each label, drawn thirty times, none is made a label.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np

from core.taxonomy.label import Label, LabelId
from core.teachers.advising.clear_groups import clear_groups
from core.teachers.advising.matter import Matter, group_of, label_of
from core.teachers.grouping import Grouping
from core.teachers.groups import Group, Integers, cohesion, sampled
from core.teachers.regrouping import found as themes_found

LEAST = 0.05  # how alike a usual label's documents are where there are none to see
PLENTY = 12  # new labels at most
SMALLEST_NEW = 5  # documents of a new label
SELECTED = 3.0  # over its documents: how much more alike a new group has to be than a usual label


class Division(NamedTuple):
    """A label and the groups that its documents fall into, by position in the pool; `left` are in none.

    Groups that are not clear are the best cut there is through what may well be one kind.
    """

    label: Label
    groups: tuple[Group, ...]
    left: tuple[int, ...]
    clear: bool


def divisions(matter: Matter, found: Grouping, about: Collection[LabelId], most: int) -> Iterator[Division]:
    """The labels among some whose documents fall into clear groups, with all of their documents sorted.

    The groups are those of a sample in the usual languages; every other document goes to the nearest. A label that
    someone asks about by name is cut even where its groups are not clear.
    """
    for label_id in about:
        if matter.untouchable(label_id):
            continue
        members = np.array(group_of(found, label_id).members, np.intp)
        told = found.pool.telling(members)
        seen = _sample(told[~found.pool.foreign[told]], matter)
        cut = clear_groups(found.pool.likeness(seen), most, matter.seed, unclear=matter.by_name)
        if cut is None:
            continue
        numbers = cut.numbers
        placed = _nearest(found, seen, numbers, told)
        groups = tuple(
            Group((), tuple(told[placed == number].tolist()), matter.taxonomy[label_id])
            for number in range(int(numbers.max()) + 1)
        )
        left = tuple(set(members.tolist()) - set(told.tolist()))
        yield Division(matter.taxonomy[label_id], groups, left, cut.clear)


def uncovered(matter: Matter, found: Grouping) -> list[Group]:
    """Groups of documents that no label fits and that are about as alike as those of a label are."""
    fresh = found.pool.fresh
    if not len(fresh):
        return []
    known = [*found.pool.cohesions(found.groups).values()]
    usual = max(float(np.median(known)) if known else 0.0, LEAST)
    groups = themes_found(found.pool._replace(fresh=_sample(fresh, matter)), PLENTY, matter.seed)
    return [
        group
        for group in groups
        if len(group.members) >= SMALLEST_NEW
        and cohesion(found.pool.likeness(np.array(group.members, np.intp)))
        >= usual * (1 + SELECTED / len(group.members))
    ]


def beside(found: Grouping, gone: Collection[LabelId]) -> list[Group]:
    """The labels that stay, locked, so that whoever names new groups leaves them alone."""
    return [
        Group((label_of(group).model_copy(update={"locked": True}),), group.members)
        for group in found.groups
        if label_of(group).id not in gone
    ]


def _sample(places: Integers, matter: Matter) -> Integers:
    if len(places) <= matter.sample:
        return sampled(places, matter.seed)
    draw = np.random.default_rng(matter.seed)
    return sampled(np.sort(draw.choice(places, matter.sample, replace=False)), matter.seed)


def _nearest(found: Grouping, seen: Integers, numbers: Integers, told: Integers) -> Integers:
    """The group each text is nearest to; those of the sample stay where they are."""
    centres = np.stack(
        [
            np.asarray(found.pool.traits[seen[numbers == number]].mean(axis=0)).ravel()
            for number in range(numbers.max() + 1)
        ]
    )
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    placed = np.asarray(found.pool.traits[told] @ centres.T).argmax(axis=1)
    own = {place: number for place, number in zip(seen.tolist(), numbers.tolist(), strict=True)}
    return np.array([own.get(place, nearest) for place, nearest in zip(told.tolist(), placed.tolist(), strict=True)])

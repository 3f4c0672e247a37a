"""Judgements made by an earlier definition of their label, and labels for which documents are waiting. Pure counting.

A new definition makes nothing stale: most judgements still hold. But someone may want to look at them again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from core.labelling.tally import Tally
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy


class MadeUnder(NamedTuple):
    """So many documents were given a label under a version of the taxonomy."""

    primary: LabelId | None
    version: int
    documents: int


def last_defined(log: Sequence[Change]) -> Mapping[LabelId, int]:
    """The version in which each label came to be called and defined as it is now."""
    known: dict[LabelId, Label] = {}
    defined: dict[LabelId, int] = {}
    for version, change in enumerate(log, start=1):
        for label in change.labels:
            old = known.get(label.id)
            if old is None or (old.name, old.definition) != (label.name, label.definition):
                defined[label.id] = version
            known[label.id] = label
    return defined


def by_earlier_definition(made: Iterable[MadeUnder], log: Sequence[Change], taxonomy: Taxonomy) -> dict[LabelId, int]:
    """For labels in force how many of their documents were judged before they were defined as they are now."""
    defined = last_defined(log)
    earlier: dict[LabelId, int] = {}
    for given, version, documents in made:
        meant = None if given is None else taxonomy.meaning.get(given)
        if meant is not None and version < defined.get(meant, 0):
            earlier[meant] = earlier.get(meant, 0) + documents
    return earlier


def may_belong(taxonomy: Taxonomy, tally: Tally) -> dict[LabelId, int]:
    """For labels in force how many documents wait to be judged again because their label was split into it."""
    waiting: dict[LabelId, int] = {}
    for given, documents in tally.waiting.items():
        for heir in taxonomy.trace(given):
            waiting[heir.id] = waiting.get(heir.id, 0) + documents
    return waiting

"""Judgements made by an earlier definition of their label, and labels for which documents are waiting. Pure counting.

A new definition makes nothing stale: most judgements still hold. But someone may want to look at them again.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.labelling.tally import Tally
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Change, Taxonomy


class MadeUnder(NamedTuple):
    """So many documents were given a label under a version of the taxonomy."""

    primary: LabelId | None
    version: int
    documents: int


class Wording(NamedTuple):
    """What a label is called and means from a version on."""

    version: int
    name: str
    definition: tuple[object, ...]


def wordings(log: Sequence[Change]) -> dict[LabelId, list[Wording]]:
    """How each label has been worded since when, the first first; other changes of a label leave no trace here."""
    found: dict[LabelId, list[Wording]] = {}
    for version, change in enumerate(log, start=1):
        for label in change.labels:
            worded, past = Wording(version, label.name, label.definition), found.setdefault(label.id, [])
            if not past or past[-1][1:] != worded[1:]:
                past.append(worded)
    return found


def by_earlier_definition(made: Iterable[MadeUnder], log: Sequence[Change], taxonomy: Taxonomy) -> dict[LabelId, int]:
    """For labels in force how many of their documents were judged when they were worded otherwise than they are now.

    A wording that is taken up again is the one that it was, so that nothing is left of a change that is undone.
    """
    worded = wordings(log)
    earlier: dict[LabelId, int] = {}
    for given, version, documents in made:
        meant = None if given is None else taxonomy.meaning.get(given)
        if meant is not None and _at(worded[meant], version) != worded[meant][-1][1:]:
            earlier[meant] = earlier.get(meant, 0) + documents
    return earlier


def _at(past: Sequence[Wording], version: int) -> tuple[object, ...] | None:
    """The wording that held in a version, without since when; None where there was none yet."""
    return next((worded[1:] for worded in reversed(past) if worded.version <= version), None)


def may_belong(taxonomy: Taxonomy, tally: Tally) -> dict[LabelId, int]:
    """For labels in force how many documents wait to be judged again because their label was split into it."""
    waiting: dict[LabelId, int] = {}
    for given, documents in tally.waiting.items():
        for heir in taxonomy.trace(given):
            waiting[heir.id] = waiting.get(heir.id, 0) + documents
    return waiting

"""The documents that a person is to judge again, in their order, and what their judgements may prove.

A label that was split or retired leaves the judgements that name it without a meaning. None of them is changed: the
person is asked anew, and both judgements are kept.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from core.agreement.sampling import Drawn, draw
from core.labelling.annotation import Annotation
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy


class Again(NamedTuple):
    """A document to judge again. `earlier` is what this person said of it, if it no longer means one label.

    `seen` says that they may know already what the teacher says of it now.
    """

    drawn: Drawn
    earlier: Annotation | None
    seen: bool


def judged_again(
    person: str,
    own: Collection[DocumentId],
    others: Collection[DocumentId],
    said: Mapping[DocumentId, Sequence[Annotation]],
    told: Mapping[DocumentId, datetime],
    reserved: Collection[DocumentId],
    seed: int,
) -> list[Again]:
    """A person's queue: first the documents they judged themselves, then `others` of which nothing stands.

    `said` is all that people have said of these, oldest first; `told` is when the teacher said of them what it says
    now. `reserved` is the head of the random queue: what chance has not picked yet comes last, because a document
    judged now is missing from this person's random sample when chance picks it.
    """
    drawn = [each.document for each in draw({*own, *others}, len({*own, *others}), seed)]
    sampled = {document for document in drawn if _chance(said.get(document, ())) is not None}
    waiting = frozenset(reserved) - sampled

    def rank(document: DocumentId) -> int:
        return 0 if document in own else 2 if document in waiting else 1

    return [
        _again(document, person, document in own, said.get(document, ()), told.get(document))
        for document in sorted(drawn, key=rank)
    ]


def _again(document: DocumentId, person: str, own: bool, said: Sequence[Annotation], told: datetime | None) -> Again:
    """Whether a judgement made now may enter statistics.

    Chance picked the sample, and asking again about some of it picks nothing: whether a document is asked about hangs
    on the fate of its label, not on who was right, and all of the sample whose label is gone comes back. So it keeps
    the draw it came in by, which heals the hole that the split has torn. Only a blind judgement does: who judged it
    before has been shown, at the latest when their batch was done, what the teacher said by then. If that is what the
    teacher still says, they would judge with it in mind; if it went stale with the label, or the teacher has been asked
    again since, what it says now is new to them. Everything else is a document chosen for being in doubt, and says
    nothing about the others.
    """
    mine = [each for each in said if each.person == person]
    last = mine[-1] if mine else None
    seen = last is not None and (not last.blind or (told is not None and (last.at is None or told <= last.at)))
    probability = None if seen else _chance(said)
    drawn = Drawn(document, "random" if probability is not None else "chosen", probability)
    return Again(drawn, last if own else None, seen)


def _chance(said: Sequence[Annotation]) -> float | None:
    """How likely the draw was that brought a document before people who judged it blind; None if none did."""
    return next((each.probability for each in said if each.counts and each.probability is not None), None)


def recalled(earlier: Annotation, taxonomy: Taxonomy) -> str:
    """“You called this “Orders”, which was split into “Late” and “Lost”.”"""
    given = earlier.primary
    if given is None or given not in taxonomy.labels:
        return ""
    return f"You called this “{taxonomy[given]}”, which was {fate(taxonomy, given)}."


def fate(taxonomy: Taxonomy, label_id: LabelId) -> str:
    """What has become of a label that no longer means one: “retired”, “split into “Late” and “Lost””."""
    names = [f"“{end}”" for end in taxonomy.trace(label_id)]
    if len(names) < 2:
        return f"split, of which only {names[0]} is left" if names else "retired"
    return f"split into {enumerated(names)}"

"""Which label a document has when people, teacher and classifier differ: person before teacher before classifier."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from core.labelling.annotation import Annotation
from core.labelling.carry import Carried, Judgement, carry
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

Source = Literal["person", "teacher", "classifier"]


class Settled(NamedTuple):
    """The label of record. No source means that nobody's judgement stands: the document waits to be judged."""

    primary: LabelId | None
    applicable: tuple[LabelId, ...]
    source: Source | None


def settle(
    taxonomy: Taxonomy,
    annotations: Sequence[Annotation] = (),
    verdict: Verdict | None = None,
    prediction: Judgement | None = None,
) -> Settled:
    """Settle one document's label. Annotations come oldest first.

    Each person's latest judgement counts; the majority of people decides, and where they tie the latest of
    them. What is stale is passed over, and so is a verdict that needs review.
    """
    if (said := majority(taxonomy, annotations) or latest(taxonomy, annotations)) is not None:
        return Settled(said.primary, said.applicable, "person")
    if verdict is not None and not verdict.needs_review and not (carried := carry(verdict, taxonomy)).stale:
        return Settled(carried.primary, carried.applicable, "teacher")
    if prediction is not None and not (carried := carry(prediction, taxonomy)).stale:
        return Settled(carried.primary, carried.applicable, "classifier")
    return Settled(None, (), None)


def majority(taxonomy: Taxonomy, annotations: Iterable[Annotation]) -> Carried | None:
    """What most people say of a document, each by their latest standing judgement; None where they tie.

    Of several who name the winning label, the latest one's further labels are taken.
    """
    standing = _by_person(taxonomy, annotations)
    ranked = Counter(said.primary for said in standing).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return next(said for said in reversed(standing) if said.primary == ranked[0][0])


def latest(taxonomy: Taxonomy, annotations: Iterable[Annotation]) -> Carried | None:
    """The last judgement of anyone that still stands."""
    standing = _by_person(taxonomy, annotations)
    return standing[-1] if standing else None


def _by_person(taxonomy: Taxonomy, annotations: Iterable[Annotation]) -> list[Carried]:
    """Each person's last judgement, unless stale, in the order in which they were made."""
    last: dict[str, Annotation] = {}
    for annotation in annotations:
        last.pop(annotation.person, None)
        last[annotation.person] = annotation
    carried = (carry(annotation, taxonomy) for annotation in last.values())
    return [said for said in carried if not said.stale]

"""Which label a document has when people, teacher and classifier differ: person before teacher before classifier."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

from core.labelling.annotation import Annotation
from core.labelling.carry import Carried, Judgement, carry
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

Source = Literal["person", "teacher", "classifier"]


class Named(Protocol):
    """Anything that names a primary label."""

    @property
    def primary(self) -> LabelId | None: ...


Said = TypeVar("Said", bound=Named)


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
    if people := [*standing(taxonomy, annotations).values()]:
        said = majority(people) or people[-1]
        return Settled(said.primary, said.applicable, "person")
    if verdict is not None and not verdict.needs_review and not (carried := carry(verdict, taxonomy)).stale:
        return Settled(carried.primary, carried.applicable, "teacher")
    if prediction is not None and not (carried := carry(prediction, taxonomy)).stale:
        return Settled(carried.primary, carried.applicable, "classifier")
    return Settled(None, (), None)


def standing(taxonomy: Taxonomy, annotations: Iterable[Annotation]) -> dict[str, Carried]:
    """Each person's last judgement of a document, unless it is stale, in the order in which they were made."""
    last: dict[str, Annotation] = {}
    for annotation in annotations:
        last.pop(annotation.person, None)
        last[annotation.person] = annotation
    carried = {person: carry(annotation, taxonomy) for person, annotation in last.items()}
    return {person: said for person, said in carried.items() if not said.stale}


def majority(judgements: Sequence[Said]) -> Said | None:
    """What most say of a document; None where they tie or nobody says anything.

    Of several who name the winning label, the last one's further labels are taken.
    """
    ranked = Counter(said.primary for said in judgements).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return next(said for said in reversed(judgements) if said.primary == ranked[0][0])

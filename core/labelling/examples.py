"""Which documents train a classifier and which measure it. No document ever does both."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.labelling.annotation import Annotation
from core.labelling.settle import Source, majority, settle, standing
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

PERSON_WEIGHT = 3.0  # a person's label beside a teacher's 1; our choice, the paper trains on the teacher's only


class Example(NamedTuple):
    """A labelled document. `primary` is None where no label fits; `weight` is what it counts for in training."""

    document: DocumentId
    primary: LabelId | None
    applicable: tuple[LabelId, ...]
    source: Source
    weight: float


class Examples(NamedTuple):
    """What trains, what measures, and the documents on which people tie: those do neither."""

    rows: tuple[Example, ...]
    held_out: tuple[Example, ...]
    disputed: tuple[DocumentId, ...]


def training_rows(
    verdicts: Iterable[Verdict],
    annotations: Iterable[Annotation],
    taxonomy: Taxonomy,
    person_weight: float = PERSON_WEIGHT,
) -> Examples:
    """Divide what is known into training rows and human gold, in the labels in force. Annotations come oldest first.

    A document with blind, randomly drawn annotations that still stand is gold: its label is the majority of them
    (each person's latest), and neither people nor teacher teach it. Of the others people's labels go before the
    teacher's and weigh `person_weight`. Stale judgements and verdicts that need review are left out.
    """
    told = {verdict.document: verdict for verdict in verdicts}
    by_document = grouped(annotations)
    rows: list[Example] = []
    held_out: list[Example] = []
    disputed: list[DocumentId] = []
    for document in dict.fromkeys([*told, *by_document]):
        said = by_document.get(document, [])
        measuring = [*standing(taxonomy, (each for each in said if each.counts)).values()]
        gold = majority(measuring)
        if gold is not None:
            held_out.append(Example(document, gold.primary, gold.applicable, "person", 1.0))
            continue
        if measuring:
            disputed.append(document)
            continue
        record = settle(taxonomy, said, told.get(document))
        if record.source is not None:
            weight = person_weight if record.source == "person" else 1.0
            rows.append(Example(document, record.primary, record.applicable, record.source, weight))
    return Examples(tuple(rows), tuple(held_out), tuple(disputed))


def grouped(annotations: Iterable[Annotation]) -> Mapping[DocumentId, list[Annotation]]:
    """Annotations by document, in the order given."""
    by_document: dict[DocumentId, list[Annotation]] = {}
    for annotation in annotations:
        by_document.setdefault(annotation.document, []).append(annotation)
    return by_document

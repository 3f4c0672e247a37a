"""Which documents train a classifier and which measure it. No document ever does both."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from core.labelling.annotation import Annotation
from core.labelling.carry import Carried
from core.labelling.settle import Settled, Source, majority, settle, standing
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

PERSON_WEIGHT = 3.0  # a person's label beside a teacher's 1; our choice, the paper trains on the teacher's only
LEAST_WEIGHT = 0.1  # of a verdict that the teacher was not sure of at all, before they are made to average 1


class Example(NamedTuple):
    """A labelled document. `primary` is None where no label fits; `weight` is what it counts for in training.

    `shares` says how far each label is the primary one where people differ or the teacher was unsure; without any, the
    primary label is it wholly.
    """

    document: DocumentId
    primary: LabelId | None
    applicable: tuple[LabelId, ...]
    source: Source
    weight: float
    shares: tuple[tuple[LabelId, float], ...] = ()


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
    teacher's and weigh `person_weight`; where people differ, each label has its share of them. The teacher's weigh 1 on
    average, the surer ones more; what it was unsure of it shares among the labels that it found applicable. Stale
    judgements and verdicts that need review are left out.
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
        if record.source == "person":
            rows.append(_from_people(document, record, [*standing(taxonomy, said).values()], person_weight))
        elif record.source is not None:
            rows.append(_from_teacher(document, record, told[document].confidence))
    return Examples(tuple(_weighed(rows)), tuple(held_out), tuple(disputed))


def _from_people(document: DocumentId, record: Settled, said: Sequence[Carried], person_weight: float) -> Example:
    """Those who found that no label fits take their share of the weight with them."""
    named = Counter(each.primary for each in said if each.primary is not None)
    if record.primary is None or len(said) == 1:
        return Example(document, record.primary, record.applicable, "person", person_weight)
    naming = sum(named.values())
    shares = tuple((label, count / naming) for label, count in named.items()) if len(named) > 1 else ()
    weight = person_weight * naming / len(said)
    return Example(document, record.primary, record.applicable, "person", weight, shares)


def _from_teacher(document: DocumentId, record: Settled, confidence: float) -> Example:
    """What is left of its confidence goes to the other labels that apply, but to none more than to the primary one.

    Where none does, the verdict weighs the less.
    """
    others = [label for label in record.applicable if label != record.primary]
    if record.primary is None or not others or confidence == 1:
        return Example(document, record.primary, record.applicable, "teacher", max(confidence, LEAST_WEIGHT))
    first = max(confidence, 1 / (1 + len(others)))
    rest = tuple((label, (1 - first) / len(others)) for label in others)
    return Example(document, record.primary, record.applicable, "teacher", 1.0, ((record.primary, first), *rest))


def _weighed(rows: Sequence[Example]) -> Iterator[Example]:
    """The teacher's verdicts weigh 1 on average, however sure it sounds: people then count for as much as is said."""
    teachers = [row.weight for row in rows if row.source == "teacher"]
    mean = fsum(teachers) / len(teachers) if teachers else 1.0
    for row in rows:
        yield row if row.source == "person" else row._replace(weight=round(row.weight / mean, 6))


def grouped(annotations: Iterable[Annotation]) -> Mapping[DocumentId, list[Annotation]]:
    """Annotations by document, in the order given."""
    by_document: dict[DocumentId, list[Annotation]] = {}
    for annotation in annotations:
        by_document.setdefault(annotation.document, []).append(annotation)
    return by_document

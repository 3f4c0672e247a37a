"""Judgements of the same documents side by side, for agreement/ to compare.

Only blind judgements of randomly drawn documents are compared: who has seen the teacher's label drifts towards
it, and documents chosen for being doubtful are not like the rest. What is stale by now is left out.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from core.agreement.confusion import Pair
from core.agreement.estimates import Judged
from core.labelling.annotation import Annotation
from core.labelling.carry import Carried, carry
from core.labelling.examples import grouped
from core.labelling.settle import majority, standing
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict


class Compared(NamedTuple):
    """One document and what two judges said of it; None where they found that no label fits."""

    document: DocumentId
    first: LabelId | None
    second: LabelId | None

    @property
    def pair(self) -> Pair:
        return self.first, self.second


def teacher_and_people(
    verdicts: Iterable[Verdict], annotations: Iterable[Annotation], taxonomy: Taxonomy
) -> list[Compared]:
    """The teacher's label and people's majority, one row a document; annotations come oldest first.

    Documents on which people tie are left out, and so are verdicts that need review.
    """
    by_document = _measuring(annotations, taxonomy)
    rows = []
    for verdict in verdicts:
        truth = majority([*by_document.get(verdict.document, {}).values()])
        said = carry(verdict, taxonomy)
        if truth is not None and not said.stale and not verdict.needs_review:
            rows.append(Compared(verdict.document, said.primary, truth.primary))
    return rows


def judged(verdicts: Iterable[Verdict], annotations: Iterable[Annotation], taxonomy: Taxonomy) -> list[Judged]:
    """The same rows with the probability with which each document was drawn, for accuracy and precision.

    Only documents whose probability was recorded; the first draw's is taken.
    """
    annotations = list(annotations)
    probabilities: dict[DocumentId, float] = {}
    for annotation in annotations:
        if annotation.counts and annotation.probability is not None:
            probabilities.setdefault(annotation.document, annotation.probability)
    compared = teacher_and_people(verdicts, annotations, taxonomy)
    return [
        Judged(row.first, row.second, probabilities[row.document]) for row in compared if row.document in probabilities
    ]


def people(annotations: Iterable[Annotation], taxonomy: Taxonomy) -> dict[tuple[str, str], list[Compared]]:
    """Every two people who judged the same documents, by name, and what each said of them."""
    compared: dict[tuple[str, str], list[Compared]] = {}
    for document, said in _measuring(annotations, taxonomy).items():
        for first, second in combinations(sorted(said), 2):
            row = Compared(document, said[first].primary, said[second].primary)
            compared.setdefault((first, second), []).append(row)
    return compared


def _measuring(annotations: Iterable[Annotation], taxonomy: Taxonomy) -> dict[DocumentId, dict[str, Carried]]:
    by_document = grouped(annotation for annotation in annotations if annotation.counts)
    return {document: standing(taxonomy, said) for document, said in by_document.items()}

"""Judgements of the same documents side by side, for agreement/ to compare.

Only blind judgements of randomly drawn documents are compared: who has seen the teacher's label drifts towards
it, and documents chosen for being doubtful are not like the rest. What is stale by now is left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Literal, NamedTuple

from core.agreement.confusion import Pair
from core.agreement.estimates import Judged
from core.labelling.annotation import Annotation
from core.labelling.carry import Carried, carry
from core.labelling.examples import grouped
from core.labelling.settle import majority, standing
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

Why = Literal["tied", "stale", "unclear", "unlabelled"]


class Compared(NamedTuple):
    """One document and what two judges said of it; None where they found that no label fits."""

    document: DocumentId
    first: LabelId | None
    second: LabelId | None

    @property
    def pair(self) -> Pair:
        return self.first, self.second


class LeftOut(NamedTuple):
    """Documents judged blind that cannot be compared, each counted for the first reason that holds."""

    tied: int
    stale: int  # by people's label or by the teacher's
    unclear: int  # the teacher could not be understood
    unlabelled: int

    @property
    def documents(self) -> int:
        return sum(self)


def teacher_and_people(
    verdicts: Iterable[Verdict], annotations: Iterable[Annotation], taxonomy: Taxonomy
) -> list[Compared]:
    """The teacher's label and people's majority, one row a document; annotations come oldest first.

    Documents on which people tie are left out, and so are verdicts that need review.
    """
    by_document = _measuring(annotations, taxonomy)
    compared = (_compare(verdict, by_document.get(verdict.document, {}), taxonomy) for verdict in verdicts)
    return [row for row in compared if isinstance(row, Compared)]


def left_out(verdicts: Iterable[Verdict], annotations: Iterable[Annotation], taxonomy: Taxonomy) -> LeftOut:
    """How many documents judged blind `teacher_and_people` leaves out, and why."""
    told = {verdict.document: verdict for verdict in verdicts}
    by_document = _measuring(annotations, taxonomy)
    whys = Counter(_compare(told.get(document), said, taxonomy) for document, said in by_document.items())
    return LeftOut(whys["tied"], whys["stale"], whys["unclear"], whys["unlabelled"])


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


def _compare(verdict: Verdict | None, people: Mapping[str, Carried], taxonomy: Taxonomy) -> Compared | Why:
    """One document's row, or why there is none."""
    if not people:
        return "stale"
    truth = majority([*people.values()])
    if truth is None:
        return "tied"
    if verdict is None:
        return "unlabelled"
    if verdict.needs_review:
        return "unclear"
    said = carry(verdict, taxonomy)
    return "stale" if said.stale else Compared(verdict.document, said.primary, truth.primary)


def _measuring(annotations: Iterable[Annotation], taxonomy: Taxonomy) -> dict[DocumentId, dict[str, Carried]]:
    by_document = grouped(annotation for annotation in annotations if annotation.counts)
    return {document: standing(taxonomy, said) for document, said in by_document.items()}

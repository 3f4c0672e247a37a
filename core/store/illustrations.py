"""Documents that may show what a label means, or what it does not, some at a time.

Each kind begins at the judgements that an index finds, so that it is quick where there are many documents. Labels are
as they were given at the time; which of those now mean the label is given by the caller (core.labelling.carry.origins).
"""

from collections.abc import Collection, Iterator
from json import dumps
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Engine, Select, String, cast, func, or_, select, union
from sqlmodel import Session, col

from core.store.labels import Source
from core.store.record import Record, joined
from core.store.tables import AnnotationRow, DocumentRow, PredictionRow, VerdictRow
from core.taxonomy.label import DocumentId, LabelId

NAMED = 100  # ids looked for among labels that apply: a label made of more is asked for by some of them only
Kind = Literal["surest", "doubtful", "alike", "any"]


class Candidate(NamedTuple):
    """A document with its label of record as it was given; `source` is None where nobody has judged it."""

    document: DocumentId
    text: str
    quote: str
    primary: LabelId | None
    confidence: float | None
    source: Source | None


class Sought(NamedTuple):
    """Which documents: those of a label, surest or most doubtful first; those that look like its own; or any.

    `labels` are all ids that mean the label, `stale` those that mean none any more. Alike are documents filed under
    another label of which the teacher said that this one applies too, or which the teacher filed under it and a person
    elsewhere, these first.
    """

    kind: Kind
    labels: frozenset[LabelId]
    stale: frozenset[LabelId]
    containing: str = ""
    without: Collection[DocumentId] = ()


def candidates(
    engine: Engine, project_id: str, taxonomy_id: str, sought: Sought, offset: int, limit: int
) -> list[Candidate]:
    """One page of the documents sought; to know whether there are more, ask for one more than is shown."""
    record = Record(sought.stale)
    found = joined(select(col(DocumentRow.id)), project_id, taxonomy_id)
    found = found.where(*_conditions(record, taxonomy_id, sought)).order_by(*_order(record, sought.kind))
    said = select(
        col(DocumentRow.id),
        col(DocumentRow.text),
        func.coalesce(col(VerdictRow.quote), ""),
        record.primary(),
        record.confidence(),
        record.source(),
    )
    with Session(engine) as session:
        # first which documents, then what is known of them: sorting whole rows takes twice as long
        ids = session.scalars(found.offset(offset).limit(limit)).all()
        known = joined(said, project_id, taxonomy_id).where(col(DocumentRow.id).in_(ids))
        by_id = {row[0]: Candidate(*row) for row in session.execute(known)}
    return [by_id[document_id] for document_id in ids if document_id in by_id]


def _conditions(record: Record, taxonomy_id: str, sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.kind in ("surest", "doubtful"):
        yield col(DocumentRow.id).in_(_judged_as(taxonomy_id, sought.labels))
        yield record.primary().in_(sought.labels)
    if sought.kind == "doubtful":
        yield record.confidence().is_not(None)
    if sought.kind == "alike":
        yield col(DocumentRow.id).in_(_touching(taxonomy_id, sought.labels))
        yield record.primary().not_in(sought.labels)
    if sought.containing:
        yield col(DocumentRow.text).icontains(sought.containing, autoescape=True)
    if sought.without:
        yield col(DocumentRow.id).not_in(sought.without)


def _order(record: Record, kind: Kind) -> tuple[Any, ...]:
    arrival = col(DocumentRow.position)
    if kind == "any":
        return (arrival,)
    if kind == "doubtful":
        return (record.confidence(), arrival)
    return (func.coalesce(record.confidence(), 2).desc(), arrival)  # what a person said is surest


def _judged_as(taxonomy_id: str, labels: frozenset[LabelId]) -> Select[Any]:
    """The documents that a person, the teacher or the classifier has given one of these labels."""
    said = select(col(AnnotationRow.document)).where(
        col(AnnotationRow.taxonomy) == taxonomy_id,
        col(AnnotationRow.standing),
        col(AnnotationRow.primary).in_(labels),
    )
    told = select(col(VerdictRow.document)).where(
        col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing), col(VerdictRow.primary).in_(labels)
    )
    predicted = select(col(PredictionRow.document)).where(
        col(PredictionRow.taxonomy) == taxonomy_id, col(PredictionRow.primary).in_(labels)
    )
    return select(union(said, told, predicted).subquery())


def _touching(taxonomy_id: str, labels: frozenset[LabelId]) -> Select[Any]:
    """The documents whose standing verdict names one of these labels, as the primary one or as one that applies."""
    listed = cast(col(VerdictRow.applicable), String)  # kept as JSON, which both databases can read as text
    named = (listed.contains(dumps(each), autoescape=True) for each in sorted(labels)[:NAMED])
    return select(col(VerdictRow.document)).where(
        col(VerdictRow.taxonomy) == taxonomy_id,
        col(VerdictRow.standing),
        or_(col(VerdictRow.primary).in_(labels), *named),
    )

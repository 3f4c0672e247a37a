"""The label of record of every document: a person's before the teacher's before the classifier's.

Filtering, sorting, paging and counting happen in SQL, over the labels as they were given at the time. Which of
those now mean which label in force is given by the caller (core.labelling.carry.origins), and so is which are `stale`
because they mean none (core.labelling.carry.stale_ids): what names one of them gives way to what still stands.
"""

from collections.abc import Collection, Iterator
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Engine, Select, and_, func, select
from sqlmodel import Session, col

from core.store.record import Record, detail, joined, listed
from core.store.tables import AnnotationRow, DocumentRow, PredictionRow, VerdictRow
from core.taxonomy.label import DocumentId, LabelId

Source = Literal["person", "teacher", "classifier"]


class Labelled(BaseModel, frozen=True):
    """A document with the label of record as it was given. `source` is None for a document nobody has judged."""

    document: DocumentId
    position: int
    source_id: str
    text: str
    details: dict[str, str]
    primary: LabelId | None
    applicable: tuple[LabelId, ...]
    confidence: float | None
    reason: str
    quote: str
    needs_review: bool
    source: Source | None


class Elsewhere(BaseModel, frozen=True):
    """Another taxonomy in which a document is to have one of some labels, as given there."""

    taxonomy: str
    labels: frozenset[LabelId]
    stale: frozenset[LabelId]


class Wanted(BaseModel, frozen=True):
    """Which labelled documents to show. None means that it does not matter.

    `labels` are ids as given at the time; an empty set asks for documents that no label fits. `among` holds for
    metadata columns the values any of which will do.
    """

    labels: frozenset[LabelId] | None = None
    source: Source | None = None
    containing: str = ""
    most_confidence: float | None = None
    least_confidence: float | None = None
    needs_review: bool = False
    judged: bool = True
    details: tuple[tuple[str, str], ...] = ()
    among: tuple[tuple[str, frozenset[str]], ...] = ()
    not_by: Source | None = None
    also: Elsewhere | None = None


Order = Literal["arrival", "doubtful first", "confident first"]


def page_of_labels(
    engine: Engine,
    project_id: str,
    taxonomy_id: str,
    wanted: Wanted,
    offset: int,
    limit: int,
    order: Order = "arrival",
    *,
    stale: frozenset[LabelId],
) -> tuple[int, list[Labelled]]:
    """How many documents fit what is wanted, and one page of them."""
    record = Record(stale)
    fitting = joined(select(col(DocumentRow.id)), project_id, taxonomy_id)
    fitting = fitting.where(*_conditions(record, wanted, project_id))
    confidence = record.confidence()
    orders: dict[Order, tuple[Any, ...]] = {
        "arrival": (col(DocumentRow.position),),
        "doubtful first": (func.coalesce(confidence, 2), col(DocumentRow.position)),
        "confident first": (func.coalesce(confidence, -1).desc(), col(DocumentRow.position)),
    }
    with Session(engine) as session:
        total = session.scalar(select(func.count()).select_from(fitting.subquery())) or 0
        # first which documents, then what is known of them: sorting whole rows takes twice as long
        ids = session.scalars(fitting.order_by(*orders[order]).offset(offset).limit(limit)).all()
        page = session.execute(_known(record, project_id, taxonomy_id).where(col(DocumentRow.id).in_(ids)))
        known = {row.document: _labelled(row._mapping) for row in page}
        return total, [known[document_id] for document_id in ids if document_id in known]


def all_labels(
    engine: Engine, project_id: str, taxonomy_id: str, wanted: Wanted, *, stale: frozenset[LabelId]
) -> Iterator[Labelled]:
    """Every fitting document in order of arrival, streamed: for exports and scores."""
    record = Record(stale)
    query = _known(record, project_id, taxonomy_id).where(*_conditions(record, wanted, project_id))
    query = query.order_by(col(DocumentRow.position))
    with Session(engine) as session:
        for row in session.execute(query.execution_options(yield_per=2000)):
            yield _labelled(row._mapping)


def places(
    engine: Engine, project_id: str, taxonomy_id: str, labels: frozenset[LabelId], *, stale: frozenset[LabelId]
) -> dict[DocumentId, int]:
    """The documents with one of some labels, each with its position, in order of arrival."""
    record = Record(stale)
    query = joined(select(col(DocumentRow.id), col(DocumentRow.position)), project_id, taxonomy_id)
    query = query.where(record.primary().in_(listed(labels))).order_by(col(DocumentRow.position))
    with Session(engine) as session:
        return {document: position for document, position in session.execute(query)}


class Count(NamedTuple):
    """How many documents were given a label, by whom, with which value of a metadata column.

    Where `needs_review`, the teacher could not be understood, and the missing label says nothing.
    """

    primary: LabelId | None
    source: Source | None
    value: str | None
    documents: int
    needs_review: bool = False


def counts(
    engine: Engine, project_id: str, taxonomy_id: str, column: str | None = None, *, stale: frozenset[LabelId]
) -> list[Count]:
    """Documents by label of record and source and, if asked, by the value of a metadata column."""
    record = Record(stale)
    parts: list[ColumnElement[Any]] = [
        record.primary().label("primary"),
        record.source().label("source"),
        record.unclear().label("needs_review"),
    ]
    if column is not None:
        parts.append(detail(column).label("value"))
    given = joined(select(*parts), project_id, taxonomy_id).subquery()
    with Session(engine) as session:
        rows = session.execute(select(*given.c, func.count().label("documents")).group_by(*given.c))
        return [
            Count(row.primary, row.source, None if column is None else row.value, row.documents, row.needs_review)
            for row in rows
        ]


def column_values(engine: Engine, project_id: str, column: str) -> list[tuple[str | None, int]]:
    """The values of a metadata column with how many documents have each, most frequent first."""
    found = select(detail(column).label("value")).where(col(DocumentRow.project) == project_id).subquery()
    documents = func.count().label("documents")
    query = select(found.c.value, documents).group_by(found.c.value).order_by(documents.desc(), found.c.value)
    with Session(engine) as session:
        return [(value, count) for value, count in session.execute(query)]


class Stamp(NamedTuple):
    """What differs whenever `counts` may. `predicted` says how many documents each classifier has judged."""

    last_position: int
    last_annotation: int
    verdicts: int
    predicted: tuple[tuple[str, int], ...]


def stamp(engine: Engine, project_id: str, taxonomy_id: str) -> Stamp:
    """For those who keep counts and ask whether they still hold."""
    with Session(engine) as session:
        predicted = session.execute(
            select(col(PredictionRow.classifier), func.count())
            .where(col(PredictionRow.taxonomy) == taxonomy_id)
            .group_by(col(PredictionRow.classifier))
            .order_by(col(PredictionRow.classifier))
        )
        return Stamp(
            session.scalar(select(func.max(DocumentRow.position)).where(col(DocumentRow.project) == project_id)) or 0,
            session.scalar(select(func.max(AnnotationRow.id)).where(col(AnnotationRow.taxonomy) == taxonomy_id)) or 0,
            session.scalar(select(func.count()).where(col(VerdictRow.taxonomy) == taxonomy_id)) or 0,
            tuple((classifier, documents) for classifier, documents in predicted),
        )


def _known(record: Record, project_id: str, taxonomy_id: str) -> Select[*tuple[Any, ...]]:
    return joined(
        select(
            col(DocumentRow.id).label("document"),
            col(DocumentRow.position),
            col(DocumentRow.source_id),
            col(DocumentRow.text),
            col(DocumentRow.details),
            record.primary().label("primary"),
            record.applicable().label("applicable"),
            record.confidence().label("confidence"),
            col(VerdictRow.reason),
            col(VerdictRow.quote),
            record.unclear().label("needs_review"),
            record.source().label("source"),
        ),
        project_id,
        taxonomy_id,
    )


def _conditions(record: Record, wanted: Wanted, project_id: str) -> Iterator[ColumnElement[bool]]:
    if wanted.judged:
        yield record.source().is_not(None)
    if wanted.labels is not None:
        yield _among(record, wanted.labels)
    if wanted.source is not None:
        yield record.source() == wanted.source
    if wanted.not_by is not None:
        yield record.source() != wanted.not_by
    if wanted.containing:
        yield col(DocumentRow.text).icontains(wanted.containing, autoescape=True)
    if wanted.most_confidence is not None:
        yield record.confidence() <= wanted.most_confidence
    if wanted.least_confidence is not None:
        yield record.confidence() >= wanted.least_confidence
    if wanted.needs_review:
        yield record.unclear()
    yield from _of_metadata(wanted)
    if wanted.also is not None:
        yield _elsewhere(project_id, wanted.also)


def _of_metadata(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for column, value in wanted.details:
        yield detail(column) == value
    for column, values in wanted.among:
        yield detail(column).in_(values)


def _elsewhere(project_id: str, other: Elsewhere) -> ColumnElement[bool]:
    """The document has one of some labels in another taxonomy of the project."""
    record = Record(other.stale)
    there = joined(select(col(DocumentRow.id)), project_id, other.taxonomy)
    there = there.where(record.source().is_not(None), _among(record, other.labels))
    return col(DocumentRow.id).in_(there.correlate(None))


def _among(record: Record, labels: Collection[LabelId]) -> ColumnElement[bool]:
    return record.primary().in_(labels) if labels else and_(record.primary().is_(None), ~record.unclear())


def _labelled(row: object) -> Labelled:
    values = dict(row)  # type: ignore[call-overload]
    return Labelled.model_validate(
        {
            **values,
            "applicable": tuple(values["applicable"] or ()),
            "reason": values["reason"] or "",
            "quote": values["quote"] or "",
        }
    )

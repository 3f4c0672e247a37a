"""The label of record of every document: a person's before the teacher's before the classifier's.

Filtering, sorting, paging and counting happen in SQL, over the labels as they were given at the time. Which of
those now mean which label in force is given by the caller (core.labelling.carry.origins).
"""

from collections.abc import Collection, Iterator
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Engine, Select, and_, case, func, or_, select
from sqlmodel import Session, col

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


Order = Literal["arrival", "doubtful first", "confident first"]


def page_of_labels(
    engine: Engine, project_id: str, taxonomy_id: str, wanted: Wanted, offset: int, limit: int, order: Order = "arrival"
) -> tuple[int, list[Labelled]]:
    """How many documents fit what is wanted, and one page of them."""
    fitting = _joined(select(col(DocumentRow.id)), project_id, taxonomy_id).where(*_conditions(wanted))
    confidence = _confidence()
    orders: dict[Order, tuple[Any, ...]] = {
        "arrival": (col(DocumentRow.position),),
        "doubtful first": (func.coalesce(confidence, 2), col(DocumentRow.position)),
        "confident first": (func.coalesce(confidence, -1).desc(), col(DocumentRow.position)),
    }
    with Session(engine) as session:
        total = session.scalar(select(func.count()).select_from(fitting.subquery())) or 0
        # first which documents, then what is known of them: sorting whole rows takes twice as long
        ids = session.scalars(fitting.order_by(*orders[order]).offset(offset).limit(limit)).all()
        page = session.execute(_known(project_id, taxonomy_id).where(col(DocumentRow.id).in_(ids)))
        known = {row.document: _labelled(row._mapping) for row in page}
        return total, [known[document_id] for document_id in ids if document_id in known]


def all_labels(engine: Engine, project_id: str, taxonomy_id: str, wanted: Wanted) -> Iterator[Labelled]:
    """Every fitting document in order of arrival, streamed: for exports and scores."""
    query = _known(project_id, taxonomy_id).where(*_conditions(wanted)).order_by(col(DocumentRow.position))
    with Session(engine) as session:
        for row in session.execute(query.execution_options(yield_per=2000)):
            yield _labelled(row._mapping)


class Count(NamedTuple):
    """How many documents were given a label, by whom, with which value of a metadata column.

    Where `needs_review`, the teacher could not be understood, and the missing label says nothing.
    """

    primary: LabelId | None
    source: Source | None
    value: str | None
    documents: int
    needs_review: bool = False


def counts(engine: Engine, project_id: str, taxonomy_id: str, column: str | None = None) -> list[Count]:
    """Documents by label of record and source and, if asked, by the value of a metadata column."""
    parts: list[ColumnElement[Any]] = [
        _primary().label("primary"),
        _source().label("source"),
        _unclear().label("needs_review"),
    ]
    if column is not None:
        parts.append(_detail(column).label("value"))
    given = _joined(select(*parts), project_id, taxonomy_id).subquery()
    with Session(engine) as session:
        rows = session.execute(select(*given.c, func.count().label("documents")).group_by(*given.c))
        return [
            Count(row.primary, row.source, None if column is None else row.value, row.documents, row.needs_review)
            for row in rows
        ]


def column_values(engine: Engine, project_id: str, column: str) -> list[tuple[str | None, int]]:
    """The values of a metadata column with how many documents have each, most frequent first."""
    found = select(_detail(column).label("value")).where(col(DocumentRow.project) == project_id).subquery()
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


def _detail(column: str) -> ColumnElement[str]:
    return col(DocumentRow.details)[column].as_string()  # type: ignore[no-any-return]


def _by_person() -> ColumnElement[bool]:
    return col(AnnotationRow.document).is_not(None)


def _by_classifier() -> ColumnElement[bool]:
    return col(PredictionRow.document).is_not(None)


def _by_teacher() -> ColumnElement[bool]:
    """There is a verdict; one that could not be understood gives way to a classifier's prediction."""
    understood = or_(~col(VerdictRow.needs_review), ~_by_classifier())
    return and_(col(VerdictRow.document).is_not(None), understood)


def _source() -> ColumnElement[str]:
    return case((_by_person(), "person"), (_by_teacher(), "teacher"), (_by_classifier(), "classifier"), else_=None)


def _primary() -> ColumnElement[str]:
    return case(
        (_by_person(), col(AnnotationRow.primary)),
        (_by_teacher(), col(VerdictRow.primary)),
        else_=col(PredictionRow.primary),
    )


def _confidence() -> ColumnElement[float]:
    """The machine's confidence; a person's judgement has none."""
    return case(
        (_by_person(), None),
        (_by_teacher(), col(VerdictRow.confidence)),
        else_=col(PredictionRow.confidence),
    )


def _unclear() -> ColumnElement[bool]:
    """The teacher could not be understood, and nobody else has said what it is."""
    return func.coalesce(and_(col(VerdictRow.needs_review), ~_by_person(), ~_by_classifier()), False)


def _joined(query: Select[*tuple[Any, ...]], project_id: str, taxonomy_id: str) -> Select[*tuple[Any, ...]]:
    document = col(DocumentRow.id)
    return (
        query.select_from(DocumentRow)
        .outerjoin(
            AnnotationRow,
            and_(
                col(AnnotationRow.taxonomy) == taxonomy_id,
                col(AnnotationRow.document) == document,
                col(AnnotationRow.standing),
            ),
        )
        .outerjoin(
            VerdictRow,
            and_(
                col(VerdictRow.taxonomy) == taxonomy_id,
                col(VerdictRow.document) == document,
                col(VerdictRow.standing),
            ),
        )
        .outerjoin(
            PredictionRow,
            and_(col(PredictionRow.taxonomy) == taxonomy_id, col(PredictionRow.document) == document),
        )
        .where(col(DocumentRow.project) == project_id)
    )


def _known(project_id: str, taxonomy_id: str) -> Select[*tuple[Any, ...]]:
    applicable = case(
        (_by_person(), col(AnnotationRow.applicable)),
        (_by_teacher(), col(VerdictRow.applicable)),
        else_=col(PredictionRow.applicable),
    )
    return _joined(
        select(
            col(DocumentRow.id).label("document"),
            col(DocumentRow.position),
            col(DocumentRow.source_id),
            col(DocumentRow.text),
            col(DocumentRow.details),
            _primary().label("primary"),
            applicable.label("applicable"),
            _confidence().label("confidence"),
            col(VerdictRow.reason),
            col(VerdictRow.quote),
            _unclear().label("needs_review"),
            _source().label("source"),
        ),
        project_id,
        taxonomy_id,
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.judged:
        yield _source().is_not(None)
    if wanted.labels is not None:
        yield _among(wanted.labels)
    if wanted.source is not None:
        yield _source() == wanted.source
    if wanted.not_by is not None:
        yield _source() != wanted.not_by
    if wanted.containing:
        yield col(DocumentRow.text).icontains(wanted.containing, autoescape=True)
    if wanted.most_confidence is not None:
        yield _confidence() <= wanted.most_confidence
    if wanted.least_confidence is not None:
        yield _confidence() >= wanted.least_confidence
    if wanted.needs_review:
        yield _unclear()
    yield from _of_metadata(wanted)


def _of_metadata(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for column, value in wanted.details:
        yield _detail(column) == value
    for column, values in wanted.among:
        yield _detail(column).in_(values)


def _among(labels: Collection[LabelId]) -> ColumnElement[bool]:
    return _primary().in_(labels) if labels else and_(_primary().is_(None), ~_unclear())


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

"""The label of record of a document as SQL: a person's before the teacher's before the classifier's.

For the modules of this room that filter, sort and count by it. Labels are as they were given at the time.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_
from sqlmodel import col

from core.store.tables import AnnotationRow, DocumentRow, PredictionRow, VerdictRow


def detail(column: str) -> ColumnElement[str]:
    return col(DocumentRow.details)[column].as_string()  # type: ignore[no-any-return]


def by_person() -> ColumnElement[bool]:
    return col(AnnotationRow.document).is_not(None)


def by_classifier() -> ColumnElement[bool]:
    return col(PredictionRow.document).is_not(None)


def by_teacher() -> ColumnElement[bool]:
    """There is a verdict; one that could not be understood gives way to a classifier's prediction."""
    understood = or_(~col(VerdictRow.needs_review), ~by_classifier())
    return and_(col(VerdictRow.document).is_not(None), understood)


def source() -> ColumnElement[str]:
    return case((by_person(), "person"), (by_teacher(), "teacher"), (by_classifier(), "classifier"), else_=None)


def primary() -> ColumnElement[str]:
    return case(
        (by_person(), col(AnnotationRow.primary)),
        (by_teacher(), col(VerdictRow.primary)),
        else_=col(PredictionRow.primary),
    )


def confidence() -> ColumnElement[float]:
    """The machine's confidence; a person's judgement has none."""
    return case(
        (by_person(), None),
        (by_teacher(), col(VerdictRow.confidence)),
        else_=col(PredictionRow.confidence),
    )


def unclear() -> ColumnElement[bool]:
    """The teacher could not be understood, and nobody else has said what it is."""
    return func.coalesce(and_(col(VerdictRow.needs_review), ~by_person(), ~by_classifier()), False)


def joined(query: Select[*tuple[Any, ...]], project_id: str, taxonomy_id: str) -> Select[*tuple[Any, ...]]:
    """The query over a project's documents, each beside what was said of it in a taxonomy."""
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

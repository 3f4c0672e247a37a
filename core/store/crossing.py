"""How the labels of record of two taxonomies meet on the same documents. Counting happens in SQL.

Labels are as they were given at the time; what they mean now is for the caller to say, and which mean none.
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, Subquery, func, select
from sqlmodel import Session, col

from core.store.record import Record, joined
from core.store.tables import DocumentRow
from core.taxonomy.label import LabelId


class Side(NamedTuple):
    """A taxonomy, with those of its labels that mean no single label any more."""

    taxonomy: str
    stale: frozenset[LabelId]


class Meeting(NamedTuple):
    """So many documents have these labels in the one and in the other taxonomy; None where no label fits."""

    one: LabelId | None
    other: LabelId | None
    documents: int


def meetings(engine: Engine, project_id: str, one: Side, other: Side) -> list[Meeting]:
    """Documents by their labels in two taxonomies; only those judged in both, and not what was not understood."""
    left, right = _judged(project_id, one), _judged(project_id, other)
    query = (
        select(left.c.primary, right.c.primary, func.count())
        .join_from(left, right, left.c.document == right.c.document)
        .group_by(left.c.primary, right.c.primary)
    )
    with Session(engine) as session:
        return [Meeting(*row) for row in session.execute(query)]


def _judged(project_id: str, side: Side) -> Subquery:
    record = Record(side.stale)
    parts: list[ColumnElement[Any]] = [col(DocumentRow.id).label("document"), record.primary().label("primary")]
    known = joined(select(*parts), project_id, side.taxonomy)
    return known.where(record.source().is_not(None), ~record.unclear()).subquery()

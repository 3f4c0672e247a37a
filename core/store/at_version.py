"""The teacher's verdicts as they stood when a taxonomy was at some version: of each document the latest made by then.

Answers that were asked for only to see whether they stay the same never stood, and what came with a step that was
undone by then stood no longer.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Engine, Subquery, func, select
from sqlmodel import Session, col

from core.store.documents import AT_ONCE
from core.store.labels import Count
from core.store.standing import passed_over
from core.store.tables import VerdictRow
from core.taxonomy.label import DocumentId
from core.teachers.protocol import Verdict


def given_at(engine: Engine, taxonomy_id: str, version: int) -> list[Count]:
    """Documents by the label they had; what a person should look at is left out."""
    latest = _latest(engine, taxonomy_id, version)
    query = (
        select(latest.c.primary, func.count())
        .where(latest.c.place == 1, ~latest.c.needs_review)
        .group_by(latest.c.primary)
    )
    with Session(engine) as session:
        return [Count(label_id, "teacher", None, documents) for label_id, documents in session.execute(query)]


def verdicts_at(engine: Engine, taxonomy_id: str, version: int, ids: Sequence[DocumentId]) -> list[Verdict]:
    """The verdicts on some documents."""
    found: list[Verdict] = []
    with Session(engine) as session:
        for start in range(0, len(ids), AT_ONCE):
            portion = ids[start : start + AT_ONCE]
            latest = _latest(engine, taxonomy_id, version, col(VerdictRow.document).in_(portion))
            found += [
                Verdict(
                    document=row.document,
                    primary=row.primary,
                    applicable=tuple(row.applicable),
                    confidence=row.confidence,
                    needs_review=row.needs_review,
                )
                for row in session.execute(select(latest).where(latest.c.place == 1))
            ]
    return found


def _latest(engine: Engine, taxonomy_id: str, version: int, *conditions: ColumnElement[bool]) -> Subquery:
    with Session(engine) as session:
        left_out = passed_over(session, taxonomy_id, version)
    place = func.row_number().over(partition_by=col(VerdictRow.document), order_by=col(VerdictRow.at).desc())
    return (
        select(
            col(VerdictRow.document),
            col(VerdictRow.primary),
            col(VerdictRow.applicable),
            col(VerdictRow.confidence),
            col(VerdictRow.needs_review),
            place.label("place"),
        )
        .where(
            col(VerdictRow.taxonomy) == taxonomy_id,
            col(VerdictRow.version) <= version,
            col(VerdictRow.run).not_in(left_out),
            *conditions,
        )
        .subquery()
    )

"""What people said that no longer means one label, and when the teacher last said something that does."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.store.documents import AT_ONCE
from core.store.record import listed
from core.store.standing import taken_back, undone
from core.store.tables import AnnotationRow, VerdictRow
from core.taxonomy.label import DocumentId, LabelId


class Ambiguous(NamedTuple):
    """A person's latest judgement of a document, with the label as it was given."""

    document: DocumentId
    person: str
    primary: LabelId


def ambiguous(engine: Engine, taxonomy_id: str, stale: frozenset[LabelId]) -> list[Ambiguous]:
    """Everyone's latest judgements that name one of some labels, in the order in which they were made."""
    if not stale:
        return []
    with Session(engine) as session:
        gone = undone(session, taxonomy_id)
    later = aliased(AnnotationRow)
    said_since = exists().where(
        ~taken_back(later, gone),
        col(later.taxonomy) == taxonomy_id,
        col(later.document) == col(AnnotationRow.document),
        col(later.person) == col(AnnotationRow.person),
        col(later.id) > col(AnnotationRow.id),
    )
    query = (
        select(col(AnnotationRow.document), col(AnnotationRow.person), col(AnnotationRow.primary))
        .where(col(AnnotationRow.taxonomy) == taxonomy_id, col(AnnotationRow.primary).in_(listed(stale)), ~said_since)
        .where(~taken_back(AnnotationRow, gone))
        .order_by(col(AnnotationRow.id))
    )
    with Session(engine) as session:
        return [Ambiguous(document, person, primary or "") for document, person, primary in session.execute(query)]


def last_said(engine: Engine, taxonomy_id: str) -> int:
    """The number of the latest judgement that a person made; 0 before the first."""
    query = select(func.max(AnnotationRow.id)).where(col(AnnotationRow.taxonomy) == taxonomy_id)
    with Session(engine) as session:
        return session.scalar(query) or 0


def told_when(
    engine: Engine, taxonomy_id: str, ids: Sequence[DocumentId], stale: frozenset[LabelId]
) -> dict[DocumentId, datetime]:
    """When the teacher said of some documents what it says now; left out are those of which it says nothing clear."""
    told: dict[DocumentId, datetime] = {}
    with Session(engine) as session:
        for start in range(0, len(ids), AT_ONCE):
            query = select(col(VerdictRow.document), col(VerdictRow.primary), col(VerdictRow.at)).where(
                col(VerdictRow.taxonomy) == taxonomy_id,
                col(VerdictRow.document).in_(ids[start : start + AT_ONCE]),
                col(VerdictRow.standing),
                ~col(VerdictRow.needs_review),
            )
            found = session.execute(query)
            told |= {document: at for document, primary, at in found if primary not in stale}
    return told

"""The documents of a project: added once, read by page, by id or in samples."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pydantic import BaseModel
from sqlalchemy import Engine, func, insert, select
from sqlmodel import Session, col

from core.corpus.document import Document
from core.store.presence import hold
from core.store.projects import Upload
from core.store.tables import DocumentRow, ProjectRow, UploadRow
from core.store.workspace import now
from core.taxonomy.label import DocumentId

AT_ONCE = 900  # values a statement may hold on every SQLite


def add_documents(engine: Engine, project_id: str, documents: Iterable[Document], upload: Upload) -> Upload:
    """Keep the new documents of a file, all or none, and what the file brought.

    A text that is already there is counted as a duplicate and left as it is. Files of one project wait for each
    other. Raises NotFound for a project that is gone.
    """
    with Session(engine) as session:
        hold(session, ProjectRow, project_id)
        position = _last(session, project_id)
        added = known = 0
        for portion in _portions(documents):
            there = set(
                session.scalars(
                    select(col(DocumentRow.id)).where(
                        col(DocumentRow.project) == project_id,
                        col(DocumentRow.id).in_([document.id for document in portion]),
                    )
                )
            )
            fresh = [document for document in portion if document.id not in there]
            rows = [
                {
                    "project": project_id,
                    "id": document.id,
                    "position": position + place,
                    "text": document.text,
                    "details": document.metadata,
                    "source_id": document.source_id,
                    "copies": document.copies,
                }
                for place, document in enumerate(fresh, start=1)
            ]
            if rows:
                session.execute(insert(DocumentRow), rows)
            position += len(fresh)
            added += len(fresh)
            known += len(there)
        kept = upload.model_copy(update={"documents": added, "duplicates": upload.duplicates + known, "at": now()})
        session.add(UploadRow(project=project_id, **{**kept.model_dump(), "notes": list(kept.notes)}))
        session.commit()
    return kept


def _portions(documents: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while portion := list(islice(iterator, AT_ONCE)):
        yield portion


def _last(session: Session, project_id: str) -> int:
    return session.scalar(select(func.max(DocumentRow.position)).where(col(DocumentRow.project) == project_id)) or 0


def count_documents(engine: Engine, project_id: str) -> int:
    """As many as the last position: none is ever taken away alone."""
    return last_position(engine, project_id)


def last_position(engine: Engine, project_id: str) -> int:
    """How far the documents reach now: a run pins those up to here, so that later files do not change it."""
    with Session(engine) as session:
        return _last(session, project_id)


def document_ids(engine: Engine, project_id: str, up_to: int | None = None) -> list[DocumentId]:
    """Ids in order of arrival, up to a position."""
    query = select(col(DocumentRow.id)).where(col(DocumentRow.project) == project_id)
    if up_to is not None:
        query = query.where(col(DocumentRow.position) <= up_to)
    with Session(engine) as session:
        return list(session.scalars(query.order_by(col(DocumentRow.position))))


def documents(engine: Engine, project_id: str, ids: Sequence[DocumentId]) -> list[Document]:
    """The documents with these ids, in the order asked for; ids that are not there are left out."""
    found: dict[DocumentId, Document] = {}
    with Session(engine) as session:
        for start in range(0, len(ids), AT_ONCE):
            rows = session.scalars(
                select(DocumentRow).where(
                    col(DocumentRow.project) == project_id, col(DocumentRow.id).in_(ids[start : start + AT_ONCE])
                )
            )
            found |= {row.id: _document(row) for row in rows}
    return [found[document_id] for document_id in ids if document_id in found]


def documents_at(engine: Engine, project_id: str, positions: Sequence[int]) -> list[Document]:
    """The documents at these places in the order of arrival (from 1), in the order asked for."""
    found: dict[int, Document] = {}
    with Session(engine) as session:
        for start in range(0, len(positions), AT_ONCE):
            rows = session.scalars(
                select(DocumentRow).where(
                    col(DocumentRow.project) == project_id,
                    col(DocumentRow.position).in_(positions[start : start + AT_ONCE]),
                )
            )
            found |= {row.position: _document(row) for row in rows}
    return [found[position] for position in positions if position in found]


def lengths(engine: Engine, project_id: str, positions: Sequence[int]) -> dict[int, int]:
    """How many characters the documents at these places have, without loading them."""
    found: dict[int, int] = {}
    with Session(engine) as session:
        for start in range(0, len(positions), AT_ONCE):
            rows = session.execute(
                select(col(DocumentRow.position), func.length(DocumentRow.text)).where(
                    col(DocumentRow.project) == project_id,
                    col(DocumentRow.position).in_(positions[start : start + AT_ONCE]),
                )
            )
            found |= {position: length for position, length in rows}
    return found


def page_of_documents(
    engine: Engine, project_id: str, offset: int, limit: int, containing: str = ""
) -> tuple[int, list[Document]]:
    """How many documents contain a text, and one page of them in order of arrival."""
    query = select(DocumentRow).where(col(DocumentRow.project) == project_id)
    if containing:
        query = query.where(col(DocumentRow.text).icontains(containing, autoescape=True))
    with Session(engine) as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(query.order_by(col(DocumentRow.position)).offset(offset).limit(limit))
        return total, [_document(row) for row in rows]


class Shape(BaseModel, frozen=True):
    """A corpus in numbers: documents, how often texts came twice, and characters a document."""

    documents: int
    copies: int
    mean_characters: float
    longest: int


def shape(engine: Engine, project_id: str) -> Shape:
    length = func.length(DocumentRow.text)
    query = select(
        func.count(), func.coalesce(func.sum(DocumentRow.copies), 0), func.avg(length), func.max(length)
    ).where(col(DocumentRow.project) == project_id)
    with Session(engine) as session:
        count, copies, mean, longest = session.execute(query).one()
        return Shape(documents=count, copies=copies - count, mean_characters=float(mean or 0), longest=longest or 0)


def metadata_columns(engine: Engine, project_id: str, among: int = 500) -> list[str]:
    """The names of metadata columns, in order of first appearance among the first documents."""
    query = (
        select(col(DocumentRow.details))
        .where(col(DocumentRow.project) == project_id)
        .order_by(col(DocumentRow.position))
        .limit(among)
    )
    with Session(engine) as session:
        return list(dict.fromkeys(name for details in session.scalars(query) for name in details))


def _document(row: DocumentRow) -> Document:
    return Document(id=row.id, text=row.text, metadata=row.details, source_id=row.source_id, copies=row.copies)

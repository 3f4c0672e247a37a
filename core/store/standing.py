"""Which judgement of a document stands where several people have judged it: what most of them say, as labels mean now.

It is marked beside the judgements, so that reading them is quick, and marked anew whenever one is added or a label
comes to mean something else.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.labelling.settle import majority
from core.store.documents import AT_ONCE
from core.store.record import listed
from core.store.tables import AnnotationRow
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy

Meaning = Mapping[LabelId, LabelId | None]


class _Kept(NamedTuple):
    """A person's judgement of a document, as far as it matters here."""

    id: int
    document: DocumentId
    person: str
    primary: LabelId | None
    standing: bool


class _Said(NamedTuple):
    """A person's latest judgement, and the label that it means now."""

    primary: LabelId | None
    row: _Kept


def let_stand(
    session: Session, taxonomy_id: str, ids: Sequence[DocumentId], meaning: Meaning | None = None
) -> list[DocumentId]:
    """Mark what stands for some documents, and answer those of them that cannot be told without `meaning`.

    These are the ones of which several people have said different things; what labels mean is not looked up for
    others, since most documents are one person's.
    """
    untold: list[DocumentId] = []
    for start in range(0, len(ids), AT_ONCE):
        marked: dict[bool, list[int]] = {True: [], False: []}
        for document, rows in _judged(session, taxonomy_id, ids[start : start + AT_ONCE]).items():
            chosen = _standing([*_latest(rows).values()], meaning)
            untold += [document] if chosen is None else []
            for row in rows:
                if row.standing != (row is chosen):
                    marked[row is chosen].append(row.id)
        for standing, kept in marked.items():
            _mark(session, kept, standing)
    return untold


def let_stand_again(session: Session, taxonomy_id: str, before: Taxonomy, after: Taxonomy) -> None:
    """Mark anew what stands where a label that somebody named has come to mean something else."""
    if all(label.became == after.labels[label_id].became for label_id, label in before.labels.items()):
        return
    turned = [label_id for label_id, meant in before.meaning.items() if after.meaning[label_id] != meant]
    other = aliased(AnnotationRow)
    by_others = exists().where(
        col(other.taxonomy) == taxonomy_id,
        col(other.document) == col(AnnotationRow.document),
        col(other.person) != col(AnnotationRow.person),
    )
    query = select(col(AnnotationRow.document)).where(
        col(AnnotationRow.taxonomy) == taxonomy_id, col(AnnotationRow.primary).in_(listed(turned)), by_others
    )
    let_stand(session, taxonomy_id, session.scalars(query.distinct()).all(), after.meaning)


def _judged(session: Session, taxonomy_id: str, ids: Sequence[DocumentId]) -> dict[DocumentId, list[_Kept]]:
    """Each document with all that people have said of it, oldest first."""
    columns = (getattr(AnnotationRow, name) for name in _Kept._fields)
    query = (
        select(*columns)
        .where(col(AnnotationRow.taxonomy) == taxonomy_id, col(AnnotationRow.document).in_(ids))
        .order_by(col(AnnotationRow.id))
    )
    by_document: dict[DocumentId, list[_Kept]] = {}
    for row in session.execute(query):
        by_document.setdefault(row.document, []).append(_Kept(*row))
    return by_document


def _latest(rows: Iterable[_Kept]) -> dict[str, _Kept]:
    """What each person said last, in the order in which they said it."""
    last: dict[str, _Kept] = {}
    for row in rows:
        last.pop(row.person, None)
        last[row.person] = row
    return last


def _standing(latest: Sequence[_Kept], meaning: Meaning | None) -> _Kept | None:
    """The one that stands, as core.labelling.settle has it; the last where nothing does. None: it cannot be told."""
    if len({row.primary for row in latest}) == 1:
        return latest[-1]
    if meaning is None:
        return None
    meant = [_Said(row.primary and meaning.get(row.primary, row.primary), row) for row in latest]
    kept = [said for said in meant if said.primary is not None or said.row.primary is None]
    chosen = majority(kept) or next(reversed(kept), None)
    return latest[-1] if chosen is None else chosen.row


def _mark(session: Session, ids: Sequence[int], standing: bool) -> None:
    for start in range(0, len(ids), AT_ONCE):
        portion = col(AnnotationRow.id).in_(ids[start : start + AT_ONCE])
        session.execute(update(AnnotationRow).where(portion).values(standing=standing))

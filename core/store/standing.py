"""Which judgement of a document stands where several people have judged it: what most of them say, as labels mean now.

It is marked beside the judgements, so that reading them is quick, and marked anew whenever one is added or a label
comes to mean something else.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.labelling.settle import majority
from core.store.documents import AT_ONCE
from core.store.record import listed
from core.store.tables import AnnotationRow
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy

Meaning = Mapping[LabelId, LabelId | None]


class _Said(NamedTuple):
    """A person's latest judgement, and the label that it means now."""

    primary: LabelId | None
    row: AnnotationRow


def let_stand(
    session: Session, taxonomy_id: str, ids: Sequence[DocumentId], meaning: Meaning | None = None
) -> list[DocumentId]:
    """Mark what stands for some documents, and answer those of them that cannot be told without `meaning`.

    These are the ones of which several people have said different things; what labels mean is not looked up for
    others, since most documents are one person's.
    """
    return [
        document
        for document, rows in _judged(session, taxonomy_id, ids)
        if not _mark(rows, _standing([*_latest(rows).values()], meaning))
    ]


def let_stand_again(session: Session, taxonomy_id: str, before: Taxonomy, after: Taxonomy) -> None:
    """Mark anew what stands where a label that somebody named has come to mean something else."""
    if all(label.became == after.labels[label_id].became for label_id, label in before.labels.items()):
        return
    turned = [label_id for label_id, meant in before.meaning.items() if after.meaning[label_id] != meant]
    of_taxonomy = col(AnnotationRow.taxonomy) == taxonomy_id
    shared = select(col(AnnotationRow.document)).where(of_taxonomy).group_by(col(AnnotationRow.document))
    shared = shared.having(func.count(func.distinct(AnnotationRow.person)) > 1)
    query = select(col(AnnotationRow.document)).where(
        of_taxonomy, col(AnnotationRow.primary).in_(listed(turned)), col(AnnotationRow.document).in_(shared)
    )
    let_stand(session, taxonomy_id, session.scalars(query.distinct()).all(), after.meaning)


def _judged(
    session: Session, taxonomy_id: str, ids: Sequence[DocumentId]
) -> Iterator[tuple[DocumentId, list[AnnotationRow]]]:
    """Each document with all that people have said of it, oldest first."""
    for start in range(0, len(ids), AT_ONCE):
        query = (
            select(AnnotationRow)
            .where(
                col(AnnotationRow.taxonomy) == taxonomy_id,
                col(AnnotationRow.document).in_(ids[start : start + AT_ONCE]),
            )
            .order_by(col(AnnotationRow.id))
        )
        by_document: dict[DocumentId, list[AnnotationRow]] = {}
        for row in session.scalars(query):
            by_document.setdefault(row.document, []).append(row)
        yield from by_document.items()


def _latest(rows: Collection[AnnotationRow]) -> dict[str, AnnotationRow]:
    """What each person said last, in the order in which they said it."""
    last: dict[str, AnnotationRow] = {}
    for row in rows:
        last.pop(row.person, None)
        last[row.person] = row
    return last


def _standing(latest: Sequence[AnnotationRow], meaning: Meaning | None) -> AnnotationRow | None:
    """The one that stands, as core.labelling.settle has it; the last where nothing does. None: it cannot be told."""
    if len({row.primary for row in latest}) == 1:
        return latest[-1]
    if meaning is None:
        return None
    meant = [_Said(row.primary and meaning.get(row.primary, row.primary), row) for row in latest]
    kept = [said for said in meant if said.primary is not None or said.row.primary is None]
    chosen = majority(kept) or next(reversed(kept), None)
    return latest[-1] if chosen is None else chosen.row


def _mark(rows: Collection[AnnotationRow], chosen: AnnotationRow | None) -> bool:
    for row in rows:
        row.standing = row is chosen
    return chosen is not None

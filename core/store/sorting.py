"""The documents of a label, to be sorted into its parts, and the judgements that a kept sorting comes to.

What is sorted by words or by a teacher becomes verdicts of a finished run, what is sorted by hand a person's
annotations. Both are written into the transaction of the change that splits the label.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, and_, func, insert, select, update
from sqlmodel import Session, col

from core.labelling.annotation import Annotation
from core.store.documents import AT_ONCE
from core.store.judgements import keep_annotations
from core.store.record import Record, joined
from core.store.standing import BESIDE, let_stand
from core.store.tables import DocumentRow, FindingRow, RunRow, VerdictRow
from core.store.workspace import now
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy

UNSURE = 0.5  # of a document that nothing had judged, though some person had


class Whole(NamedTuple):
    """A label before it is split: every id that means it, and those that mean no single label.

    Without ids the documents that no label fits are meant: a new label may take some of them.
    """

    project: str
    taxonomy: str
    ids: frozenset[LabelId]
    stale: frozenset[LabelId]


class Assigned(NamedTuple):
    """The part that a document is sorted to, by whom, and why. An empty quote leaves the one that there was."""

    part: LabelId
    teacher: str
    reason: str
    quote: str


class Standing(NamedTuple):
    """What is said of a document that means the whole. `confidence` is None where only people have judged it."""

    applicable: tuple[LabelId, ...]
    confidence: float | None
    quote: str


def texts_of(engine: Engine, whole: Whole) -> Iterator[tuple[DocumentId, str]]:
    """The documents of a label, the most doubtful first and those judged by people last, streamed."""
    record = Record(whole.stale)
    doubt = func.coalesce(record.confidence(), 2)
    query = (
        joined(select(col(DocumentRow.id), col(DocumentRow.text)), whole.project, whole.taxonomy)
        .where(record.primary().in_(whole.ids))
        .order_by(doubt, col(DocumentRow.position))
    )
    with Session(engine) as session:
        yield from map(tuple, session.execute(query.execution_options(yield_per=2000)))


def keep_sorted(
    session: Session, whole: Whole, version: int, made_by: str, note: str, sorted_: Mapping[DocumentId, Assigned]
) -> int:
    """Write verdicts for the documents that still mean the whole, in place of earlier ones; how many there were.

    They belong to a run that is done at once, with the teacher of the labelling before, so that asking again asks
    the same one. If the version is undone, the earlier verdicts stand again.
    """
    standing = _standing(session, whole, list(sorted_))
    if not standing:
        return 0
    run = uuid4().hex[:12]
    session.execute(insert(RunRow), [_run(session, whole, run, made_by, note, len(standing))])
    session.execute(insert(FindingRow), [{"run": run, "name": f"{BESIDE}{version}", "body": {}, "at": now()}])
    ids = list(standing)
    for start in range(0, len(ids), AT_ONCE):
        session.execute(
            update(VerdictRow)
            .where(
                col(VerdictRow.taxonomy) == whole.taxonomy,
                col(VerdictRow.document).in_(ids[start : start + AT_ONCE]),
                col(VerdictRow.standing),
            )
            .values(standing=False)
        )
    shared = {"run": run, "taxonomy": whole.taxonomy, "version": version, "standing": True, "at": now()}
    rows = [{**shared, **_verdict(document, standing[document], sorted_[document])} for document in ids]
    session.execute(insert(VerdictRow), rows)
    return len(rows)


def keep_chosen(
    session: Session, whole: Whole, after: Taxonomy, person: str, chosen: Mapping[DocumentId, LabelId]
) -> None:
    """Write a person's judgements of documents that they have sorted by hand; `after` is the taxonomy once split.

    What was said of the whole until then stays as it is, and gives way to them unless the version is undone.
    """
    standing = _standing(session, whole, list(chosen))
    annotations = (
        Annotation(
            document=document,
            person=person,
            primary=part,
            applicable=(part, *(standing[document].applicable if document in standing else ())),
            blind=False,
            drawn="chosen",
            version=after.version,
            with_step=True,
        )
        for document, part in chosen.items()
    )
    ids = keep_annotations(session, whole.taxonomy, annotations)
    let_stand(session, whole.taxonomy, ids, after.meaning)


def _standing(session: Session, whole: Whole, ids: Sequence[DocumentId]) -> dict[DocumentId, Standing]:
    """Those of some documents whose label of record is the whole, in the order asked for."""
    record = Record(whole.stale)
    query = joined(
        select(
            col(DocumentRow.id),
            record.applicable().label("applicable"),
            func.coalesce(record.confidence(), col(VerdictRow.confidence)).label("confidence"),
            col(VerdictRow.quote),
        ),
        whole.project,
        whole.taxonomy,
    ).where(_is_whole(record, whole))
    found: dict[DocumentId, Standing] = {}
    for start in range(0, len(ids), AT_ONCE):
        for document, applicable, confidence, quote in session.execute(
            query.where(col(DocumentRow.id).in_(ids[start : start + AT_ONCE]))
        ):
            further = tuple(label_id for label_id in applicable or () if label_id not in whole.ids)
            found[document] = Standing(further, confidence, quote or "")
    return {document: found[document] for document in ids if document in found}


def _is_whole(record: Record, whole: Whole) -> ColumnElement[bool]:
    if whole.ids:
        return record.primary().in_(whole.ids)
    return and_(record.source().is_not(None), record.primary().is_(None), ~record.unclear())


def _verdict(document: DocumentId, before: Standing, now_: Assigned) -> dict[str, Any]:
    return {
        "document": document,
        "teacher": now_.teacher,
        "primary": now_.part,
        "applicable": [now_.part, *before.applicable],
        "confidence": UNSURE if before.confidence is None else before.confidence,
        "reason": now_.reason,
        "quote": now_.quote or before.quote,
        "needs_review": False,
    }


def _run(session: Session, whole: Whole, run: str, made_by: str, note: str, count: int) -> dict[str, Any]:
    labelling = (
        select(col(RunRow.settings))
        .where(col(RunRow.taxonomy) == whole.taxonomy, col(RunRow.stage) == "label")
        .order_by(col(RunRow.created).desc())
    )
    pinned = select(func.max(DocumentRow.position)).where(col(DocumentRow.project) == whole.project)
    before = session.scalar(labelling.limit(1)) or {}  # how many were asked, and why, was another run's business
    at = now()
    return {
        "id": run,
        "project": whole.project,
        "taxonomy": whole.taxonomy,
        "stage": "label",
        "settings": {name: value for name, value in before.items() if name in ("teacher", "model", "seed")},
        "documents": session.scalar(pinned) or 0,
        "made_by": made_by,
        "status": "done",
        "note": note,
        "done": count,
        "total": count,
        "attempts": 1,
        "stop": False,
        "created": at,
        "started": at,
        "ended": at,
        "heartbeat": at,
    }

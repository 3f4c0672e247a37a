"""Which judgement of a document stands where several people have judged it: what most of them say, as labels mean now.

It is marked beside the judgements, so that reading them is quick, and marked anew whenever one is added or a label
comes to mean something else. Of a teacher's verdicts the latest stands. What came with a step that was undone, such as
the sorting of a split, stands for nothing any more: what was said before holds again, until the step is redone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, exists, false, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.labelling.settle import majority
from core.store.documents import AT_ONCE
from core.store.record import listed
from core.store.tables import AnnotationRow, ChangeRow, FindingRow, RunRow, VerdictRow
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy

Meaning = Mapping[LabelId, LabelId | None]
BESIDE = "beside version "  # what the name of a finding begins with that says with which step a run's verdicts came


class _Kept(NamedTuple):
    """A person's judgement of a document, as far as it matters here."""

    id: int
    document: DocumentId
    person: str
    primary: LabelId | None
    standing: bool
    step: int | None  # the version that it came with, if it came with one


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
        judged = _judged(session, taxonomy_id, ids[start : start + AT_ONCE])
        with_step = any(row.step is not None for rows in judged.values() for row in rows)
        gone = undone(session, taxonomy_id) if with_step else frozenset()
        for document, rows in judged.items():
            counting = [row for row in rows if row.step not in gone]
            chosen = _standing([*_latest(counting).values()], meaning) if counting else None
            untold += [document] if counting and chosen is None else []
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


def let_stand_as_before(session: Session, taxonomy_id: str, change: Change, meaning: Meaning) -> None:
    """Mark anew what stands, if a change that was just kept undoes or redoes a step that judgements came with."""
    if change.undoes is None:
        return
    base = _step_behind(session, taxonomy_id, change.undoes)
    said = select(col(AnnotationRow.document)).where(
        col(AnnotationRow.taxonomy) == taxonomy_id, _step(AnnotationRow) == base
    )
    let_stand(session, taxonomy_id, session.scalars(said.distinct()).all(), meaning)
    runs = [run for run, version in came_with(session, taxonomy_id).items() if version == base]
    if runs:
        _let_verdicts_stand(session, taxonomy_id, runs)


def _let_verdicts_stand(session: Session, taxonomy_id: str, runs: Sequence[str]) -> None:
    """Mark anew what stands for the documents of some runs: of each the latest verdict that was not taken back."""
    documents = select(col(VerdictRow.document)).where(col(VerdictRow.run).in_(runs))
    affected = (col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.document).in_(documents))
    place = func.row_number().over(partition_by=col(VerdictRow.document), order_by=col(VerdictRow.at).desc())
    ranked = (
        select(col(VerdictRow.run), col(VerdictRow.document), place.label("place"))
        .where(*affected, col(VerdictRow.run).not_in(passed_over(session, taxonomy_id)))
        .subquery()
    )
    latest = session.execute(select(ranked.c.run, ranked.c.document).where(ranked.c.place == 1)).all()
    session.execute(update(VerdictRow).where(*affected, col(VerdictRow.standing)).values(standing=False))
    by_run: dict[str, list[DocumentId]] = {}
    for run, document in latest:
        by_run.setdefault(run, []).append(document)
    for run, ids in by_run.items():
        for start in range(0, len(ids), AT_ONCE):
            portion = (col(VerdictRow.run) == run, col(VerdictRow.document).in_(ids[start : start + AT_ONCE]))
            session.execute(update(VerdictRow).where(*portion).values(standing=True))


def passed_over(session: Session, taxonomy_id: str, until: int | None = None) -> frozenset[str]:
    """The runs whose verdicts did not stand at some version, or do not now: those that only asked again to see whether
    answers stay the same, and those that came with a step that was undone by then.
    """
    settings = select(col(RunRow.id), col(RunRow.settings)).where(
        col(RunRow.taxonomy) == taxonomy_id, col(RunRow.stage) == "label"
    )
    repeating = {run for run, chosen in session.execute(settings) if chosen.get("repetition")}
    came = came_with(session, taxonomy_id)
    gone = undone(session, taxonomy_id, until) if came else frozenset()
    return frozenset(repeating | {run for run, version in came.items() if version in gone})


def came_with(session: Session, taxonomy_id: str) -> dict[str, int]:
    """The runs whose verdicts came with a step of a taxonomy, each with the version that it made."""
    query = (
        select(col(FindingRow.run), col(FindingRow.name))
        .join(RunRow, col(RunRow.id) == col(FindingRow.run))
        .where(col(RunRow.taxonomy) == taxonomy_id, col(FindingRow.name).startswith(BESIDE))
    )
    return {run: int(name.removeprefix(BESIDE)) for run, name in session.execute(query)}


def undone(session: Session, taxonomy_id: str, until: int | None = None) -> frozenset[int]:
    """The versions whose step is not in effect now, or was not at some version: undone, and not redone."""
    took_back = col(ChangeRow.body)["undoes"].as_integer()
    query = select(col(ChangeRow.version), took_back).where(
        col(ChangeRow.taxonomy) == taxonomy_id, took_back.is_not(None)
    )
    if until is not None:
        query = query.where(col(ChangeRow.version) <= until)
    gone: set[int] = set()
    for version, target in session.execute(query.order_by(col(ChangeRow.version).desc())):
        gone |= set() if version in gone else {target}
    return frozenset(gone)


def taken_back(row: type[AnnotationRow], gone: frozenset[int]) -> ColumnElement[bool]:
    """That a person's judgement came with one of some versions."""
    return func.coalesce(_step(row).in_(gone), false()) if gone else false()


def _step(row: type[AnnotationRow]) -> ColumnElement[int]:
    """The version that a judgement came with; null where it came alone."""
    return case((col(row.body)["with_step"].as_boolean(), col(row.body)["version"].as_integer()))


def _step_behind(session: Session, taxonomy_id: str, version: int) -> int:
    """The step that a chain of undoing and redoing is about."""
    row = session.get_one(ChangeRow, (taxonomy_id, version))
    before = row.body.get("undoes")
    return version if before is None else _step_behind(session, taxonomy_id, before)


def _judged(session: Session, taxonomy_id: str, ids: Sequence[DocumentId]) -> dict[DocumentId, list[_Kept]]:
    """Each document with all that people have said of it, oldest first."""
    columns = (getattr(AnnotationRow, name) for name in ("id", "document", "person", "primary", "standing"))
    query = (
        select(*columns, _step(AnnotationRow))
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

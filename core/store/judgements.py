"""Verdicts, annotations and predictions: who judged which document how, as it was said at the time.

What a judgement means after later edits of the taxonomy is worked out by core.labelling, not here.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, delete, func, insert, select, update
from sqlmodel import Session, col

from core.labelling.annotation import Annotation
from core.store import ledger
from core.store.documents import AT_ONCE
from core.store.presence import hold
from core.store.runs import Run
from core.store.standing import let_stand, undone
from core.store.tables import AnnotationRow, DocumentRow, PredictionRow, RunRow, TaxonomyRow, VerdictRow
from core.store.workspace import now
from core.taxonomy.label import DocumentId, LabelId
from core.teachers.protocol import Verdict


def add_verdicts(
    engine: Engine, run: Run, version: int, teacher: str, verdicts: Sequence[Verdict], standing: bool = True
) -> None:
    """Keep a run's verdicts in one transaction; they take the place of earlier runs' on the same documents.

    Unless they are not `standing`: then they are kept for comparison only. Offering the same again replaces them: a
    resumed run may do so. Raises NotFound for a run that is gone.
    """
    ids = [verdict.document for verdict in verdicts]
    with Session(engine) as session:
        hold(session, RunRow, run.id)
        hold(
            session, TaxonomyRow, run.taxonomy
        )  # whoever splits a label meanwhile writes verdicts of the same documents
        for start in range(0, len(ids), AT_ONCE):
            portion = ids[start : start + AT_ONCE]
            session.execute(
                delete(VerdictRow).where(col(VerdictRow.run) == run.id, col(VerdictRow.document).in_(portion))
            )
            if standing:
                session.execute(
                    update(VerdictRow)
                    .where(col(VerdictRow.taxonomy) == run.taxonomy, col(VerdictRow.document).in_(portion))
                    .values(standing=False)
                )
        rows = [
            {
                **verdict.model_dump(mode="json"),
                "run": run.id,
                "taxonomy": run.taxonomy,
                "version": version,
                "teacher": teacher,
                "standing": standing,
                "at": now(),
            }
            for verdict in verdicts
        ]
        if rows:
            session.execute(insert(VerdictRow), rows)
        session.commit()


def verdicts(engine: Engine, taxonomy_id: str, ids: Sequence[DocumentId] | None = None) -> list[Verdict]:
    """The latest verdict on each document, or on some."""
    columns = (getattr(VerdictRow, name) for name in Verdict.model_fields)  # whole rows take twice as long
    query = select(*columns).where(col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing))
    with Session(engine) as session:
        if ids is None:
            return [_verdict(row) for row in session.execute(query.order_by(col(VerdictRow.document)))]
        found: list[Verdict] = []
        for start in range(0, len(ids), AT_ONCE):
            portion = query.where(col(VerdictRow.document).in_(ids[start : start + AT_ONCE]))
            found += [_verdict(row) for row in session.execute(portion)]
        return found


class Answer(NamedTuple):
    """What a teacher said in one run, and the version it went by. `needs_review`: it could not be understood."""

    primary: LabelId | None
    version: int
    needs_review: bool


class Repeated(NamedTuple):
    """A document about which one teacher was asked in several runs, and its answers, oldest first."""

    document: DocumentId
    teacher: str
    answers: tuple[Answer, ...]


def repeated(engine: Engine, taxonomy_id: str) -> list[Repeated]:
    """Every document that the same teacher has judged more than once."""
    of_taxonomy = col(VerdictRow.taxonomy) == taxonomy_id
    several = select(col(VerdictRow.document)).where(of_taxonomy).group_by(col(VerdictRow.document))
    query = (
        select(
            col(VerdictRow.document),
            col(VerdictRow.teacher),
            col(VerdictRow.primary),
            col(VerdictRow.version),
            col(VerdictRow.needs_review),
        )
        .where(of_taxonomy, col(VerdictRow.document).in_(several.having(func.count() > 1)))
        .order_by(col(VerdictRow.document), col(VerdictRow.teacher), col(VerdictRow.at))
    )
    answers: dict[tuple[DocumentId, str], list[Answer]] = {}
    with Session(engine) as session:
        for document, teacher, *said in session.execute(query):
            answers.setdefault((document, teacher), []).append(Answer(*said))
    return [Repeated(*asked, tuple(said)) for asked, said in answers.items() if len(said) > 1]


def judged_in_run(engine: Engine, run_id: str) -> frozenset[DocumentId]:
    with Session(engine) as session:
        return frozenset(session.scalars(select(col(VerdictRow.document)).where(col(VerdictRow.run) == run_id)))


def judged(engine: Engine, taxonomy_id: str) -> dict[DocumentId, str | None]:
    """Every document with a verdict and the label it was given at the time."""
    query = select(col(VerdictRow.document), col(VerdictRow.primary)).where(
        col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing)
    )
    with Session(engine) as session:
        return {document: primary for document, primary in session.execute(query)}


def understood(engine: Engine, project_id: str, taxonomy_id: str) -> dict[int, LabelId | None]:
    """The places of the documents of which the teacher has said something clear, each with that label, in order."""
    query = (
        select(col(DocumentRow.position), col(VerdictRow.primary))
        .join_from(DocumentRow, VerdictRow, col(VerdictRow.document) == col(DocumentRow.id))
        .where(
            col(DocumentRow.project) == project_id,
            col(VerdictRow.taxonomy) == taxonomy_id,
            col(VerdictRow.standing),
            ~col(VerdictRow.needs_review),
        )
        .order_by(col(DocumentRow.position))
    )
    with Session(engine) as session:
        return {position: primary for position, primary in session.execute(query)}


def count_verdicts(engine: Engine, taxonomy_id: str) -> list[tuple[LabelId | None, bool, int]]:
    """The label given at the time, whether a person should look, and how many standing verdicts say so."""
    query = (
        select(col(VerdictRow.primary), col(VerdictRow.needs_review), func.count())
        .where(col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing))
        .group_by(col(VerdictRow.primary), col(VerdictRow.needs_review))
    )
    with Session(engine) as session:
        return [(primary, review, documents) for primary, review, documents in session.execute(query)]


def least_confident(engine: Engine, taxonomy_id: str, limit: int) -> dict[DocumentId, float]:
    """The documents of which the teacher is least sure with its confidence, whoever has judged them since."""
    query = (
        select(col(VerdictRow.document), col(VerdictRow.confidence))
        .where(col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing))
        .order_by(col(VerdictRow.confidence), col(VerdictRow.document))
        .limit(limit)
    )
    with Session(engine) as session:
        return {document: confidence for document, confidence in session.execute(query)}


def add_annotations(engine: Engine, taxonomy_id: str, annotations: Iterable[Annotation]) -> None:
    """Keep people's judgements, every one. The one that stands for a document says what most people's latest say.

    Raises NotFound for a taxonomy that is gone.
    """
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        ids = keep_annotations(session, taxonomy_id, annotations)
        if disputed := let_stand(session, taxonomy_id, ids):
            let_stand(session, taxonomy_id, disputed, ledger.taxonomy(engine, taxonomy_id).meaning)
        session.commit()


def keep_annotations(session: Session, taxonomy_id: str, annotations: Iterable[Annotation]) -> list[DocumentId]:
    """Keep judgements as part of something larger, which has to `let_stand` the documents that are answered."""
    at = now()
    rows = [
        {
            "taxonomy": taxonomy_id,
            "document": said.document,
            "person": said.person,
            "primary": said.primary,
            "applicable": list(said.applicable),
            "body": {**said.model_dump(mode="json"), "at": (said.at or at).isoformat()},
            "standing": False,
            "at": said.at or at,
        }
        for said in annotations
    ]
    if rows:
        session.execute(insert(AnnotationRow), rows)
    return list(dict.fromkeys(str(row["document"]) for row in rows))


def annotations(engine: Engine, taxonomy_id: str, person: str | None = None, after: int = 0) -> list[Annotation]:
    """Every annotation ever made, or those after the one of some number, oldest first.

    But for those that came with a step which was undone: they are kept, and say nothing until it is redone.
    """
    query = select(col(AnnotationRow.body)).where(
        col(AnnotationRow.taxonomy) == taxonomy_id, col(AnnotationRow.id) > after
    )
    if person is not None:
        query = query.where(col(AnnotationRow.person) == person)
    with Session(engine) as session:
        bodies = session.scalars(query.order_by(col(AnnotationRow.id)))
        made = [Annotation.model_validate(body) for body in bodies]
        gone = undone(session, taxonomy_id) if any(said.with_step for said in made) else frozenset[int]()
        return [said for said in made if not (said.with_step and said.version in gone)]


def count_annotated(engine: Engine, taxonomy_id: str) -> int:
    """How many documents people have judged."""
    query = select(func.count(func.distinct(AnnotationRow.document))).where(col(AnnotationRow.taxonomy) == taxonomy_id)
    with Session(engine) as session:
        return session.scalar(query) or 0


def add_predictions(
    engine: Engine,
    taxonomy_id: str,
    classifier_id: str,
    version: int,
    verdicts: Sequence[Verdict],
    instead_of: Sequence[DocumentId] = (),
) -> None:
    """Keep a classifier's judgements in one transaction, in place of earlier ones on the same documents.

    Earlier ones `instead_of` which it says nothing go too. Raises NotFound for a taxonomy that is gone.
    """
    ids = [*(verdict.document for verdict in verdicts), *instead_of]
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        for start in range(0, len(ids), AT_ONCE):
            session.execute(
                delete(PredictionRow).where(
                    col(PredictionRow.taxonomy) == taxonomy_id,
                    col(PredictionRow.document).in_(ids[start : start + AT_ONCE]),
                )
            )
        rows = [
            {
                "taxonomy": taxonomy_id,
                "document": verdict.document,
                "classifier": classifier_id,
                "version": version,
                "primary": verdict.primary,
                "applicable": list(verdict.applicable),
                "confidence": verdict.confidence,
            }
            for verdict in verdicts
        ]
        if rows:
            session.execute(insert(PredictionRow), rows)
        session.commit()


def _verdict(row: Row[*tuple[Any, ...]]) -> Verdict:
    values = row._mapping
    return Verdict.model_validate({**values, "applicable": tuple(values["applicable"])})

"""Where a project stands, in the few numbers that every page's frame shows."""

from pydantic import BaseModel
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from core.store import judgements, ledger
from core.store.documents import count_documents
from core.store.runs import Run, active_runs
from core.store.tables import ClassifierRow, PredictionRow, VerdictRow
from core.taxonomy.taxonomy import Taxonomy


class Overview(BaseModel, frozen=True):
    """Documents, labels in force, documents judged by the teacher, people and the classifier, and runs under way."""

    documents: int
    version: int
    labels: int
    labelled: int
    annotated: int
    predicted: int
    classifiers: int
    active: tuple[Run, ...]

    def running(self, stage: str) -> Run | None:
        return next((run for run in self.active if run.stage == stage), None)


def overview(engine: Engine, project_id: str, taxonomy_id: str | None, known: Taxonomy | None = None) -> Overview:
    """`known` is the taxonomy as it is now, where the caller has it at hand: reading it takes longest."""
    documents = count_documents(engine, project_id)
    active = tuple(reversed(active_runs(engine, project_id)))
    if taxonomy_id is None:
        return Overview(
            documents=documents,
            version=0,
            labels=0,
            labelled=0,
            annotated=0,
            predicted=0,
            classifiers=0,
            active=active,
        )
    taxonomy = known or ledger.taxonomy(engine, taxonomy_id)
    with Session(engine) as session:
        labelled = session.scalar(
            select(func.count())
            .select_from(VerdictRow)
            .where(col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing))
        )
        predicted = session.scalar(
            select(func.count()).select_from(PredictionRow).where(col(PredictionRow.taxonomy) == taxonomy_id)
        )
        trained = session.scalar(
            select(func.count()).select_from(ClassifierRow).where(col(ClassifierRow.taxonomy) == taxonomy_id)
        )
    return Overview(
        documents=documents,
        version=taxonomy.version,
        labels=len(taxonomy.live),
        labelled=labelled or 0,
        annotated=judgements.count_annotated(engine, taxonomy_id),
        predicted=predicted or 0,
        classifiers=trained or 0,
        active=tuple(run for run in active if run.taxonomy == taxonomy_id),
    )

"""Trained classifiers: their scores, and the file people download."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Engine, select, update
from sqlmodel import Session, col, func

from core.errors import NotFound
from core.store.presence import hold
from core.store.tables import ClassifierRow, TaxonomyRow
from core.store.workspace import now


class Classifier(BaseModel, frozen=True):
    """A trained classifier without its weights. `body` holds its settings and scores as they were reported."""

    id: str
    taxonomy: str
    run: str
    name: str
    body: dict[str, Any]
    in_use: bool
    size: int
    at: datetime


def add_classifier(
    engine: Engine, classifier_id: str, taxonomy_id: str, run_id: str, name: str, body: dict[str, Any], bundle: bytes
) -> None:
    """Keep a classifier under an id of the caller's, so that a resumed run keeps it once.

    Raises NotFound for a taxonomy that is gone.
    """
    row = ClassifierRow(
        id=classifier_id,
        taxonomy=taxonomy_id,
        run=run_id,
        name=name,
        body=body,
        detail=None,
        bundle=bundle,
        in_use=False,
        at=now(),
    )
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        session.merge(row)
        session.commit()


def classifiers(engine: Engine, taxonomy_id: str, run_id: str | None = None) -> list[Classifier]:
    """A taxonomy's classifiers, the newest first."""
    query = select(
        col(ClassifierRow.id),
        col(ClassifierRow.taxonomy),
        col(ClassifierRow.run),
        col(ClassifierRow.name),
        col(ClassifierRow.body),
        col(ClassifierRow.in_use),
        func.length(ClassifierRow.bundle).label("size"),
        col(ClassifierRow.at),
    ).where(col(ClassifierRow.taxonomy) == taxonomy_id)
    if run_id is not None:
        query = query.where(col(ClassifierRow.run) == run_id)
    with Session(engine) as session:
        rows = session.execute(query.order_by(col(ClassifierRow.at).desc(), col(ClassifierRow.id)))
        return [Classifier(**row._mapping) for row in rows]


def bundle(engine: Engine, classifier_id: str) -> bytes:
    with Session(engine) as session:
        found = session.scalar(select(col(ClassifierRow.bundle)).where(col(ClassifierRow.id) == classifier_id))
        if found is None:
            raise NotFound("That classifier is no longer in this workspace.")
        return found


def put_in_use(engine: Engine, taxonomy_id: str, classifier_id: str) -> None:
    """Choose the one classifier that scores this taxonomy's documents."""
    with Session(engine) as session:
        session.execute(
            update(ClassifierRow)
            .where(col(ClassifierRow.taxonomy) == taxonomy_id)
            .values(in_use=col(ClassifierRow.id) == classifier_id)
        )
        session.commit()

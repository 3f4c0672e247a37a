"""Trained classifiers: their scores, the file people download, and which one was in use when.

Who put which in use is a log. Nothing is taken out of it: going back to an earlier classifier is a further entry.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Engine, Select, select, update
from sqlmodel import Session, col, func

from core.errors import Conflict, NotFound
from core.store.presence import hold
from core.store.tables import ClassifierRow, PromotionRow, TaxonomyRow
from core.store.workspace import now

GONE = "That classifier is no longer in this workspace."
ROLLED_BACK = "Back to the one before."
EARLIER = "In use before it was noted who chose it."


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


class Promotion(BaseModel, frozen=True):
    """That a classifier was put in use. The `author` is empty where a training run did so by itself."""

    classifier: str
    author: str
    reason: str
    at: datetime

    @property
    def by_person(self) -> bool:
        return bool(self.author)


def add_classifier(
    engine: Engine,
    classifier_id: str,
    taxonomy_id: str,
    run_id: str,
    name: str,
    body: dict[str, Any],
    bundle: bytes,
    detail: dict[str, Any] | None = None,
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
        detail=detail,
        bundle=bundle,
        in_use=False,
        at=now(),
    )
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        there = session.scalar(select(col(ClassifierRow.in_use)).where(col(ClassifierRow.id) == classifier_id))
        row.in_use = bool(there)
        session.merge(row)
        session.commit()


def classifiers(engine: Engine, taxonomy_id: str, run_id: str | None = None) -> list[Classifier]:
    """A taxonomy's classifiers, the newest first."""
    query = _without_weights().where(col(ClassifierRow.taxonomy) == taxonomy_id)
    if run_id is not None:
        query = query.where(col(ClassifierRow.run) == run_id)
    with Session(engine) as session:
        rows = session.execute(query.order_by(col(ClassifierRow.at).desc(), col(ClassifierRow.id)))
        return [Classifier(**row._mapping) for row in rows]


def classifier(engine: Engine, classifier_id: str) -> Classifier:
    """Raises NotFound."""
    with Session(engine) as session:
        row = session.execute(_without_weights().where(col(ClassifierRow.id) == classifier_id)).one_or_none()
        if row is None:
            raise NotFound(GONE)
        return Classifier(**row._mapping)


def in_use(engine: Engine, taxonomy_id: str) -> Classifier | None:
    """The classifier that scores a taxonomy's documents, once there is one."""
    query = _without_weights().where(col(ClassifierRow.taxonomy) == taxonomy_id, col(ClassifierRow.in_use))
    with Session(engine) as session:
        row = session.execute(query).first()
        return None if row is None else Classifier(**row._mapping)


def detail(engine: Engine, classifier_id: str) -> dict[str, Any] | None:
    """What is known of it besides its report; None for one trained before that was kept. Raises NotFound."""
    with Session(engine) as session:
        row = session.execute(select(col(ClassifierRow.detail)).where(col(ClassifierRow.id) == classifier_id)).first()
        if row is None:
            raise NotFound(GONE)
        kept: dict[str, Any] | None = row.detail
        return kept


def bundle(engine: Engine, classifier_id: str) -> bytes:
    with Session(engine) as session:
        found = session.scalar(select(col(ClassifierRow.bundle)).where(col(ClassifierRow.id) == classifier_id))
        if found is None:
            raise NotFound(GONE)
        return found


def put_in_use(engine: Engine, taxonomy_id: str, classifier_id: str, author: str = "", reason: str = "") -> None:
    """Choose the one classifier that scores this taxonomy's documents, and note who chose it, and why.

    Choosing the one that is in use already notes nothing, unless a person confirms what a run had chosen. Raises
    NotFound for a classifier or a taxonomy that is gone.
    """
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        _promote(session, taxonomy_id, classifier_id, author, reason)
        session.commit()


def roll_back(engine: Engine, taxonomy_id: str, author: str) -> str:
    """Put the classifier that was in use before back in use, and answer its id; again goes back one further.

    Raises Conflict where there is none before it, NotFound for a taxonomy that is gone.
    """
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        kept = session.scalars(select(col(ClassifierRow.id)).where(col(ClassifierRow.taxonomy) == taxonomy_id))
        before = _in_turn(_log(session, taxonomy_id), frozenset(kept))[:-1]
        if not before:
            raise Conflict("No other classifier was in use before this one.")
        _promote(session, taxonomy_id, before[-1], author, ROLLED_BACK)
        session.commit()
        return before[-1]


def promotions(engine: Engine, taxonomy_id: str) -> list[Promotion]:
    """Which classifiers were put in use, the latest first."""
    with Session(engine) as session:
        return _log(session, taxonomy_id)[::-1]


def _promote(session: Session, taxonomy_id: str, classifier_id: str, author: str, reason: str) -> None:
    of_taxonomy: ColumnElement[bool] = col(ClassifierRow.taxonomy) == taxonomy_id
    known = select(col(ClassifierRow.id), col(ClassifierRow.in_use), col(ClassifierRow.at)).where(of_taxonomy)
    rows = {row.id: row for row in session.execute(known)}
    if classifier_id not in rows:
        raise NotFound(GONE)
    log = _log(session, taxonomy_id)
    former = next((row for row in rows.values() if row.in_use), None)
    if former is not None and not log:
        log = [Promotion(classifier=former.id, author="", reason=EARLIER, at=former.at)]
        session.add(PromotionRow(taxonomy=taxonomy_id, **log[0].model_dump()))
        session.flush()  # so that it is numbered before what follows
    if former is not None and former.id == classifier_id and (log[-1].by_person or not author):
        return
    session.execute(update(ClassifierRow).where(of_taxonomy).values(in_use=col(ClassifierRow.id) == classifier_id))
    session.add(PromotionRow(taxonomy=taxonomy_id, classifier=classifier_id, author=author, reason=reason, at=now()))


def _log(session: Session, taxonomy_id: str) -> list[Promotion]:
    query = select(PromotionRow).where(col(PromotionRow.taxonomy) == taxonomy_id).order_by(col(PromotionRow.id))
    return [Promotion(**row.model_dump(exclude={"id", "taxonomy"})) for row in session.scalars(query)]


def _in_turn(log: list[Promotion], kept: frozenset[str]) -> list[str]:
    """The classifiers that were in use one after the other, as going back leaves them; the last is in use now.

    Those that are gone are passed over.
    """
    turn: list[str] = []
    for entry in (entry for entry in log if entry.classifier in kept):
        if entry.reason == ROLLED_BACK and turn[-2:-1] == [entry.classifier]:
            turn.pop()
        elif turn[-1:] != [entry.classifier]:
            turn.append(entry.classifier)
    return turn


def _without_weights() -> Select[str, str, str, str, dict[str, Any], bool, int, datetime]:
    return select(
        col(ClassifierRow.id),
        col(ClassifierRow.taxonomy),
        col(ClassifierRow.run),
        col(ClassifierRow.name),
        col(ClassifierRow.body),
        col(ClassifierRow.in_use),
        func.length(ClassifierRow.bundle).label("size"),
        col(ClassifierRow.at),
    )

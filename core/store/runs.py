"""Runs: what was asked for, how far it has got, and whether someone wants it stopped.

The worker writes progress here and any page reads it; the queue of work itself is not kept here.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel, Field
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.errors import Conflict, NotFound
from core.store.documents import last_position
from core.store.presence import hold
from core.store.tables import ChunkRow, RunRow, TaxonomyRow
from core.store.workspace import now

Stage = Literal["grow", "label", "train", "score", "advise"]
Status = Literal["waiting", "running", "asking", "done", "stopped", "failed"]  # asking: a person has to decide
ACTIVE: tuple[Status, ...] = ("waiting", "running")
UNDER_WAY = "A run of this kind is under way. Wait until it is done, or stop it first."


class Run(BaseModel, frozen=True):
    """One execution of a stage. It pins the documents there were (by position) and its settings."""

    id: str
    project: str
    taxonomy: str
    stage: Stage
    settings: dict[str, Any] = Field(default_factory=dict)
    documents: int
    made_by: str
    status: Status
    note: str = ""
    done: int = 0
    total: int = 0
    attempts: int = 0
    stop: bool = False
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None
    heartbeat: datetime | None = None

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


def add_run(
    engine: Engine, project_id: str, taxonomy_id: str, stage: Stage, settings: dict[str, Any], made_by: str
) -> Run:
    """Write down what is to be done; handing it to a worker is the caller's second step.

    Raises Conflict while a run of the same stage is under way, and NotFound for a taxonomy that is gone.
    """
    run = Run(
        id=uuid4().hex[:12],
        project=project_id,
        taxonomy=taxonomy_id,
        stage=stage,
        settings=settings,
        documents=last_position(engine, project_id),
        made_by=made_by,
        status="waiting",
        created=now(),
    )
    under_way = select(col(RunRow.id)).where(
        col(RunRow.taxonomy) == taxonomy_id, col(RunRow.stage) == stage, col(RunRow.status).in_(ACTIVE)
    )
    with Session(engine) as session:
        hold(session, TaxonomyRow, taxonomy_id)
        if session.scalar(under_way.limit(1)) is not None:
            raise Conflict(UNDER_WAY)
        session.add(RunRow(**run.model_dump()))
        session.commit()
    return run


def run(engine: Engine, run_id: str) -> Run:
    with Session(engine) as session:
        row = session.get(RunRow, run_id)
        if row is None:
            raise NotFound(f"There is no run “{run_id}” in this workspace.")
        return Run(**row.model_dump())


def runs(
    engine: Engine, project_id: str | None = None, taxonomy_id: str | None = None, stage: Stage | None = None
) -> list[Run]:
    """Runs of the workspace, a project, a taxonomy or a stage, the newest first."""
    query = select(RunRow).order_by(col(RunRow.created).desc())
    if project_id is not None:
        query = query.where(col(RunRow.project) == project_id)
    if taxonomy_id is not None:
        query = query.where(col(RunRow.taxonomy) == taxonomy_id)
    if stage is not None:
        query = query.where(col(RunRow.stage) == stage)
    with Session(engine) as session:
        return [Run(**row.model_dump()) for row in session.scalars(query)]


def latest_run(engine: Engine, taxonomy_id: str, stage: Stage) -> Run | None:
    return next(iter(runs(engine, taxonomy_id=taxonomy_id, stage=stage)), None)


def active_runs(engine: Engine, project_id: str | None = None) -> list[Run]:
    """Runs that wait or are under way, the oldest first: cheap enough for a worker to ask all the time."""
    query = select(RunRow).where(col(RunRow.status).in_(ACTIVE)).order_by(col(RunRow.created))
    if project_id is not None:
        query = query.where(col(RunRow.project) == project_id)
    with Session(engine) as session:
        return [Run(**row.model_dump()) for row in session.scalars(query)]


def is_wanted(engine: Engine, run_id: str) -> bool:
    """Whether a run is there, and nobody has asked for it to stop."""
    query = select(col(RunRow.stop)).where(col(RunRow.id) == run_id)
    with Session(engine) as session:
        return session.scalar(query) is False


def start(engine: Engine, run_id: str, total: int) -> Run:
    """Say that a worker has taken a run up, for the first time or again after a crash."""
    begun = run(engine, run_id)
    _write(
        engine,
        run_id,
        status="running",
        total=total,
        done=count_done(engine, run_id),
        attempts=begun.attempts + 1,
        started=begun.started or now(),
        ended=None,
        heartbeat=now(),
        note="",
    )
    return run(engine, run_id)


def finish(engine: Engine, run_id: str, status: Status, note: str = "") -> None:
    _write(engine, run_id, status=status, note=note, ended=now(), heartbeat=now())


def beat(engine: Engine, run_id: str) -> None:
    """Say that the run's worker is alive."""
    _write(engine, run_id, heartbeat=now())


def say(engine: Engine, run_id: str, note: str) -> None:
    """What is being done right now, in words for the person who waits."""
    _write(engine, run_id, note=note, heartbeat=now())


def chunk_done(engine: Engine, run_id: str, chunk: str) -> None:
    """Tick a part of a run off; ticking it off twice changes nothing. Raises NotFound for a run that is gone."""
    try:
        with Session(engine) as session:
            hold(session, RunRow, run_id)
            session.add(ChunkRow(run=run_id, name=chunk, at=now()))
            session.flush()
            ticked = select(func.count()).where(col(ChunkRow.run) == run_id).scalar_subquery()
            counted = update(RunRow).where(col(RunRow.id) == run_id).values(done=ticked, heartbeat=now())
            session.execute(counted)  # while it is held: two parts may end at once
            session.commit()
    except IntegrityError:
        return  # it had been ticked off before a crash


def count_done(engine: Engine, run_id: str) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(col(ChunkRow.run) == run_id)) or 0


def chunks_done(engine: Engine, run_id: str) -> frozenset[str]:
    with Session(engine) as session:
        return frozenset(session.scalars(select(col(ChunkRow.name)).where(col(ChunkRow.run) == run_id)))


def ask_to_stop(engine: Engine, run_id: str) -> None:
    """What has been done is kept; the worker leaves off before its next part."""
    _write(engine, run_id, stop=True)


def queue_again(engine: Engine, run_id: str) -> None:
    """Let a stopped or failed run go on from where it was."""
    _write(engine, run_id, status="waiting", stop=False, note="", ended=None)


def _write(engine: Engine, run_id: str, **values: Any) -> None:  # noqa: ANN401 - SQL values pass through
    with Session(engine) as session:
        session.execute(update(RunRow).where(col(RunRow.id) == run_id).values(**values))
        session.commit()

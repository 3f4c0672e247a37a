"""What pages do with a run once it is asked for: hand it over, stop it, resume it, see whether anyone is working.

All of it is written to the workspace, in one step each. Workers look there for what has been handed over, so a run
simply waits while none is alive, and nothing is lost with the worker's own bookkeeping. It does not know DBOS.
"""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from core.errors import Conflict
from core.store import runs
from core.store.workspace import now, workers

ALIVE = timedelta(seconds=10)  # workers beat every second


def worker_alive(engine: Engine) -> bool:
    """Whether some worker has been heard of within the last seconds; if not, runs wait."""
    return any(now() - beat < ALIVE for beat in workers(engine).values())


class Health(NamedTuple):
    """Whether the database answers, and whether some worker works."""

    database: bool
    worker: bool


def health(engine: Engine) -> Health:
    """For monitors, who want an answer rather than an error."""
    try:
        return Health(database=True, worker=worker_alive(engine))
    except SQLAlchemyError:
        return Health(database=False, worker=False)


def hand_over(engine: Engine, run_id: str) -> None:
    """Let a worker perform a run that was asked for. Doing it twice changes nothing."""
    runs.beat(engine, run_id)  # a waiting run that has ever beaten is a worker's to take


def stop(engine: Engine, run_id: str) -> None:
    """Ask a run to stop, within seconds where its teacher is a model. What has been done is kept.

    A run that nobody is working on is stopped here and now.
    """
    runs.ask_to_stop(engine, run_id)
    run = runs.run(engine, run_id)
    if run.status == "waiting" or (run.status == "running" and not worker_alive(engine)):
        runs.finish(engine, run_id, "stopped")


def resume(engine: Engine, run_id: str) -> None:
    """Let a stopped or failed run go on from where it was. Raises Conflict while one of its kind is under way."""
    run = runs.run(engine, run_id)
    if any(other.active for other in runs.runs(engine, taxonomy_id=run.taxonomy, stage=run.stage)):
        raise Conflict(runs.UNDER_WAY)
    runs.queue_again(engine, run_id)
    hand_over(engine, run_id)

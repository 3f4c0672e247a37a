"""One part of a run, done and watched: what `here` and the durable worker have in common.

A person's wish to stop is obeyed before the part and at its every pause; a busy teacher is given time; whatever goes
wrong becomes an outcome with words for the person who waits. It does not know who runs the parts, or in which order.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Engine

from core.errors import BudgetSpent, TeacherBusy, TntError, WaitsForPerson
from core.store import runs
from core.store.runs import Stage as StageName
from core.work.stage import Stage

LOOK = 0.5  # seconds between two looks at whether someone wants the run stopped
PAUSES = (5.0, 20.0, 60.0)  # seconds a busy teacher is left alone, after the patience it has itself
BROKEN = (
    "Something went wrong inside the program. What was done so far is kept, and the run can be resumed. "
    "The details are in worker.log."
)

logger = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """How a part of a run ended, with words for the person who waits."""

    status: Literal["done", "asking", "stopped", "failed"]
    note: str = ""


DONE = Outcome("done")
STOPPED = Outcome("stopped")


def failure(error: Exception) -> Outcome:
    """What to say of an error: its own words where it was raised on purpose, else that it is ours (and logged)."""
    if isinstance(error, WaitsForPerson):
        return Outcome("asking", str(error))
    if isinstance(error, BudgetSpent):
        return Outcome("stopped", str(error))
    if isinstance(error, TntError):
        return Outcome("failed", str(error))
    logger.error("A run broke", exc_info=error)
    return Outcome("failed", BROKEN)


def begin(engine: Engine, run_id: str, stages: Mapping[StageName, Stage]) -> list[str]:
    """Take a run up, for the first time or again, and name the parts that are left. Raises TntError."""
    run = runs.run(engine, run_id)
    chunks = stages[run.stage].chunks(engine, run)
    runs.start(engine, run_id, len(chunks))
    ticked = runs.chunks_done(engine, run_id)
    return [chunk for chunk in chunks if chunk not in ticked]


def do_chunk(
    engine: Engine, run_id: str, chunk: str, stages: Mapping[StageName, Stage], pauses: Sequence[float] = PAUSES
) -> Outcome:
    """Do a part and tick it off, in an event loop of its own: a part that computes holds nobody else up."""
    return asyncio.run(_do(engine, run_id, chunk, stages, pauses))


async def _do(
    engine: Engine, run_id: str, chunk: str, stages: Mapping[StageName, Stage], pauses: Sequence[float]
) -> Outcome:
    try:
        for pause in pauses:
            try:
                return await _perform(engine, run_id, chunk, stages)
            except TeacherBusy as busy:
                runs.say(engine, run_id, f"{busy} Asking again in {pause:.0f} seconds.")
                await _sleep(engine, run_id, pause)
        return await _perform(engine, run_id, chunk, stages)
    except Exception as error:  # the one place where a part's errors become words
        return failure(error)


async def _perform(engine: Engine, run_id: str, chunk: str, stages: Mapping[StageName, Stage]) -> Outcome:
    run = runs.run(engine, run_id)
    if run.stop:
        return STOPPED
    work = asyncio.ensure_future(stages[run.stage].perform(engine, run, chunk))
    stopping = False
    while not work.done():
        await asyncio.wait({work}, timeout=LOOK)
        if not (work.done() or stopping or runs.is_wanted(engine, run_id)):
            stopping = work.cancel()
    if work.cancelled():
        return STOPPED
    work.result()
    runs.chunk_done(engine, run_id, chunk)
    return DONE


async def _sleep(engine: Engine, run_id: str, seconds: float) -> None:
    """Wait, but no longer than until someone wants the run stopped."""
    clock = asyncio.get_running_loop()
    end = clock.time() + seconds
    while (remaining := end - clock.time()) > 0 and runs.is_wanted(engine, run_id):
        await asyncio.sleep(min(LOOK, remaining))

"""Runs performed in this process, for the command line and tests. It does not outlive the process; the worker does."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping

from sqlalchemy import Engine

from core.store import runs
from core.store.runs import Run
from core.store.runs import Stage as StageName
from core.work.chunk import DONE, LOOK, Outcome, begin, do_chunk, failure
from core.work.stage import Stage
from core.work.stages import STAGES


async def perform_here(
    engine: Engine, run_id: str, on_progress: Callable[[Run], None], stages: Mapping[StageName, Stage] = STAGES
) -> Run:
    """Do what is left of a run, and answer it as it ended: done, stopped, or failed with a note that says why.

    `on_progress` is told of the run about twice a second. Cancelling stops the run; it can be resumed.
    """
    try:
        left = deque(begin(engine, run_id, stages))
    except Exception as error:  # as in do_chunk: what goes wrong becomes the run's note
        runs.finish(engine, run_id, *failure(error))
        return runs.run(engine, run_id)
    side_by_side = stages[runs.run(engine, run_id).stage].side_by_side
    outcome = DONE
    under_way: set[asyncio.Task[Outcome]] = set()
    try:
        while under_way or (left and outcome == DONE):
            while left and outcome == DONE and len(under_way) < side_by_side:
                chunk = asyncio.to_thread(do_chunk, engine, run_id, left.popleft(), stages)
                under_way.add(asyncio.create_task(chunk))
            ended, under_way = await asyncio.wait(under_way, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
            outcome = next((bad for task in ended if (bad := task.result()) != DONE), outcome)
            runs.beat(engine, run_id)
            on_progress(runs.run(engine, run_id))
    except asyncio.CancelledError:
        runs.ask_to_stop(engine, run_id)  # the threads of the parts look at this; they cannot be cancelled
        runs.finish(engine, run_id, "stopped")
        raise
    runs.finish(engine, run_id, *outcome)
    on_progress(runs.run(engine, run_id))
    return runs.run(engine, run_id)

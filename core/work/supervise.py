"""Keep a worker beside an app: started with it, started again when it dies, ended with it.

It does not know what a worker does, nor what an app is.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from core.store.workspace import ROOT, data_folder

COMMAND = (sys.executable, "-m", "core.work")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a worker that died is started again
STEADY = 60.0  # seconds after which a worker's death is taken for an accident rather than a habit
GRACE = 5.0  # seconds to leave in


@asynccontextmanager
async def a_worker(environ: Mapping[str, str], command: Sequence[str] = COMMAND) -> AsyncIterator[None]:
    """See to it that a worker is there while the context is open."""
    keeper = asyncio.create_task(_keep(environ, command))
    try:
        yield
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper


async def _keep(environ: Mapping[str, str], command: Sequence[str]) -> None:
    clock = asyncio.get_running_loop()
    pause = FIRST_PAUSE
    while True:
        began = clock.time()
        await _live(environ, command)
        pause = FIRST_PAUSE if clock.time() - began > STEADY else pause
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _live(environ: Mapping[str, str], command: Sequence[str]) -> None:
    """One worker's life. Its standard input stays open as long as this process lives, however that ends."""
    folder = data_folder(environ).resolve()
    path = os.pathsep.join(filter(None, (str(ROOT), environ.get("PYTHONPATH"))))
    with (folder / "worker.log").open("ab") as log:
        worker = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=log,
            env={**environ, "TNT_DATA": str(folder), "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C in a terminal is for the app
        )
    try:
        await worker.wait()
    finally:
        if worker.returncode is None:
            worker.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(worker.wait(), GRACE)
        if worker.returncode is None:
            worker.kill()
            await worker.wait()

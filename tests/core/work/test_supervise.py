"""A worker kept beside an app; here the worker is a process that only leaves its id."""

import asyncio
import os
import signal
import sys

from core.work.supervise import a_worker
from tests.faults.processes import is_alive

LEAVES_ITS_ID = (
    "import os, sys; file = open(os.environ['TNT_DATA'] + '/ids', 'a'); print(os.getpid(), file=file, flush=True); "
    "sys.stdin.read()"
)


async def until(happened):
    async with asyncio.timeout(20):
        while not (found := happened()):
            await asyncio.sleep(0.02)
        return found


def test_a_worker_is_started_again_when_it_dies_and_ended_with_the_app(tmp_path):
    def ids():
        return [int(line) for line in (tmp_path / "ids").read_text().split()] if (tmp_path / "ids").exists() else []

    async def live():
        environ = {**os.environ, "TNT_DATA": str(tmp_path)}
        async with a_worker(environ, (sys.executable, "-c", LEAVES_ITS_ID)):
            (first,) = await until(ids)
            os.kill(first, signal.SIGKILL)
            return (await until(lambda: len(ids()) == 2 and ids()))[1]

    second = asyncio.run(live())
    assert not is_alive(second)

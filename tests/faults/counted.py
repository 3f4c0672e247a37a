"""A worker whose parts only count themselves: python -m tests.faults.counted [--with-parent]

A run's settings say how many parts it has, how long each takes, where each leaves a line when it begins and when it
ends, and which one is busy, wrong, broken or deadly. The worker writes its process id to worker.pid.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from core.errors import TeacherBusy, TeacherError
from core.work.stage import Stage
from core.work.worker import work_forever


def chunks(engine, run):
    return [f"part {number}" for number in range(1, run.settings["parts"] + 1)]


async def perform(engine, run, chunk):
    settings = run.settings
    begun = note(settings["log"], f"begin {chunk}")
    if settings.get("busy") == chunk and begun < 3:
        raise TeacherBusy("The model is busy.")
    if settings.get("wrong") == chunk and begun < 2:
        raise TeacherError("The key is wrong.")
    if settings.get("broken") == chunk:
        raise RuntimeError("a bug of ours")
    if settings.get("deadly") == chunk:
        os._exit(9)
    if settings.get("computes"):
        time.sleep(settings["seconds"])
    else:
        await asyncio.sleep(settings["seconds"])
    note(settings["log"], f"end {chunk}")


def note(log, line):
    """How often the line is there now."""
    with Path(log).open("a") as file:
        file.write(f"{line}\n")
    return lines(log).count(line)


def lines(log):
    return Path(log).read_text().splitlines() if Path(log).exists() else []


STAGES = {
    "grow": Stage(chunks, perform, side_by_side=1),
    "label": Stage(chunks, perform, side_by_side=2),
}

if __name__ == "__main__":
    Path(os.environ["TNT_DATA"], "worker.pid").write_text(str(os.getpid()))
    work_forever(os.environ, STAGES, pauses=(0.1, 0.2), with_parent="--with-parent" in sys.argv)

"""The worker: a process of its own that performs runs until it is told to leave, or its app is gone.

It may be killed at any moment, so leaving is no more than ending: the next worker goes on. It knows the process it
lives in (lock, log, signals, heartbeat); durable.py knows how runs are done.
"""

import gc
import logging
import os
import platform
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import NoReturn

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from core.store.runs import Stage as StageName
from core.store.workspace import data_folder, database_url, open_workspace, worker_beats, worker_leaves
from core.work.chunk import PAUSES
from core.work.durable import DurableRuns, queue_url
from core.work.stage import Stage

TICK = 0.25  # seconds between two looks for what has been handed over
BEAT = 1.0
TAKE_OVER = 10.0

logger = logging.getLogger(__name__)


def work_forever(
    environ: Mapping[str, str],
    stages: Mapping[StageName, Stage],
    pauses: Sequence[float] = PAUSES,
    with_parent: bool = False,
) -> NoReturn:
    """Perform the runs of a workspace; ends the process on SIGTERM, Ctrl-C or, `with_parent`, when its parent is gone.

    Of the processes that go by one name (TNT_EXECUTOR) on one data folder one works, the others wait their turn.
    """
    leave = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: leave.set())
    signal.signal(signal.SIGINT, lambda *_: leave.set())
    if with_parent:
        threading.Thread(target=_wait_for_end_of_input, args=(leave,), daemon=True).start()
    folder = data_folder(environ)
    name = executor(environ)
    _log_to(folder / "worker.log")
    lock = FileLock(folder / f"{name}.lock")
    while not (leave.is_set() or lock.is_locked):
        try:
            lock.acquire(timeout=TICK)
        except Timeout:
            continue
    gc.collect()
    gc.freeze()  # what is loaded by now stays; later collections need not look at it
    if not leave.is_set():
        _work(open_workspace(database_url(environ)), queue_url(environ), stages, pauses, name, leave)
    logging.shutdown()
    os._exit(0)  # without waiting for threads: what they are doing will be taken up again


def executor(environ: Mapping[str, str]) -> str:
    """A worker's name. It has to stay the same over restarts, and no two at work may share one."""
    shared = environ.get("DATABASE_URL", "").startswith("postgresql")
    return environ.get("TNT_EXECUTOR") or (f"worker-{platform.node()}" if shared else "worker")


def _work(
    engine: Engine,
    url: str,
    stages: Mapping[StageName, Stage],
    pauses: Sequence[float],
    name: str,
    leave: threading.Event,
) -> None:
    durable = DurableRuns(engine, stages, pauses, name)
    worker_beats(engine, name)
    durable.launch(url)
    beat = taken_over = 0.0
    while not leave.wait(TICK):
        try:
            durable.take_up()
            if time.monotonic() - beat > BEAT:
                beat = time.monotonic()
                worker_beats(engine, name)
                durable.beat()
            if time.monotonic() - taken_over > TAKE_OVER:
                taken_over = time.monotonic()
                durable.take_over()
        except SQLAlchemyError:  # a database that is away for a moment: it is asked again
            logger.warning("The database did not answer", exc_info=True)
            leave.wait(BEAT)
    worker_leaves(engine, name)


def _wait_for_end_of_input(leave: threading.Event) -> None:
    """The app holds the other end of our standard input; the system closes it however the app ends."""
    sys.stdin.buffer.read()
    leave.set()


def _log_to(path: Path) -> None:
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for noted in (logging.getLogger(), logging.getLogger("dbos")):
        noted.addHandler(handler)

"""Parts scored by the processors of this machine, a process each.

It knows processes. It does not know what a part is made of.
"""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process

import pyarrow as pa

from core.scoring.interrupted import Interrupted
from core.scoring.part import Classifier, Done, Task, opened_classifier, score_part

QUICK_ROWS = 2_000_000  # what a process must have to do to be worth its start of a second or two
USUAL_ROWS = 20_000
IN_FLIGHT = 2  # parts a process: one at work, one waiting


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worthwhile(classifier: Classifier, rows: int) -> int:
    """How many processes to start: one a processor, unless one alone is done before the others have started."""
    least = QUICK_ROWS if opened_classifier(classifier).is_quick else USUAL_ROWS
    return min(processors(), max(rows // least, 1))


def in_processes(classifier: Classifier, tasks: Sequence[Task], processes: int) -> Iterator[Done]:
    """The parts as they are done, in any order. Raises Interrupted when a process is ended from outside.

    With one process, or one part, everything happens in this one.
    """
    if min(processes, len(tasks)) <= 1:
        yield from (score_part(classifier, task) for task in tasks)
        return
    opened_classifier(classifier).score(pa.array([""]))  # what this compiles, the others find
    others = frozenset(active_children())
    pool = ProcessPoolExecutor(min(processes, len(tasks)), get_context("spawn"), _depend_on_parent)
    try:
        yield from _done(pool, classifier, tasks, processes * IN_FLIGHT)
        pool.shutdown()
    except BrokenProcessPool as error:
        raise Interrupted("A process that scored was ended from outside, perhaps because memory ran out.") from error
    finally:
        for child in frozenset(active_children()) - others:
            child.terminate()
        pool.shutdown(cancel_futures=True)


def _done(pool: ProcessPoolExecutor, classifier: Classifier, tasks: Sequence[Task], most: int) -> Iterator[Done]:
    waiting = iter(tasks)
    running: set[Future[Done]] = set()
    while True:
        for task in waiting:
            running.add(pool.submit(score_part, classifier, task))
            if len(running) >= most:
                break
        if not running:
            return
        finished, running = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            yield future.result()


def _depend_on_parent() -> None:
    """A process of the pool ends when its parent does, however that ended, and quietly when someone interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

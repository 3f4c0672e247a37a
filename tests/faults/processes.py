"""Real processes for tests that kill them, and waiting with a deadline for what they bring about."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from core.store import runs
from core.store.workspace import ROOT

PATIENCE = 60.0  # seconds until something that should have happened long ago counts as never


def until(happened, within=PATIENCE):
    """Look again and again until something is so; answers what it was, and fails where it never is."""
    end = time.monotonic() + within
    while not (found := happened()):
        assert time.monotonic() < end, f"not within {within} seconds"
        time.sleep(0.02)
    return found


@contextmanager
def process(*arguments, **environ):
    """A Python process with our code, ended with everything it started when the block is left."""
    started = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with started:
        try:
            yield started
        finally:
            if started.poll() is None:
                started.kill()


def kill(process):
    """End a process as a power cut would."""
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)


def ended(engine, run_id, within=PATIENCE):
    """The run as it ends."""
    until(lambda: not runs.run(engine, run_id).active, within)
    return runs.run(engine, run_id)


def is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]

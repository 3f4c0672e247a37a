"""The real app as people start it, on a workspace of the test's own, and what it leaves in its logs."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from http.client import HTTPException

from core.store.workspace import ROOT
from tests.faults.processes import free_port, until

ELSEWHERE = ("DATABASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "TNT_MODEL", "TNT_EXECUTOR")
GRACE = 20  # seconds in which an app that is asked to end has to end


@contextmanager
def served(folder, worker=True):
    """Serve a data folder; answers the address. Afterwards neither app nor worker may have logged a traceback."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    environ |= {"TNT_DATA": str(folder), "TNT_WORKER": "" if worker else "external"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = folder / "app.log"
    with log.open("wb") as output:
        app = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        address = f"http://127.0.0.1:{port}"
        until(lambda: app.poll() is not None or troubles(folder) or is_well(address, worker))
        assert app.poll() is None, log.read_text()
        assert not troubles(folder), troubles(folder)
        yield address
    finally:
        end(app)
    assert not troubles(folder), troubles(folder)


def troubles(folder):
    """The logs of app and worker, if one of them holds a traceback."""
    logs = [path.read_text() for path in (folder / "app.log", folder / "worker.log") if path.exists()]
    return "\n".join(log for log in logs if "Traceback" in log)


def end(app):
    """End an app with everything in its process group; its worker ends with it."""
    try:
        os.killpg(app.pid, signal.SIGTERM)
        app.wait(GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(app.pid, signal.SIGKILL)
        app.wait(GRACE)
    except ProcessLookupError:
        app.wait(GRACE)


def is_well(address, worker):
    """Whether the app answers, and where it keeps a worker, whether that works."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as response:
            health = json.load(response)
    except (OSError, HTTPException):
        return False
    return health["database"] and (health["worker"] or not worker)

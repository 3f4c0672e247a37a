"""A real HTTP server on 127.0.0.1 that speaks the OpenAI protocol and answers from a script.

In a test: `with scripted_server(script([429, "garbage"])) as server: server.base_url, server.calls`. From a shell, for
tests that kill processes or drive a browser: `python -m tests.scripted_server --port 8123 --delay 0.2 --log calls.txt`;
each call adds a line to the log, the prompt's kind and a hash of the request.
"""

import argparse
import hashlib
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from tests import scripted_model


class Say(NamedTuple):
    """A completion, whole or with something wrong about it."""

    text: str | None
    finish: str = "stop"
    refusal: str | None = None
    usage: bool = True
    choices: bool = True


class Fail(NamedTuple):
    """An error status, as servers of this protocol put it."""

    status: int
    message: str = "no"
    code: str | None = None
    param: str | None = None
    retry_after: str | None = None


class Raw(NamedTuple):
    """Anything else a web server might send."""

    body: str
    content_type: str = "text/html"


class Drop(NamedTuple):
    """The connection is closed without an answer."""


Step = Say | Fail | Raw | Drop
Behaviour = Callable[[dict], Step]


def sensible(request: dict) -> Step:
    """Answer like a simple model: see tests/scripted_model.py."""
    return Say(json.dumps(scripted_model.answer(request), ensure_ascii=False))


def script(steps: Sequence[Step | str | int | dict], then: Behaviour = sensible) -> Behaviour:
    """One step a call, then something else. A text is a reply, a dict a JSON reply, a number an error status."""
    queue = list(steps)
    lock = threading.Lock()

    def behave(request: dict) -> Step:
        with lock:
            step = queue.pop(0) if queue else None
        if step is None:
            return then(request)
        if isinstance(step, str):
            return Say(step)
        if isinstance(step, dict):
            return Say(json.dumps(step))
        return Fail(step) if isinstance(step, int) else step

    return behave


def without(*forms: str, status: int = 400, then: Behaviour = sensible) -> Behaviour:
    """A server that refuses some kinds of response_format."""

    def behave(request: dict) -> Step:
        form = request.get("response_format", {}).get("type", "text")
        if form in forms:
            return Fail(status, f"response_format of type {form} is not supported")
        return then(request)

    return behave


class ScriptedServer:
    """A running server: where it is, what it was asked, and how many asked at the same time."""

    def __init__(self, behaviour: Behaviour, delay: float, log: Path | None, port: int) -> None:
        self.behaviour = behaviour
        self.delay = delay
        self.calls: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self._at_once = 0
        self._log = log
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", port), _handler(self))
        self.port = self._http.server_address[1]
        self.base_url = f"http://127.0.0.1:{self.port}/v1"

    @property
    def kinds(self) -> Counter[str]:
        """How often each of our prompts was asked."""
        return Counter(scripted_model.kind(call) for call in self.calls)

    def serve(self) -> None:
        self._http.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def step(self, request: dict, headers: dict[str, str]) -> Step:
        with self._lock:
            self.calls.append(request)
            self.headers.append(headers)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self._write(request)
        try:
            time.sleep(self.delay)
            return self.behaviour(request)
        finally:
            with self._lock:
                self._at_once -= 1

    def _write(self, request: dict) -> None:
        if self._log is None:
            return
        digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:16]
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{scripted_model.kind(request)} {digest}\n")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # the default of 5 would make the sixth caller at once wait a second

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that was killed has gone: nothing to say about it."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one packet

        def do_GET(self) -> None:
            model = {"id": "scripted", "object": "model", "created": 0, "owned_by": "tests"}
            found = self.path.rstrip("/").endswith("/models")
            self._send(200 if found else 404, json.dumps({"object": "list", "data": [model]} if found else {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not self.path.endswith("/chat/completions"):
                self._send(404, json.dumps({"error": {"message": "no such page"}}))
                return
            request = json.loads(body)
            step = server.step(request, {key.lower(): value for key, value in self.headers.items()})
            if isinstance(step, Drop):
                self.close_connection = True
            elif isinstance(step, Raw):
                self._send(200, step.body, step.content_type)
            elif isinstance(step, Fail):
                error = {"message": step.message, "type": "error", "code": step.code, "param": step.param}
                extra = {} if step.retry_after is None else {"Retry-After": step.retry_after}
                self._send(step.status, json.dumps({"error": error}), extra=extra)
            else:
                self._send(200, json.dumps(_completion(request, step)))

        def _send(
            self, status: int, text: str, content_type: str = "application/json", extra: dict[str, str] | None = None
        ) -> None:
            body = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": content_type, **(extra or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name for it
            """Quiet: the calls are kept, and in the log."""

    return Handler


def _completion(request: dict, step: Say) -> dict:
    message = {"role": "assistant", "content": step.text, "refusal": step.refusal}
    asked = sum(len(message["content"]) for message in request["messages"]) // 4
    said = len(step.text or "") // 4
    usage = {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
    return {
        "id": "scripted",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": step.finish}] if step.choices else [],
        **({"usage": usage} if step.usage else {}),
    }


@contextmanager
def scripted_server(
    behaviour: Behaviour = sensible, delay: float = 0.0, log: Path | None = None, port: int = 0
) -> Iterator[ScriptedServer]:
    """A server for the time of a with block, on a free port unless one is given."""
    server = ScriptedServer(behaviour, delay, log, port)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(timeout=10)


def main() -> None:
    parser = argparse.ArgumentParser(description="A scripted language model on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds each answer takes")
    parser.add_argument("--log", type=Path, help="a file that gets one line a call")
    chosen = parser.parse_args()
    server = ScriptedServer(sensible, chosen.delay, chosen.log, chosen.port)
    sys.stdout.write(f"{server.base_url}\n")
    sys.stdout.flush()
    try:
        server.serve()
    except KeyboardInterrupt:
        server._http.server_close()


if __name__ == "__main__":
    main()

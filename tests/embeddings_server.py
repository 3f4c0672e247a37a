"""A real HTTP server on 127.0.0.1 that gives vectors of texts as embeddings servers do, or answers from a script."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

Answer = tuple[int, dict | list | str]
Behaviour = Callable[[dict], Answer]
DIMENSIONS = 12


def vector(text: str, model: str = "small", dimensions: int = DIMENSIONS) -> list[float]:
    """A vector that depends on the text and the model only, of no particular length."""
    seed = int.from_bytes(hashlib.sha256(f"{model} {text}".encode()).digest()[:8], "little")
    return np.random.default_rng(seed).standard_normal(dimensions).tolist()


def entries(request: dict, **model) -> list[dict]:
    return [
        {"object": "embedding", "index": place, "embedding": vector(text, **model)}
        for place, text in enumerate(request["input"])
    ]


def sensible(request: dict) -> Answer:
    return 200, {"object": "list", "model": request["model"], "data": entries(request)}


def giving(data: Callable[[dict], list]) -> Behaviour:
    return lambda request: (200, {"object": "list", "data": data(request)})


class EmbeddingsServer:
    """Where it is, what it was asked, and with which keys."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.calls: list[dict] = []
        self.keys: list[str] = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.base_url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    @property
    def texts(self) -> list[str]:
        return [text for call in self.calls for text in call["input"]]


def _handler(server: EmbeddingsServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.calls.append(request)
            server.keys.append(self.headers["Authorization"])
            status, answer = server.behaviour(request) if self.path == "/v1/embeddings" else (404, {})
            body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if isinstance(answer, str) else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", "0.01")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name for it
            """Quiet: the calls are kept."""

    return Handler


@contextmanager
def embeddings_server(behaviour: Behaviour = sensible) -> Iterator[EmbeddingsServer]:
    server = EmbeddingsServer(behaviour)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join(timeout=10)

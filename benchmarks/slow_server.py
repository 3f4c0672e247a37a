"""A language model's server on 127.0.0.1 that takes the same time for every reply, however many are asked for at once.

    python -m benchmarks.slow_server SECONDS

It prints its address, answers each of our prompts in its right form, and ends when its standard input does: with
whoever started it. A GET of /tally says what it was asked. One process, one event loop: a reply costs it some 0.1 ms,
which a thread for each connection does not keep up with at 32 callers on two cores.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter

THEMES = (
    *("Late deliveries", "Damaged parcels", "Wrong invoices", "Double charges", "Refund delays", "Lost passwords"),
    *("Locked accounts", "Broken screens", "Slow connections", "Missing parts", "Cancelled orders", "Expired vouchers"),
    *("Rude drivers", "Noisy devices", "Faulty batteries", "Unclear manuals", "Hidden fees", "Closed branches"),
    *("Blocked cards", "Failed transfers", "Old addresses", "Unwanted letters", "Empty shelves", "Long queues"),
)
FIRST = 10  # labels of a first table; each later one adds one more
NOTHING_FITS = 10  # every tenth document finds no label
KNOWN = re.compile(r'<label id="([^"]+)"[^>]*>\s*Name: (.*)')


class Model:
    """What the server answers, and what it was asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: Counter[str] = Counter()
        self.under_way = 0
        self.most_at_once = 0

    def tally(self) -> dict[str, object]:
        return {"asked": self.asked, "most_at_once": self.most_at_once, "cpu": time.process_time()}

    def completion(self, request: dict) -> dict:
        kind = request["response_format"]["json_schema"]["name"]
        self.asked[kind] += 1
        prompt = "\n".join(message["content"] for message in request["messages"])
        said = json.dumps(ANSWERS[kind](prompt))
        return {
            "id": "slow",
            "object": "chat.completion",
            "created": 0,
            "model": request["model"],
            "choices": [{"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": len(prompt) // 4, "completion_tokens": len(said) // 4, "total_tokens": 0},
        }


def summarise(prompt: str) -> dict:
    _, _, document = prompt.rpartition("<document>")
    return {"summary": " ".join(document.replace("</document>", "").split()[:18])}


def create(_: str) -> dict:
    return {"reason": "The documents fall into themes.", "labels": [row(name) for name in THEMES[:FIRST]]}


def update(prompt: str) -> dict:
    """Every label as it was, and one more, so that no minibatch brings nothing."""
    known = KNOWN.findall(prompt)
    names = [name for _, name in known]
    added = [name for name in THEMES if name not in names][:1]
    kept = [{**row(name), "replaces": [label_id]} for label_id, name in known]
    labels = [*kept, *({**row(name), "replaces": []} for name in added)]
    return {"score": 80, "explanation": "Most documents find a label.", "suggestions": "none", "labels": labels}


def row(name: str) -> dict:
    told = f"Documents in which people write about {name.lower()} and want to know what can be done about it."
    return {"name": name, "description": told, "includes": [], "excludes": [], "examples": [1, 2, 3]}


def fit(prompt: str) -> dict:
    ids = [label_id for label_id, _ in KNOWN.findall(prompt)]
    numbers = range(1, prompt.count("<document id=") + 1)
    placed = ({"number": n, "label": ids[n % len(ids)] if ids and n % NOTHING_FITS else None} for n in numbers)
    return {"documents": [*placed]}


def choose(_: str) -> dict:
    return {"reason": "Its labels overlap least.", "best": 1}


ANSWERS = {
    "summarise": summarise,
    "create": create,
    "update": update,
    "review": update,
    "fit": fit,
    "choose": choose,
}


class Caller(asyncio.Protocol):
    """One connection. Who calls waits for a reply before asking again."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.read = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, found, body = self.read.partition(b"\r\n\r\n")
        if not found:
            return
        length = re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)
        if len(body) < int(length.group(1) if length else 0):
            return
        self.read = bytearray()
        if head.startswith(b"GET"):
            self.send(self.model.tally())
            return
        self.model.under_way += 1
        self.model.most_at_once = max(self.model.most_at_once, self.model.under_way)
        loop = asyncio.get_running_loop()
        due = loop.time() + self.model.seconds  # before the reply is made up: that is no extra time
        reply = self.model.completion(json.loads(body))
        loop.call_at(due, self.reply, reply)

    def reply(self, completion: dict) -> None:
        self.model.under_way -= 1
        self.send(completion)

    def send(self, said: dict) -> None:
        if self.transport.is_closing():
            return
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


async def serve(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    model = Model(seconds)
    server = await loop.create_server(lambda: Caller(model), "127.0.0.1", 0, backlog=256)
    port = server.sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{port}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))

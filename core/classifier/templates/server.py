"""Serve this classifier over HTTP, on this machine only unless told otherwise: uvicorn server:app --port 8000.

POST /predict {"texts": ["..."], "at_least": 0.5} answers with labels, GET /health with which classifier this is. Needs
requirements-server.txt. There is no login: put it behind one where others can reach it.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from portable.codec import open_model
from portable.command import Text, label_names, labelled
from pydantic import BaseModel, Field

MOST_TEXTS = 256
LONGEST_TEXT = 20_000  # characters
MOST_BYTES = 32_000_000  # of a whole request

MODEL, MANIFEST = open_model(Path(__file__).parent)
NAMES = label_names(MANIFEST)
app = FastAPI(title=str(MANIFEST["card"]["title"]))


class Asked(BaseModel, extra="forbid"):
    """Texts to label; those of which the model is less sure than `at_least` get none."""

    texts: Annotated[list[Annotated[str, Field(max_length=LONGEST_TEXT)]], Field(max_length=MOST_TEXTS)]
    at_least: Annotated[float, Field(ge=0, le=1)] = 0.0


class Said(BaseModel):
    """The labels of one text by their names, the likeliest first, and how sure the model is of that one."""

    primary: str
    all: tuple[str, ...]
    confidence: float


class Answer(BaseModel):
    """One entry a text, in the order of the texts."""

    labels: list[Said]


@app.post("/predict")
def predict(asked: Asked) -> Answer:
    rows = labelled(MODEL, NAMES, (Text(None, text) for text in asked.texts), asked.at_least)
    return Answer(labels=[Said(primary=row.primary, all=row.applicable, confidence=row.confidence) for row in rows])


@app.get("/health")
def health() -> dict[str, str | int]:
    return {"status": "ok", "checksum": str(MANIFEST.get("checksum", "")), "labels": len(MODEL.labels)}


@app.middleware("http")
async def refuse_large_requests(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Before they are read: the other limits look at a request that is in memory already."""
    length = request.headers.get("content-length", "")
    if request.method == "POST" and not (length.isdecimal() and int(length) <= MOST_BYTES):
        return PlainTextResponse(f"Say how long the request is, and at most {MOST_BYTES} bytes.", status_code=413)
    return await go_on(request)


@app.exception_handler(RequestValidationError)
async def explain(_request: Request, error: RequestValidationError) -> Response:
    """Without the texts themselves, which a log or a proxy might keep."""
    said = "; ".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()[:5])
    return PlainTextResponse(said.encode("utf-8", "replace"), status_code=422)

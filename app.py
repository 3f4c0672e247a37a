"""The ASGI app: the pages, with a worker beside them, security headers round them, and /health.

`streamlit run app.py` and any ASGI server start it; importing it starts nothing.
"""

import base64
import gc
import hashlib
import os
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.store.workspace import ROOT, database_url, open_workspace
from core.work.queue import Health, health
from core.work.supervise import a_worker


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Make or update the tables before anyone comes, and keep a worker unless TNT_WORKER says that there is one."""
    async with AsyncExitStack() as while_open:
        engine = await run_in_threadpool(open_workspace, database_url(os.environ))
        while_open.callback(engine.dispose)
        if os.environ.get("TNT_WORKER") != "external":
            await while_open.enter_async_context(a_worker(os.environ))
        gc.collect()
        gc.freeze()  # what is loaded by now stays; later collections need not look at it
        yield {"engine": engine}


async def answer_health(_request: Request) -> JSONResponse:
    """For monitors: 503 where the database does not answer. Without a worker the app is whole, but runs wait."""
    found: Health = await run_in_threadpool(health, app.state["engine"])
    return JSONResponse(found._asdict(), status_code=200 if found.database else 503)


class SecurityHeaders:
    """What a browser may load and who may frame us: nothing and nobody from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "content-security-policy": content_security_policy(),
            "x-content-type-options": "nosniff",
            "x-frame-options": "SAMEORIGIN",
            "referrer-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def content_security_policy() -> str:
    """Streamlit's own page has one script within the page; its hash lets that one run and no other."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    scripts = [hashlib.sha256(script).digest() for script in re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)]
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in scripts)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "connect-src 'self' ws: wss: data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
        )
    )


app = st.App(
    ROOT / "pages" / "frame.py",
    lifespan=lifespan,
    middleware=[Middleware(SecurityHeaders)],
    routes=[Route("/health", answer_health)],
)

"""What surrounds the pages on the wire: security headers, compressed static files, a warm start."""

from __future__ import annotations

import asyncio
import gc
import gzip
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import first, log
from dashboard.shell import Shell

CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Session counts and the description of an interface that is off: nobody's business."""
MAX_TARGET = 8_192
"""Bytes of a path with its query; nginx has the same limit."""
TEXT = (".js", ".css", ".html", ".json", ".svg", ".map")


class Guard:
    """Adds the security headers, and refuses what is not for this site, has no end, or is nobody's business."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = refused(scope)
        if refusal:
            empty = [(b"content-length", b"0"), *HEADERS]
            await send({"type": "http.response.start", "status": refusal, "headers": empty})
            await send({"type": "http.response.body", "body": b""})
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in have)]
            await send(message)

        await self.app(scope, receive, with_headers)


def refused(scope: Scope) -> int:
    """Status that refuses a request before anything else looks at it; 0 where nothing does."""
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > MAX_TARGET:
        log.write("refused", reason="address too long", bytes=len(scope["query_string"]))
        return 414
    if not is_ours(dict(scope["headers"]).get(b"host", b"").decode("latin-1"), st.get_option("server.allowedHosts")):
        log.write("refused", reason="name of another host")
        return 421
    return 404 if scope["path"].startswith(CLOSED) else 0


def is_ours(host: str, allowed: Sequence[str]) -> bool:
    """Whether a request names this site; Streamlit itself asks that of its sockets alone.

    >>> is_ours("localhost:8501", ["localhost"]), is_ours("evil.example", ["localhost"]), is_ours("a.b", ["*.b"])
    (True, False, True)
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return not allowed or any(one in ("*", name) or (one[:2] == "*." and name.endswith(one[1:])) for one in allowed)


class StaticGzip:
    """Compresses each static file once and keeps it: Streamlit sends them as they are, 7 MB on a page with a chart."""

    kept: ClassVar[dict[str, tuple[list[tuple[bytes, bytes]], bytes]]] = {}
    packed: ClassVar[dict[str, bytes]] = {}
    """Compressed before anybody asked, by file name: Streamlit's names hold a hash of the content."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        path = scope.get("path", "")
        headers = dict(scope.get("headers", []))
        wanted = (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and "/static/" in path
            and path.endswith(TEXT)
            and b"gzip" in headers.get(b"accept-encoding", b"")
            and b"range" not in headers
            and b"if-none-match" not in headers
            and b"if-modified-since" not in headers
        )
        if not wanted:
            await self.app(scope, receive, send)
            return
        if path not in self.kept:
            caught = _Caught()
            await self.app(scope, receive, caught)
            if caught.status != 200:
                await send({"type": "http.response.start", "status": caught.status, "headers": caught.headers})
                await send({"type": "http.response.body", "body": bytes(caught.body)})
                return
            name = path.rsplit("/", 1)[-1]
            packed = self.packed.get(name, b"") or await asyncio.to_thread(pack, bytes(caught.body))
            self.kept[path] = (reheaded(caught.headers, len(packed)), packed)
        start, body = self.kept[path]
        await send({"type": "http.response.start", "status": 200, "headers": list(start)})
        await send({"type": "http.response.body", "body": body})


def static_files() -> list[Path]:
    """Streamlit's scripts."""
    import streamlit

    return sorted((Path(streamlit.__file__).parent / "static" / "static" / "js").glob("*.js"))


class _Caught:
    """Holds an answer back."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


def pack(body: bytes) -> bytes:
    """The bytes gzipped, the same for the same bytes."""
    return gzip.compress(body, 6, mtime=0)


def reheaded(headers: list[tuple[bytes, bytes]], size: int) -> list[tuple[bytes, bytes]]:
    """The headers of a compressed answer."""
    kept = [(k, v) for k, v in headers if k.lower() not in (b"content-length", b"content-encoding", b"accept-ranges")]
    return [
        *kept,
        (b"content-encoding", b"gzip"),
        (b"vary", b"Accept-Encoding"),
        (b"content-length", str(size).encode()),
    ]


def warm() -> None:
    """Do once, before the first visitor, what the first visit would wait for."""
    import plotly.graph_objects  # noqa: F401 - the import is what takes the time
    import streamlit.elements.plotly_chart  # noqa: F401

    from dashboard import store
    from dashboard.labels import labels

    labels("zh")
    labels("en")
    try:
        tables = store.load()
    except store.NoTableError:
        return
    log.write("ready", build=tables.build, facts=len(tables.facts), texts=len(tables.texts))
    # What is loaded by now lives as long as the process: no collection needs to look at it again.
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Warm up at the start of the server."""
    log.take_over()
    await asyncio.to_thread(warm)
    threading.Thread(target=prepare, daemon=True).start()
    yield {}


def prepare() -> None:
    """Do what the first visits need while nobody waits for it yet: compress the large files, draw the first views."""
    pack_large()
    first.warm()


def pack_large() -> None:
    """Compress the large static files of every visit."""
    for file in static_files():
        if file.name.startswith(("index", "PlotlyChart")):
            StaticGzip.packed[file.name] = pack(file.read_bytes())


MIDDLEWARE = [Middleware(Guard), Middleware(StaticGzip), Middleware(Shell)]

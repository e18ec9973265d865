"""The first bytes of a page: Streamlit's empty HTML with what the browser would otherwise find out too late.

A new visitor waits for the slowest chain of requests. Streamlit asks for the script that draws charts, a megabyte, only
when the first chart arrives, and a deep link first looks for the server below its own path, where it is not. The shell
says both at once; it also has the language, the name and the first view of the page (`first`) before any script runs.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import first, frame
from dashboard.params import PAGE_PARAMS

WITH_CHARTS = ("low-income", "elderly-care", "subsidy-growth", "compare")
"""Pages whose first screen has a chart; the others must not pay for its script."""
EVERY_PAGE = ("Html", "purify.es")
CHARTS = ("PlotlyChart", "withFullScreenWrapper", "printWidthCap", "resolveDefaultExport")
PATIENCE_S = 1.0
"""Longer than this nobody waits for a first view: the scripts of the page come behind it."""
OTHERS = ("_stcore", "static", "media", "component", "data", "health")
# The folder of the page is where the server is: streamlit would try the page's own path first, and wait for its 404.
BASE = "<script>window.__streamlit={BACKEND_BASE_URL:new URL('./',location.href).href}</script>"

NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
AGENT = re.compile(r'<link rel="service-desc"[^>]*>')
"""Points to an interface that is off."""
WITHOUT_SCRIPT = (
    '<noscript><p lang="zh-CN">本看板需要 JavaScript；全部数据也可以直接下载：</p>'
    '<p lang="en">The dashboard needs JavaScript; all its data can be had without it:</p>'
    '<p><a href="data/indicators.csv">data/indicators.csv</a></p></noscript>'
)


@lru_cache(maxsize=1)
def scripts() -> dict[str, str]:
    """Streamlit's scripts by the name before the hash."""
    import streamlit

    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    return {file.name.rsplit(".", 2)[0]: file.name for file in sorted(folder.glob("*.js"))}


def language(query: bytes, accepted: str) -> str:
    """The language of a page as its address has it, else as the browser asks for it.

    >>> language(b"lang=en&x=1", "zh"), language(b"", "en-GB,en;q=0.9"), language(b"", "")
    ('en', 'en', 'zh-CN')
    """
    asked = parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
    wanted = asked if asked in ("zh", "en") else accepted.strip().lower()
    return "en" if wanted.startswith("en") else "zh-CN"


def _may_be_page(path: str, page: str) -> bool:
    """Whether a path could be that of a page, known or not: none of Streamlit's own, no file."""
    return page in PAGE_PARAMS or ("." not in page and not any(part in OTHERS for part in path.split("/")))


def filled(html: str, page: str, lang: str, view: str = "") -> str:
    """The shell of a page, with its first view where there is one."""
    names = (*EVERY_PAGE, *(CHARTS if page in WITH_CHARTS else ()))
    known = scripts()
    early = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{escape(known[name])}">'
        for name in names
        if name in known
    )
    style = f"<style>{first.css()}</style>" if view else ""
    html = AGENT.sub("", NOSCRIPT.sub(lambda _: view or WITHOUT_SCRIPT, html, count=1), count=1)
    html = html.replace('<html lang="en">', f'<html lang="{lang}">', 1)
    html = html.replace("<title>Streamlit</title>", f"<title>{escape(frame.name_of(page, lang[:2]))}</title>", 1)
    return html.replace("</head>", f"{BASE}{early}{style}</head>", 1)


@lru_cache(maxsize=32)
def packed(body: bytes) -> bytes:
    """The shell as it travels; the same page is asked for again and again."""
    return gzip.compress(body, 5, mtime=0)


def origin(scope: Scope, page: str) -> str:
    """Where the browser has the dashboard, as far as its request says."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    said = headers.get(b"x-forwarded-proto", "")
    scheme = said if said in ("http", "https") else scope.get("scheme", "http")
    folder = (scope.get("root_path", "") + scope["path"]).removesuffix(page).rstrip("/")
    return f"{scheme}://{headers.get(b'host', 'HOST')}{folder}"


class Shell:
    """Fills the shell of each page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI
        page = scope.get("path", "").rpartition("/")[2]
        if scope["type"] != "http" or scope["method"] != "GET" or not _may_be_page(scope["path"], page):
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        lang = language(scope["query_string"], headers.get(b"accept-language", ""))
        # Whole and as it is: a part of it, or the browser's old copy, would not be the page of this language.
        dropped = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
        plain = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in dropped]}
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)
            if message.get("more_body", message["type"] == "http.response.start"):
                return
            start, body = held[0], b"".join(part.get("body", b"") for part in held[1:])
            if start["status"] == 200 and b"<title>Streamlit</title>" in body:
                packs = "gzip" in headers.get(b"accept-encoding", "")
                start, body = await _page(scope, start, body, page, lang, packs)
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(plain, receive, hold)


async def _page(scope: Scope, start: Message, body: bytes, page: str, lang: str, packs: bool) -> tuple[Message, bytes]:
    """The answer instead of Streamlit's empty HTML."""
    if page not in PAGE_PARAMS:
        # Streamlit would open the first page and say so in English; ours says it in the language of the page.
        place = f"./?{urlencode({'lang': lang[:2], 'page': page})}".encode()
        return {**start, "status": 302, "headers": [(b"location", place), (b"content-length", b"0")]}, b""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    drawing = asyncio.to_thread(first.view, page, lang[:2], query, origin(scope, page))
    try:
        view = str(await asyncio.wait_for(drawing, PATIENCE_S))
    except TimeoutError:
        view = ""  # it is drawn to its end, for the next who asks
    body = filled(body.decode("utf-8"), page, lang, view).encode()
    changed = (b"content-length", b"etag", b"last-modified", b"accept-ranges", b"vary")
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in changed]
    if packs:
        body = packed(body)
        kept.append((b"content-encoding", b"gzip"))
    size = (b"content-length", str(len(body)).encode())
    return {**start, "headers": [*kept, size, (b"vary", b"Accept-Language, Accept-Encoding")]}, body

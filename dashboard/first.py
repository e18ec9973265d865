"""The first view of a page: what its address shows, as HTML that needs no script, before Streamlit has drawn it.

The page itself is run, on paper: the same rows, words and filters. It is an offer, not a duty: where it cannot be had
in short time (a table that stays on disk, too many at once) or not at all (no table, a fault), there is none, and the
visitor waits for the page as before.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import streamlit as st

from dashboard import canvas, chrome, frame, log, store
from dashboard.labels import LANGS, labels
from dashboard.markup import Html, tag
from dashboard.once import once
from dashboard.paper import Paper
from dashboard.params import PAGE_PARAMS, SHARED, Query, encode, read

HERE = Path(__file__).resolve().parent
AT_ONCE = 2
"""Views that are drawn at the same time; who comes while they are gets the page without one."""
FILES = {path: HERE.parent / "pages" / f"{file}.py" for path, file, _, _ in frame.PAGES}
Pairs = tuple[tuple[str, str], ...]

_room = threading.BoundedSemaphore(AT_ONCE)


class _BusyError(Exception):
    """Too many first views are being drawn."""


@lru_cache(maxsize=len(FILES))
def _code(page: str) -> CodeType:
    return compile(FILES[page].read_text(encoding="utf-8"), FILES[page].name, "exec")


def view(page: str, lang: str, query: Query, origin: str) -> Html:
    """The first view of a page; empty where there is none.

    Args:
        page: Its path, one of those of `frame`.
        lang: zh or en.
        query: The address, each name with its values, whatever they are.
        origin: Where the browser has the dashboard.
    """
    try:
        tables = store.load()
        if tables.table is not None:
            return Html("")
        # The same address in its shortest form: what it means is drawn once, however it was written.
        wanted = (*SHARED, *PAGE_PARAMS[page])
        values, problems = read(query, wanted, tables.known())
        pairs = encode(values, wanted) + [(problem.name, problem.value) for problem in problems[: frame.SHOWN]]
        pairs += [(name, query[name][-1][:60]) for name in ("lang", "page") if query.get(name)]
        return _drawn(tables.build, page, lang, tuple(pairs), origin)
    except (store.NoTableError, _BusyError):
        return Html("")
    except Exception as error:  # whatever it is: the page will say it in its own way, and must come
        log.write("no first view", path=f"/{page}", kind=type(error).__name__)
        return Html("")


def warm() -> None:
    """Draw every page as it is without filters: the first visitor of each finds its rows worked out."""
    for lang in LANGS:
        for page in FILES:
            view(page, lang, {}, "")


@once(maxsize=48)
def _drawn(build: str, page: str, lang: str, pairs: Pairs, origin: str) -> Html:
    """Asked with the build, so that a new set is drawn anew."""
    if not _room.acquire(blocking=False):
        raise _BusyError
    try:
        query: dict[str, list[str]] = {}
        for name, value in pairs:
            query.setdefault(name, []).append(value)
        shown, problems = frame.look(page, lang, query, {}, origin)
        paper = Paper(shown)
        with canvas.on(paper):
            frame.draw_head(shown, problems)
            scope: dict[str, Any] = {"__name__": "__main__"}
            exec(_code(page), scope)  # as Streamlit runs it
            frame.end()
        return _wrapped(paper.text(), lang)
    finally:
        _room.release()


def _wrapped(content: Html, lang: str) -> Html:
    t = labels(lang)
    words = t(
        zh="没有 JavaScript 时图不能点选，其余照常。全部数据：",
        en="Without JavaScript charts do not answer to clicks; all else works. All the data: ",
    )
    link = tag("a", "data/indicators.csv", href="data/indicators.csv")
    without = tag("noscript", tag("p", words, link, class_="ca-note"))
    page = tag("div", without, content, class_="ca-first-page")
    script = Html(f"<script>{_asset('first.js')}</script>")
    return Html(tag("main", page, class_="ca-first") + script)


@lru_cache(maxsize=2)
def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def css() -> str:
    """The style sheet of the first view: the dashboard's, what Streamlit adds to it, and its colours."""

    def both(name: str) -> str:
        return f"light-dark({st.get_option(f'theme.light.{name}')},{st.get_option(f'theme.dark.{name}')})"

    look = (
        f":root{{font-size:{st.get_option('theme.baseFontSize')}px}}"
        f":root:has(.ca-first){{color-scheme:light dark;background:{both('backgroundColor')}}}"
        f".ca-first{{background:{both('backgroundColor')};color:{both('textColor')};"
        f"font-family:{st.get_option('theme.font')},'Source Sans',sans-serif}}"
    )
    return f"{look}{_asset('first.css')}{chrome.css()}"

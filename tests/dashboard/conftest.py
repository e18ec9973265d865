"""A freshly started server and a Chromium for the browser tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.dashboard.browser import FLAGS, chromium, serving

expect.set_options(timeout=20_000)
VISITOR: dict[str, Any] = {"viewport": {"width": 1360, "height": 900}, "locale": "zh-CN"}


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The server of this run."""
    with serving() as found:
        yield found


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def chrome(play: Playwright) -> Iterator[Browser]:
    browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def console() -> list[str]:
    """What the console of `tab` has said."""
    return []


@pytest.fixture(scope="session")
def pages() -> dict[str, Page]:
    """Tabs that have been used before, by the options of their browser."""
    return {}


@pytest.fixture
def tab(
    chrome: Browser, pages: dict[str, Page], console: list[str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A visitor whose browser has been here before: to load and compile the scripts anew takes most of a visit.

    Options of the browser by `@pytest.mark.parametrize("tab", [{…}], indirect=True)`.
    """
    options: dict[str, Any] = getattr(request, "param", {})
    name = json.dumps(options, sort_keys=True)
    page = pages.pop(name, None) or opened(chrome, options)
    with listening(page, console):
        yield page
    # What failed half-way is not used again.
    if tidied(page, options):
        pages[name] = page


@pytest.fixture
def newcomer(chrome: Browser, console: list[str]) -> Iterator[Page]:
    """A visitor who has never been here: nothing is cached."""
    page = opened(chrome, {})
    with listening(page, console):
        yield page
    page.context.close()


def opened(browser: Browser, options: dict[str, Any]) -> Page:
    """An empty page in a context of its own."""
    context = browser.new_context(**{**VISITOR, "bypass_csp": True, **options})
    context.set_default_timeout(30_000)
    return context.new_page()


def tidied(page: Page, options: dict[str, Any]) -> bool:
    """Whether a page was left as `opened` gives it: empty, in its own size, on a screen."""
    page.unroute_all()
    for other in page.context.pages:
        if other is not page:
            other.close()
    if page.is_closed():
        return False
    page.goto("about:blank")
    page.emulate_media(media="null", color_scheme=options.get("color_scheme", "null"))
    page.set_viewport_size(options.get("viewport", VISITOR["viewport"]))
    page.context.clear_cookies()
    return True


@contextmanager
def listening(page: Page, said: list[str]) -> Iterator[None]:
    """Note what the console says, and requests that leave this machine."""
    handlers: dict[str, Any] = {
        "console": lambda message: said.append(f"{message.type}: {message.text} {message.location.get('url')}"),
        "pageerror": lambda error: said.append(f"error: {error}"),
        "request": lambda asked: said.append(f"foreign: {asked.url}") if is_foreign(asked.url) else None,
    }
    for event, handler in handlers.items():
        page.on(event, handler)
    yield
    for event, handler in handlers.items():
        page.remove_listener(event, handler)


def is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))

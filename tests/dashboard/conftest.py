"""A freshly started server and a Chromium for the browser tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.dashboard.browser import FLAGS, chromium, serving

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The server of this run: nobody has opened a page of it yet."""
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


@pytest.fixture
def tab(chrome: Browser, console: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new visitor; options of the context by `@pytest.mark.parametrize("tab", [{…}], indirect=True)`."""
    options: dict[str, Any] = {"viewport": {"width": 1360, "height": 900}, "locale": "zh-CN", "bypass_csp": True}
    options |= getattr(request, "param", {})
    context = chrome.new_context(**options)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("console", lambda message: console.append(f"{message.type}: {message.text} {message.location.get('url')}"))
    page.on("pageerror", lambda error: console.append(f"error: {error}"))
    page.on("request", lambda asked: console.append(f"foreign: {asked.url}") if is_foreign(asked.url) else None)
    yield page
    context.close()


def is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))

"""In a real browser: the dashboard as deployed keeps its own policy, and nothing that a text or an address says ever runs."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, Playwright, expect

from dashboard.frame import PAGES
from tests.dashboard.browser import FLAGS, ROOT, chromium, started
from tests.dashboard.test_browser import click_point, standard, troubles, visit, wait_for_charts
from tests.nginx import NAME, Site, needs_nginx

PATHS = [path for path, _, _, _ in PAGES]
PAYLOADS = (
    "<script>window.ran=1</script>", "<img src=x onerror=window.ran=1>", "<svg/onload=window.ran=1>", "<svg><script>window.ran=1</script></svg>",
    '"><iframe srcdoc="<script>parent.ran=1</script>"></iframe>', "<a href='javascript:window.ran=1'>低保</a>", "[低保](javascript:window.ran=1)",
    "</style><script>window.ran=1</script>", "${window.ran=1}", "$\\href{javascript:window.ran=1}{x}$", "<details open ontoggle=window.ran=1>",
    "<math><mi//xlink:href='data:x,<script>window.ran=1</script>'>", "&lt;script&gt;window.ran=1&lt;/script&gt;", "');window.ran=1;//",
)  # fmt: skip
DOC = "huangshi_2024-02-01_hostile"


@pytest.fixture(scope="module")
def deployed(site: Site, play: Playwright) -> Iterator[Browser]:
    """A browser that finds the site under its name, and takes the policy of the site seriously."""
    names = f"--host-resolver-rules=MAP {NAME}:443 127.0.0.1:{site.tls}"
    browser = play.chromium.launch(executable_path=chromium(), args=[*FLAGS, names])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def visitor(deployed: Browser) -> Iterator[Page]:
    """A tab that one test after the other uses."""
    context = deployed.new_context(ignore_https_errors=True, locale="zh-CN", viewport={"width": 1360, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def said() -> list[str]:
    """What the console has said, and which sockets were opened."""
    return []


@pytest.fixture
def strict(visitor: Page, said: list[str]) -> Iterator[Page]:
    """A visitor of the deployed site."""
    handlers: dict[str, Any] = {
        "console": lambda message: said.append(f"{message.type}: {message.text} {message.location.get('url')}"),
        "pageerror": lambda error: said.append(f"error: {error}"),
        "websocket": lambda socket: said.append(f"socket: {socket.url}"),
        "request": lambda asked: said.append(f"foreign: {asked.url}") if NAME not in asked.url.split("/")[2] and asked.url.startswith("http") else None,
    }  # fmt: skip
    for event, handler in handlers.items():
        visitor.on(event, handler)
    yield visitor
    for event, handler in handlers.items():
        visitor.remove_listener(event, handler)
    visitor.goto("about:blank")


@needs_nginx
@pytest.mark.parametrize("path", PATHS, ids=[path or "overview" for path in PATHS])
def test_every_page_keeps_the_policy_of_the_deployed_site(strict: Page, said: list[str], path: str) -> None:
    visit(strict, f"https://{NAME}", path)
    expect(strict.locator("h1")).to_be_visible()
    assert any(line.startswith(f"socket: wss://{NAME}/") and line.endswith("/_stcore/stream") for line in said)
    assert troubles(said) == []
    assert not [line for line in said if "Content Security Policy" in line]


@needs_nginx
def test_charts_clicks_and_files_work_on_the_deployed_site(strict: Page, said: list[str], tmp_path: Path) -> None:
    visit(strict, f"https://{NAME}", "low-income")
    wait_for_charts(strict)
    wanted = standard("140900", "urban", 2025)
    click_point(strict, wanted)
    expect(strict.locator(".ca-panel")).to_have_attribute("data-fact", wanted)
    with strict.expect_download() as caught:
        strict.locator("a[data-file='csv']").first.click()
    caught.value.save_as(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert troubles(said) == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard whose table was built with a text, a title and a publisher full of payloads."""
    root = tmp_path_factory.mktemp("hostile")
    for name in ("etl", "dashboard", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "requirements.txt"):
        shutil.copy(ROOT / name, root)
    text = "".join(f"2023年，全市城市低保标准为每人每月{630 + at}元{words}。\n" for at, words in enumerate(PAYLOADS))
    folder = root / "data" / "press" / DOC
    folder.mkdir()
    (folder / "text.txt").write_bytes(text.encode())
    words = "".join(PAYLOADS[:5]).replace('"', '\\"')
    (folder / "source.toml").write_text(
        f'title = "{words}"\npublisher = "{words}"\npublished = 2024-02-01\nregion = "420200"\nlanguage = "zh-Hans"\n'
        f'url = "javascript:window.ran=1"\nnote = "{words}"\nsha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\n',
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, "-m", "etl", "build"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with started(None, None, "", root) as (address, _):
        yield address


@pytest.fixture
def asked(tab: Page) -> Iterator[list[str]]:
    """Dialogs that the page has opened."""
    words: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        words.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", dismiss)
    yield words
    tab.remove_listener("dialog", dismiss)


def assert_nothing_ran(tab: Page) -> None:
    assert tab.evaluate("window.ran") is None
    assert tab.locator("a[href^='javascript']").count() == 0
    assert tab.locator("[onerror], [onload], [ontoggle], iframe[srcdoc]").count() == 0


@pytest.mark.parametrize(
    ("path", "query"),
    [*((path, "lang=zh&region=420200") for path in ("", "low-income", "data", "quality")), ("reader", f"lang=zh&text={DOC}"),
     ("reader", f"lang=en&text={DOC}&layer=cleaned&layer=facts&layer=noise")],
)  # fmt: skip
def test_what_a_text_holds_never_runs(tab: Page, hostile: str, asked: list[str], path: str, query: str) -> None:
    visit(tab, hostile, path, query)
    words = tab.locator(".stMain").inner_text()
    if path == "reader":
        assert "<script>window.ran=1</script>" in words, "the payload must be seen, as text"
    for place in tab.locator(".js-plotly-plot .scatterlayer path.point").all()[:6]:
        box = place.bounding_box()
        if box:
            tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            tab.wait_for_timeout(50)
    for link in tab.locator(".ca-table td a[href*='fact=']").all()[:1]:
        link.click()
        expect(tab.locator(".ca-panel[data-fact]")).to_be_visible()
    assert_nothing_ran(tab)
    assert asked == []


@pytest.mark.parametrize("first", range(0, len(PAYLOADS), 5))
def test_what_an_address_holds_never_runs(tab: Page, hostile: str, first: int) -> None:
    words = [quote(payload) for payload in PAYLOADS[first : first + 5]]
    visit(tab, hostile, "data", "&".join(f"region={one}" for one in words) + f"&lang={words[0]}&from={words[0]}")
    assert tab.locator("[data-testid='stAlert']").count() == 5, "the words must be seen, as text"
    assert_nothing_ran(tab)
    visit(tab, hostile, "data", f"lang=zh&q={words[0]}#{words[1]}")
    assert_nothing_ran(tab)
    visit(tab, hostile, "reader", f"text={words[0]}&fact={words[1]}")
    assert_nothing_ran(tab)

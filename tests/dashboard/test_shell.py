"""The first bytes of a page: its language, its name, the scripts it will need, its first view, words without scripts."""

import gzip
import re
import threading
import time
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard import first, shell
from dashboard.frame import PAGES
from tests.dashboard.asgi import Client

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def serve(request: Request) -> Response:
    if request.headers.get("if-none-match"):
        return Response(status_code=304)
    return HTMLResponse(INDEX, headers={"etag": "x", "x-asked": request.headers.get("accept-encoding", "")})


@pytest.fixture(scope="module")
def client() -> Client:
    routes = [Route("/broken", lambda request: Response("no", status_code=500)), Route("/{rest:path}", serve)]
    return Client(Starlette(routes=routes, middleware=[Middleware(shell.Shell)]))


@pytest.mark.parametrize("path", [path for path, *_ in PAGES])
def test_each_page_asks_early_for_what_it_needs(client: Client, path: str) -> None:
    text = client.get(f"/{path}?lang=zh").text
    early = re.findall(r'modulepreload" crossorigin href="./static/js/(\w+)', text.split("__streamlit")[1])
    assert ("PlotlyChart" in early) == (path in shell.WITH_CHARTS)
    assert "Html" in early
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    for name in re.findall(r"static/js/([\w.-]+)\"", text):
        assert (folder / name).is_file(), name


def test_pages_with_charts_are_pages() -> None:
    assert set(shell.WITH_CHARTS) <= {path for path, *_ in PAGES}


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("?lang=en", "zh", "en"),
        ("?lang=zh", "en", "zh-CN"),
        ("", "en-GB,en", "en"),
        ("", "", "zh-CN"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_language_and_name_are_there_before_any_script(client: Client, query: str, accepted: str, lang: str) -> None:
    answer = client.get(f"/data{query}", {"Accept-Language": accepted} if accepted else None)
    assert f'<html lang="{lang}">' in answer.text
    name = "Data &amp; export · Civil-affairs indicators" if lang == "en" else "数据与导出 · 民政指标"
    assert f"<title>{name}</title>" in answer.text
    assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_an_old_copy_of_another_language_is_never_confirmed(client: Client) -> None:
    answer = client.get("/data?lang=en", {"If-None-Match": "x", "Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["x-asked"] == ""


def test_it_travels_compressed(client: Client) -> None:
    plain = client.get("/low-income?lang=en")
    answer = client.get("/low-income?lang=en", {"Accept-Encoding": "gzip, br"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(answer.headers["content-length"]) == len(answer.content) < len(plain.content) / 4
    assert gzip.decompress(answer.content) == plain.content


@pytest.mark.parametrize(("lang", "word"), [("en", "Xinzhou"), ("zh", "忻州")])
def test_it_brings_the_first_view_of_its_address(client: Client, lang: str, word: str) -> None:
    text = client.get(f"/low-income?lang={lang}&region=140900").text
    view = text[text.index('<main class="ca-first"') : text.index("</main>")]
    assert text.index("</main>") < text.index('<div id="root">')
    assert word in re.findall(r"<h1>(.*?)</h1>", view)[0]
    assert "584" in view
    assert f"<style>{first.css()}</style></head>" in text


def test_where_the_browser_has_the_dashboard_is_told_as_it_is(client: Client) -> None:
    told = {"Host": "stats.example", "X-Forwarded-Proto": "https"}
    assert "https://stats.example/data/indicators.csv" in client.get("/sub/data?lang=en", told).text.replace("/sub", "")
    assert "javascript://" not in client.get("/data?lang=en", {"X-Forwarded-Proto": "javascript"}).text


@pytest.mark.parametrize("has_view", [True, False])
def test_words_for_those_without_scripts(client: Client, has_view: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_view:
        monkeypatch.setattr(first, "view", lambda *_: "")
    text = client.get("/?lang=en").text
    assert "data/indicators.csv" in text
    assert "openapi" not in text
    assert text.count("<noscript>") == 1
    assert ("ca-first" in text) == has_view
    assert ("needs JavaScript" in text) != has_view


def test_a_first_view_that_takes_long_is_left_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    waits, asked = threading.Event(), threading.Event()
    monkeypatch.setattr(shell, "PATIENCE_S", 0.05)
    monkeypatch.setattr(first, "view", lambda *_: "late" if asked.set() or waits.wait(20) else "never")
    threading.Thread(target=lambda: (asked.wait(20), time.sleep(1.0), waits.set()), daemon=True).start()
    text = client.get("/low-income?lang=en").text
    assert asked.is_set()
    assert "needs JavaScript" in text
    assert "late" not in text


def test_other_answers_pass_as_they_are(client: Client) -> None:
    for path in ("/_stcore/health", "/static/x", "/data/nosuch", "/index.html"):
        assert "<title>Streamlit</title>" in client.get(path).text
    assert client.get("/broken").status_code == 500


def test_a_page_that_is_none_leads_to_the_overview(client: Client) -> None:
    answer = client.get("/nosuch%20page?lang=en")
    assert answer.status_code == 302
    assert answer.headers["location"] == "./?lang=en&page=nosuch+page"

"""The first bytes of a page: its language, its name, the scripts it will need, and words for those without scripts."""

import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard import shell
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
    assert f"<title>{shell.NAMES[lang]}</title>" in answer.text
    assert answer.headers["vary"] == "Accept-Language"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_an_old_copy_of_another_language_is_never_confirmed(client: Client) -> None:
    answer = client.get("/data?lang=en", {"If-None-Match": "x", "Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["x-asked"] == ""


def test_words_for_those_without_scripts(client: Client) -> None:
    text = client.get("/").text
    assert "data/indicators.csv" in text
    assert "openapi" not in text
    assert text.count("<noscript>") == 1


def test_other_answers_pass_as_they_are(client: Client) -> None:
    for path in ("/_stcore/health", "/static/x", "/data/nosuch", "/index.html"):
        assert "<title>Streamlit</title>" in client.get(path).text
    assert client.get("/broken").status_code == 500


def test_a_page_that_is_none_leads_to_the_overview(client: Client) -> None:
    answer = client.get("/nosuch%20page?lang=en")
    assert answer.status_code == 302
    assert answer.headers["location"] == "./?lang=en&page=nosuch+page"

"""The first view of a page is the page: same words, same rows, same filters; and never in the way of the page."""

import re
import threading
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboard import canvas, drawing, first, frame, memory, panel_layout, store
from dashboard.figures import dot_panels, points_of
from dashboard.frame import PAGES
from dashboard.labels import labels
from dashboard.panels import Panel, Point, Row
from dashboard.screen import SCREEN
from etl.scale import run as corpus
from etl.scale.runners import Serial
from tests.dashboard.test_pages import html, run

NAMES = [(path, file) for path, file, _, _ in PAGES]
IDS = [file for _, file in NAMES]
WHERE = "http://localhost"
PAYLOADS = [
    "<script>window.ran=1</script>",
    '"><img src=x onerror=window.ran=1>',
    "'-alert(1)-'",
    "</main><iframe srcdoc=x>",
    "<!--",
    "javascript:alert(1)",
    "\\1 \\g<0>",
    "\x00 \u202e",
    "`" * 300,
]
TAGS = {
    "a", "article", "blockquote", "br", "button", "caption", "circle", "cite", "code", "dd", "details", "div", "dl", "dt", "footer",
    "form", "h1", "h2", "h3", "h4", "input", "label", "li", "line", "main", "mark", "nav", "noscript", "ol", "optgroup", "option", "p", "path",
    "script", "section", "select", "small", "span", "strong", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "tr", "ul",
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh() -> None:
    memory.forget()
    first._drawn.cache_clear()


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.hrefs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}
        self.hrefs += [value or "" for name, value in attrs if name == "href"]


def view(page: str, lang: str = "zh", /, **query: list[str]) -> str:
    return str(first.view(page, lang, {"lang": [lang], **query}, WHERE))


def words_of(text: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("path", "file"), NAMES, ids=IDS)
def test_it_is_what_the_page_draws(path: str, file: str, lang: str) -> None:
    query = {} if file in ("reader", "quality") else {"region": ["140900", "420200"]}
    made = view(path, lang, **query)
    at = run(file, lang=lang, **query)
    parts = [str(element.proto.body) for element in at.get("html")]
    pieces = [re.sub(r"<(script|style)>.*?</\1>", "", part, flags=re.DOTALL) for part in parts]
    pieces = [piece for piece in pieces if piece]
    assert len(pieces) > 3
    place = 0
    for piece in pieces:
        # One after the other; where the browser has the dashboard is all that a test of Streamlit does not know.
        found = made.find(piece.replace("http://HOST", WHERE), place)
        assert found >= 0, piece[:200]
        place = found if "ca-panel" in piece else found + len(piece)
    assert made.count('class="ca-chart"') == len(at.get("plotly_chart"))


def test_its_links_keep_the_language_and_the_filters() -> None:
    made = view("low-income", "en", region=["140900"], unit=["year"])
    assert 'href="elderly-care?lang=en&amp;region=140900"' in made
    assert "CNY/person/year" in made or "year" in words_of(made)
    table = made[made.index("<table") : made.index("</table>")]
    assert "Xinzhou" in table
    assert "Jinzhong" not in table


def test_a_chosen_fact_has_its_sentence() -> None:
    facts = store.load().facts
    row = facts[(facts["indicator"] == "dibao_standard") & (facts["measure"] == "level")].iloc[0]
    made = view("low-income", fact=[str(row["fact_id"])])
    assert f'data-fact="{row["fact_id"]}"' in made
    assert f"<mark>{row['value_text']}</mark>" in made


@pytest.mark.parametrize(("path", "file"), NAMES, ids=IDS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_an_address_holds_is_words(path: str, file: str, payload: str) -> None:
    names = [param.name for param in (*frame.params.SHARED, *frame.params.PAGE_PARAMS[path])]
    made = view(path, "en", **{name: [payload] for name in names}, page=[payload])
    assert made, "an address that nobody knows gets the page, with words"
    seen = Elements(made)
    assert set(seen.tags) <= TAGS
    assert seen.tags.count("script") == 1
    assert made.index("<script>") > made.index("</main>")
    assert not {name for name in seen.names if name.startswith("on")}
    assert not [href for href in seen.hrefs if href.lower().startswith(("javascript", "data:"))]


def test_unknown_values_are_named() -> None:
    made = words_of(view("low-income", "en", region=["<b>nosuch"], topic=["x"]))
    assert "<b>nosuch" in made
    made = words_of(view("", "zh", region=[f"no{at}" for at in range(400)]))
    assert made.count("不在当前数据中") == frame.SHOWN


def test_no_table_is_no_view(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISHED", str(tmp_path))
    assert view("low-income") == ""


def test_a_table_on_disk_is_no_view(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.run([str(store.ROOT / "data" / "press")], tmp_path / "set", Serial)
    monkeypatch.setenv("PUBLISHED", str(tmp_path / "set"))
    assert store.load().table is not None
    assert view("low-income") == ""


def test_a_page_that_fails_is_no_view_and_a_line(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(first, "_code", lambda page: compile("1 / 0", "page", "exec"))
    assert view("low-income") == ""
    said = capsys.readouterr().err
    assert '"no first view"' in said
    assert "ZeroDivisionError" in said
    assert canvas.here() is SCREEN
    monkeypatch.undo()
    assert view("low-income") != "", "a failure is not kept, and gives its room back"


def test_too_many_at_once_get_the_page_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "_room", threading.BoundedSemaphore(1))
    assert first._room.acquire()
    assert view("low-income") == ""
    first._room.release()
    assert view("low-income") != ""


def test_one_meaning_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    code, drawn = first._code, []
    monkeypatch.setattr(first, "_code", lambda page: (drawn.append(page), code(page))[1])
    plain = view("low-income")
    assert view("low-income", residence=["all"], unit=["month"], utm=["x"]) == plain
    assert drawn == ["low-income"]
    assert view("low-income", residence=["rural"]) != plain
    assert len(drawn) == 2


def test_what_is_kept_has_a_limit() -> None:
    assert first._drawn._cached.cache_info().maxsize == 48


def point(x: float, shape: str, label: str) -> Point:
    return Point(x, f"id-{label}", "#123456", shape, label, "2024", label)


def test_a_drawing_has_the_points_and_words_of_its_figure() -> None:
    shapes = ("reported", "derived", "implied", "planned")
    rows = tuple(Row(f"row <{at}>", (point(at * 100.0, shape, f"a&b{at}"),)) for at, shape in enumerate(shapes))
    figure = dot_panels([Panel("Title <i>", (*rows, Row("empty", (), "none")), ("note",))], labels("en"))
    made = drawing.chart(figure, 'all "of" it')
    assert 'aria-label="all &quot;of&quot; it"' in made
    said = [unescape(words).strip("\u00a0") for words in re.findall(r"<text[^>]*>([^<]*)</text>", made)]
    for words in ("Title <i>", "row <0>", "none", "note", *(f"a&b{at} (2024)" for at in range(4))):
        assert words in said
    assert made.count("<circle") + made.count("<path") == len(points_of(figure)) + 1, "a dot lies in the implied one"
    assert [at for at in ("0", "100", "200", "300") if at in said] == ["0", "100", "200", "300"]


@pytest.mark.parametrize(
    ("high", "lang", "words"),
    [(645, "zh", ["0", "200", "400", "600"]), (9_800, "zh", ["0", "2000", "4000", "6000", "8000"]), (7, "en", ["0", "2", "4", "6"]),
     (9_800, "en", ["0", "5,000"]), (1.4e6, "zh", ["0", "50万", "100万"]), (0.7, "en", ["0", "0.2", "0.4", "0.6"])],
)  # fmt: skip
def test_numbers_of_an_axis_are_those_of_plotly(high: float, lang: str, words: list[str]) -> None:
    axis = {"range": [-0.012 * high, 1.02 * high], "nticks": 6} | panel_layout.ticks(high, lang)
    assert [said for _, said in drawing._ticks(axis)] == words


def test_html_of_a_page_is_not_mixed_up_with_its_script() -> None:
    assert "window.caReady" not in html(run("overview", lang="zh")).split("<script>")[0]
    assert "window.caReady" not in view("")

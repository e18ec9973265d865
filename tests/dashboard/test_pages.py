"""Every page runs in both languages: by default, narrowed, without data, and with links that nobody knows."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import store
from dashboard.frame import PAGES
from dashboard.store import ROOT

NAMES = [(path, file) for path, file, _, _ in PAGES]


def run(file: str, **query: str | list[str]) -> AppTest:
    at = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
    if file != "overview":
        at.run()
        at.switch_page(f"../pages/{file}.py")
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def html(at: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in at.get("html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("path", "file"), NAMES, ids=[file for _, file in NAMES])
def test_pages_run_in_both_languages(path: str, file: str, lang: str) -> None:
    at = run(file, lang=lang)
    assert not at.exception
    assert not at.warning
    words = html(at)
    title = next(en if lang == "en" else zh for p, _, zh, en in PAGES if p == path)
    assert f'aria-current="page">{title.replace("&", "&amp;")}</a>' in words
    assert "<h1" in words


@pytest.mark.parametrize(("path", "file"), NAMES, ids=[file for _, file in NAMES])
def test_pages_run_with_one_region_without_a_standard(path: str, file: str) -> None:
    at = run(file, lang="zh", region="420200")
    assert not at.exception
    if file in ("overview", "low_income", "subsidy_growth"):
        assert "资料中未见" in html(at) or "没有" in html(at)


@pytest.mark.parametrize(("path", "file"), NAMES, ids=[file for _, file in NAMES])
def test_pages_say_what_of_a_link_they_do_not_know(path: str, file: str) -> None:
    at = run(file, lang="en", region="999999" if file not in ("reader", "quality") else [], fact="nosuchfact")
    assert not at.exception
    if file not in ("reader", "quality"):
        assert any("999999" in warning.value for warning in at.warning)
    assert any("nosuchfact" in warning.value for warning in at.warning)


@pytest.mark.parametrize(
    ("file", "query", "wrong"),
    [
        ("reader", {"text": "nosuch"}, "nosuch"),
        ("reader", {"layer": "nosuch"}, "nosuch"),
        ("data_export", {"topic": "nosuch"}, "nosuch"),
        ("low_income", {"lang": "xx"}, "xx"),
        ("low_income", {"region": ["1", "140900"]}, "`1`"),
        ("low_income", {"derived": "7"}, "`7`"),
    ],
)
def test_unknown_values_are_named_and_the_rest_is_kept(file: str, query: dict, wrong: str) -> None:
    at = run(file, **({"lang": "en"} | query))
    assert not at.exception
    assert wrong in at.warning[0].value
    if "region" in query:
        assert re.search(r'class="on"[^>]*>Xinzhou</a>', html(at))


@pytest.mark.parametrize("file", ["compare", "data_export"])
def test_an_empty_selection_is_said_in_words(file: str) -> None:
    query = {"q": "nosuchword"} if file == "data_export" else {"region": "100000"}
    at = run(file, lang="zh", **query)
    assert not at.exception
    assert "没有数据" in html(at)


def test_a_fact_in_the_link_opens_its_sentence() -> None:
    facts = store.load().facts
    row = facts[(facts["indicator"] == "dibao_standard") & (facts["measure"] == "level")].iloc[0]
    words = html(run("low_income", lang="zh", fact=str(row["fact_id"])))
    assert f'data-fact="{row["fact_id"]}"' in words
    assert f"<mark>{row['value_text']}</mark>" in words


def test_filters_stay_in_the_links_of_other_pages() -> None:
    words = html(run("low_income", lang="en", region=["140700", "140900"], residence="rural"))
    assert 'href="elderly-care?lang=en&amp;region=140700&amp;region=140900&amp;residence=rural"' in words


def test_a_table_of_one_indicator_names_its_groups_only() -> None:
    words = html(run("low_income", lang="zh"))
    levels = words.partition("<caption>低保标准：全部数据</caption>")[2].partition("</table>")[0]
    assert "农村" in levels
    assert "最低生活保障标准" not in levels


def test_growth_lines_up_and_a_phone_leaves_out_what_is_not_there() -> None:
    words = html(run("low_income", lang="zh"))
    rates = words.partition("低保标准的增长：公布与推算</caption>")[2].partition("</table>")[0]
    assert "+20.10%" in rates
    assert '<td role="cell" class="num ca-nil"' in rates
    assert rates.index("山西") < rates.index("晋中") < rates.index("忻州")


def test_without_computed_values_growth_shows_what_is_stated_and_its_verdict() -> None:
    words = html(run("low_income", lang="zh", derived="0"))
    rates = words.partition("低保标准的增长：公布与推算</caption>")[2].partition("</table>")[0]
    assert "+14.26%" in rates
    assert "+20.10%" not in rates
    assert "不一致" in rates


def test_a_click_on_a_point_chooses_its_fact() -> None:
    at = run("low_income", lang="zh")
    chart = at.get("plotly_chart")[0]
    fact = str(store.load().facts.iloc[0]["fact_id"])
    assert chart is not None
    at.session_state["standards"] = {"selection": {"points": [{"customdata": [fact]}]}}
    at.run()
    assert not at.exception


def test_no_table_is_said_in_words(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PUBLISHED", str(tmp_path))
    at = run("overview", lang="en")
    assert not at.exception
    assert "python -m etl build" in at.error[0].value


def test_the_page_list_names_every_file() -> None:
    assert sorted(file for _, file in NAMES) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))

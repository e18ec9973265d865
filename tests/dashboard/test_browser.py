"""What a visitor meets, in a real browser."""

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from dashboard import store
from dashboard.frame import PAGES
from tests.dashboard.browser import serving

PATHS = [path for path, _, _, _ in PAGES]
FACTS = store.load().facts


def visit(tab: Page, address: str, path: str = "", query: str = "lang=zh") -> None:
    tab.goto(f"{address}/{path}?{query}")
    stand(tab)


def stand(tab: Page) -> None:
    """Wait until the first view has given way to the page."""
    expect(tab.locator(".ca-first")).to_have_count(0)
    expect(tab.locator(".ca-foot")).to_be_visible()
    expect(tab.locator("[data-testid='stStatusWidget']")).to_have_count(0)


def wait_for_charts(tab: Page) -> None:
    """They come one by one, in any order: until all are there, the first of the page may be another one."""
    expect(tab.locator(".js-plotly-plot .scatterlayer path.point").first).to_be_visible()
    tab.wait_for_function(
        "document.querySelectorAll('.js-plotly-plot').length === document.querySelectorAll('.stPlotlyChart').length"
    )


def troubles(console: list[str]) -> list[str]:
    """Errors of the page and requests to other hosts."""
    return [line for line in console if line.startswith(("error", "foreign"))]


def standard(region: str, residence: str, year: int) -> str:
    rows = FACTS[
        (FACTS["indicator"] == "dibao_standard") & (FACTS["measure"] == "level") & (FACTS["region"] == region)
        & (FACTS["_residence"] == residence) & (FACTS["_year"] == year) & (FACTS["provenance"] == "reported")
        & FACTS["is_primary"]
    ]  # fmt: skip
    rows = rows[~rows["period"].str.contains("/")]
    return str(rows.iloc[0]["fact_id"])


def test_a_deep_link_is_the_first_request_of_a_fresh_server(newcomer: Page, console: list[str]) -> None:
    with serving() as address:
        visit(newcomer, address, "low-income", "lang=en&region=140900")
        expect(newcomer.locator(".ca-nav a")).to_have_count(len(PAGES))
        expect(newcomer.locator(".ca-nav a[aria-current]")).to_have_text("Low-income support")
        expect(newcomer.locator(".js-plotly-plot").first).to_be_visible()
        assert newcomer.evaluate("document.documentElement.lang") == "en"
        assert troubles(console) == []


@pytest.mark.parametrize("path", PATHS, ids=[path or "overview" for path in PATHS])
def test_every_page_opens_from_its_link(tab: Page, address: str, console: list[str], path: str) -> None:
    visit(tab, address, path)
    expect(tab.locator("h1")).to_be_visible()
    expect(tab.locator(".stException")).to_have_count(0)
    assert tab.evaluate("document.documentElement.lang") == "zh-CN"
    assert troubles(console) == []


def test_the_chart_has_the_points_of_the_table_and_a_click_shows_the_sentence(tab: Page, address: str) -> None:
    visit(tab, address, "low-income")
    wait_for_charts(tab)
    chart = tab.locator(".js-plotly-plot").first
    ids = chart.evaluate("e => e.data.flatMap(trace => (trace.customdata || []).map(item => item[0]))")
    assert ids
    assert set(ids) <= set(FACTS.index)
    assert len(ids) == len(set(ids))
    rows = FACTS.loc[ids]
    assert set(rows["indicator"]) == {"dibao_standard"}
    wanted = standard("140900", "urban", 2025)
    click_point(tab, wanted)
    panel = tab.locator(".ca-panel")
    expect(panel).to_have_attribute("data-fact", wanted)
    expect(panel.locator(".ca-sentence mark").first).to_have_text(FACTS.loc[wanted, "value_text"])
    expect(tab).to_have_url(re.compile(f"fact={wanted}"))
    # A second point, then the first again: the panel follows.
    other = standard("140700", "urban", 2022)
    click_point(tab, other)
    expect(panel).to_have_attribute("data-fact", other)
    panel.locator(".ca-close").click()
    expect(tab.locator(".ca-hint")).to_be_visible()
    click_point(tab, other)
    expect(panel).to_have_attribute("data-fact", other)


def click_point(tab: Page, fact_id: str) -> None:
    """Click the mark of a fact with the mouse: an overlay of the chart catches element clicks."""
    place = tab.locator(".js-plotly-plot").first.evaluate(
        """(e, id) => {
            for (const [n, trace] of e.data.entries()) {
                const at = (trace.customdata || []).findIndex(item => item[0] === id);
                if (at < 0) continue;
                const mark = e.querySelectorAll('.scatterlayer .trace')[n].querySelectorAll('path.point')[at];
                const box = mark.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }
        }""",
        fact_id,
    )
    tab.mouse.move(*place)
    tab.mouse.click(*place)


def test_the_keyboard_reaches_a_value_and_its_sentence(tab: Page, address: str) -> None:
    visit(tab, address, "low-income")
    link = tab.locator(".ca-table td a").first
    link.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".ca-panel[data-fact]")).to_be_visible()
    # A keyboard goes on where it was, not at the top of the page: at the value, and there again once it is closed.
    expect(link).to_be_focused()
    tab.locator(".ca-close").press("Enter")
    expect(tab.locator(".ca-hint")).to_be_visible()
    expect(link).to_be_focused()
    tab.locator(".ca-filters a", has_text="忻州").press("Enter")
    expect(tab.locator(".ca-filters a.on", has_text="忻州")).to_be_focused()


def test_the_csv_has_the_rows_of_the_table_and_the_mark_for_excel(tab: Page, address: str, tmp_path: Path) -> None:
    visit(tab, address, "low-income", "lang=zh&region=140900&residence=rural")
    shown = tab.locator(".ca-table").first.locator("tbody tr").count()
    with tab.expect_download() as caught:
        tab.locator("a[data-file='csv']").first.click()
    file = tmp_path / "rows.csv"
    caught.value.save_as(file)
    assert file.read_bytes()[:3] == b"\xef\xbb\xbf"
    rows = pd.read_csv(file, encoding="utf-8-sig")
    assert len(rows) == shown
    assert set(rows["region"]) == {140900}
    assert {"value", "unit", "period", "qualifier", "sentence", "start", "end"} <= set(rows)
    assert "140900" in caught.value.suggested_filename


def test_filters_language_and_page_stay_through_links_reload_and_back(tab: Page, address: str) -> None:
    visit(tab, address, "", "lang=en")
    tab.get_by_role("link", name="Huangshi", exact=True).click()
    expect(tab).to_have_url(re.compile("region=420200"))
    for name in ("Low-income support", "Elderly care", "Subsidy growth"):
        tab.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(tab.locator(".ca-nav a[aria-current]")).to_have_text(name)
        expect(tab).to_have_url(re.compile("lang=en.*region=420200"))
    tab.reload()
    stand(tab)
    expect(tab.locator(".ca-nav a[aria-current]")).to_have_text("Subsidy growth")
    for name in ("Elderly care", "Low-income support", "Overview"):
        tab.go_back()
        expect(tab.locator(".ca-nav a[aria-current]")).to_have_text(name)
        expect(tab.locator(".ca-filters a.on", has_text="Huangshi")).to_be_visible()
    tab.get_by_role("link", name="中文").click()
    expect(tab.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(tab.locator(".ca-filters a.on", has_text="黄石")).to_be_visible()


def test_an_address_without_a_language_gets_one(tab: Page, address: str) -> None:
    tab.goto(f"{address}/")
    expect(tab).to_have_url(re.compile("lang=zh"))


def test_the_reader_opens_at_the_fact(tab: Page, address: str) -> None:
    fact = FACTS[(FACTS["provenance"] == "reported")].sort_values("start").iloc[-1]["fact_id"]
    visit(tab, address, "reader", f"lang=zh&fact={fact}")
    mark = tab.locator("mark.chosen")
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_text(FACTS.loc[fact, "value_text"])
    tab.locator(".ca-list a").first.click()
    expect(tab.locator("mark.chosen")).to_be_in_viewport()


def test_an_indicator_is_added_to_the_comparison(tab: Page, address: str) -> None:
    visit(tab, address, "compare", "lang=en&series=dibao_standard.level.residence-urban")
    expect(tab.locator(".ca-compare tbody tr")).to_have_count(1)
    tab.locator("select[name='series']").select_option(index=0)
    tab.get_by_role("button", name="Add").click()
    expect(tab.locator(".ca-compare tbody tr")).to_have_count(2)


@pytest.mark.parametrize("tab", [{"color_scheme": "dark"}], indirect=True)
def test_printing_shows_the_whole_page_without_controls(tab: Page, address: str) -> None:
    visit(tab, address, "low-income")
    wait_for_charts(tab)
    sheet = tab.pdf(format="A4")
    assert len(sheet) > 10_000
    # A table keeps its columns, a chart fits, words are dark though the screen was.
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 1060, "height": 900})
    expect(tab.locator(".ca-nav")).to_be_hidden()
    table, page = tab.locator(".ca-table").first, tab.locator(".stMainBlockContainer")
    expect(table).to_be_visible()
    assert table.bounding_box()["width"] > 0.9 * page.bounding_box()["width"]
    chart = tab.locator(".js-plotly-plot .main-svg").first
    assert chart.bounding_box()["width"] <= page.bounding_box()["width"]
    for place in ("h1", ".ca-table td", ".ca-legend"):
        light = tab.locator(place).first.evaluate("e => getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number)")
        assert max(light) < 80, (place, light)
    expect(tab.locator(".ca-printed")).to_contain_text(f"{address}/low-income?lang=zh")

"""What the dashboard promises, checked in a browser on the published table, one promise a test."""

import io
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from dashboard import store
from dashboard.labels import labels
from dashboard.units import common_unit
from tests.dashboard.test_browser import FACTS, PATHS, stand, visit, wait_for_charts

ZH = labels("zh")
CHARTS = ("low-income", "elderly-care", "subsidy-growth", "compare")
TRACES = """() => [...document.querySelectorAll('.js-plotly-plot')].map(e => e.data
    .filter(t => t.customdata)
    .map(t => ({axis: t.xaxis, ids: t.customdata.map(c => c[0]), symbols: t.marker.symbol})))"""


def traces(tab: Page) -> list[list[dict]]:
    wait_for_charts(tab)
    return tab.evaluate(TRACES)


def growth(region: str, residence: str) -> pd.Series:
    rows = FACTS[
        (FACTS["indicator"] == "dibao_standard") & (FACTS["measure"] == "growth_pct") & (FACTS["region"] == region)
        & (FACTS["_residence"] == residence) & (FACTS["provenance"] == "reported")
    ]  # fmt: skip
    return rows.iloc[0]


def test_an_unknown_fact_is_a_message_in_the_reader(tab: Page, address: str) -> None:
    visit(tab, address, "reader", "lang=zh&fact=nosuchfact")
    expect(tab.locator("[data-testid='stAlert']")).to_contain_text("nosuchfact")
    expect(tab.locator("article.ca-text").first).to_be_visible()
    expect(tab.locator(".stException")).to_have_count(0)


def test_an_unknown_page_is_a_message_on_the_overview(tab: Page, address: str) -> None:
    visit(tab, address, "nosuchpage")
    expect(tab.locator("[data-testid='stAlert']")).to_contain_text("没有名为“nosuchpage”的页面")
    expect(tab.locator(".ca-card").first).to_be_visible()
    expect(tab.get_by_role("dialog")).to_have_count(0)


def test_the_list_of_the_reader_shows_the_chosen_fact(tab: Page, address: str) -> None:
    rows = FACTS[(FACTS["doc_id"] == "xinzhou_2025-12-29_conference") & (FACTS["provenance"] == "reported")]
    fact = rows.sort_values("start").iloc[-1]["fact_id"]
    visit(tab, address, "reader", f"lang=zh&fact={fact}")
    chosen = tab.locator(".ca-list li.chosen")
    expect(chosen).to_have_count(1)
    expect(chosen.locator("a")).to_have_attribute("aria-current", "true")
    tab.wait_for_function(
        """() => { const li = document.querySelector('.ca-list li.chosen').getBoundingClientRect();
            const list = document.querySelector('.ca-list').getBoundingClientRect();
            return li.top >= list.top && li.bottom <= list.bottom; }"""
    )


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_files_of_the_data_page_hold_the_rows_that_are_shown(
    tab: Page, address: str, kind: str, tmp_path: Path
) -> None:
    visit(tab, address, "data", "lang=zh&region=140900&topic=child_welfare")
    shown = int(re.findall(r"\d+", tab.locator("h1").inner_text())[0])
    with tab.expect_download() as caught:
        tab.locator(f"a[data-file='{kind}']").first.click()
    file = tmp_path / "file"
    caught.value.save_as(file)
    assert f"140900_child_welfare_{shown}rows" in caught.value.suggested_filename
    if kind == "xlsx":
        book = zipfile.ZipFile(file)
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count("<row ") == shown + 1
        assert "<f>" not in sheet
        return
    parts = zipfile.ZipFile(file)
    rows = pd.read_csv(io.BytesIO(parts.read("data.csv")), encoding="utf-8-sig")
    assert parts.read("data.csv")[:3] == b"\xef\xbb\xbf"
    assert len(rows) == shown
    assert set(rows["region"]) == {140900}
    about = parts.read("README.md").decode()
    assert "`region`): 140900" in about
    assert "`topic`): child_welfare" in about
    assert json.loads(parts.read("metadata.json"))["filters"] == {"region": ["140900"], "topic": ["child_welfare"]}


def test_a_region_without_a_figure_is_named_in_chart_table_and_files(tab: Page, address: str, tmp_path: Path) -> None:
    visit(tab, address, "low-income")
    expect(tab.locator(".js-plotly-plot").first).to_contain_text("黄石：资料中未见低保标准")
    expect(tab.locator(".ca-table").first.locator("tbody tr").last).to_have_text(re.compile("黄石.*资料中未见"))
    visit(tab, address, "data", "lang=zh&indicator=dibao_standard")
    with tab.expect_download() as caught:
        tab.locator("a[data-file='zip']").first.click()
    caught.value.save_as(tmp_path / "file")
    about = zipfile.ZipFile(tmp_path / "file").read("README.md").decode()
    assert "黄石 Huangshi (420200)" in about
    visit(tab, address, "compare", "lang=zh&series=dibao_standard.level.residence-urban")
    with tab.expect_download() as caught:
        tab.get_by_role("link", name="下载此表").click()
    caught.value.save_as(tmp_path / "table")
    assert "资料中未见" in (tmp_path / "table").read_text("utf-8-sig")


@pytest.mark.parametrize("path", CHARTS)
def test_points_have_sentences_and_axes_of_their_own_and_computed_ones_can_be_left_out(
    tab: Page, address: str, path: str
) -> None:
    # One visit serves three promises: opening a page with charts is what takes the time.
    visit(tab, address, path)
    drawn = traces(tab)
    every_point_leads_to_a_sentence_that_holds_its_number(drawn)
    what_shares_an_axis_is_one_indicator_in_one_unit(tab, drawn, path)
    if path != "compare":
        computed_values_have_a_shape_and_words_and_can_be_left_out(tab, drawn)


def every_point_leads_to_a_sentence_that_holds_its_number(drawn: list[list[dict]]) -> None:
    ids = [fact for chart in drawn for trace in chart for fact in trace["ids"]]
    assert ids
    for fact in ids:
        row = FACTS.loc[fact]
        raw = store.raw_text(store.load(), row["doc_id"])
        assert raw[row["start"] : row["end"]] == row["value_text"]
        assert raw[row["sentence_start"] : row["sentence_end"]] == row["sentence"]
        assert row["sentence_start"] <= row["start"] < row["end"] <= row["sentence_end"]


def what_shares_an_axis_is_one_indicator_in_one_unit(tab: Page, drawn: list[list[dict]], path: str) -> None:
    for chart in drawn:
        for trace in chart:
            rows = FACTS.loc[trace["ids"]]
            assert len(set(rows["indicator"])) == 1
            assert len({common_unit(unit, ZH) for unit in rows["unit"]}) == 1
            if (
                path == "low-income"
                and set(rows["indicator"]) == {"dibao_standard"}
                and set(rows["measure"]) == {"level"}
            ):
                # City and countryside stand on one axis on purpose; the rows name them, a sentence tells the conversion.
                expect(tab.locator(".ca-lead").first).to_contain_text("按年公布的标准换算成月")
                continue
            assert len(set(rows["dims"])) == 1


def computed_values_have_a_shape_and_words_and_can_be_left_out(tab: Page, drawn: list[list[dict]]) -> None:
    assert "diamond-open" in {symbol for chart in drawn for trace in chart for symbol in trace["symbols"]}
    expect(tab.locator(".ca-legend", has_text="推算").first).to_be_visible()
    tab.locator(".ca-filters a", has_text="推算值").click()
    expect(tab).to_have_url(re.compile("derived=0"))
    expect(tab.locator(".ca-filters a.on", has_text="推算值")).to_have_count(0)
    # The charts follow the head of the page by a moment.
    tab.wait_for_function(f"!JSON.stringify(({TRACES})()).includes('diamond')")
    ids = [fact for chart in traces(tab) for trace in chart for fact in trace["ids"]]
    assert set(FACTS.loc[ids, "provenance"]) == {"reported"}
    expect(tab.locator(".ca-table tbody td", has_text="◇")).to_have_count(0)


def test_a_conflict_shows_both_numbers_and_both_sentences(tab: Page, address: str) -> None:
    rate = growth("140900", "rural")
    assert rate["verdict"] == "conflict"
    visit(tab, address, "low-income", f"lang=zh&fact={rate['fact_id']}")
    panel = tab.locator(".ca-panel")
    expect(panel.locator(".ca-conflict")).to_contain_text("不一致")
    expect(panel).to_contain_text("+14.26%")
    expect(panel).to_contain_text("+20.10%")
    expect(panel).to_contain_text("418.3元/人/月")
    marks = panel.locator(".ca-operands .ca-sentence mark").all_inner_texts()
    assert {"398元", "478元"} <= set(marks)
    expect(panel.locator(".ca-sentence mark").first).to_have_text("14.26%")


@pytest.mark.parametrize(
    ("residence", "stated", "computed"), [("urban", "99.7%", "99.69%"), ("rural", "239%", "238.98%")]
)
def test_rounding_is_consistent(tab: Page, address: str, residence: str, stated: str, computed: str) -> None:
    rate = growth("140700", residence)
    visit(tab, address, "low-income", f"lang=zh&fact={rate['fact_id']}")
    panel = tab.locator(".ca-panel")
    expect(panel.locator(".ca-verdict").first).to_contain_text("一致")
    expect(panel.locator(".ca-conflict")).to_have_count(0)
    expect(panel.locator(".ca-big")).to_contain_text(stated)
    expect(panel).to_contain_text(computed)


FOCUSABLE = """() => [...document.querySelectorAll('.stMain a[href], .stMain button, .stMain summary, .stMain select, .stMain input')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && e.type !== 'hidden' && e.tabIndex >= 0 && !e.disabled
        && !e.closest('details:not([open]) > :not(summary)') && !e.closest('[data-testid=stElementToolbar]'))
    .map(e => { e.dataset.seen = ''; return 1; }).length"""
SEEN = (
    "() => { const e = document.activeElement; if (e && e.dataset && 'seen' in e.dataset) { delete e.dataset.seen; } }"
)


@pytest.mark.parametrize("path", PATHS, ids=[path or "overview" for path in PATHS])
def test_everything_is_reached_by_tab(tab: Page, address: str, path: str) -> None:
    visit(tab, address, path, "lang=en&region=140900" if path not in ("reader", "quality") else "lang=en")
    count = tab.evaluate(FOCUSABLE)
    assert count > 10
    tab.evaluate("document.querySelector('.ca-head a').focus()")
    tab.evaluate(SEEN)
    for _ in range(count + 120):
        tab.keyboard.press("Tab")
        tab.evaluate(SEEN)
        if not tab.evaluate("document.querySelectorAll('[data-seen]').length"):
            break
    left = tab.evaluate("[...document.querySelectorAll('[data-seen]')].map(e => e.outerHTML.slice(0, 120))")
    assert left == []


def test_the_first_load_is_small(newcomer: Page, address: str) -> None:
    session = newcomer.context.new_cdp_session(newcomer)
    session.send("Network.enable")
    size = [0]
    session.on("Network.loadingFinished", lambda event: size.__setitem__(0, size[0] + int(event["encodedDataLength"])))
    visit(newcomer, address, "low-income")
    traces(newcomer)
    assert 500_000 < size[0] < 3_300_000


def test_a_copied_link_shows_the_same_to_somebody_else(tab: Page, address: str) -> None:
    visit(tab, address, "low-income", "lang=en")
    tab.get_by_role("link", name="Xinzhou", exact=True).first.click()
    expect(tab).to_have_url(re.compile("region=140900"))
    wanted = str(growth("140900", "rural")["fact_id"])
    tab.locator(f".ca-table a[href*='fact={wanted}']").first.click()
    expect(tab.locator(".ca-panel")).to_have_attribute("data-fact", wanted)
    tab.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    tab.get_by_role("button", name="Copy link").click()
    link = tab.evaluate("window.copied")
    other = tab.context.browser
    assert other is not None
    context = other.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(link)
    stand(page)
    expect(page.locator(".ca-panel")).to_have_attribute("data-fact", wanted)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".ca-filters a.on", has_text="Xinzhou")).to_be_visible()
    context.close()


def test_choosing_a_value_twice_goes_back_step_by_step(tab: Page, address: str) -> None:
    visit(tab, address, "low-income")
    links = tab.locator(".ca-table").first.locator("td a")
    links.nth(0).click()
    first = tab.locator(".ca-panel[data-fact]").get_attribute("data-fact")
    links.nth(3).click()
    expect(tab.locator(".ca-panel")).not_to_have_attribute("data-fact", first or "")
    tab.go_back()
    expect(tab.locator(".ca-panel")).to_have_attribute("data-fact", first or "")
    tab.reload()
    stand(tab)
    expect(tab.locator(".ca-panel")).to_have_attribute("data-fact", first or "")
    tab.go_back()
    expect(tab.locator(".ca-hint")).to_be_visible()


def test_printing_opens_what_is_folded(tab: Page, address: str) -> None:
    visit(tab, address, "elderly-care")
    rows = tab.locator(".ca-fold tbody tr")
    expect(rows.first).to_be_hidden()
    tab.emulate_media(media="print")
    assert rows.first.evaluate("e => e.getBoundingClientRect().height") > 5
    # What was chosen belongs on paper, what could be chosen does not.
    expect(tab.locator(".ca-filters a.on").first).to_be_visible()
    expect(tab.locator(".ca-filters a:not(.on)").first).to_be_hidden()


def test_the_page_offers_to_print_itself(tab: Page, address: str) -> None:
    visit(tab, address, "quality", "lang=en")
    tab.evaluate("window.print = () => { window.printed = true; }")
    tab.get_by_role("button", name="Print this page").click()
    assert tab.evaluate("window.printed") is True


def test_a_chosen_value_keeps_its_table_open(tab: Page, address: str) -> None:
    visit(tab, address, "elderly-care")
    fold = tab.locator(".ca-fold").first
    fold.locator("summary").click()
    fold.locator("td a").first.click()
    expect(tab.locator(".ca-panel[data-fact]")).to_be_visible()
    expect(tab.locator(".ca-fold tr.current")).to_be_visible()


def test_the_lines_for_programs_name_this_server(tab: Page, address: str) -> None:
    visit(tab, address, "data", "lang=en&region=140900")
    line = tab.locator(".ca-code").first.inner_text()
    assert line == f'pd.read_csv("{address}/data/indicators.csv?region=140900")'
    assert len(pd.read_csv(f"{address}/data/indicators.csv?region=140900")) == (FACTS["region"] == "140900").sum()

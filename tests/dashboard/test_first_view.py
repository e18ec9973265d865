"""The first view in a browser: read at once, the same numbers at the same places, gone when the page stands."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.dashboard.test_accessibility import COLOURS, RULES, violations
from tests.dashboard.test_browser import PATHS, stand, standard, troubles

IDS = [path or "overview" for path in PATHS]
NUMBERS = """(root) => [...document.querySelectorAll(root)].flatMap(one => [...one.querySelectorAll(
    'h1, .ca-card dd, .ca-table :is(th, td, caption), .ca-size, .ca-panel, .ca-code, article, text')])
    .map(one => one.textContent.trim()).filter(Boolean)"""
BOXES = """(root) => Object.fromEntries(['.ca-nav', 'h1', '.ca-card', '.ca-chart, .stPlotlyChart', '.ca-table tbody tr', '.ca-panel',
    'article', '.ca-facets', '.ca-foot'].map(name => [name, document.querySelector(root)?.querySelector(name)])
    .filter(([, one]) => one).map(([name, one]) => {
        const box = one.getBoundingClientRect(), room = getComputedStyle(one);
        return [name, [box.left, box.top, box.width, box.height].map(Math.round)];
    }))"""
WIDEST = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"


def held(tab: Page, address: str) -> None:
    """A page of which only the first view comes; asked again where a busy machine sent the page without one."""
    tab.route("**/static/js/**", lambda route: route.abort())
    for _ in range(5):
        tab.goto(address)
        if tab.locator(".ca-first").count():
            return
    raise AssertionError("no first view")


def let_go(tab: Page) -> None:
    tab.unroute("**/static/js/**")
    tab.reload()


@pytest.mark.parametrize("tab", [{}, {"viewport": {"width": 390, "height": 844}}], indirect=True, ids=["wide", "phone"])
@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_numbers_and_places_are_those_of_the_page(tab: Page, address: str, path: str) -> None:
    held(tab, f"{address}/{path}?lang=en")
    first, places = tab.evaluate(NUMBERS, ".ca-first"), tab.evaluate(BOXES, ".ca-first")
    assert len(first) > 3
    charts = tab.locator(".ca-first .ca-chart").count()  # the page places its own one by one: their number is not yet known
    let_go(tab)
    stand(tab)
    expect(tab.locator(".js-plotly-plot:has(.scatterlayer)")).to_have_count(charts)
    assert sorted(first) == sorted(tab.evaluate(NUMBERS, "#root"))
    now = tab.evaluate(BOXES, "#root")
    assert places.keys() == now.keys()
    for name, box in places.items():
        assert box == pytest.approx(now[name], abs=2), name


def test_it_is_read_before_the_page_and_gives_way_without_a_gap(newcomer: Page, address: str, console: list[str]) -> None:
    tab = newcomer
    tab.add_init_script("""window.frames_ = []; const look = () => {
        const first = document.querySelector('.ca-first'), root = document.getElementById('root');
        const head = [...document.querySelectorAll('h1')].filter(e => e.checkVisibility({visibilityProperty: true})).length;
        frames_.push([Boolean(first), head, Boolean(root?.querySelector('.js-plotly-plot .scatterlayer .point'))]);
        requestAnimationFrame(look); }; look();""")
    tab.goto(f"{address}/low-income?lang=zh")
    stand(tab)
    tab.wait_for_timeout(200)
    frames = tab.evaluate("frames_")
    seen = next(at for at, (first, *_) in enumerate(frames) if first)
    gone = next(at for at in range(seen, len(frames)) if not frames[at][0])
    assert {heads for _, heads, _ in frames[seen:]} == {1}, "one title in every frame: never none, never two"
    assert frames[gone][2], "the chart is there when the first view goes"
    assert troubles(console) == []


@pytest.mark.parametrize("path", PATHS, ids=IDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_and_a_phone_fits(tab: Page, address: str, lang: str, path: str) -> None:
    held(tab, f"{address}/{path}?lang={lang}")
    ground = "getComputedStyle(document.querySelector('.ca-first')).backgroundColor"
    light = tab.evaluate(ground)
    found = violations(tab, "light", RULES)
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate(ground) != light
    found += violations(tab, "dark", COLOURS)
    assert not found, "\n".join(found)
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate(WIDEST) <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_colours_are_those_of_the_page(tab: Page, address: str, scheme: str) -> None:
    look = "e => { const s = getComputedStyle(e); return [s.color, s.fontFamily, s.fontSize, s.lineHeight, s.fontWeight]; }"
    tab.emulate_media(color_scheme=scheme)
    held(tab, f"{address}/low-income?lang=zh")
    names = ("h1", ".ca-table tbody td", ".ca-table td a", ".ca-nav a", ".ca-switch a", ".ca-lead", ".ca-foot p")
    first = {name: tab.locator(f".ca-first {name}").first.evaluate(look) for name in names}
    ground = tab.locator(".ca-first").evaluate("e => getComputedStyle(e).backgroundColor")
    let_go(tab)
    stand(tab)
    assert first == {name: tab.locator(f"#root {name}").first.evaluate(look) for name in names}
    assert ground == tab.locator(".stApp").evaluate("e => getComputedStyle(e).backgroundColor")


def test_a_theme_that_somebody_chose_is_kept(newcomer: Page, address: str) -> None:
    tab = newcomer  # what runs before each page would stay with a tab that others use
    tab.add_init_script("localStorage.setItem('stActiveTheme-/low-income-v2', '\"Dark\"')")
    held(tab, f"{address}/low-income?lang=zh")
    ground = tab.locator(".ca-first").evaluate("e => getComputedStyle(e).backgroundColor")
    let_go(tab)
    stand(tab)
    assert ground == tab.locator(".stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground != "rgb(255, 255, 255)"


def test_where_somebody_reads_and_stands_is_kept(tab: Page, address: str) -> None:
    waiting: list[Route] = []
    tab.route("**/static/js/PlotlyChart*", lambda route: waiting.append(route))
    tab.goto(f"{address}/low-income?lang=zh")
    link = tab.locator(".ca-first .ca-table td a").nth(5)
    link.focus()
    href = link.get_attribute("href")
    tab.evaluate("document.documentElement.scrollTop = 700")
    tab.wait_for_timeout(1500)
    expect(tab.locator(".ca-first")).to_be_visible()
    for route in waiting:
        route.continue_()
    stand(tab)
    assert tab.evaluate("document.querySelector('.stMain').scrollTop") == pytest.approx(700, abs=3)
    assert tab.evaluate("document.activeElement.getAttribute('href')") == href
    assert tab.evaluate("document.activeElement.closest('#root') !== null")


def test_the_page_comes_where_its_charts_never_do(tab: Page, address: str) -> None:
    tab.route("**/static/js/PlotlyChart*", lambda route: route.abort())
    tab.goto(f"{address}/low-income?lang=zh")
    stand(tab)
    expect(tab.locator("#root .ca-table").first).to_be_visible()


def test_without_scripts_it_is_the_dashboard(chrome: Browser, address: str) -> None:
    context = chrome.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("Without JavaScript charts do not answer")
    page.get_by_role("link", name="Low-income support").click()
    expect(page.locator(".ca-nav a[aria-current]")).to_have_text("Low-income support")
    expect(page).to_have_title(re.compile("Low-income support"))
    expect(page.locator(".ca-chart text", has_text="584 (2025)").first).to_be_visible()
    page.locator(".ca-filters a", has_text="Xinzhou").click()
    expect(page.locator(".ca-filters a.on", has_text="Xinzhou")).to_be_visible()
    wanted = standard("140900", "urban", 2025)
    page.locator(f".ca-table a[href*='{wanted}']").first.click()
    expect(page.locator(".ca-panel")).to_have_attribute("data-fact", wanted)
    page.get_by_role("navigation").get_by_role("link", name="Data & export").click()
    page.locator("input[name='q']").fill("床位")
    page.locator("input[name='q']").press("Enter")
    expect(page).to_have_url(re.compile("q=%E5%BA%8A"))
    expect(page.locator("h1")).to_contain_text(re.compile(r"\d+ rows"))
    context.close()

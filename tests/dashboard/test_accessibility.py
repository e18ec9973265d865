"""On every page and in both languages: axe-core finds nothing, light or dark; a phone never scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.dashboard.test_browser import PATHS, visit

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the other scheme can change: the elements and their names are the same."""
WIDEST = """Math.max(document.documentElement.scrollWidth,
    ...[...document.querySelectorAll('.stMain, .stApp')].map(e => e.scrollWidth))"""
GROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def violations(tab: Page, place: str, rules: dict) -> list[str]:
    found = []
    for violation in Axe().run(tab, options=rules).response["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"][:3]]
        found.append(f"{place}: {violation['id']}: {violation['help']}: {nodes}")
    return found


@pytest.mark.parametrize("path", PATHS, ids=[path or "overview" for path in PATHS])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_and_a_phone_fits(tab: Page, address: str, lang: str, path: str) -> None:
    visit(tab, address, path, f"lang={lang}")
    light = tab.evaluate(GROUND)
    found = violations(tab, "light", RULES)
    # The page follows the scheme of the system while it is open.
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function(f"{GROUND} !== '{light}'")
    found += violations(tab, "dark", COLOURS)
    assert not found, "\n".join(found)
    # One visit serves both questions: opening a page is what takes the time.
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.wait_for_function("document.querySelector('.stMainBlockContainer').clientWidth <= 390")
    tab.wait_for_timeout(300)
    assert tab.evaluate(WIDEST) <= 390

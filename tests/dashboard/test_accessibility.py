"""axe-core finds nothing on any page, in both languages, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.dashboard.test_browser import PATHS, visit

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
GROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def violations(tab: Page, place: str) -> list[str]:
    found = []
    for violation in Axe().run(tab, options=RULES).response["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"][:3]]
        found.append(f"{place}: {violation['id']}: {violation['help']}: {nodes}")
    return found


@pytest.mark.parametrize("path", PATHS, ids=[path or "overview" for path in PATHS])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_light_and_dark(tab: Page, address: str, lang: str, path: str) -> None:
    visit(tab, address, path, f"lang={lang}")
    light = tab.evaluate(GROUND)
    found = violations(tab, "light")
    # The page follows the scheme of the system while it is open.
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function(f"{GROUND} !== '{light}'")
    found += violations(tab, "dark")
    assert not found, "\n".join(found)

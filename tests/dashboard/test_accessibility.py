"""axe-core finds nothing on any page, in both languages, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.dashboard.test_browser import PATHS, visit

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "tab", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"], indirect=True
)
def test_axe_finds_nothing(tab: Page, address: str, lang: str) -> None:
    found = []
    for path in PATHS:
        visit(tab, address, path, f"lang={lang}")
        for violation in Axe().run(tab, options=RULES).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append(f"{path or 'overview'}: {violation['id']}: {violation['help']}: {nodes}")
    assert not found, "\n".join(found)

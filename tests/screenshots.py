"""Pictures of every page: `python -m tests.screenshots OUTDIR [--only PAGE] [--short]`.

Chinese and English, light and dark, wide and 390 px; `--short` takes Chinese wide light and English narrow dark only.
"""

import argparse
import itertools
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from dashboard.frame import PAGES
from tests.dashboard.browser import FLAGS, chromium, serving

WIDE, NARROW = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


def settle(page: Page) -> None:
    """Wait until the page has been drawn."""
    page.wait_for_selector("#root .ca-foot", timeout=60_000)
    page.wait_for_selector(".ca-first", state="detached", timeout=60_000)
    page.wait_for_function("!document.querySelector('[data-testid=\"stStatusWidget\"]')", timeout=60_000)
    page.wait_for_timeout(600)


def grow(page: Page, width: int) -> None:
    """Make the window as tall as the page: Streamlit scrolls a box inside it."""
    height = page.evaluate("(document.querySelector('.stMainBlockContainer') || document.body).scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(int(height) + 60, 700), 9000)})
    page.wait_for_timeout(500)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--address", default="")
    parser.add_argument("--query", default="")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.address:
        take(options, options.address)
    else:
        with serving() as address:
            take(options, address)


def take(options: argparse.Namespace, address: str) -> None:
    """Every page in every look."""
    looks = list(itertools.product(("zh", "en"), ("light", "dark"), (WIDE, NARROW)))
    if options.short:
        looks = [("zh", "light", WIDE), ("en", "dark", NARROW)]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        for lang, scheme, size in looks:
            context = browser.new_context(
                viewport=size, color_scheme=scheme, locale="zh-CN" if lang == "zh" else "en-GB"
            )
            page = context.new_page()
            for path, file, _, _ in PAGES:
                if options.only and file not in options.only:
                    continue
                page.set_viewport_size(size)
                page.goto(f"{address}/{path}?lang={lang}{options.query}")
                settle(page)
                grow(page, size["width"])
                name = f"{file}_{lang}_{scheme}_{size['width']}.png"
                page.screenshot(path=options.out / name)
                print(name)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

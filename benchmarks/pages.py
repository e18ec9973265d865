"""Waiting times in one browser: `python -m benchmarks.pages [--rounds 7]`.

Each round opens every site as a new visitor, one after the other, so that what disturbs the machine disturbs all of
them: first chart, first table, bytes on the wire. A thing counts from the frame in which it can be seen. The dashboard
has two rows where others have one: what can be read (the first view, plain HTML whose links work) and what answers at
once (the page itself, which takes its place). Then page and filter changes of the dashboard, from the click to the
frame that shows other content. Medians; the worst and the best beside them.
"""

from __future__ import annotations

import argparse
import json
import statistics
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import sites
from tests.dashboard.browser import FLAGS, chromium, serving

MARK = ".js-plotly-plot .scatterlayer path.point"
CHANGED = """link => new Promise(done => {
    const sign = () => [...document.querySelectorAll('.stMain :is(.ca-table tbody, article)')][0]?.textContent;
    const before = sign();
    const start = performance.now();
    const look = () => sign() && sign() !== before ? done(performance.now() - start) : requestAnimationFrame(look);
    document.querySelector(link).click();
    requestAnimationFrame(look);
})"""
SEEN = """window.seen = {};
const look = () => {
    for (const one of WANTED) {
        const found = one in seen ? null : document.querySelector(one);
        if (found && found.checkVisibility({visibilityProperty: true})) seen[one] = performance.now();
    }
    requestAnimationFrame(look);
};
look();"""
ROWS = ".ca-table tbody tr"
READABLE, ANSWERING = "to read, in the first view", "that answers"
Times = dict[str, list[float]]


def first(browser: Browser, url: str, *wanted: str) -> tuple[list[float], int]:
    """Times to each thing wanted for a new visitor, and bytes on the wire."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    size = [0]
    session.on("Network.loadingFinished", lambda event: size.__setitem__(0, size[0] + int(event["encodedDataLength"])))
    # Looked at in the page, frame by frame: asking from outside would add its own time to each.
    page.add_init_script(SEEN.replace("WANTED", json.dumps(wanted)))
    page.goto(url, wait_until="commit")
    page.wait_for_function("n => Object.keys(window.seen || {}).length === n", arg=len(wanted), timeout=60_000)
    seen = page.evaluate("window.seen")
    page.wait_for_timeout(300)
    context.close()
    return [float(seen[one]) for one in wanted], size[0]


def _visits(browser: Browser, rounds: int, stack: ExitStack, ours: str) -> tuple[Times, dict[str, int]]:
    bare = stack.enter_context(sites.bare())
    plans: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [
        ("bare Streamlit", bare, (("chart", MARK),)),
        (
            "dashboard, low-income support",
            f"{ours}/low-income?lang=zh",
            (
                (f"table {READABLE}", f".ca-first {ROWS}"),
                (f"chart {READABLE}", ".ca-first .ca-chart circle"),
                (f"table {ANSWERING}", f"#root {ROWS}"),
                (f"chart {ANSWERING}", MARK),
            ),
        ),
        (
            "dashboard, overview",
            f"{ours}/?lang=zh",
            (
                (f"figures {READABLE}", ".ca-first .ca-card dd a"),
                (f"figures {ANSWERING}", "#root .ca-card dd a"),
                (f"table {ANSWERING}", f"#root {ROWS}"),
            ),
        ),
    ]
    if sites.has("dash"):
        address = stack.enter_context(sites.plain_dash())
        plans.append(("plain Dash", address, (("chart", MARK), ("table", "table tbody tr"))))
    if sites.has("datasette"):
        plans.append(("Datasette", stack.enter_context(sites.datasette()), (("table", "table tbody tr"),)))
    times: Times = {}
    sizes: dict[str, int] = {}
    for turn in range(rounds + 1):
        for name, url, wanted in plans:
            took, sizes[name] = first(browser, url, *(selector for _, selector in wanted))
            for (what, _), one in zip(wanted, took, strict=True):
                # The first round only warms the servers.
                times.setdefault(f"{name}: first {what}", []).extend([one] if turn else [])
    return times, sizes


def _changes(page: Page, rounds: int, ours: str) -> Times:
    times: Times = {}
    start = f"{ours}/low-income?lang=zh"

    def settle() -> None:
        page.wait_for_selector(".ca-first", state="detached")
        page.wait_for_selector(".ca-foot")
        page.wait_for_timeout(700)

    def timed(name: str, link: str) -> None:
        times.setdefault(name, []).append(float(page.evaluate(CHANGED, link)))
        settle()

    page.goto(start)
    settle()
    for _ in range(rounds):
        for path in ("subsidy-growth", "data", "reader", "low-income"):
            timed(f"dashboard: page change to {path}", f".ca-nav a[href^='{path}']")
        for code in ("140900", "140700"):
            timed("dashboard: filter change", f".ca-filters a[href*='region={code}']")
            page.goto(start)
            settle()
    return times


def measure(rounds: int = 7) -> list[dict[str, Any]]:
    """One row for each thing waited for."""
    with sync_playwright() as play, ExitStack() as stack:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        ours = stack.enter_context(serving())
        times, sizes = _visits(browser, rounds, stack, ours)
        times |= _changes(browser.new_page(viewport={"width": 1360, "height": 900}, locale="zh-CN"), rounds, ours)
        browser.close()
    base = statistics.median(times["bare Streamlit: first chart"])
    rows: list[dict[str, Any]] = []
    for name, found in times.items():
        middle = statistics.median(found)
        row = {"waited_for": name, "median_ms": middle, "best_ms": min(found), "worst_ms": max(found)}
        if ": first " in name:
            row |= {"times_bare_chart": middle / base, "mb": sizes[name.partition(":")[0]] / 1e6}
        rows.append(row)
    missing = [name for name in ("dash", "datasette") if not sites.has(name)]
    return rows + [{"waited_for": f"{name}: not measured, `make peers` installs it"} for name in missing]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    for row in measure(parser.parse_args().rounds):
        print({name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()})


if __name__ == "__main__":
    main()

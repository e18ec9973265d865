"""Waiting times in one browser against a bare Streamlit app with one Plotly chart: `python -m tests.bench_dashboard`.

Prints medians in milliseconds: first chart of a new visitor, page change, filter change, bytes of the first load.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.dashboard.browser import FLAGS, chromium, free_port, serving

BARE = """
import plotly.graph_objects as go
import streamlit as st
st.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[3, 4], mode="markers")), key="c")
"""
ROUNDS = int(os.environ.get("ROUNDS", "7"))


@contextmanager
def bare():
    """A one-page app with one chart, with the configuration of the dashboard."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        port = free_port()
        options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
        options += ["--server.fileWatcherType", "none"]
        command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(4)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def first(browser: Browser, url: str, wanted: str) -> tuple[float, int]:
    """Time to what is wanted for a new visitor, and bytes on the wire."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    size = [0]
    session.on("Network.loadingFinished", lambda event: size.__setitem__(0, size[0] + int(event["encodedDataLength"])))
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(wanted, timeout=60_000)
    took = (time.perf_counter() - start) * 1000
    page.wait_for_timeout(300)
    context.close()
    return took, size[0]


def after_click(page: Page, link: str) -> float:
    """Time from a click to another title and another first table or article, measured in the page."""
    return float(
        page.evaluate(
            """link => new Promise(done => {
                const sign = () => [...document.querySelectorAll('.stMain :is(.ca-table tbody, article)')][0]?.textContent;
                const before = sign();
                const start = performance.now();
                const look = () => sign() && sign() !== before ? done(performance.now() - start) : requestAnimationFrame(look);
                document.querySelector(link).click();
                requestAnimationFrame(look);
            })""",
            link,
        )
    )


def main() -> None:
    """Measure and print."""
    chart = ".js-plotly-plot .scatterlayer path.point"
    with sync_playwright() as play, serving() as ours, bare() as plain:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        for url, wanted in ((ours + "/low-income?lang=zh", chart), (plain, chart)):
            first(browser, url, wanted)
        times: dict[str, list[float]] = {}
        sizes: dict[str, int] = {}
        for _ in range(ROUNDS):
            for name, url, wanted in (
                ("bare app: first chart", plain, chart),
                ("dashboard: first chart", ours + "/low-income?lang=zh", chart),
                ("dashboard: first table", ours + "/low-income?lang=zh", ".ca-table tbody tr"),
                ("dashboard: overview, first figures", ours + "/?lang=zh", ".ca-card dd a"),
            ):
                took, size = first(browser, url, wanted)
                times.setdefault(name, []).append(took)
                sizes[name] = size
        page = browser.new_page(viewport={"width": 1360, "height": 900}, locale="zh-CN")
        page.goto(ours + "/low-income?lang=zh")
        page.wait_for_selector(".ca-foot")
        page.wait_for_timeout(1000)
        for _ in range(ROUNDS):
            for path, title in (("subsidy-growth", "补贴增长"), ("data", "数据与导出"), ("low-income", "低保标准")):
                took = after_click(page, f".ca-nav a[href^='{path}']")
                times.setdefault(f"page change to {title} ({path})", []).append(took)
                page.wait_for_timeout(700)
            for code in ("140900", "140700"):
                took = after_click(page, f".ca-filters a[href*='region={code}']")
                times.setdefault("filter change (region)", []).append(took)
                page.wait_for_timeout(700)
                page.goto(ours + "/low-income?lang=zh")
                page.wait_for_selector(".ca-foot")
                page.wait_for_timeout(600)
        browser.close()
    for name, found in times.items():
        spread = f"[{min(found):.0f}-{max(found):.0f}]"
        print(
            f"{name:42} {statistics.median(found):7.0f} ms {spread:>14} {sizes.get(name, 0) / 1e6:8.2f} MB".replace(
                "    0.00 MB", ""
            )
        )


if __name__ == "__main__":
    main()

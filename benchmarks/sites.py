"""The sites that are measured beside each other: the dashboard, a bare Streamlit app, plain Dash, Datasette.

Dash and Datasette come from an environment of their own, so that nothing of theirs is part of what runs: `make peers`
makes `.venv-peers` from requirements-peers.txt. Where it is not there, they are left out and the report says so.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from benchmarks.machine import ROOT
from tests.dashboard.browser import free_port

PEERS = Path(os.environ.get("PEERS") or ROOT / ".venv-peers")
TABLE = ROOT / "data" / "published" / "indicators.parquet"
BARE = """
import plotly.graph_objects as go
import streamlit as st
st.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[3, 4], mode="markers")), key="c")
"""


@contextmanager
def _running(command: Sequence[str], folder: str | Path, address: str) -> Iterator[str]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{' '.join(command)}: did not answer") from None
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def bare() -> Iterator[str]:
    """A Streamlit app of one page with one chart."""
    port = free_port()
    options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    options += ["--server.fileWatcherType", "none"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        command = [sys.executable, "-m", "streamlit", "run", "bare.py", *options]
        with _running(command, folder, f"http://127.0.0.1:{port}") as address:
            yield address


def has(package: str) -> bool:
    """Whether the environment of the peers has a package."""
    return any(PEERS.glob(f"lib/python*/site-packages/{package}"))


@contextmanager
def plain_dash() -> Iterator[str]:
    """Dash with a table and a chart of the same rows."""
    port = free_port()
    command = [str(PEERS / "bin" / "python"), str(ROOT / "benchmarks" / "dash_page.py"), str(port)]
    with _running(command, ROOT, f"http://127.0.0.1:{port}") as address:
        yield address


@contextmanager
def datasette() -> Iterator[str]:
    """Datasette on the published table: its page of the same rows."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        rows = pd.read_parquet(TABLE)
        plain = rows.astype({name: str for name in rows.columns if rows[name].dtype == object})
        with sqlite3.connect(Path(folder) / "published.db") as base:
            plain.to_sql("indicators", base, index=False)
        command = [str(PEERS / "bin" / "datasette"), "published.db", "--port", str(port), "--host", "127.0.0.1"]
        with _running(command, folder, f"http://127.0.0.1:{port}/-/versions.json") as address:
            host = address.removesuffix("/-/versions.json")
            yield f"{host}/published/indicators?indicator=dibao_standard&measure=level"

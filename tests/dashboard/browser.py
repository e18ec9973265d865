"""Starting the dashboard and a Chromium for it; used by the browser tests and by the screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str:
    """The browser: named by CHROMIUM, or on the path."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise RuntimeError("no Chromium: install Debian's chromium or set CHROMIUM")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def serving(published: Path | None = None, log: Path | None = None, host: str = "") -> Iterator[str]:
    """A freshly started server; its address."""
    with started(published, log, host) as (address, _):
        yield address


@contextmanager
def started(
    published: Path | None = None, log: Path | None = None, host: str = "", root: Path = ROOT, *options: str
) -> Iterator[tuple[str, int]]:
    """A freshly started server, its address and process id.

    `host` is a further name that it answers to, `root` the checkout that it runs, `options` are those of Streamlit.
    """
    port = free_port()
    env = dict(os.environ)
    if published is not None:
        env["PUBLISHED"] = str(published)
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        *(["--server.allowedHosts", host, "--server.allowedHosts", "127.0.0.1"] if host else []),
        *options,
    ]
    with (log or Path(os.devnull)).open("w") as out:
        process = subprocess.Popen(command, cwd=root, env=env, stdout=out, stderr=subprocess.STDOUT)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, process)
            yield address, process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(address: str, process: "subprocess.Popen[bytes]", seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer in time")

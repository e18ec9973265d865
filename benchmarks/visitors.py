"""Visitors without a browser: each holds a real session of the dashboard and clicks through its pages.

A visitor opens Streamlit's socket and speaks its protocol: a click sends the new address, the answer is read to the end
of the run, and whatever a page shows as an error is counted as one.

Run: `python -m benchmarks.visitors http://127.0.0.1:8501 --visitors 50 --seconds 600 --think 1 --pid PID`; behind TLS
with `https://127.0.0.1:443 --name dashboard.example --ca fullchain.pem`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import ssl
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

CLICKS = (
    *("", "low-income", "elderly-care", "subsidy-growth", "compare", "data", "reader", "quality", "?lang=en"),
    *("low-income?region=140900", "low-income?region=140900&residence=rural", "elderly-care?region=420200&plans=0"),
    *("subsidy-growth?verdict=conflict", "compare?series=dibao_standard.level.residence-urban", "data?q=低保&from=50"),
    *("reader?text=xinzhou_2025-12-29_conference", "data?topic=social_assistance&region=140700", "quality?lang=en"),
)
"""Where a visitor goes, one after another, in an order of the visitor's own: pages and filters."""
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Site:
    """Where the dashboard is, and how to trust it behind TLS."""

    url: str
    name: str = ""
    """Host name of the site, where the address only says which machine and port."""
    trust: ssl.SSLContext | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Visitor]:
        """A visitor who has just come, and who leaves in good order."""
        found = urlsplit(self.url)
        secure, name = found.scheme == "https", self.name or found.netloc
        async with connect(
            f"{'wss' if secure else 'ws'}://{name}/_stcore/stream",
            origin=f"{found.scheme}://{name}",  # type: ignore[arg-type]  # what a browser says
            subprotocols=["streamlit"],  # type: ignore[list-item]
            host=found.hostname,
            port=found.port,
            ssl=self.trust if secure else None,
            max_size=None,
            open_timeout=PATIENCE_S,
        ) as socket:
            yield Visitor(socket)


class Visitor:
    """One session: `visit` goes to an address and returns when the page is complete."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.session = ""
        self.kept: dict[str, str] = {}
        """Messages that a browser keeps, so that the server need not send them again: hash and HTML."""
        self.drawn = ""
        self.pages: dict[str, str] = {}
        """Hash of each page by its path, as the first answer names them."""

    async def ask(self, address: str) -> None:
        """Send a click."""
        path, _, query = address.partition("?")
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = query
        state.page_script_hash = self.pages.get(path, "")
        state.page_name = "" if path in self.pages else path
        state.cached_message_hashes.extend(self.kept)
        state.context_info.locale = "zh-CN"
        await self.socket.send(asked.SerializeToString())

    async def visit(self, address: str) -> tuple[int, list[str]]:
        """Bytes that came for the page, and what was wrong with it."""
        await self.ask(address)
        self.drawn, size = "", 0
        wrong: list[str] = []
        while True:
            data = await asyncio.wait_for(self.socket.recv(), PATIENCE_S)
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            size += len(data)
            wrong += self._take(message)
            if message.WhichOneof("type") == "script_finished":
                path = re.escape(address.partition("?")[0] or "./")
                here = re.search(rf'<a href="{path}\?[^"]*"[^>]* aria-current="page"', self.drawn)
                return size, wrong if here and "ca-foot" in self.drawn else [*wrong, "not the page that was asked for"]

    def _take(self, message: ForwardMsg) -> list[str]:
        """Remember what a browser would; what is wrong, in words."""
        kind = message.WhichOneof("type")
        words = self.kept.get(message.ref_hash, "") if kind == "ref_hash" else message.delta.new_element.html.body
        self.drawn += words
        if message.metadata.cacheable and message.hash and kind != "ref_hash":
            self.kept[message.hash] = words
        if kind == "new_session":
            before, self.session = self.session, message.new_session.initialize.session_id
            return ["another session"] if before not in ("", self.session) else []
        if kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        if kind == "page_not_found":
            return ["page not found"]
        if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            return [f"ended as {ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)}"]
        element = message.delta.new_element if kind == "delta" else None
        if element is not None and element.WhichOneof("type") in ("exception", "alert"):
            return [f"{element.WhichOneof('type')}: {element.exception.type}{element.alert.body[:80]}"]
        return []


@dataclass
class Told:
    """What all visitors together met."""

    waits: list[float] = field(default_factory=list)
    """Seconds from each click to the end of its page."""
    arrivals: list[float] = field(default_factory=list)
    """Seconds from the connection to the end of the first page."""
    bytes: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since the start, and resident memory of the server in kB."""


async def stay(site: Site, told: Told, until: float, least: int, think: float, dice: random.Random) -> None:
    """One visitor from coming to leaving; a session that breaks is an error and ends the visit."""
    clicks = dice.sample(CLICKS, len(CLICKS))
    try:
        start = time.perf_counter()
        async with site.session() as visitor:
            visits = 0
            while visits < least or time.perf_counter() < until:
                size, wrong = await visitor.visit(clicks[visits % len(clicks)])
                (told.waits if visits else told.arrivals).append(time.perf_counter() - start)
                told.bytes += size
                told.errors.update(wrong)
                visits += 1
                await asyncio.sleep(dice.uniform(0.5, 1.5) * think)
                start = time.perf_counter()
    except (OSError, TimeoutError, WebSocketException) as error:
        told.errors[f"lost session: {type(error).__name__}"] += 1


async def crowd(
    site: Site,
    visitors: int,
    seconds: float,
    think: float,
    *,
    least: int = 1,
    pid: int = 0,
    pause: float = 0.2,
    seed: int = 7,
) -> Told:
    """Let visitors come one after another, `pause` seconds apart, and click until the time is over.

    Each sees `least` pages, however long that takes. With `pid`, the memory of that process is noted.
    """
    told, begin = Told(), time.perf_counter()
    tasks = []
    for number in range(visitors):
        tasks.append(asyncio.create_task(stay(site, told, begin + seconds, least, think, random.Random(seed + number))))
        await asyncio.sleep(pause)
    while not all(task.done() for task in tasks):
        if pid:
            told.memory.append((time.perf_counter() - begin, resident(pid)))
        await asyncio.wait(tasks, timeout=5)
    await asyncio.gather(*tasks)
    return told


def resident(pid: int) -> int:
    """Resident memory of a process in kB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmRSS:")[2].split()[0])


def summary(told: Told) -> dict[str, object]:
    """The figures of a run."""
    ms = [1000 * wait for wait in sorted(told.waits)] or [0.0]
    memory = [kb / 1024 for _, kb in told.memory]
    thirds = [memory[at * len(memory) // 3 : (at + 1) * len(memory) // 3] for at in range(3)] if len(memory) > 2 else []
    return {
        "clicks": len(told.waits),
        "median_ms": round(statistics.median(ms), 1),
        "p95_ms": round(ms[int(0.95 * (len(ms) - 1))], 1),
        "longest_ms": round(ms[-1], 1),
        "first_page_median_ms": round(1000 * statistics.median(told.arrivals or [0.0]), 1),
        "mb_received": round(told.bytes / 1e6, 1),
        "errors": dict(told.errors),
        "memory_mb_by_third": [round(statistics.mean(third), 1) for third in thirds],
        "memory_mb_highest": round(max(memory, default=0.0), 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, run, print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=1, help="mean seconds between a page and the next click")
    parser.add_argument("--pid", type=int, default=0, help="process whose memory is watched")
    parser.add_argument("--name", default="", help="host name of the site, if the address is only where it runs")
    parser.add_argument("--ca", default=None, help="certificate to trust")
    given = parser.parse_args(arguments)
    trust = ssl.create_default_context(cafile=given.ca) if given.url.startswith("https") else None
    told = asyncio.run(
        crowd(Site(given.url, given.name, trust), given.visitors, given.seconds, given.think, pid=given.pid)
    )
    print(json.dumps(summary(told), ensure_ascii=False))


if __name__ == "__main__":
    main()

"""Visitors of the dashboard at once: `python -m benchmarks.sessions [--sessions 1,10,30,50] [--seconds 60]`.

Each session is a real one of Streamlit (`benchmarks/visitors.py`). It opens the overview, then thinks and interacts:
pages, regions, residence, units, single facts, comparisons, filters of the data page, in an order of its own that is
the same each time. An interaction lasts from the sending of the request to the message that ends its run. Thinking
times spread evenly around their mean. Whatever does not end well is an error: a closed connection, a run that stops, a
message of error, a page that is not the one asked for.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from websockets.exceptions import WebSocketException

from benchmarks.machine import usage
from benchmarks.visitors import Site, Visitor
from dashboard import store
from dashboard.params import PAGE_PARAMS
from tests.dashboard.browser import started

SESSIONS = (1, 10, 30, 50)
WALKS = (
    ("low-income", ("", "unit=year", "region=140900", "residence=rural&region=140900", "fact={fact}", "annual=1")),
    ("elderly-care", ("", "region=140000", "derived=0", "fact={fact}")),
    ("subsidy-growth", ("", "sort=gap", "verdict=conflict", "annual=1")),
    ("compare", ("", "within=3", "flip=1", "series=dibao_standard.level.residence-urban&within=5")),
    ("data", ("", "topic=elderly_care", "order=-value", "q=%E5%85%BB%E8%80%81", "from=50", "fact={fact}")),
    ("reader", ("", "fact={fact}", "layer=facts")),
    ("quality", ("",)),
    ("", ("", "region=140700")),
)


@dataclass
class Told:
    """What one session met."""

    kinds: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0


def walk(number: int, facts: Sequence[str]) -> list[tuple[str, str]]:
    """Pages and queries of a session, in an order of its own: longer than any measurement."""
    chance = random.Random(number)
    steps: list[tuple[str, str]] = []
    while len(steps) < 2_000:
        path, queries = chance.choice(WALKS)
        lang = chance.choice(("zh", "en"))
        for query in queries[: chance.randint(1, len(queries))]:
            steps.append((path, f"lang={lang}&{query.format(fact=chance.choice(facts))}".rstrip("&")))
    return steps


async def _visit(visitor: Visitor, path: str, query: str, told: Told) -> None:
    """One run of the script; note what was wrong."""
    size, wrong = await visitor.visit(f"{path}?{query}")
    told.bytes += size
    told.errors += [f"{path}?{query}: {words}" for words in wrong]


async def _session(address: str, number: int, seconds: float, think: float, facts: Sequence[str]) -> Told:
    told = Told()
    chance = random.Random(number)
    # Visitors do not come all in the same moment.
    await asyncio.sleep(chance.uniform(0, think))
    end = time.perf_counter() + seconds
    try:
        async with Site(address).session() as visitor:
            steps = [("", "lang=zh"), *walk(number, facts)]
            start = time.perf_counter()
            await _visit(visitor, *steps[0], told)
            told.kinds.append(("first page", time.perf_counter() - start))
            for before, (path, query) in pairwise(steps):
                await asyncio.sleep(chance.uniform(0.5, 1.5) * think)
                if time.perf_counter() > end:
                    break
                start = time.perf_counter()
                await _visit(visitor, path, query, told)
                kind = "same page" if before[0] == path else "page change"
                told.kinds.append((kind, time.perf_counter() - start))
    except (OSError, WebSocketException, TimeoutError) as error:
        told.errors.append(f"session {number}: {type(error).__name__}: {error}")
    return told


def _at(times: Sequence[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(part * len(times)))] * 1000 if times else 0.0


async def _measure(address: str, pid: int, count: int, seconds: float, think: float) -> dict[str, Any]:
    facts = list(store.load().facts.index)
    before, spent = usage(pid)
    start = time.perf_counter()
    peak = [before]

    async def watch() -> None:
        while True:
            await asyncio.sleep(0.5)
            peak[0] = max(peak[0], usage(pid)[0])

    watcher = asyncio.create_task(watch())
    told = await asyncio.gather(*(_session(address, n, seconds, think, facts) for n in range(count)))
    watcher.cancel()
    took = time.perf_counter() - start
    after, used = usage(pid)
    inner = [s for one in told for kind, s in one.kinds if kind != "first page"]
    errors = [error for one in told for error in one.errors]
    return {
        "sessions": count,
        "interactions": len(inner),
        "errors": len(errors),
        "p50_ms": statistics.median(inner) * 1000 if inner else 0.0,
        "p95_ms": _at(inner, 0.95),
        "p99_ms": _at(inner, 0.99),
        "same_page_p95_ms": _at([s for one in told for kind, s in one.kinds if kind == "same page"], 0.95),
        "page_change_p95_ms": _at([s for one in told for kind, s in one.kinds if kind == "page change"], 0.95),
        "cpu_share": (used - spent) / took,
        "rss_mb": max(peak[0], after),
        "first_errors": errors[:3],
    }


def measure(counts: Sequence[int] = SESSIONS, seconds: float = 60, think: float = 2.0) -> list[dict[str, Any]]:
    """Each number of sessions on one freshly started server, which a few visits have warmed."""
    assert {path for path, _ in WALKS} == set(PAGE_PARAMS)
    rows = []
    with started() as (address, pid):
        asyncio.run(_measure(address, pid, 2, 8, 0.1))
        for count in counts:
            rows.append(asyncio.run(_measure(address, pid, count, seconds, think)))
            print(rows[-1], flush=True)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", default=",".join(map(str, SESSIONS)))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=2.0, help="mean seconds between an answer and the next request")
    options = parser.parse_args()
    measure([int(n) for n in options.sessions.split(",")], options.seconds, options.think)


if __name__ == "__main__":
    main()

"""What the dashboard asks of a table on disk, by its size: time on the server at the median and at the 95th percentile.

`python -m benchmarks.large SET` measures one set in a process of its own, whose memory is then that of the dashboard.
Every address is one that nobody has asked for before; only what is the same for all addresses is kept between them.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.machine import ROOT
from benchmarks.tables import make_dataset

_ADDRESSES = 40
_FACETS = ("topic", "indicator", "region", "measure", "status", "provenance", "verdict", "doc")
_PAGE = 50


def _addresses(known: dict[str, tuple[str, ...]], chance: Random) -> list[dict[str, Any]]:
    """Addresses as visitors make them: by place, by subject, by both, with the switches."""
    found: list[dict[str, Any]] = []
    for number in range(_ADDRESSES):
        address: dict[str, Any] = {}
        if number % 4:
            address["region"] = tuple(chance.sample(known["region"], chance.randint(1, 6)))
        if number % 3:
            address["topic"] = (chance.choice(known["topic"]),)
        if number % 5 == 0:
            address["measure"] = ("level", "share_pct")
        if number % 7 == 0:
            address |= {"residence": chance.choice(("urban", "rural")), "derived": "0"}
        if number % 6 == 0:
            address["indicator"] = tuple(chance.sample(known["indicator"], 2))
        found.append(address)
    return found


def _timed(work: Callable[[dict[str, Any]], object], addresses: list[dict[str, Any]]) -> dict[str, float]:
    wall, used = [], []
    for address in addresses:
        start, spent = time.perf_counter(), time.process_time()
        work(address)
        wall.append((time.perf_counter() - start) * 1000)
        used.append((time.process_time() - spent) * 1000)
    return {
        "p50_ms": statistics.median(wall),
        "p95_ms": statistics.quantiles(wall, n=20)[-1],
        "cpu_p50_ms": statistics.median(used),
        "cpu_p95_ms": statistics.quantiles(used, n=20)[-1],
    }


def measure_one(folder: Path) -> dict[str, Any]:
    """Latency of each kind of question, seconds to open the set, memory at the end."""
    from dashboard import compare_csv, export_stream, memory, store, window
    from dashboard.labels import labels
    from dashboard.params import DATA_PARAMS, PAGE_PARAMS, SHARED

    start = time.perf_counter()
    tables = store.load(folder)
    known, table, t = tables.known(), tables.table, labels("zh")
    if table is None:
        raise SystemExit(f"{folder}: no dataset")
    opened = time.perf_counter() - start
    chance = Random(0)
    addresses = _addresses(known, chance)
    places = [{**one, "region": tuple(chance.sample(known["region"], 3))} for one in addresses]
    facts = [table.page(one, "", 0, 1) for one in addresses]
    links = [{"fact": row["fact_id"].iloc[0], "doc": row["doc_id"].iloc[0]} for row in facts if len(row)]
    sizes: list[float] = []
    defaults = {param.name: param.default for param in (*DATA_PARAMS, *SHARED, *PAGE_PARAMS["compare"])}

    def compared(address: dict[str, Any]) -> object:
        memory.forget()
        values = defaults | {"region": address["region"]}
        return compare_csv.csv_table(window.for_page(tables, "compare", values), values, t)

    def sent(address: dict[str, Any]) -> Iterator[bytes]:
        return export_stream.make(tables, table, "csv", defaults | {"region": address["region"][:1]})[2]

    def exported(address: dict[str, Any]) -> object:
        sizes.append(sum(map(len, sent(address))) / 1e6)
        return sizes

    def read(address: dict[str, Any]) -> object:
        memory.forget()
        return window.for_page(tables, "reader", defaults | {"text": str(address["doc"]), "fact": ""})

    def drawn(address: dict[str, Any]) -> object:
        memory.forget()
        return window.for_page(tables, "elderly-care", defaults | {"region": address["region"][:2]})

    questions: dict[str, tuple[Callable[[dict[str, Any]], object], list[dict[str, Any]]]] = {
        "all facets with counts": (
            lambda one: [tables.rows(one | {facet: ()}).count_by(facet) for facet in _FACETS],
            addresses,
        ),
        "number of rows": (lambda one: len(tables.rows(one)), addresses),
        "page of 50 rows": (lambda one: tables.rows(one).page("", 0, _PAGE), addresses),
        "a fact by its id": (lambda one: tables.fact(one["fact"]), links),
        "comparison of three divisions": (compared, places),
        "rows of a page with charts, two divisions": (drawn, places),
        "first bytes of a CSV, one division": (lambda one: next(sent(one)), places),
        "first bytes of a CSV, the whole table": (lambda one: next(sent({"region": ()})), places),
        "CSV of one division, all of it": (exported, places),
        "rows and numbers of one text": (read, links),
    }
    found = {name: _timed(work, asked) for name, (work, asked) in questions.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {
        "rows": tables.size()[0],
        "open_s": opened,
        "peak_mb": peak,
        "csv_mb": statistics.median(sizes),
        "questions": found,
    }


def measure(sizes: list[int], scratch: Path) -> list[dict[str, Any]]:
    """One row for each size and question."""
    found = []
    for size in sizes:
        folder = make_dataset(size, scratch / f"set-{size}")
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.large", str(folder)]
        done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        one = json.loads(done.stdout.splitlines()[-1])
        shared = {name: one[name] for name in ("rows", "open_s", "peak_mb", "csv_mb")}
        found += [{**shared, "question": name, **times} for name, times in one["questions"].items()]
    return found


if __name__ == "__main__":
    print(json.dumps(measure_one(Path(sys.argv[1]))))

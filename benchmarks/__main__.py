"""One report of all measurements: `python -m benchmarks [--full] [--only extraction,scaling,…]`.

Printed, and kept as `benchmarks/report.md` and `benchmarks/report.json` with what they were measured on. The default
takes five minutes or so; `--full` measures larger corpora and tables. Speeds of extraction are per second of processor
time, so that others on the machine disturb them little; compare figures of one report, not of two.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import contradictions, extraction, large, machine, queries, report, scaling

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description="speed, memory, scaling, recall and queries in one report")
    parser.add_argument("--full", action="store_true", help="larger corpora and tables; half an hour or more")
    parser.add_argument("--only", default="", help=f"parts, separated by commas: {', '.join(report.TITLES)}")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of report.md and report.json")
    parser.add_argument("--scratch", type=Path, help="folder for corpora and datasets (else a temporary one)")
    options = parser.parse_args()
    full = options.full
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        folder = Path(scratch)
        parts: dict[str, Callable[[], Any]] = {
            "extraction": lambda: extraction.measure([1, 5] if full else [0.5, 1]),
            "peers": extraction.measure_peers,
            "ways": lambda: scaling.by_way(2_000 if full else 300, folder),
            "sizes": lambda: scaling.by_size([100, 1_000, 10_000, 100_000] if full else [100, 1_000, 10_000], folder),
            "contradictions": lambda: contradictions.measure([100, 1_000, *([2_500, 5_000] if full else [])]),
            "queries": lambda: queries.measure([300, 100_000, 1_000_000, *([10_000_000] if full else [])], folder),
            "app": lambda: large.measure([100_000, *([1_000_000, 10_000_000] if full else [])], folder),
        }
        wanted = options.only.split(",") if options.only else list(parts)
        measured: dict[str, Any] = {"machine": machine.facts()}
        for name in wanted:
            measured[name] = parts[name]()
            print(report.part(name, measured[name]), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "report.json").write_text(machine.as_json(measured), encoding="utf-8")
    (options.out / "report.md").write_text(report.whole(measured), encoding="utf-8")
    print(f"kept in {options.out}/report.md and report.json")


if __name__ == "__main__":
    main()

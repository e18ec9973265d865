"""Speed of the whole way from text to facts on one core: `python -m benchmarks [--mb 20]`.

Each row is measured in this run, on this machine, beside the least that any extraction must do: finding the runs of
digits of the same text with one regular expression. Cost must not depend on how long a text or a line is.
"""

from __future__ import annotations

import argparse
import platform
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from etl.catalogue import load_catalogue
from etl.extract import extract
from etl.extract.regions import load_divisions
from etl.model import Source
from etl.sources import load_sources

PRESS = Path(__file__).resolve().parent.parent / "data" / "press"
MEGABYTE = 1_000_000
FLOOR = re.compile(r"\d+(?:\.\d+)?")


def corpora(sources: list[Source], megabytes: int) -> Iterator[tuple[str, list[Source]]]:
    """Names and texts of what is measured."""
    yield "the texts, one by one", sources
    whole = "\n".join(source.text for source in sources)
    size = len(whole.encode())
    for target in sorted({1, megabytes}):
        copies = max(1, round(target * MEGABYTE / size))
        yield f"the texts as one of {target} MB", [replace(sources[0], text="\n".join([whole] * copies))]
    line = re.sub(r"\s+", "", whole)
    yield "1 MB without a line break", [replace(sources[0], text=line * max(1, round(MEGABYTE / size)))]


def seconds(work: Callable[[], object], *, at_least_s: float = 0.3) -> float:
    """Time of one call: the best of as many as fit into a moment."""
    best, spent = float("inf"), 0.0
    while spent < at_least_s:
        start = time.perf_counter()
        work()
        took = time.perf_counter() - start
        best, spent = min(best, took), spent + took
    return best


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="speed of the extraction against its floor")
    parser.add_argument("--mb", type=int, default=5, help="size of the largest text in MB")
    options = parser.parse_args()
    catalogue, divisions, sources = load_catalogue(), load_divisions(), load_sources(PRESS)
    table = Table("text", "MB", "numbers", "MB/s", "floor MB/s", "times the floor")
    for name, texts in corpora(sources, options.mb):
        size = sum(len(source.text.encode()) for source in texts) / MEGABYTE
        numbers = 0

        def run(texts: list[Source] = texts) -> None:
            nonlocal numbers
            numbers = sum(len(extract(source, catalogue, divisions)) for source in texts)

        took = seconds(run)
        floor = seconds(lambda texts=texts: [FLOOR.findall(source.text) for source in texts])  # type: ignore[misc]
        table.add_row(
            name, f"{size:.2f}", f"{numbers}", f"{size / took:.2f}", f"{size / floor:.0f}", f"{took / floor:.0f}"
        )
    console = Console()
    if not console.is_terminal:
        console = Console(width=110)
    console.print(f"Python {platform.python_version()}, {platform.machine()}, one core")
    console.print(table)


if __name__ == "__main__":
    main()

"""Waiting times and visitors at once: `python -m benchmarks.dashboard`, kept as benchmarks/dashboard.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import machine, pages, sessions
from benchmarks.report import rows_table

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="visits of each site")
    parser.add_argument("--seconds", type=float, default=60, help="for each number of sessions")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of dashboard.md")
    options = parser.parse_args()
    about = machine.facts(("streamlit", "plotly", "pandas"))
    waits = pages.measure(options.rounds)
    at_once = sessions.measure(seconds=options.seconds)
    packages = ", ".join(f"{name} {number}" for name, number in about["packages"].items())
    names = ("waited_for", "median_ms", "best_ms", "worst_ms", "times_bare_chart", "mb")
    counted = [name for name in at_once[0] if name != "first_errors"]
    text = (
        "# The dashboard, measured\n\nMade by `make bench`; compare figures of one report, not of two.\n\n"
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, {about['system']}, "
        f"Python {about['python']}, {packages}; load before: {about['load_before']}\n\n"
        f"## Waiting, in one browser\n\n{rows_table(waits, names)}\n\n"
        "## Visitors at once\n\nWebsocket sessions that think two seconds on average; the clients run on the same "
        f"machine. Milliseconds from the request to the end of its run.\n\n{rows_table(at_once, counted)}\n"
    )
    (options.out / "dashboard.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

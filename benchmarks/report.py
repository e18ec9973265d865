"""The measurements as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TITLES = {
    "extraction": "Extraction on one core",
    "peers": "Other extractors, sentence by sentence (they state fewer things of a number)",
    "ways": "The same corpus run in different ways",
    "sizes": "Corpora by size, two workers",
    "contradictions": "Versions of the five texts with other numbers: linking, judging, deriving",
    "queries": "Questions by size of the table, milliseconds",
    "app": "The dashboard on a table on disk: server time of addresses that nobody asked for before",
}


def _figure(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def rows_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows as a table of Markdown."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_figure(row.get(column, "")) for column in columns) + " |" for row in rows]
    return "\n".join(lines)


def _recall(rows: Sequence[Mapping[str, Any]]) -> str:
    flat = [
        {"texts": row["texts"], "kind": kind, **shares}
        for row in rows
        for kind, shares in row["recall"].items()
        if isinstance(shares, Mapping)
    ]
    extra = ", ".join(f"{row['recall']['extra_in_composed']:,} of {row['texts']:,} texts" for row in rows)
    return f"{rows_table(flat, ['texts', 'kind', 'planted', 'found', 'right'])}\n\nFacts nobody planted: {extra}."


def _queries(rows: Sequence[Mapping[str, Any]]) -> str:
    sizes = sorted({row["rows"] for row in rows})
    flat: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["question"], row["engine"])
        flat.setdefault(key, {"question": key[0], "engine": key[1]})[f"{row['rows']:,}"] = row["ms"]
    return rows_table([flat[key] for key in sorted(flat)], ["question", "engine", *(f"{size:,}" for size in sizes)])


def part(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """One part of the report."""
    usage = ["mb", "facts", "derived", "rejects", "seconds", "cpu_seconds", "peak_mb", "texts_per_s", "mb_per_cpu_s"]
    times = ["p50_ms", "p95_ms", "cpu_p50_ms", "cpu_p95_ms"]
    tables = {
        "extraction": lambda: rows_table(rows, ["text", "mb", "numbers", "mb_per_s", "floor_mb_per_s", "times_floor"]),
        "peers": lambda: rows_table(rows, ["extractor", "mb_per_s", "times_floor", "not_measured"]),
        "ways": lambda: rows_table(rows, ["way", "texts", *usage, "same_bytes"]),
        "sizes": lambda: f"{rows_table(rows, ['texts', *usage])}\n\n{_recall(rows)}",
        "contradictions": lambda: rows_table(rows, list(rows[0])),
        "queries": lambda: _queries(rows),
        "app": lambda: rows_table(rows, ["rows", "question", *times, "open_s", "peak_mb", "csv_mb"]),
    }
    return f"\n## {TITLES[name]}\n\n{tables[name]()}\n"


def whole(measured: Mapping[str, Any]) -> str:
    """The report."""
    facts = measured["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    head = (
        "# Measurements\n\nMade by `make bench`; compare figures of one report, not of two.\n\n"
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gb']} GB, {facts['system']}, "
        f"Python {facts['python']}, {packages}; load before: {facts['load_before']}\n"
    )
    return head + "".join(part(name, measured[name]) for name in TITLES if name in measured)

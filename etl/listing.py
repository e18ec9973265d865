"""Prints the numbers of a text: as JSON lines or CSV for programs, as a table with its reasons for people.

Every number is printed in reading order, whatever its kind; noise has no value, and what a fact has no answer for is
null. For people, each fact says which words named the indicator and where unit, period and region were read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from etl.model import Evidence, Fact, printable

FIELDS: tuple[str, ...] = (
    *("doc_id", "start", "end", "value_text", "kind", "indicator", "dims", "region", "measure", "value", "value_max"),
    *("unit", "period", "period_type", "base_period", "qualifier", "status", "headline", "topic", "why", "rule"),
)
_ALWAYS = frozenset({"doc_id", "start", "end", "value_text", "kind", "why", "rule"})
# A quantity that the catalogue has no indicator for still has a value; where a number stands says nothing else of it.
_QUANTITY = frozenset({"value", "value_max", "unit", "qualifier", "period", "region"})
_PLAIN_WHOLE = Decimal(2**53)


def number(value: Decimal | None) -> int | float | None:
    """The JSON number of a value; None where a float cannot hold it.

    >>> number(Decimal("54600E+4")), number(Decimal("9.36")), number(Decimal("1E+999"))
    (546000000, 9.36, None)
    """
    if value is None:
        return None
    if abs(value) <= _PLAIN_WHOLE and value == value.to_integral_value():
        return int(value)
    nearest = float(value)
    return nearest if abs(nearest) != float("inf") else None


def record(fact: Fact) -> dict[str, Any]:
    """The fields that a program gets for one number, in the order of `FIELDS`."""
    fields: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(fact, name)
        if fact.kind != "fact" and name not in _ALWAYS and not (fact.kind == "unknown" and name in _QUANTITY):
            value = None
        if isinstance(value, Decimal):
            value = number(value)
        elif isinstance(value, Mapping):
            value = dict(sorted(value.items()))
        fields[name] = None if value == "" else value
    return fields


def as_jsonl(facts: Iterable[Fact]) -> Iterator[str]:
    """One JSON object a line for each number."""
    for fact in facts:
        yield json.dumps(record(fact), ensure_ascii=False, allow_nan=False)


def as_csv(facts: Iterable[Fact], *, header: bool = True) -> Iterator[str]:
    """One line of CSV for each number, after a line of field names."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, FIELDS, lineterminator="\n")
    if header:
        writer.writeheader()
    for fact in facts:
        fields = record(fact)
        fields["dims"] = json.dumps(fields["dims"], ensure_ascii=False) if fields["dims"] else ""
        fields["headline"] = {True: "true", False: "false", None: ""}[fields["headline"]]
        writer.writerow(fields)
    yield from buffer.getvalue().splitlines()


def _because(name: str, evidence: Evidence) -> str:
    quoted = f" “{printable(' '.join(evidence.text.split()))}”" if evidence.text else ""
    span = "" if evidence.start is None else f" {evidence.start}-{evidence.end}"
    return f"{name}{quoted}{span} [{evidence.rule}]"


def explain(fact: Fact) -> list[str]:
    """Where each part of the answer was read: the words, their raw span and the rule."""
    order = ("indicator", "unit", "period", "region")
    names = [*(name for name in order if name in fact.evidence), *sorted(set(fact.evidence) - set(order))]
    return [_because(name, fact.evidence[name]) for name in names]


def _says(fact: Fact) -> tuple[str, str, str, str]:
    """Indicator with dims, value with unit, time, region."""
    if fact.kind == "noise":
        return f"noise: {fact.why}", "", "", ""
    value = f"{number(fact.value)}" + (f"–{number(fact.value_max)}" if fact.value_max is not None else "")
    what = "unknown" + (f": {fact.why}" if fact.why else "")
    if fact.kind == "fact":
        dims = ", ".join(f"{name}={value}" for name, value in sorted(fact.dims.items()))
        what = (
            fact.indicator + (f" {{{dims}}}" if dims else "") + ("" if fact.measure == "level" else f" {fact.measure}")
        )
    hedges = "".join(f" {word}" for word in (fact.qualifier, fact.status) if word not in ("exact", "actual"))
    period = fact.period + (f" since {fact.base_period}" if fact.base_period else "")
    return what, f"{value} {fact.unit}{hedges}", period, fact.region


def as_lines(facts: Sequence[Fact]) -> Iterator[str]:
    """A plain listing: one line for each number, indented lines for its reasons."""
    for fact in facts:
        rule = f"({fact.rule})" if fact.rule else ""
        what = "  ".join(part for part in (printable(fact.value_text), *_says(fact), rule) if part)
        yield f"{fact.start:>6}-{fact.end:<6} {what}"
        if fact.kind == "fact":
            yield from (f"{'':14} {line}" for line in explain(fact))
            if fact.correction:
                yield f"{'':14} {', '.join(fact.flags)}: {fact.correction}"


def print_table(facts: Sequence[Fact], *, title: str = "") -> None:
    """Print a table where standard output is a terminal, else a plain listing."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        print("\n".join([*([title] if title else []), *as_lines(facts)]))
        return
    table = Table("at", "number", "states", "value", "time", "region", "because", title=title or None, show_lines=True)
    for fact in facts:
        style = {"fact": "", "noise": "dim", "unknown": "yellow"}[fact.kind]
        reasons = [*explain(fact), *([f"rule {fact.rule}"] if fact.rule else []), *fact.flags]
        cells = (f"{fact.start}-{fact.end}", printable(fact.value_text), *_says(fact), "\n".join(reasons))
        table.add_row(*(Text(cell) for cell in cells), style=style)  # Text: brackets of a press text are no markup
    console.print(table)

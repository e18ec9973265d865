"""Regions beside each other: which value of which year stands in each cell, and whether the row may be compared.

By default only values of one year stand in a row. "Nearest within n years" takes others and names their year; nothing
is estimated. Lamps say in words what keeps a row from being compared; a chart shows only rows whose lamps allow it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, NamedTuple

import pandas as pd

from dashboard.labels import Labels
from dashboard.store import Store, records, series_key
from dashboard.topics import LEVEL_MEASURES
from dashboard.units import CONVERSIONS
from etl.comparability import REASONS, compare_facts
from etl.model import Evidence, Fact

Light = Literal["on", "mind", "off"]
RANK = {"on": 0, "mind": 1, "off": 2}
MOST = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """What a region has for a row: the value taken, or else the nearest one that is too far off in time."""

    row: dict[str, Any] | None
    nearest: dict[str, Any] | None
    apart: int
    """Years between the value and the year of the row."""


@dataclass(frozen=True, slots=True)
class Lamp:
    """One condition of comparison: does it hold, and in words."""

    name: str
    light: Light
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison."""

    series: str
    indicator: str
    dims: str
    measure: str
    year: int
    cells: Mapping[str, Cell]
    lamps: tuple[Lamp, ...]

    @property
    def is_sound(self) -> bool:
        """Whether a chart may show the row: two values at least, and no lamp is off."""
        return sum(c.row is not None for c in self.cells.values()) > 1 and all(
            lamp.light != "off" for lamp in self.lamps
        )


class Spread(NamedTuple):
    """A series and how many divisions have it."""

    topic: str
    indicator: str
    dims: str
    measure: str
    regions: int

    @property
    def key(self) -> str:
        """The code of the series."""
        return series_key(self.indicator, self.dims, self.measure)


def comparable_rows(facts: pd.DataFrame) -> pd.DataFrame:
    """Rows that can stand in a comparison: levels, shares and rates, not changes, not restatements in another unit."""
    return facts[
        facts["measure"].isin(LEVEL_MEASURES)
        & ~facts["derivation"].isin(CONVERSIONS)
        & (facts["provenance"] != "implied")
    ]


def default_series(facts: pd.DataFrame, regions: Sequence[str], t: Labels) -> list[str]:
    """Headline series that most of the regions have, in the order of the catalogue."""
    rows = comparable_rows(facts)
    rows = rows[rows["headline"] & rows["region"].isin(regions) & (rows["status"] == "actual")]
    if rows.empty:
        return []
    return widest(_spread(rows), t)


def widest(found: Sequence[Spread], t: Labels) -> list[str]:
    """Codes of the series that most regions have, in the order of the catalogue."""
    order = {slug: at for at, slug in enumerate(t.catalogue.indicators)}

    def rank(one: Spread) -> int:
        return order.get(one.indicator, 999)

    kept = sorted(found, key=lambda one: (-one.regions, rank(one), one.key))[:MOST]
    kept.sort(key=lambda one: (rank(one), one.measure != "level", t.dims_order(one.dims), one.key))
    return [one.key for one in kept]


def offered(store: Store) -> list[Spread]:
    """Every series of the whole table that can be compared, the widest spread first."""
    if store.table is not None:
        return [Spread(*one) for one in store.table.comparable]
    return sorted(_spread(comparable_rows(store.facts)), key=lambda one: -one.regions)


def _spread(rows: pd.DataFrame) -> list[Spread]:
    counts = rows.groupby(["topic", "indicator", "dims", "measure"], sort=False)["region"].nunique()
    return [Spread(*row) for row in counts.reset_index().to_numpy().tolist()]


def reference_year(rows: pd.DataFrame, within: int) -> int:
    """The year that most regions have a value of, at most `within` years away; then the closest, then the latest."""
    years: dict[str, set[int]] = {}
    for region, year in zip(rows["region"], rows["_year"], strict=True):
        years.setdefault(region, set()).add(int(year))
    best = (-1, 0, 0)
    for year in sorted(set[int]().union(*years.values())):
        away = [min(abs(other - year) for other in mine) for mine in years.values()]
        near = [distance for distance in away if distance <= within]
        best = max(best, (len(near), -sum(near), year))
    return best[2]


def cell(rows: Sequence[dict[str, Any]], year: int, within: int) -> Cell:
    """The value of a region for a year: exact, or the nearest allowed; plans only where nothing else is there."""
    if not rows:
        return Cell(None, None, 0)
    known = sorted(rows, key=lambda r: _rank(r, year))
    near = [r for r in known if abs(r["_year"] - year) <= within]
    apart = abs(known[0]["_year"] - year)
    if near:
        return Cell(near[0], None, abs(near[0]["_year"] - year))
    return Cell(None, known[0], apart)


def _rank(row: dict[str, Any], year: int) -> tuple[object, ...]:
    """The better a row fits a year, the lower: actual, near, dated, reported, late."""
    undated = row["period_type"] == "instant" and "/" in row["period"]
    return (
        row["status"] == "planned",
        abs(row["_year"] - year),
        undated,
        row["provenance"] != "reported",
        -row["_year"],
        row["period"],
    )


def as_fact(row: Mapping[str, Any]) -> Fact:
    """A row as the record that the rules of comparison take."""
    evidence = {
        name: Evidence(part.get("rule", ""), part.get("start"), part.get("end"), part.get("text", ""))
        for name, part in json.loads(row["evidence"] or "{}").items()
        if isinstance(part, dict)
    }
    return Fact(
        doc_id=row["doc_id"],
        start=int(row["start"]),
        end=int(row["end"]),
        value_text=row["value_text"],
        indicator=row["indicator"],
        dims=json.loads(row["dims"] or "{}"),
        region=row["region"],
        measure=row["measure"],
        unit=row["unit"],
        period=row["period"],
        period_type=row["period_type"],
        base_period=row["base_period"],
        status=row["status"],
        provenance=row["provenance"],
        evidence=evidence,
        fact_id=row["fact_id"],
    )


GENTLE = ("year", "provenance")
"""Questions whose "no" can be printed at the mark; any other keeps values off one axis."""


def lamps(cells: Mapping[str, Cell], t: Labels, within: int = 0) -> tuple[Lamp, ...]:
    """What speaks for and against comparing the values of a row: each question over all pairs, the worst answer."""
    rows = [c.row for c in cells.values() if c.row is not None]
    if len(rows) < 2:
        return (Lamp("count", "off", t(zh="只有一个地区有数", en="one region at most has a value")),)
    facts = [as_fact(row) for row in rows]
    answers: dict[str, tuple[Light, str]] = {}
    for one, other in combinations(facts, 2):
        for lamp in compare_facts(one, other, t.catalogue, tolerance_years=within).lamps:
            light: Light = "on" if lamp.agrees else "mind" if lamp.question in GENTLE else "off"
            if lamp.reason in ("year_within_tolerance", "level_differs_rate", "unit_converted"):
                light = "mind" if lamp.question != "unit" else "on"
            known = answers.get(lamp.question)
            if known is None or RANK[light] > RANK[known[0]]:
                answers[lamp.question] = (light, t.text(REASONS[lamp.reason]))
    bases = {str(r["base_period"])[:4] for r in rows if r["measure"] == "growth_pct"}
    if len(bases) > 1:
        answers["base"] = ("off", t(zh="增长的基期不同", en="Growth from unlike base years"))
    return tuple(Lamp(name, light, words) for name, (light, words) in answers.items())


def lines(
    facts: pd.DataFrame, series: Sequence[str], regions: Sequence[str], year: int, within: int, t: Labels
) -> list[Line]:
    """The rows of the comparison.

    Args:
        facts: Rows after the shared filters.
        series: Codes of what is compared.
        regions: Columns.
        year: The year of all rows; 0 to choose one for each row.
        within: Years a value may be away.
        t: Words of the language.
    """
    rows = comparable_rows(facts)
    rows = rows[rows["region"].isin(regions)]
    made = []
    for key in series:
        mine = rows[rows["_series"] == key]
        if mine.empty:
            known = facts[facts["_series"] == key]
            if known.empty:
                continue
            mine = known.iloc[:0]
            sample = known.iloc[0]
        else:
            sample = mine.iloc[0]
        at = year or (reference_year(mine, within) if len(mine) else 0)
        by_region: dict[str, list[dict[str, Any]]] = {code: [] for code in regions}
        for row in records(mine):
            by_region[row["region"]].append(row)
        cells = {code: cell(by_region[code], at, within) for code in regions}
        made.append(
            Line(key, sample["indicator"], sample["dims"], sample["measure"], at, cells, lamps(cells, t, within))
        )
    return made

"""Growth as a text states it beside what its levels give: rows of points in percent, and the figures of a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import periods
from dashboard.evidence import one_line
from dashboard.labels import VERDICT_SIGNS, VERDICTS, Labels
from dashboard.panels import Panel, Point, Row
from dashboard.series import missing
from dashboard.store import records
from dashboard.style import hue

ANNUALISED = ("annualised_growth",)
"""Derivations that are growth per year already: never on an axis with growth over a whole span."""


def years(row: dict[str, Any]) -> int:
    """Years from base to end of a growth; 0 where the base is not known."""
    if not row["base_period"]:
        return 0
    return max(0, periods.last_year(str(row["period"])) - periods.last_year(str(row["base_period"])))


def annual(percent: float, span: int) -> float:
    """Compound growth per year.

    >>> round(annual(99.69, 10), 2)
    7.16
    """
    if span < 1 or percent <= -100:
        return percent
    return float(((1 + percent / 100) ** (1 / span) - 1) * 100)


@dataclass(frozen=True, slots=True)
class Pair:
    """A growth as stated and as computed; either may be missing."""

    row: dict[str, Any]
    stated: float | None
    computed: float | None

    @property
    def gap(self) -> float:
        """How far the two lie apart, in percentage points; -1 where one is missing."""
        return -1.0 if self.stated is None or self.computed is None else abs(self.stated - self.computed)


def pairs(facts: pd.DataFrame, indicators: Sequence[str]) -> list[Pair]:
    """Growth rates of some indicators; a computed one that belongs to a stated one stands with it, not beside it."""
    rows = facts[
        facts["indicator"].isin(indicators) & (facts["measure"] == "growth_pct") & ~facts["derivation"].isin(ANNUALISED)
    ]
    made, seen = [], set()
    for row in records(rows[rows["provenance"] == "reported"]):
        computed = row["computed_value"]
        # A value computed from levels that do not fit (another year, no date) says nothing against the stated rate.
        known = computed is not None and computed == computed and row["verdict"] != "cannot_check"
        made.append(Pair(row, float(row["value"]), float(computed) if known else None))
        seen.add(
            (
                row["region"],
                row["_series"],
                periods.last_year(row["period"]),
                periods.last_year(row["base_period"] or ""),
            )
        )
    for row in records(rows[rows["provenance"] != "reported"]):
        key = (
            row["region"],
            row["_series"],
            periods.last_year(row["period"]),
            periods.last_year(row["base_period"] or ""),
        )
        if key not in seen:
            made.append(Pair(row, None, float(row["value"])))
    return made


def _points(pair: Pair, t: Labels, every: Sequence[str], per_year: bool) -> tuple[Point, ...]:
    row, color = pair.row, hue(pair.row["region"], every)
    span = years(row)
    sign = VERDICT_SIGNS.get(str(row["verdict"]), "") if row["verdict"] else ""
    made = []
    for value, shape, name in (
        (pair.stated, "reported", t(zh="公布", en="stated")),
        (pair.computed, "derived", t(zh="推算", en="computed")),
    ):
        if value is None:
            continue
        x = annual(value, span) if per_year else value
        text = f"{t.number(x, 2)}%"
        if sign and (shape == "derived" or pair.computed is None):
            text += f" {sign}"
        hover = f"{one_line(row, t)} · {name} {t.number(value, 2)}%"
        if per_year and span > 1:
            hover += t(
                zh=f" · 年均 {t.number(x, 2)}%（{span} 年）", en=f" · {t.number(x, 2)}% a year over {span} years"
            )
        if row["verdict"]:
            hover += f" · {t.pick(VERDICTS, row['verdict'])}"
        # A growth to an announced level is an announcement: hollow, whoever computed it.
        drawn = "planned" if row["status"] == "planned" else shape
        made.append(Point(x, row["fact_id"], color, drawn, text, "", hover))
    return tuple(made)


def panels(
    found: Sequence[Pair], regions: Sequence[str], every: Sequence[str], t: Labels, per_year: bool = False
) -> list[Panel]:
    """One panel for each definition on one common percent axis; a region without a rate has words.

    A growth whose span is not known cannot be annualised and is left out of the annual view.
    """
    if per_year:
        found = [pair for pair in found if years(pair.row) > 0]
    axis = t(zh="年均增长 %", en="growth per year, %") if per_year else t(zh="增长 %", en="growth, %")
    keys = list(dict.fromkeys((p.row["indicator"], p.row["dims"]) for p in found))
    made = []
    for indicator, dims in keys:
        mine = [p for p in found if (p.row["indicator"], p.row["dims"]) == (indicator, dims)]
        rows = []
        for code in regions:
            here = sorted((p for p in mine if p.row["region"] == code), key=lambda p: periods.order(p.row["period"]))
            rows += [Row(f"{t.region(code)} {periods.span_label(p.row)}", _points(p, t, every, per_year)) for p in here]
        without = [code for code in regions if not any(p.row["region"] == code for p in mine)]
        notes = missing(without, t(zh="资料中未见增长率", en="no growth rate in the texts"), t)
        made.append(Panel(f"{t.series(indicator, dims)} · {axis}", tuple(rows), notes))
    values = [point.x for panel in made for row in panel.rows for point in row.points]
    return [replace(panel, low=min([0.0, *values]), high=max([0.0, *values])) for panel in made]

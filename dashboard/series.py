"""Rows of the table as rows of points: one row for each region and definition, the empty ones with words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import periods
from dashboard.evidence import flag, one_line
from dashboard.labels import Labels
from dashboard.numerals import QUALIFIER_SIGNS
from dashboard.panels import Panel, Point, Row
from dashboard.store import records
from dashboard.style import hue, shape
from dashboard.units import CONVERSIONS, common_unit, shown

LEVELS = ("level", "share_pct", "ratio")
CAUTION = "†"
"""Stands after a value with a mark, such as digits that may be missing."""
NAMED = 4
"""Regions without a value that a chart names; the table names all."""


def levels(facts: pd.DataFrame, indicators: Sequence[str]) -> pd.DataFrame:
    """Levels and shares of some indicators, as the published table has them."""
    return facts[facts["indicator"].isin(indicators) & facts["measure"].isin(LEVELS)]


def drawable(frame: pd.DataFrame) -> pd.DataFrame:
    """Levels that a chart draws.

    Left out: values that only restate another unit, which the axis does by itself, and values that a stated growth
    implies, which no text claims.
    """
    return frame[~frame["derivation"].isin(CONVERSIONS) & (frame["provenance"] != "implied")]


def point(row: dict[str, Any], t: Labels, regions: Sequence[str], per: str = "month") -> Point:
    """A fact as a point, labelled with its year and its value as the table has it."""
    value = shown(row, t, per)
    decimals = 1 if value.formula or row["provenance"] != "reported" else None
    sign = QUALIFIER_SIGNS[str(row["qualifier"])]
    label = f"{sign}{t.compact(value.value, decimals)}"
    if value.unit == "percent":
        label += "%"
    hover = one_line(row, t) + (f" · {value.formula}" if value.formula else "")
    if row["flags"]:
        # What the text leaves open is told at the point, not only in its sentence.
        label += CAUTION
        hover += "".join(f" · {CAUTION} {flag(code, t)}" for code in row["flags"])
    return Point(
        value.value,
        row["fact_id"],
        hue(row["region"], regions),
        shape(row),
        label,
        periods.span_label(row) if row["measure"] == "growth_pct" else periods.short_label(row["period"]),
        hover,
    )


def in_time(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows from the earliest period to the latest."""
    order = sorted(range(len(frame)), key=lambda i: periods.order(frame["period"].iloc[i]))
    return frame.iloc[order]


def region_rows(
    frame: pd.DataFrame, regions: Sequence[str], every: Sequence[str], t: Labels, per: str = "month"
) -> tuple[Row, ...]:
    """One row for each region that has a value, in fixed order.

    Args:
        frame: Values of one definition in one unit.
        regions: Regions to show.
        every: All regions, for their colours.
        t: Words of the language.
        per: month or year, for rates of money.
    """
    made = []
    for code in regions:
        mine = in_time(frame[frame["region"] == code])
        if len(mine):
            made.append(Row(t.region(code), tuple(point(row, t, every, per) for row in records(mine))))
    return tuple(made)


def missing(regions: Sequence[str], words: str, t: Labels) -> tuple[str, ...]:
    """A line that names the regions without a point, and says why; none where every region has one."""
    if not regions:
        return ()
    names = t(zh="、", en=", ").join(t.region(code) for code in regions[:NAMED])
    if len(regions) > NAMED:
        more = len(regions) - NAMED
        names += t(zh=f"等 {len(regions)} 地", en=f" and {more} more")
    return (f"{names}{t(zh='：', en=': ')}{words}",)


def definition_panels(
    frame: pd.DataFrame, regions: Sequence[str], every: Sequence[str], t: Labels, per: str = "month"
) -> list[Panel]:
    """One panel for each definition and unit, in the order of the catalogue; unlike definitions never share an axis."""
    order = {slug: at for at, slug in enumerate(t.catalogue.indicators)}
    frame = frame.assign(_common=[common_unit(unit, t, per) for unit in frame["unit"]])
    made = []
    for (indicator, dims, _measure, unit), group in sorted(
        frame.groupby(["indicator", "dims", "measure", "_common"], sort=True),
        key=lambda item: (order.get(str(item[0][0]), 999), t.dims_order(str(item[0][1])), item[0][1:]),
    ):
        rows = region_rows(group, regions, every, t, per)
        name = t.series(str(indicator), str(dims))
        without = [code for code in regions if code not in set(group["region"])]
        notes = missing(without, t(zh="资料中未见", en="none in the texts"), t)
        made.append(Panel(f"{name} · {t.unit_on_axis(str(unit))}", rows, notes))
    return made

"""Rows of the table as rows of points: one row for each region and definition, the empty ones with words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import periods
from dashboard.evidence import one_line
from dashboard.labels import Labels
from dashboard.numerals import QUALIFIER_SIGNS
from dashboard.panels import Panel, Point, Row
from dashboard.store import records
from dashboard.style import hue, shape
from dashboard.units import CONVERSIONS, common_unit, shown

LEVELS = ("level", "share_pct", "ratio")


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
    label = f"{sign}{t.number(value.value, decimals)}"
    if value.unit == "percent":
        label += "%"
    hover = one_line(row, t) + (f" · {value.formula}" if value.formula else "")
    return Point(
        value.value,
        row["fact_id"],
        hue(row["region"], regions),
        shape(row),
        label,
        periods.short_label(row["period"]),
        hover,
    )


def in_time(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows from the earliest period to the latest."""
    order = sorted(range(len(frame)), key=lambda i: periods.order(frame["period"].iloc[i]))
    return frame.iloc[order]


def region_rows(
    frame: pd.DataFrame, regions: Sequence[str], every: Sequence[str], t: Labels, per: str = "month", missing: str = ""
) -> tuple[Row, ...]:
    """One row for each region, in fixed order; a region without a value has words instead of points.

    Args:
        frame: Values of one definition in one unit.
        regions: Regions to show.
        every: All regions, for their colours.
        t: Words of the language.
        per: month or year, for rates of money.
        missing: Words for a region without a value.
    """
    words = missing or t(zh="资料中未见", en="none in the texts")
    made = []
    for code in regions:
        mine = in_time(frame[frame["region"] == code])
        points = tuple(point(row, t, every, per) for row in records(mine))
        made.append(Row(t.region(code), points, "" if points else words))
    return tuple(made)


def definition_panels(
    frame: pd.DataFrame, regions: Sequence[str], every: Sequence[str], t: Labels, per: str = "month"
) -> list[Panel]:
    """One panel for each definition and unit, in the order of the catalogue; unlike definitions never share an axis."""
    order = {slug: at for at, slug in enumerate(t.catalogue.indicators)}
    frame = frame.assign(_common=[common_unit(unit, t, per) for unit in frame["unit"]])
    made = []
    for (indicator, dims, _measure, unit), group in sorted(
        frame.groupby(["indicator", "dims", "measure", "_common"], sort=True),
        key=lambda item: (order.get(str(item[0][0]), 999), item[0][1:]),
    ):
        rows = region_rows(group, regions, every, t, per)
        name = t.series(str(indicator), str(dims))
        made.append(Panel(f"{name} · {t.unit(str(unit))}", rows))
    return made

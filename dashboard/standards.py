"""The page of low-income-support standards: its rows, its words, its switches."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import series
from dashboard.chrome import switch
from dashboard.evidence import one_line
from dashboard.growth import Pair, pairs
from dashboard.markup import Html
from dashboard.panels import Panel, Point, Row
from dashboard.params import SHARED, Values
from dashboard.periods import order
from dashboard.state import View
from dashboard.store import records
from dashboard.topics import DIBAO
from dashboard.units import PER_MONTH, PER_YEAR


def values(view: View, indicators: Sequence[str]) -> Values:
    """Parameters that select the rows of a table: the shared filters and some indicators."""
    made: Values = {param.name: view.values[param.name] for param in SHARED}
    return made | {"indicator": tuple(indicators), "repeats": "0"}


def dibao(facts: pd.DataFrame) -> pd.DataFrame:
    """Levels of the dibao standard that the chart draws."""
    return series.drawable(series.levels(facts, (DIBAO,)))


def sorted_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by region, definition and period."""
    return rows.sort_values(["region", "dims", "period"], kind="stable", ascending=[True, False, True])


def growth_rows(view: View, facts: pd.DataFrame) -> list[Pair]:
    """Growth of the dibao standard by region, definition and span, as the table of levels has them."""
    t = view.t
    return sorted(
        pairs(facts, (DIBAO,)), key=lambda p: (p.row["region"], t.dims_order(p.row["dims"]), order(p.row["period"]))
    )


def lead(view: View) -> str:
    """What the page is about."""
    return view.t(
        zh="低保标准是每人每月的收入线。每个点旁印着它的年份；不同年份之间没有数据，不连线、不插值。按年公布的标准换算成月。",
        en="The dibao standard is the income line per person and month. Each point bears its year; between "
        "years there are "
        "no data and nothing is interpolated. Standards stated per year are shown per month.",
    )


def growth_lead(view: View) -> str:
    """How to read the growth chart."""
    return view.t(
        zh="● 为原文所称增速，◇ 为按同一文本或其他文本的水平值推算。✓ 一致，≈ 舍入误差内，✗ 不一致，? 无法核对；"
        "“?→2025”表示原文没有写明起点的年份。",
        en="● is the rate as stated, ◇ as computed from levels of the same or other texts. "
        "✓ consistent, ≈ within rounding, ✗ conflict, ? cannot be checked; "
        "'?→2025' is a rise from a year not given.",
    )


def path_note(view: View) -> str:
    """What the grey line is."""
    return view.t(
        zh="灰线只连接同一序列的最小与最大值，其间路径未知。",
        en="The grey line joins the ends of one series; the path between them is unknown.",
    )


def unit_switch(view: View) -> Html:
    """Per month or per year, with the formula."""
    t = view.t
    choices = [
        (view.links.here(unit=code), t.unit_on_axis(unit), view.one("unit") == code)
        for code, unit in (("month", PER_MONTH), ("year", PER_YEAR))
    ]
    return switch(t(zh="单位（年 = 月 × 12）", en="Unit (year = month × 12)"), choices)


def annual_switch(view: View) -> Html:
    """Growth over the whole span, or per year."""
    t = view.t
    choices = [
        (view.links.here(annual="0"), t(zh="整个时期", en="whole span"), view.one("annual") == "0"),
        (view.links.here(annual="1"), t(zh="年均（复合）", en="per year (compound)"), view.one("annual") == "1"),
    ]
    return switch(t(zh="增长", en="Growth"), choices)


def _wanted(view: View) -> tuple[str, ...]:
    chosen = view.one("residence")
    return (chosen,) if chosen in ("urban", "rural") else ("urban", "rural")


def panel(view: View, shown: pd.DataFrame) -> Panel:
    """Rows of region and residence on one axis; further definitions (a district, a class) get rows of their own."""
    t, per = view.t, view.one("unit")
    rows, without = [], []
    for code in view.regions:
        mine = shown[shown["region"] == code]
        if mine.empty:
            without.append(code)
            continue
        for residence in _wanted(view):
            group = mine[mine["dims"] == f'{{"residence": "{residence}"}}']
            words = f"{t.region(code)} {t.dims({'residence': residence})}"
            missing = "" if len(group) else t(zh="资料中未见", en="none in the texts")
            rows.append(Row(words, _points(view, group, per), missing))
        plain = ['{"residence": "urban"}', '{"residence": "rural"}']
        for dims, group in mine[~mine["dims"].isin(plain)].groupby("dims", sort=True):
            words = f"{t.region(code)} {t.dims(str(dims)) or t(zh='城乡', en='all')}"
            rows.append(Row(words, _points(view, group, per)))
    notes = series.missing(without, t(zh="资料中未见低保标准", en="no dibao standard in the texts"), t)
    unit = t.unit_on_axis(PER_MONTH if per == "month" else PER_YEAR)
    return Panel(f"{t.indicator(DIBAO)} · {unit}", tuple(rows), notes)


def _points(view: View, group: pd.DataFrame, per: str) -> tuple[Point, ...]:
    return tuple(series.point(row, view.t, view.every_region, per) for row in records(series.in_time(group)))


def gaps(view: View, rows: pd.DataFrame) -> list[str]:
    """Chosen regions without any row."""
    return [code for code in view.regions if code not in set(rows["region"])]


def alt(view: View, shown: pd.DataFrame) -> str:
    """The chart in words."""
    t = view.t
    lines = [one_line(row, t) for row in records(shown)]
    none = [t.region(code) for code in gaps(view, shown)]
    if none:
        lines.append(t(zh="资料中未见：", en="none in the texts: ") + ", ".join(none))
    return t(zh="点图。", en="Dot chart. ") + t(zh="；", en="; ").join(lines)

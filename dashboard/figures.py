"""Dot charts as plain Plotly dictionaries: rows of points on a common axis that begins at zero.

One kind of chart serves the whole dashboard because the data are one or two values for each region, from different
years: position is the value, the year stands beside the point, and nothing is drawn between years but a thin grey line
that says the path is unknown. Plain dictionaries, since `plotly.graph_objects` costs ten times as much to build; the
tests hold every figure against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.labels import Labels
from dashboard.style import GREY, SYMBOLS

Figure = dict[str, Any]
ROW, TITLE_LINE, TITLE_GAP, AXIS, TITLE_AXIS, GAP = 29, 18, 12, 24, 42, 14
NARROW_PLOT = 215
"""Width of the plot on a phone, in pixels: the label right of the last point must fit even there."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value: a fact, drawn."""

    x: float
    fact_id: str
    color: str
    shape: str
    label: str
    """The value as it stands beside the point."""
    year: str
    """Its year, or what else tells it from its neighbours; printed in brackets after the value."""
    hover: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a panel; `missing` says in words why it has no point."""

    label: str
    points: tuple[Point, ...]
    missing: str = ""
    connect: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows of one definition in one unit, with their own axis; the title names the unit unless `axis` does."""

    title: str
    axis: str
    rows: tuple[Row, ...]
    low: float = 0.0
    high: float = 0.0
    """Bounds that panels share whose values are to be compared by eye; the panel's own values may go beyond."""


_PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+")
"""A Chinese character, or a word of other letters with the space after it."""


def wrap(text: str, width: int) -> list[str]:
    """Lines of a title; a Chinese character counts as two columns.

    >>> wrap("Disability nursing allowance standard", 20)
    ['Disability nursing', 'allowance standard']
    """
    lines, line, used = [], "", 0
    for piece in _PIECES.findall(text):
        size = sum(2 if ord(c) > 0x2E7F else 1 for c in piece)
        if line and used + size > width:
            lines.append(line.strip())
            line, used = "", 0
        line += piece
        used += size
    return [*lines, line.strip()] if line.strip() else lines


def _sides(row: Row, highest: float) -> list[str]:
    """Where each label stands: the lowest value left of its point, the highest right, others above."""
    order = sorted(range(len(row.points)), key=lambda i: row.points[i].x)
    sides = [""] * len(order)
    for rank, i in enumerate(order):
        if rank == len(order) - 1:
            sides[i] = "middle right"
        elif rank == 0 and row.points[i].x > 0.3 * highest:
            sides[i] = "middle left"
        else:
            sides[i] = "top center"
    return sides


def _labels(row: Row) -> list[str]:
    """The words beside each point; points at one place share one label that names all their years."""
    made = [""] * len(row.points)
    for i, point in enumerate(row.points):
        same = [j for j, other in enumerate(row.points) if other.x == point.x]
        if i == same[-1]:
            years = [row.points[j].year for j in same if row.points[j].year]
            made[i] = point.label + (f" ({', '.join(dict.fromkeys(years))})" if years else "")
    return made


def _room(panels: Sequence[Panel]) -> float:
    """Part of the axis that the longest label right of a point needs; one for all panels, so that axes stay alike."""
    longest = max((len(words) for panel in panels for row in panel.rows for words in _labels(row)), default=8)
    return min(0.38, (longest * 6.6 + 12) / NARROW_PLOT)


def _bounds(panel: Panel, room: float) -> tuple[float, float]:
    values = [point.x for row in panel.rows for point in row.points]
    high, low = max([0.0, panel.high, *values]), min([0.0, panel.low, *values])
    span = (high - low) or 1.0
    return (low - 0.28 * span if low < 0 else -0.012 * span), low + span / (1 - room)


def _points(panel: Panel, axis: str) -> dict[str, Any]:
    at = [(len(panel.rows) - 1 - i, row) for i, row in enumerate(panel.rows)]
    highest = max([0.0, panel.high, *(p.x for row in panel.rows for p in row.points)])
    flat = [
        (y, point, side, words)
        for y, row in at
        for point, side, words in zip(row.points, _sides(row, highest), _labels(row), strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [p.x for _, p, *_ in flat],
        "y": [y for y, *_ in flat],
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "customdata": [[p.fact_id] for _, p, *_ in flat],
        "text": [escape(words) for *_, words in flat],
        "textposition": [side for _, _, side, _ in flat],
        "textfont": {"size": 12},
        "hovertext": [escape(p.hover) for _, p, *_ in flat],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "opacity": 1,
            # A computed value is a frame: the stated one stays visible inside it where the two agree.
            "size": [15 if p.shape == "derived" else 11 for _, p, *_ in flat],
            "color": [p.color for _, p, *_ in flat],
            "symbol": [SYMBOLS[p.shape] for _, p, *_ in flat],
            "line": {"width": 2, "color": [p.color for _, p, *_ in flat]},
        },
        "cliponaxis": False,
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _connectors(panel: Panel, axis: str) -> dict[str, Any] | None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for i, row in enumerate(panel.rows):
        if row.connect and len(row.points) > 1:
            y = len(panel.rows) - 1 - i
            xs += [min(p.x for p in row.points), max(p.x for p in row.points), None]
            ys += [y, y, None]
    if not xs:
        return None
    line = {"color": GREY, "width": 2}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "line": line,
        "hoverinfo": "skip",
    }


def _ring(panel: Panel, axis: str, selected: str) -> dict[str, Any] | None:
    """A ring around the chosen point."""
    for i, row in enumerate(panel.rows):
        for point in row.points:
            if point.fact_id == selected:
                marker = {"size": 26, "color": point.color, "symbol": "circle-open", "line": {"width": 2}}
                y = len(panel.rows) - 1 - i
                return {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [point.x],
                    "y": [y],
                    "xaxis": f"x{axis}",
                    "yaxis": f"y{axis}",
                    "marker": marker,
                    "hoverinfo": "skip",
                }
    return None


def _height(panel: Panel, lines: list[str]) -> int:
    return (
        len(lines) * TITLE_LINE
        + (TITLE_GAP if lines else 0)
        + max(1, len(panel.rows)) * ROW
        + (TITLE_AXIS if panel.axis else AXIS)
    )


def _margin(panels: Sequence[Panel]) -> int:
    """Room for the longest row label, in pixels."""
    longest = max(
        (
            sum(12.5 if ord(c) > 0x2E7F else 7 for c in line)
            for p in panels
            for r in p.rows
            for line in r.label.split("<br>")
        ),
        default=60,
    )
    return int(min(170, max(56, longest + 14)))


def dot_panels(panels: Sequence[Panel], t: Labels, selected: str = "") -> Figure:
    """Panels one under the other, each with its own title, unit and axis from zero.

    Args:
        panels: What to draw; at least one row each.
        t: Words of the language, for the numbers of the axis.
        selected: fact_id of the point that gets a ring.
    """
    titles = [wrap(panel.title, 46) for panel in panels]
    heights = [_height(panel, lines) for panel, lines in zip(panels, titles, strict=True)]
    total = sum(heights) + GAP * max(0, len(panels) - 1)
    left, room = _margin(panels), _room(panels)
    layout: dict[str, Any] = {
        "height": total,
        "margin": {"l": left, "r": 8, "t": 0, "b": 0, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "annotations": [],
        "separators": ".,",
        "font": {"size": 12},
    }
    data: list[dict[str, Any]] = []
    top = 0.0
    for n, (panel, lines, height) in enumerate(zip(panels, titles, heights, strict=True)):
        axis = "" if n == 0 else str(n + 1)
        count = max(1, len(panel.rows))
        start = top + len(lines) * TITLE_LINE + (TITLE_GAP if lines else 0)
        domain = [1 - (start + count * ROW) / total, 1 - start / total]
        low, high = _bounds(panel, room)
        layout[f"yaxis{axis}"] = {
            "domain": domain,
            "range": [-0.5, count - 0.5],
            "tickmode": "array",
            "tickvals": list(range(count - 1, -1, -1)),
            "ticktext": [row.label for row in panel.rows],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "anchor": f"x{axis}",
        }
        layout[f"xaxis{axis}"] = {
            "range": [low, high],
            "title": {"text": escape(panel.axis), "standoff": 4, "font": {"size": 12}} if panel.axis else {"text": ""},
            "zeroline": True,
            "zerolinewidth": 1,
            "zerolinecolor": GREY,
            "gridcolor": "rgba(128,128,128,0.18)",
            "fixedrange": True,
            "anchor": f"y{axis}",
            "nticks": 6,
            "rangemode": "tozero",
        }
        if t.lang == "zh" and high >= 1e4:
            layout[f"xaxis{axis}"] |= _wan_ticks(high)
        for at, line in enumerate(lines):
            layout["annotations"].append(
                {
                    "text": f"<b>{escape(line)}</b>",
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0,
                    "xanchor": "left",
                    "xshift": -left,
                    "y": 1 - (top + at * TITLE_LINE) / total,
                    "yanchor": "top",
                    "showarrow": False,
                    "font": {"size": 13},
                }
            )
        for i, row in enumerate(panel.rows):
            if row.missing and not row.points:
                layout["annotations"].append(
                    {
                        "text": f"<i>{escape(row.missing)}</i>",
                        "xref": f"x{axis}",
                        "yref": f"y{axis}",
                        "x": 0,
                        "y": count - 1 - i,
                        "xanchor": "left",
                        "xshift": 6,
                        "showarrow": False,
                        "font": {"size": 12},
                    }
                )
        traces = (_connectors(panel, axis), _points(panel, axis), _ring(panel, axis, selected))
        data += [trace for trace in traces if trace is not None]
        top += height + GAP
    return {"data": data, "layout": layout}


def _wan_ticks(high: float) -> dict[str, Any]:
    """Ticks of a large axis in 万 and 亿, as Chinese readers write them."""
    steps = [base * 10**power for power in range(3, 12) for base in (1, 2, 5)]
    step = next(s for s in steps if high / s <= 6)
    values = [step * i for i in range(int(high / step) + 1)]
    words = [f"{v / 1e8:g}亿" if high >= 1e8 else f"{v / 1e4:g}万" if v else "0" for v in values]
    return {"tickmode": "array", "tickvals": values, "ticktext": words}


def points_of(figure: Figure) -> list[str]:
    """fact_id of every point of a figure that can be clicked, in drawing order."""
    return [item[0] for trace in figure["data"] for item in trace.get("customdata", ())]

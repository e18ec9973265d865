"""Dot charts as plain Plotly dictionaries: rows of points on a common axis that begins at zero.

One kind of chart serves the whole dashboard because the data are one or two values for each region, from different
years: position is the value, the year stands beside the point, and nothing is drawn between years but a thin grey line
that says the path is unknown. Plain dictionaries, since `plotly.graph_objects` costs ten times as much to build; the
tests hold every figure against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard import panel_layout
from dashboard.labels import Labels
from dashboard.panel_layout import AXIS, GAP, NOTE, ROW, TITLE_GAP, TITLE_LINE
from dashboard.panels import Panel
from dashboard.style import GREY, SYMBOLS

Figure = dict[str, Any]
Trace = dict[str, Any]


def plain(words: str) -> str:
    """Words that Plotly shows as they are: it knows tags, but not the code of a quotation mark."""
    return escape(words, quote=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a panel lies: its axes by number, its title from `top`, its rows from `start`, of `total` pixels.

    Left of its rows are `left` pixels for their names, right of them `right` for labels.
    """

    axis: str
    top: float
    start: float
    total: float
    left: int
    right: int

    @property
    def axes(self) -> dict[str, str]:
        return {"xaxis": f"x{self.axis}", "yaxis": f"y{self.axis}"}

    @property
    def refs(self) -> dict[str, str]:
        return {"xref": f"x{self.axis}", "yref": f"y{self.axis}"}


def dot_panels(panels: Sequence[Panel], t: Labels, selected: str = "") -> Figure:
    """Panels one under the other, each with its own title, unit and axis from zero.

    Args:
        panels: What to draw; at least one row each.
        t: Words of the language, for the numbers of the axis.
        selected: fact_id of the point that gets a ring.
    """
    titles = [panel_layout.wrap(panel.title) for panel in panels]
    heights = [panel_layout.height(panel, lines) for panel, lines in zip(panels, titles, strict=True)]
    total = sum(heights) + GAP * max(0, len(panels) - 1)
    left, right = panel_layout.margin(panels), panel_layout.room(panels)
    layout: dict[str, Any] = {
        "height": total,
        "margin": {"l": left, "r": right, "t": 0, "b": 0, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "annotations": [],
        "separators": ".,",
        "font": {"size": 12},
    }
    data: list[Trace] = []
    top = 0.0
    for n, (panel, lines, height) in enumerate(zip(panels, titles, heights, strict=True)):
        start = top + len(lines) * TITLE_LINE + (TITLE_GAP if lines else 0)
        place = _Place("" if n == 0 else str(n + 1), top, start, total, left, right)
        low, high = panel_layout.bounds(panel)
        layout[f"yaxis{place.axis}"] = _y_axis(panel, place)
        layout[f"xaxis{place.axis}"] = _x_axis(low, high, place, t)
        layout["annotations"] += [*_title(lines, place), *_missing(panel, place), *_notes(panel, place)]
        traces = (_connectors(panel, place), _points(panel, place), _ring(panel, place, selected))
        data += [trace for trace in traces if trace is not None]
        top += height + GAP
    return {"data": data, "layout": layout}


def _y_axis(panel: Panel, place: _Place) -> dict[str, Any]:
    count = max(1, len(panel.rows))
    return {
        "domain": [1 - (place.start + count * ROW) / place.total, 1 - place.start / place.total],
        "range": [-0.5, count - 0.5],
        "tickmode": "array",
        "tickvals": list(range(count - 1, -1, -1)),
        "ticktext": [row.label for row in panel.rows],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "anchor": f"x{place.axis}",
    }


def _x_axis(low: float, high: float, place: _Place, t: Labels) -> dict[str, Any]:
    axis = {
        "range": [low, high],
        "zeroline": True,
        "zerolinewidth": 1,
        "zerolinecolor": GREY,
        "gridcolor": "rgba(128,128,128,0.18)",
        "fixedrange": True,
        "anchor": f"y{place.axis}",
        "rangemode": "tozero",
    }
    return axis | panel_layout.ticks(high, t.lang)


def _title(lines: Sequence[str], place: _Place) -> list[dict[str, Any]]:
    """The title from the left edge of the chart, over the row labels: centred over a narrow plot it would be cut."""
    return [
        {
            "text": f"<b>{plain(line)}</b>",
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "xanchor": "left",
            "xshift": -place.left,
            "y": 1 - (place.top + at * TITLE_LINE) / place.total,
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": 13},
        }
        for at, line in enumerate(lines)
    ]


def _missing(panel: Panel, place: _Place) -> list[dict[str, Any]]:
    """Words in the rows that have no point."""
    return [
        {
            "text": f"<i>{plain(row.missing)}</i>",
            **place.refs,
            "x": 0,
            "y": len(panel.rows) - 1 - i,
            "xanchor": "left",
            "xshift": 6,
            "showarrow": False,
            "font": {"size": 12},
        }
        for i, row in enumerate(panel.rows)
        if row.missing and not row.points
    ]


def _notes(panel: Panel, place: _Place) -> list[dict[str, Any]]:
    """Lines below the numbers of the axis, from the left edge."""
    below = place.start + max(1, len(panel.rows)) * ROW + AXIS
    return [
        {
            "text": f"<i>{plain(words)}</i>",
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "xanchor": "left",
            "xshift": -place.left,
            "y": 1 - (below + at * NOTE) / place.total,
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": 12},
        }
        for at, words in enumerate(panel.notes)
    ]


def _points(panel: Panel, place: _Place) -> Trace:
    at = [(len(panel.rows) - 1 - i, row) for i, row in enumerate(panel.rows)]
    ends, plot = panel_layout.bounds(panel), panel_layout.NARROWEST - place.left - place.right
    flat = [
        (y, point, side, panel_layout.beside(words, side, any(p.shape == "derived" for p in row.points)))
        for y, row in at
        for point, side, words in zip(
            row.points, panel_layout.sides(row, ends, plot), panel_layout.labels(row), strict=True
        )
    ]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [p.x for _, p, *_ in flat],
        "y": [y for y, *_ in flat],
        **place.axes,
        "customdata": [[p.fact_id] for _, p, *_ in flat],
        "text": [plain(words) for *_, words in flat],
        "textposition": [side for _, _, side, _ in flat],
        "textfont": {"size": 12},
        "hovertext": [plain(p.hover) for _, p, *_ in flat],
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


def _connectors(panel: Panel, place: _Place) -> Trace | None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for i, row in enumerate(panel.rows):
        # A plan may count something else (30 more to build beside 100 there are): no line leads to it.
        at = [point.x for point in row.points if point.shape != "planned"]
        if len(at) > 1:
            y = len(panel.rows) - 1 - i
            xs += [min(at), max(at), None]
            ys += [y, y, None]
    if not xs:
        return None
    line = {"color": GREY, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, **place.axes, "line": line, "hoverinfo": "skip"}


def _ring(panel: Panel, place: _Place, selected: str) -> Trace | None:
    """A ring around the chosen point."""
    for i, row in enumerate(panel.rows):
        for point in row.points:
            if point.fact_id == selected:
                marker = {"size": 26, "color": point.color, "symbol": "circle-open", "line": {"width": 2}}
                spot = {"x": [point.x], "y": [len(panel.rows) - 1 - i], "marker": marker}
                return {"type": "scatter", "mode": "markers", **spot, **place.axes, "hoverinfo": "skip"}
    return None


def points_of(figure: Figure) -> list[str]:
    """fact_id of every point of a figure that can be clicked, in drawing order."""
    return [item[0] for trace in figure["data"] for item in trace.get("customdata", ())]

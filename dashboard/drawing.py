"""A figure of `figures` as SVG, for the first moment and for browsers without scripts.

It draws the dictionary that Plotly gets, point by point: no number is worked out anew. Across it uses shares of the
width, which only the browser knows; the margins of the figure stand around the plot, where its words may reach.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from dashboard.markup import Html, esc, tag

Figure = dict[str, Any]
TAG = re.compile(r"^<[bi]>|</[bi]>$")
BESIDE = 2
"""Pixels between a point, or an edge, and its words."""
_HALF = 4
"""Half the height of a letter: how far below a point its label has its ground line."""


class _Axes:
    """Where the values of one panel lie: shares of the width, pixels from the top."""

    def __init__(self, layout: Figure, axis: str) -> None:
        number = axis[1:]
        self.x, self.y = layout[f"xaxis{number}"], layout[f"yaxis{number}"]
        self.height = layout["height"]
        self.bottom, self.top = ((1 - share) * self.height for share in self.y["domain"])

    def across(self, value: float) -> str:
        low, high = self.x["range"]
        return f"{(value - low) / (high - low) * 100:.3f}%"

    def down(self, value: float) -> float:
        low, high = self.y["range"]
        return float(self.bottom - (value - low) / (high - low) * (self.bottom - self.top))


def chart(figure: Figure, alt: str) -> Html:
    """The figure as an element of its height; `alt` says what it shows."""
    layout = figure["layout"]
    height, margin = layout["height"], layout["margin"]
    panels = [_Axes(layout, f"x{name.removeprefix('xaxis')}") for name in layout if name.startswith("xaxis")]
    parts = [part for axes in panels for part in _axes(axes)]
    parts += [part for words in layout["annotations"] for part in _annotation(words, layout)]
    parts += [part for trace in figure["data"] for part in _trace(trace, _Axes(layout, trace["xaxis"]))]
    drawn = "".join(parts)
    inner = f'<svg width="100%" height="{height}" aria-hidden="true" overflow="visible">{drawn}</svg>'
    room = f"height:{height}px;padding:0 {margin['r']}px 0 {margin['l']}px"
    return tag("div", Html(inner), class_="ca-chart", style=room, role="img", aria_label=alt)


def _axes(axes: _Axes) -> Iterator[str]:
    """The line at zero, the names of the rows, the numbers below."""
    zero = axes.across(0)
    yield f'<line x1="{zero}" x2="{zero}" y1="{axes.top:.1f}" y2="{axes.bottom:.1f}" class="axis"/>'
    for at, words in zip(axes.y["tickvals"], axes.y["ticktext"], strict=True):
        yield _words(words, "0%", axes.down(at) + _HALF, "end", -1, "tick")
    for value, words in _ticks(axes.x):
        yield _words(words, axes.across(value), axes.bottom + 12.4, "middle", 0, "tick")


def _ticks(axis: Figure) -> list[tuple[float, str]]:
    """The numbers that Plotly would set: at steps of 1, 2 or 5, at most as many as the axis says."""
    if "tickvals" in axis:
        return list(zip(axis["tickvals"], axis["ticktext"], strict=True))
    low, high = axis["range"]
    rough = (high - low) / axis["nticks"]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(base * power for base in (1, 2, 5, 10) if base * power >= rough)
    written = ",.10g" if axis.get("separatethousands") else ".10g"
    values = [at * step for at in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return [(x, format(x, written)) for x in values]


def _annotation(note: Figure, layout: Figure) -> Iterator[str]:
    look = "title" if note["text"].startswith("<b>") else "note"
    words, shift = TAG.sub("", note["text"]), note.get("xshift", 0)
    if note["yref"] == "paper":
        ground = (1 - note["y"]) * layout["height"] + (17 if look == "title" else 16)
        yield _words(words, "0%", ground, "start", shift + BESIDE, look)
    else:
        axes = _Axes(layout, note["xref"])
        yield _words(words, axes.across(note["x"]), axes.down(note["y"]) + _HALF, "start", shift, look)


def _trace(trace: Figure, axes: _Axes) -> Iterator[str]:
    if trace["mode"] == "lines":
        xs, ys = trace["x"], trace["y"]
        for at in range(0, len(xs), 3):
            y = f"{axes.down(ys[at]):.1f}"
            yield f'<line x1="{axes.across(xs[at])}" x2="{axes.across(xs[at + 1])}" y1="{y}" y2="{y}" class="path"/>'
        return
    for at, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        marker = {name: value[at] if isinstance(value, list) else value for name, value in trace["marker"].items()}
        across, down = axes.across(x), axes.down(y)
        yield _symbol(marker["symbol"], marker["size"] / 2, marker["color"], across, down)
        if trace.get("text") and trace["text"][at]:
            yield _label(trace["text"][at], trace["textposition"][at], marker["size"] / 2, across, down)


def _symbol(name: str, radius: float, color: str, across: str, down: float) -> str:
    """One point; its shape lies in an element of its own, as a path knows no shares of the width."""
    ground = "none" if "open" in name else esc(color)
    paint = f'fill="{ground}" stroke="{esc(color)}" stroke-width="2"'
    if name.startswith("circle"):
        return f'<circle cx="{across}" cy="{down:.1f}" r="{radius}" {paint}/>'
    wide = radius * 1.3
    dot = f'<circle r="1.5" fill="{esc(color)}"/>' if name.endswith("dot") else ""
    path = f'<path d="M{wide},0L0,{wide}L-{wide},0L0,-{wide}Z" {paint}/>'
    return f'<svg x="{across}" y="{down:.1f}" overflow="visible">{path}{dot}</svg>'


def _label(words: str, place: str, radius: float, across: str, down: float) -> str:
    rise, side = place.split()
    shift = {"left": -radius - BESIDE, "right": radius + BESIDE, "center": 0}[side]
    anchor = {"left": "end", "right": "start", "center": "middle"}[side]
    return _words(words, across, down + _HALF if rise == "middle" else down - radius - 5.4, anchor, shift)


def _words(words: str, across: str, down: float, anchor: str, shift: float = 0, look: str = "") -> str:
    """A line of text. Most words of a figure are escaped for Plotly, some are not: here all are, once."""
    class_ = f' class="{look}"' if look else ""
    place = f'x="{across}" dx="{shift:g}" y="{down:.1f}" text-anchor="{anchor}"'
    return f"<text {place}{class_}>{esc(unescape(words))}</text>"

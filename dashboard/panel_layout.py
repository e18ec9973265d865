"""Room in a dot chart: how titles break, where labels stand, how far an axis reaches, in pixels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dashboard.panels import Panel, Row

ROW, TITLE_LINE, TITLE_GAP, AXIS, GAP = 29, 18, 12, 24, 14
TITLE_COLUMNS = 46
"""Columns of a title that fit into a phone's width; a Chinese character takes two."""
NARROW_PLOT = 215
"""Width of the plot on a phone, in pixels: the label right of the last point must fit even there."""
_PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+")
"""A Chinese character, or a word of other letters with the space after it."""


def wrap(text: str, width: int = TITLE_COLUMNS) -> list[str]:
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


def sides(row: Row, highest: float) -> list[str]:
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


def labels(row: Row) -> list[str]:
    """The words beside each point; points at one place share one label that names all their years."""
    made = [""] * len(row.points)
    for i, point in enumerate(row.points):
        same = [j for j, other in enumerate(row.points) if other.x == point.x]
        if i == same[-1]:
            years = [row.points[j].year for j in same if row.points[j].year]
            made[i] = point.label + (f" ({', '.join(dict.fromkeys(years))})" if years else "")
    return made


def room(panels: Sequence[Panel]) -> float:
    """Part of the axis that the longest label right of a point needs; one for all panels, so that axes stay alike."""
    longest = max((len(words) for panel in panels for row in panel.rows for words in labels(row)), default=8)
    return min(0.38, (longest * 6.6 + 12) / NARROW_PLOT)


def bounds(panel: Panel, room: float) -> tuple[float, float]:
    """Ends of the axis: zero is always on it, and the label right of the last point has its room."""
    values = [point.x for row in panel.rows for point in row.points]
    high, low = max([0.0, panel.high, *values]), min([0.0, panel.low, *values])
    span = (high - low) or 1.0
    return (low - 0.28 * span if low < 0 else -0.012 * span), low + span / (1 - room)


def height(panel: Panel, lines: list[str]) -> int:
    """Pixels of a panel: title, rows, numbers of the axis."""
    return len(lines) * TITLE_LINE + (TITLE_GAP if lines else 0) + max(1, len(panel.rows)) * ROW + AXIS


def margin(panels: Sequence[Panel]) -> int:
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


def wan_ticks(high: float) -> dict[str, Any]:
    """Ticks of a large axis in 万 and 亿, as Chinese readers write them."""
    steps = [base * 10**power for power in range(3, 12) for base in (1, 2, 5)]
    step = next(s for s in steps if high / s <= 6)
    values = [step * i for i in range(int(high / step) + 1)]
    words = [f"{v / 1e8:g}亿" if high >= 1e8 else f"{v / 1e4:g}万" if v else "0" for v in values]
    return {"tickmode": "array", "tickvals": values, "ticktext": words}

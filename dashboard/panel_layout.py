"""Room in a dot chart: how titles break, where labels stand, how far an axis reaches, in pixels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dashboard.panels import Panel, Row

ROW, TITLE_LINE, TITLE_GAP, AXIS, NOTE, GAP = 29, 18, 12, 24, 18, 14
TITLE_COLUMNS = 50
"""Columns of a title that fit into a phone's width; a Chinese character takes two."""
EDGES = " ·"
"""What a break between two lines makes needless."""
NEVER_FIRST = "）」』》、，。；：！？%)"
"""Marks that no line begins with."""
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
        if line and used + size > width and piece not in NEVER_FIRST:
            lines.append(line.strip(EDGES))
            line, used = "", 0
        line += piece
        used += size
    return [*lines, line.strip(EDGES)] if line.strip(EDGES) else lines


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
            # Above and to the right: centred, a label near zero would run into the names of the rows.
            sides[i] = "top right" if row.points[i].x < 0.3 * highest else "top center"
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


def room(panels: Sequence[Panel]) -> int:
    """Pixels right of the plot that the longest label beside a last point needs: the same on every screen."""
    longest = max((width_of(words) for panel in panels for row in panel.rows for words in labels(row)), default=0)
    return int(min(150, max(24, longest + 14)))


def width_of(words: str) -> float:
    """Pixels of a line in the size of labels."""
    return sum(12.5 if ord(c) > 0x2E7F else 6.7 for c in words)


def bounds(panel: Panel) -> tuple[float, float]:
    """Ends of the axis: zero is always on it."""
    values = [point.x for row in panel.rows for point in row.points]
    high, low = max([0.0, panel.high, *values]), min([0.0, panel.low, *values])
    span = (high - low) or 1.0
    return (low - 0.28 * span if low < 0 else -0.012 * span), low + 1.02 * span


def height(panel: Panel, lines: list[str]) -> int:
    """Pixels of a panel: title, rows, numbers of the axis, notes."""
    head = len(lines) * TITLE_LINE + (TITLE_GAP if lines else 0)
    return head + max(1, len(panel.rows)) * ROW + AXIS + len(panel.notes) * NOTE + (6 if panel.notes else 0)


def margin(panels: Sequence[Panel]) -> int:
    """Room for the longest row label, in pixels."""
    longest = max(
        (width_of(line) for p in panels for r in p.rows for line in r.label.split("<br>")),
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

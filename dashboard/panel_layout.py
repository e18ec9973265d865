"""Room in a dot chart: how titles break, where labels stand, how far an axis reaches, in pixels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dashboard.panels import Panel, Row

ROW, TITLE_LINE, TITLE_GAP, AXIS, NOTE, GAP = 30, 18, 16, 24, 18, 14
NARROWEST = 360
"""Pixels of a chart on a phone: a label that fits there fits everywhere."""
BESIDE = 12
"""Pixels between a point and the end of its label, the point's half included."""
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


def sides(row: Row, ends: tuple[float, float], plot: float) -> list[str]:
    """Where each label stands: the lowest value left of its point, the highest right, others above.

    Args:
        row: The row.
        ends: Ends of the axis.
        plot: Pixels between them on the narrowest screen.
    """
    order = sorted(range(len(row.points)), key=lambda i: row.points[i].x)
    words = labels(row)
    sides = [""] * len(order)
    for rank, i in enumerate(order):
        before = (row.points[i].x - ends[0]) / (ends[1] - ends[0]) * plot
        size = width_of(words[i])
        if rank == len(order) - 1:
            sides[i] = "middle right"
        elif rank == 0 and before > size + BESIDE:
            sides[i] = "middle left"
        else:
            # Above; the lowest one to the right, where neither the names of the rows nor a point above it stand.
            sides[i] = "top center" if rank and before > size / 2 else "top right"
    return sides


def beside(words: str, side: str, is_wide: bool) -> str:
    r"""A label with the space that keeps it off its point, which a frame around a value needs more of.

    >>> beside("584", "middle left", False), beside("584", "middle right", True), beside("584", "top center", True)
    ('584\xa0', '\xa0\xa0584', '584')
    """
    space = "\u00a0" * (2 if is_wide else 1)
    if not words or not side.startswith("middle"):
        return words
    return words + space if side.endswith("left") else space + words


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


def ticks(high: float, lang: str) -> dict[str, Any]:
    """Numbers of an axis as the readers of a language write them: 万 and 亿, or thousands, k, M and B.

    >>> ticks(60000, "zh")["ticktext"][:3], ticks(60000, "en")["ticktext"][:3], ticks(8000, "zh")["nticks"]
    (['0', '1万', '2万'], ['0', '10k', '20k'], 6)
    """
    if high < 1e4:
        comma = lang == "en"
        # A phone has room for few numbers with a comma.
        most = 4 if comma and high >= 1e3 else 6
        return {"exponentformat": "none", "separatethousands": comma, "nticks": most, "tickangle": 0}
    steps = [base * 10**power for power in range(3, 14) for base in (1, 2, 5)]
    step = next(s for s in steps if high / s <= 6)
    values = [step * i for i in range(int(high / step) + 1)]
    signs = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "B"), (1e6, "M"), (1e3, "k"))
    size, sign = next(pair for pair in signs if high >= pair[0])
    return {"tickmode": "array", "tickvals": values, "ticktext": [f"{v / size:g}{sign}" if v else "0" for v in values]}

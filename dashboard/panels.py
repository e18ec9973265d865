"""What a dot chart is made of: points in rows, rows in panels; one panel for each definition and unit."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows of one definition in one unit, with their own axis, which the title names with its unit."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Lines below the axis: which regions have no row, and why."""
    low: float = 0.0
    high: float = 0.0
    """Bounds that panels share whose values are to be compared by eye; the panel's own values may go beyond."""

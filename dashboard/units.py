"""Values in one common unit, with the calculation in words where it is not the unit of the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.labels import Labels

PER_MONTH = "CNY/person/month"
PER_YEAR = "CNY/person/year"
CONVERSIONS = ("monthly_equal",)
"""Derivations that only restate a value in another unit: a chart that converts by itself leaves them out."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a chart or table shows it."""

    value: float
    unit: str
    formula: str
    """Empty where nothing was converted."""


def shown(row: Mapping[str, Any], t: Labels, per: str = "month") -> Shown:
    """A row's value in the unit its kind is compared in; `per="year"` takes monthly rates times twelve."""
    value, unit = float(row["value"]), str(row["unit"])
    entry = t.catalogue.units.get(unit)
    target = entry.normalises_to if entry else unit
    factor = float(entry.factor) if entry else 1.0
    if per == "year" and target.endswith("/month"):
        target, factor = target.removesuffix("/month") + "/year", factor * 12
    if target == unit:
        return Shown(value, unit, "")
    result = value * factor
    sign, by = ("÷", 1 / factor) if factor < 1 else ("×", factor)
    formula = f"{t.number(value)}{t.unit_after(unit)} {sign} {by:.0f} = {t.number(result, 1)}{t.unit_after(target)}"
    return Shown(result, target, formula)


def common_unit(unit: str, t: Labels, per: str = "month") -> str:
    """The unit `shown` gives for a unit."""
    entry = t.catalogue.units.get(unit)
    target = entry.normalises_to if entry else unit
    if per == "year" and target.endswith("/month"):
        return target.removesuffix("/month") + "/year"
    return target

"""What may be compared with what: for two facts, six questions, each with yes or no and one reason of a closed set.

For lamps beside a comparison, for fences between charts, and for choosing the nearest year. Nothing here changes facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from etl.calculate import unit_factor
from etl.catalogue import Catalogue
from etl.catalogue_entry import Text
from etl.model import Fact
from etl.names import is_other_name
from etl.timespan import is_undated, parse_period

Question = Literal["unit", "year", "definition", "measure", "admin_level", "provenance"]
Reason = Literal[
    "same_unit",
    "unit_converted",
    "unit_differs",
    "same_year",
    "year_within_tolerance",
    "year_differs",
    "year_unknown",
    "length_differs",
    "same_definition",
    "indicator_differs",
    "dims_differ",
    "name_differs",
    "same_measure",
    "measure_differs",
    "same_level",
    "level_differs_rate",
    "level_differs_count",
    "both_reported",
    "both_derived",
    "reported_and_derived",
    "actual_and_planned",
]

QUESTIONS: Mapping[Question, Text] = MappingProxyType(
    {
        "unit": Text("单位", "Unit"),
        "year": Text("年份", "Year"),
        "definition": Text("口径", "Definition"),
        "measure": Text("度量方式", "Measure"),
        "admin_level": Text("行政层级", "Administrative level"),
        "provenance": Text("原文或推算", "Reported or derived"),
    }
)

REASONS: Mapping[Reason, Text] = MappingProxyType(
    {
        "same_unit": Text("单位相同", "Same unit"),
        "unit_converted": Text("换算后单位相同", "Same unit after conversion"),
        "unit_differs": Text("单位不同", "Units differ"),
        "same_year": Text("年份相同", "Same year"),
        "year_within_tolerance": Text("年份不同，但在允许范围内", "Years differ within the tolerance"),
        "year_differs": Text("年份不同", "Years differ"),
        "year_unknown": Text("有一方没有年份", "One has no year"),
        "length_differs": Text("时段长短不同", "Periods of different length"),
        "same_definition": Text("口径相同", "Same definition"),
        "indicator_differs": Text("指标不同", "Indicators differ"),
        "dims_differ": Text("范围不同，如城乡、人群、方式", "Scopes differ, e.g. residence, group, kind of care"),
        "name_differs": Text("原文名称不同", "The texts use different names"),
        "same_measure": Text("度量方式相同", "Same measure"),
        "measure_differs": Text("度量方式不同", "Measures differ"),
        "same_level": Text("行政层级相同", "Same administrative level"),
        "level_differs_rate": Text("层级不同，但比率或标准可比", "Levels differ; a rate or standard can be compared"),
        "level_differs_count": Text("层级不同，总量不可比，请看比率", "Levels differ: compare a rate, not the total"),
        "both_reported": Text("均为原文所述", "Both are stated"),
        "both_derived": Text("均为推算", "Both are computed"),
        "reported_and_derived": Text("一为原文、一为推算", "One is stated, one is computed"),
        "actual_and_planned": Text("一为实际、一为计划", "One is actual, one is planned"),
    }
)

_SIZELESS = frozenset({"money_rate", "money_per_unit", "share", "share_difference", "ratio"})
"""Kinds of units whose values do not grow with the size of a place."""
_SIZELESS_MEASURES = frozenset({"growth_pct", "share_pct", "gap_pp", "subsidy_rate_pct", "ratio"})


@dataclass(frozen=True, slots=True)
class Lamp:
    """The answer to one question."""

    question: Question
    agrees: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Comparability:
    """Six lamps; the fields are in the order in which they are shown."""

    unit: Lamp
    year: Lamp
    definition: Lamp
    measure: Lamp
    admin_level: Lamp
    provenance: Lamp

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """All answers, in the order in which they are shown."""
        return (self.unit, self.year, self.definition, self.measure, self.admin_level, self.provenance)

    @property
    def may_share_axis(self) -> bool:
        """Whether both may stand on one axis: the rest (year, provenance) can be printed at the mark."""
        return all(lamp.agrees for lamp in (self.unit, self.definition, self.measure, self.admin_level))

    @property
    def is_full(self) -> bool:
        """Whether nothing speaks against the comparison."""
        return all(lamp.agrees for lamp in self.lamps)


def compare_facts(one: Fact, other: Fact, catalogue: Catalogue, *, tolerance_years: int = 0) -> Comparability:
    """What agrees and what does not between two facts; the order of the two does not matter.

    Args:
        one: A fact.
        other: Another fact.
        catalogue: Units of the facts.
        tolerance_years: How many years may lie between them.
    """
    return Comparability(
        unit=_compare_units(one, other, catalogue),
        year=_compare_years(one, other, tolerance_years),
        definition=_compare_definitions(one, other, catalogue),
        measure=_lamp("measure", one.measure == other.measure, "same_measure", "measure_differs"),
        admin_level=_compare_levels(one, other, catalogue),
        provenance=_compare_provenance(one, other),
    )


def _lamp(question: Question, agrees: bool, yes: Reason, no: Reason) -> Lamp:
    return Lamp(question, agrees, yes if agrees else no)


def _compare_units(one: Fact, other: Fact, catalogue: Catalogue) -> Lamp:
    if one.unit == other.unit:
        return Lamp("unit", True, "same_unit")
    agrees = unit_factor(one.unit, catalogue)[0] == unit_factor(other.unit, catalogue)[0]
    return _lamp("unit", agrees, "unit_converted", "unit_differs")


def _compare_years(one: Fact, other: Fact, tolerance_years: int) -> Lamp:
    first, second = parse_period(one.period), parse_period(other.period)
    if first is None or second is None or is_undated(one) or is_undated(other):
        return Lamp("year", False, "year_unknown")
    if first.is_longer_than_year or second.is_longer_than_year:
        if first.months != second.months:
            return Lamp("year", False, "length_differs")
    elif one.period_type == other.period_type == "interval" and first.months != second.months:
        return Lamp("year", False, "length_differs")
    apart = abs(first.last.year - second.last.year)
    if not apart:
        return Lamp("year", True, "same_year")
    return _lamp("year", apart <= tolerance_years, "year_within_tolerance", "year_differs")


def _compare_definitions(one: Fact, other: Fact, catalogue: Catalogue) -> Lamp:
    if one.indicator != other.indicator:
        return Lamp("definition", False, "indicator_differs")
    if dict(one.dims) != dict(other.dims):
        return Lamp("definition", False, "dims_differ")
    return _lamp("definition", not is_other_name(one, other, catalogue), "same_definition", "name_differs")


def admin_level(region: str) -> str:
    """Administrative level of a GB/T 2260 code.

    >>> [admin_level(code) for code in ("100000", "140000", "140900", "140902")]
    ['nation', 'province', 'prefecture', 'county']
    """
    if region == "100000":
        return "nation"
    if region.endswith("0000"):
        return "province"
    return "prefecture" if region.endswith("00") else "county"


def grows_with_size(fact: Fact, catalogue: Catalogue) -> bool:
    """Whether a larger place has a larger value: counts, areas and sums of money, but not rates and standards."""
    if fact.measure in _SIZELESS_MEASURES:
        return False
    unit = catalogue.units.get(fact.unit)
    # An amount per year is a sum of money all the same.
    return unit is None or unit.kind not in _SIZELESS or fact.unit == "CNY/year"


def _compare_levels(one: Fact, other: Fact, catalogue: Catalogue) -> Lamp:
    if admin_level(one.region) == admin_level(other.region):
        return Lamp("admin_level", True, "same_level")
    is_size = grows_with_size(one, catalogue) or grows_with_size(other, catalogue)
    return _lamp("admin_level", not is_size, "level_differs_rate", "level_differs_count")


def _compare_provenance(one: Fact, other: Fact) -> Lamp:
    if (one.status == "planned") != (other.status == "planned"):
        return Lamp("provenance", False, "actual_and_planned")
    if (one.provenance == "reported") != (other.provenance == "reported"):
        return Lamp("provenance", False, "reported_and_derived")
    return Lamp("provenance", True, "both_reported" if one.provenance == "reported" else "both_derived")


def nearest_year(facts: Iterable[Fact], year: int, tolerance_years: int) -> Fact | None:
    """The fact whose period ends nearest to a year, None where none lies within the tolerance.

    Of two that are equally near the later one is taken, then a primary, then a reported one.
    """

    def rank(fact: Fact) -> tuple[int, int, bool, bool, str, int, str]:
        end = _end_year(fact)
        distance = abs(end - year) if end is not None else 0
        is_computed = fact.provenance != "reported"
        return (distance, -(end or 0), not fact.is_primary, is_computed, fact.doc_id, fact.start, fact.fact_id)

    near = [fact for fact in facts if (end := _end_year(fact)) is not None and abs(end - year) <= tolerance_years]
    return min(near, key=rank, default=None)


def _end_year(fact: Fact) -> int | None:
    span = parse_period(fact.period)
    return None if span is None or is_undated(fact) else span.last.year

"""Builds the fact of a computed value from its calculation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from etl.calculate import PUBLISHED_STEP, Calculation, kept
from etl.catalogue import Catalogue
from etl.identity import fact_id
from etl.model import Fact, Measure, Provenance, Qualifier, Status

_OF_THE_LEAD_ALONE: Mapping[str, Any] = {
    "evidence": {},
    "correction": "",
    "stated_value": None,
    "is_primary": True,
    "verdict": None,
    "verdict_reason": "",
    "computed_value": None,
    "implied_base": None,
    "operands": (),
}
"""What is known of the reported number and not of the value computed from it."""


def make_derived(
    lead: Fact,
    calculation: Calculation,
    derivation: str,
    catalogue: Catalogue,
    *,
    indicator: str = "",
    measure: Measure | None = None,
    unit: str = "",
    dims: Mapping[str, str] | None = None,
    period: str = "",
    base_period: str | None = None,
    provenance: Provenance = "derived",
    flags: tuple[str, ...] = (),
    value_max: Decimal | None = None,
) -> Fact:
    """A fact at the place of `lead` with the value of the calculation; what is not given is that of `lead`."""
    entry = catalogue.indicators[indicator or lead.indicator]
    operands = calculation.operands
    made = replace(
        lead,
        indicator=entry.slug,
        headline=entry.headline,
        topic=entry.topic,
        measure=measure or lead.measure,
        unit=unit or lead.unit,
        dims=dict(lead.dims if dims is None else dims),
        period=period or lead.period,
        base_period=base_period,
        value=kept(calculation.value),
        value_max=value_max,
        resolution=_resolution(calculation),
        qualifier=_qualifier(operands),
        status=_status(operands),
        provenance=provenance,
        derivation=derivation,
        formula=calculation.formula,
        parents=tuple(dict.fromkeys(fact.fact_id for fact in operands)),
        rule=derivation,
        flags=tuple(dict.fromkeys((*flags, *(flag for fact in operands for flag in fact.flags)))),
        **_OF_THE_LEAD_ALONE,
    )
    identity = fact_id(made)
    return replace(made, fact_id=identity, occurrence_of=identity)


def _resolution(calculation: Calculation) -> Decimal:
    """The power of ten that the computed value is good for: the width that its operands' digits leave."""
    width = calculation.interval.high - calculation.interval.low
    if not width.is_finite() or width <= PUBLISHED_STEP:
        return PUBLISHED_STEP
    return Decimal(1).scaleb(width.adjusted())


def _qualifier(operands: tuple[Fact, ...]) -> Qualifier:
    """Exact if all operands are; the hedge of a single operand stays; of several, only that it is not exact."""
    hedges = {fact.qualifier for fact in operands} - {"exact"}
    if not hedges:
        return "exact"
    return operands[0].qualifier if len(operands) == 1 else "approx"


def _status(operands: tuple[Fact, ...]) -> Status:
    states = {fact.status for fact in operands}
    if "planned" in states:
        return "planned"
    return "reported_by_other" if "reported_by_other" in states else "actual"

"""Derivations over time: growth between two levels, growth per year, and the base that a statement implies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from etl.calculate import (
    PERCENT,
    Calculation,
    annualised,
    base_implied_by,
    difference,
    exact,
    growth,
    term,
    terms,
    unit_factor,
)
from etl.catalogue import Catalogue
from etl.derived_fact import make_derived
from etl.identity import dims_key
from etl.levels import Candidate, Levels, end_span, sort_candidates, time_caveat
from etl.model import Fact
from etl.precision import Interval
from etl.timespan import Span, is_undated, parse_period

_DECREED = ("standard", "bound")
"""Kinds whose plan is the coming value itself. Of other things a plan mostly says what is to be added (拟新建30个)."""
_MIN_YEARS = 2
"""A growth over one year is its own yearly growth."""


def derive_over_time(facts: Sequence[Fact], levels: Levels) -> Iterator[Fact]:
    """All derivations over time of the facts given."""
    for series in _series(facts, levels.catalogue):
        for base, end in _pairs(series):
            yield from derive_growth(end, base, levels.catalogue)
    for fact in facts:
        if fact.measure == "growth_pct":
            yield from derive_annualised_statement(fact, levels.catalogue)
            yield from derive_implied_base(fact, levels)
        elif fact.measure == "change_abs":
            yield from derive_earlier_level(fact, levels)


def _series(facts: Sequence[Fact], catalogue: Catalogue) -> Iterator[list[Fact]]:
    """Levels of one thing, comparable with each other, in order of time."""
    groups: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        span = parse_period(fact.period)
        if fact.measure not in ("level", "share_pct") or span is None or not _is_point(fact, span, catalogue):
            continue
        unit = unit_factor(fact.unit, catalogue)[0]
        length = str(span.months) if _is_flow(fact, catalogue) else ""
        groups[fact.region, fact.indicator, dims_key(fact.dims), fact.measure, unit, length].append(fact)
    for group in groups.values():
        yield sorted(group, key=_order)


def _is_flow(fact: Fact, catalogue: Catalogue) -> bool:
    return catalogue.indicators[fact.indicator].kind == "flow"


def _is_point(fact: Fact, span: Span, catalogue: Catalogue) -> bool:
    """Whether the value belongs to one point of a time series; a stock counted up over a plan period does not."""
    if _is_flow(fact, catalogue):
        return fact.period_type == "interval"
    return is_undated(fact) or not span.is_longer_than_year


def _order(fact: Fact) -> tuple[object, ...]:
    span = parse_period(fact.period)
    return (span.last.isoformat() if span else "", fact.status == "planned", fact.doc_id, fact.start, fact.fact_id)


def _pairs(series: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Base and end of each step, of the whole way, and of each raise whose base has no date."""
    dated = _one_per_year([fact for fact in series if not is_undated(fact)])
    yield from pairwise(dated)
    if len(dated) > 2:
        yield dated[0], dated[-1]
    for base in (fact for fact in series if is_undated(fact)):
        ends = [fact for fact in dated if fact.doc_id == base.doc_id and fact.start > base.start]
        if ends:
            yield base, min(ends, key=lambda fact: fact.start)


def _one_per_year(dated: Sequence[Fact]) -> list[Fact]:
    """The first fact of each year: two texts may state one year differently, and a growth needs one of them."""
    years: dict[int, Fact] = {}
    for fact in dated:
        span = parse_period(fact.period)
        if span is not None:
            years.setdefault(span.last.year, fact)
    return list(years.values())


def _years_between(base: str | None, end: str) -> int | None:
    """Whole years from the base to the end of a growth; None where the base has no date."""
    from_span, to_span = parse_period(base), parse_period(end)
    if from_span is None or to_span is None or from_span.is_longer_than_year:
        return None
    return to_span.last.year - from_span.last.year


def derive_growth(end: Fact, base: Fact, catalogue: Catalogue) -> Iterator[Fact]:
    """Growth between two levels and per year; for two shares their difference in percentage points."""
    operands = terms([end, base], catalogue)
    if operands is None or (base.status == "planned" and end.status != "planned"):
        return
    if end.status == "planned" and catalogue.indicators[end.indicator].kind not in _DECREED:
        return
    flags = ("base_undated",) if is_undated(base) else ()
    if end.measure == "share_pct":
        yield make_derived(
            end,
            difference(*operands),
            "change_in_points",
            catalogue,
            measure="change_abs",
            unit="percentage_point",
            base_period=base.period,
            flags=flags,
        )
        return
    calculation = growth(*operands)
    if calculation is None:
        return
    yield make_derived(
        end,
        calculation,
        "growth",
        catalogue,
        measure="growth_pct",
        unit="percent",
        base_period=base.period,
        flags=flags,
    )
    years = None if flags else _years_between(base.period, end.period)
    if years is not None and years >= _MIN_YEARS and end.value > 0:
        symbols = f"(({operands[0].symbols} ÷ {operands[1].symbols})^(1/{years}) − 1) × 100"
        yield _annual(end, calculation, symbols, years, base.period, catalogue)


def derive_annualised_statement(fact: Fact, catalogue: Catalogue) -> Iterator[Fact]:
    """A stated growth over several years, per year."""
    years = _years_between(fact.base_period, fact.period)
    if years is not None and years >= _MIN_YEARS and fact.value > -PERCENT:
        stated = term(fact, catalogue)
        calculation = Calculation(fact.value, stated.interval, stated.symbols, (fact,))
        symbols = f"((1 + {exact(fact.value)}%)^(1/{years}) − 1) × 100"
        yield _annual(fact, calculation, symbols, years, fact.base_period, catalogue)


def _annual(
    lead: Fact, whole: Calculation, symbols: str, years: int, base_period: str | None, catalogue: Catalogue
) -> Fact:
    def per_year(percent: Decimal) -> Decimal:
        ratio = 1 + percent / PERCENT
        return annualised(ratio, years) if percent.is_finite() and ratio > 0 else percent

    interval = Interval(per_year(whole.interval.low), per_year(whole.interval.high))
    calculation = Calculation(per_year(whole.value), interval, symbols, whole.operands, is_percent=True)
    return make_derived(
        lead,
        calculation,
        "annualised_growth",
        catalogue,
        measure="growth_pct",
        unit="percent/year",
        base_period=base_period,
    )


def _end_level(fact: Fact, levels: Levels, measure: str) -> Fact | None:
    """The level that a growth or change ends at: same place, same time, without any caveat."""
    wanted = end_span(fact, levels.catalogue)
    if wanted is None:
        return None
    candidates = [
        Candidate(level, "")
        for level in levels.near(fact, fact.indicator, fact.dims, measure, repeats=False)
        if time_caveat(level, wanted, 0) == "" and (level.status == "planned") == (fact.status == "planned")
    ]
    ordered = sort_candidates(candidates, fact, wanted)
    return ordered[0].fact if ordered else None


def derive_implied_base(fact: Fact, levels: Levels) -> Iterator[Fact]:
    """The base that a stated growth implies, where the base is not stated or contradicts it: 584 ÷ 1.0936 = 534.0."""
    end = _end_level(fact, levels, "level")
    is_confirmed = fact.verdict in ("consistent", "rounding") and ":" not in fact.verdict_reason
    if end is None or fact.base_period is None or is_confirmed:
        return
    calculation = base_implied_by(term(end, levels.catalogue, convert=False), fact)
    if calculation is not None:
        yield make_derived(
            end, calculation, "implied_base", levels.catalogue, period=fact.base_period, provenance="implied"
        )


def derive_earlier_level(fact: Fact, levels: Levels) -> Iterator[Fact]:
    """The level before a stated change: 786500 − 113200 = 673300.

    Only for a change between two dates. What was added during a period (新增床位1200张) is not the net change.
    """
    if fact.base_period is None or fact.period_type != "instant":
        return
    measure = "share_pct" if fact.unit == "percentage_point" else "level"
    end = _end_level(fact, levels, measure)
    operands = terms([end, fact], levels.catalogue) if end else None
    if end is not None and operands is not None:
        yield make_derived(end, difference(*operands), "earlier_level", levels.catalogue, period=fact.base_period)

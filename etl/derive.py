"""Stage `derive`: values computed from reported facts, each with its parents and its formula.

In: facts, their repeats linked (`reconcile`) and their statements checked (`verdicts`); without these two, repeats give
repeats and every stated growth gives its implied base. Out: only the new facts, provenance `derived` or `implied`. They
stand at the place of their first parent, whose sentence and written value they carry, so that their span is true too.
Nothing reported is changed, and nothing is derived from a derived value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from etl.calculate import Calculation, Term, difference, quotient, scaled, term, total, unit_factor
from etl.catalogue import Catalogue
from etl.derive_time import derive_over_time
from etl.derived_fact import make_derived
from etl.identities import Gap, Identities, Operand, Parts, Quotient
from etl.levels import Caveat, Levels, bind, is_usable
from etl.model import Fact
from etl.timespan import MONTHS_OF_YEAR, is_undated, parse_period

_HARD: tuple[Caveat, ...] = ("", "nearby_year")


def derive(facts: Sequence[Fact], catalogue: Catalogue, identities: Identities) -> list[Fact]:
    """The facts that follow from reported ones, sorted by text, place and id.

    Args:
        facts: Facts of all texts; only primary reported facts are used.
        catalogue: Units, topics and kinds of the indicators.
        identities: Which rates, shares, gaps and sums exist.
    """
    used = [fact for fact in facts if fact.is_primary and is_usable(fact)]
    levels = Levels(used, catalogue, identities)
    found: dict[str, Fact] = {}
    for fact in _derive_all(used, levels):
        found.setdefault(fact.fact_id, fact)
    return sorted(found.values(), key=lambda fact: (fact.doc_id, fact.start, fact.fact_id))


def _derive_all(facts: Sequence[Fact], levels: Levels) -> Iterator[Fact]:
    for fact in facts:
        yield from derive_monthly_equal(fact, levels.catalogue)
    yield from derive_over_time(facts, levels)
    for entry in levels.identities.quotients:
        if entry.derive:
            yield from derive_quotient(entry, levels)
    for gap in levels.identities.gaps:
        yield from derive_gap(gap, levels)
    for parts in levels.identities.parts:
        if parts.derive:
            yield from derive_sum(parts, levels)


def derive_monthly_equal(fact: Fact, catalogue: Catalogue) -> Iterator[Fact]:
    """A yearly amount as a monthly one: 6200 ÷ 12 = 516.7."""
    unit, factor = unit_factor(fact.unit, catalogue)
    if factor == 1 or fact.measure not in ("level", "change_abs"):
        return
    converted = term(fact, catalogue)
    calculation = Calculation(
        value=converted.value,
        interval=converted.interval,
        symbols=converted.symbols,
        operands=(fact,),
    )
    value_max = None if fact.value_max is None else scaled(fact.value_max, factor)
    yield make_derived(fact, calculation, "monthly_equal", catalogue, unit=unit, value_max=value_max)


def _starts(operand: Operand, levels: Levels) -> Iterator[tuple[Fact, dict[str, str]]]:
    """Facts that a calculation can start from: dated, not planned, in the unit expected."""
    for fact in levels.of_indicator(operand.indicator):
        binding = bind(fact, operand)
        if binding is not None and fact.status != "planned" and not is_undated(fact) and levels.has_unit(fact, operand):
            yield fact, binding


def _companion(
    operand: Operand, binding: Mapping[str, str], like: Fact, levels: Levels, *, tolerance_years: int = 0
) -> Fact | None:
    """The best fact for another operand; none where only a weak one is there."""
    candidates = levels.for_operand(operand, binding, like, tolerance_years)
    # A count of a whole plan period may be divided by a population counted inside it.
    allowed = (*_HARD, "within_period") if tolerance_years else _HARD
    return candidates[0].fact if candidates and candidates[0].caveat in allowed else None


def _companions(
    operands: Sequence[Operand], binding: Mapping[str, str], like: Fact, levels: Levels, *, tolerance_years: int = 0
) -> list[Fact] | None:
    found = []
    for operand in operands:
        fact = _companion(operand, binding, like, levels, tolerance_years=tolerance_years)
        if fact is None:
            return None
        found.append(fact)
    return found


def _converted(facts: Sequence[Fact], levels: Levels) -> list[Term]:
    return [term(fact, levels.catalogue) for fact in facts]


def months_of(fact: Fact) -> int:
    """Months that an amount of money covers: those of its period, twelve for an amount per year."""
    span = parse_period(fact.period)
    return MONTHS_OF_YEAR if span is None or fact.unit.endswith("/year") else span.months


def derive_quotient(entry: Quotient, levels: Levels) -> Iterator[Fact]:
    """Rates, ratios, shares and money per recipient: 15543 ÷ 786500 × 1000 = 19.76."""
    first, *others = entry.numerator
    for fact, binding in _starts(first, levels):
        rest = _companions(others, binding, fact, levels)
        below = _companions(entry.denominator, binding, fact, levels, tolerance_years=entry.tolerance_years)
        if rest is None or below is None or fact in below:
            continue
        months = months_of(fact) if entry.per_month else 1
        above = _converted([fact, *rest], levels)
        calculation = quotient(above, _converted(below, levels), scale=entry.scale, months=months)
        if calculation is None:
            continue
        dims = dict(fact.dims) if entry.result_dims is None else {**entry.result_dims, **binding}
        yield make_derived(
            fact,
            calculation,
            entry.slug,
            levels.catalogue,
            indicator=entry.indicator,
            measure=entry.measure,
            unit=entry.unit,
            dims=dims,
        )


def derive_gap(entry: Gap, levels: Levels) -> Iterator[Fact]:
    """Differences between two standards of one place and time: 584 − 478 = 106."""
    for fact, binding in _starts(entry.minuend, levels):
        other = _companion(entry.subtrahend, binding, fact, levels)
        if other is not None:
            minuend, subtrahend = _converted([fact, other], levels)
            yield make_derived(
                fact,
                difference(minuend, subtrahend),
                entry.slug,
                levels.catalogue,
                indicator=entry.indicator,
                measure=entry.measure,
                unit=entry.unit,
                dims=dict(binding),
            )


def derive_sum(entry: Parts, levels: Levels) -> Iterator[Fact]:
    """A total that no text states, from its parts: 201000 + 23000 = 224000.

    All parts stand in one text: sums across texts would mix dates and ways of counting.
    """
    first, *others = entry.parts
    for fact, binding in _starts(first, levels):
        rest = _companions(others, binding, fact, levels)
        if rest is None or any(part.doc_id != fact.doc_id or part.unit != fact.unit for part in rest):
            continue
        if levels.for_operand(entry.total, binding, fact, 0, any_unit=True):
            continue
        calculation = total(_converted([fact, *rest], levels))
        yield make_derived(
            fact,
            calculation,
            "sum_of_parts",
            levels.catalogue,
            indicator=entry.total.indicator,
            dims={**entry.total.dims, **binding},
        )

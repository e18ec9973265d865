"""Checks stated shares, rates, gaps, totals and averages against the facts that the identities declare for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from etl.calculate import Calculation, difference, is_count, quotient, term, total, whole_implied_by
from etl.derive import months_of
from etl.identities import Operand, Parts, Quotient
from etl.judge import Finding, best, cannot_check, judge
from etl.levels import Candidate, Levels, bind, province_of, time_caveat, worst
from etl.model import Fact
from etl.timespan import MONTHS_OF_YEAR, parse_period

_NATION = "100000"
_MONTHS_OF_AVERAGE = {"annual_average": MONTHS_OF_YEAR, "monthly_average": 1}


def check_quotient(stated: Fact, levels: Levels) -> Finding:
    """The verdict on a stated share or rate."""
    if stated.status == "planned":
        return cannot_check("planned")
    findings = [
        _check_entry(stated, entry, binding, levels)
        for entry in levels.identities.quotients
        if (binding := _bind_result(stated, entry)) is not None
    ]
    return best(findings) or cannot_check("not_declared")


def _bind_result(stated: Fact, entry: Quotient) -> dict[str, str] | None:
    if (entry.indicator, entry.measure, entry.unit) != (stated.indicator, stated.measure, stated.unit):
        return None
    first = entry.numerator[0]
    dims = first.dims if entry.result_dims is None else entry.result_dims
    return bind(stated, Operand(entry.indicator, dims, first.same, measure=entry.measure))


def _first_candidates(
    operands: Sequence[Operand], binding: Mapping[str, str], stated: Fact, levels: Levels, tolerance: int
) -> list[Candidate] | None:
    """The best candidate for each operand; None where one has none."""
    found = []
    for operand in operands:
        candidates = levels.for_operand(operand, binding, stated, tolerance)
        if not candidates:
            return None
        found.append(candidates[0])
    return found


def _check_entry(stated: Fact, entry: Quotient, binding: Mapping[str, str], levels: Levels) -> Finding:
    above = _first_candidates(entry.numerator, binding, stated, levels, entry.tolerance_years)
    below = _first_candidates(entry.denominator, binding, stated, levels, entry.tolerance_years)
    if above is None:
        return cannot_check("no_part", *(candidate.fact for candidate in below or ()))
    numerator = [term(candidate.fact, levels.catalogue) for candidate in above]
    implied = whole_implied_by(numerator[0], stated) if stated.measure == "share_pct" and len(above) == 1 else None
    if below is None:
        return cannot_check("no_whole", *(candidate.fact for candidate in above), implied_base=implied)
    if {candidate.fact.fact_id for candidate in above} & {candidate.fact.fact_id for candidate in below}:
        return cannot_check("no_part")
    denominator = [term(candidate.fact, levels.catalogue) for candidate in below]
    months = months_of(above[0].fact) if entry.per_month else 1
    calculation = quotient(numerator, denominator, scale=entry.scale, months=months)
    if calculation is None:
        return cannot_check("base_not_positive", *(candidate.fact for candidate in (*above, *below)))
    time = worst(candidate.caveat for candidate in (*above, *below))
    caveat: str = time if entry.derive or time else "parts_may_be_incomplete"
    return judge(stated, calculation, [caveat], is_rate=True, implied_base=implied)


def check_gap(stated: Fact, levels: Levels) -> Finding:
    """The verdict on a stated gap to the nation or the province, in percentage points."""
    if stated.status == "planned":
        return cannot_check("planned")
    dims = {dim: value for dim, value in stated.dims.items() if dim != "versus"}
    reference = _NATION if stated.dims.get("versus") == "china" else province_of(stated.region)
    own = _share_at(stated.region, stated, dims, levels)
    other = _share_at(reference, stated, dims, levels) if reference != stated.region else None
    if own is None:
        return cannot_check("no_part")
    minuend = term(own.fact, levels.catalogue)
    if other is None:
        implied = minuend.value - stated.value
        return cannot_check("no_reference", own.fact, implied_base=implied)
    calculation = difference(minuend, term(other.fact, levels.catalogue))
    # The texts give a gap without its sign; which side is higher is in the words.
    if stated.value >= 0 > calculation.value:
        calculation = difference(term(other.fact, levels.catalogue), minuend)
    return judge(stated, calculation, [worst((own.caveat, other.caveat))], is_rate=False)


def _share_at(region: str, stated: Fact, dims: Mapping[str, str], levels: Levels) -> Candidate | None:
    wanted = parse_period(stated.period)
    if wanted is None:
        return None

    def is_fit(fact: Fact) -> bool:
        return time_caveat(fact, wanted, 0) is not None and fact.status != "planned"

    found = levels.first(region, stated, dims, "share_pct", is_fit)
    caveat = time_caveat(found, wanted, 0) if found else None
    return None if found is None or caveat is None else Candidate(found, caveat)


def check_total(stated: Fact, levels: Levels) -> Finding | None:
    """The verdict on a total whose parts are stated; None where they are not, or a difference says nothing."""
    if stated.status == "planned":
        return None
    return best(found for found in _total_findings(stated, levels) if found.agrees or found.verdict == "conflict")


def _total_findings(stated: Fact, levels: Levels) -> Iterator[Finding]:
    for entry in levels.parts_of(stated.indicator):
        binding = bind(stated, entry.total)
        if binding is not None:
            found = _check_parts(stated, entry, binding, levels)
            if found is not None:
                yield found
    average = _check_average(stated, levels)
    if average is not None:
        yield average


def _check_parts(stated: Fact, entry: Parts, binding: Mapping[str, str], levels: Levels) -> Finding | None:
    parts = _first_candidates(entry.parts, binding, stated, levels, 0)
    if parts is None:
        return None
    facts = [part.fact for part in parts]
    if not entry.mixed_units and any(fact.unit != stated.unit for fact in facts):
        return None
    calculation = total([term(fact, levels.catalogue, convert=False) for fact in facts])
    time = worst(part.caveat for part in parts)
    is_one_text = all(fact.doc_id == stated.doc_id for fact in facts)
    caveats: list[str] = [
        "" if entry.complete else "parts_may_be_incomplete",
        "" if is_one_text else "nearby_year",
        time,
    ]
    found = judge(stated, calculation, caveats, is_rate=False, is_count=is_count(stated.unit, levels.catalogue))
    if found.agrees and entry.mixed_units:
        return Finding("rounding", "adds_unlike_units", found.computed, None, found.operands)
    if found.agrees and not time and is_one_text:
        # Parts that add up to the total are all of it, whatever could have been left out.
        return Finding(found.verdict, found.reason.partition(":")[0], found.computed, None, found.operands)
    return found


def _check_average(stated: Fact, levels: Levels) -> Finding | None:
    """年均13亿元 against the total of the same years."""
    months = _MONTHS_OF_AVERAGE.get(stated.dims.get("aggregation", ""))
    span = parse_period(stated.period)
    if months is None or span is None:
        return None
    dims = {dim: value for dim, value in stated.dims.items() if dim != "aggregation"}
    count = Decimal(span.months) / months

    def is_fit(fact: Fact) -> bool:
        return fact.period == stated.period and fact.status != "planned" and stated.unit.startswith(fact.unit)

    found = levels.first(stated.region, stated, dims, "level", is_fit)
    if found is None:
        return None
    whole = term(found, levels.catalogue, convert=False)
    calculation = Calculation(
        value=whole.value / count,
        interval=whole.interval.times(1 / count),
        symbols=f"{whole.symbols} ÷ {count:f}",
        operands=(found,),
    )
    return judge(stated, calculation, [], is_rate=False)

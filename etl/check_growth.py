"""Checks a stated growth or change against the levels of its base and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from etl.calculate import Calculation, Term, base_implied_by, difference, growth, is_count, terms
from etl.judge import Finding, best, cannot_check, judge
from etl.levels import CAVEATS, Candidate, Caveat, Levels, end_span, sort_candidates, time_caveat, worst
from etl.model import Fact, Measure
from etl.timespan import Span, is_undated, parse_period

_MAX_CANDIDATES = 4
"""Different values tried for one level; a real text has one or two."""

_Compute = Callable[[Term, Term], Calculation | None]


@dataclass(frozen=True, slots=True)
class _Pair:
    end: Candidate
    base: Candidate

    @property
    def caveat(self) -> Caveat:
        return worst((self.end.caveat, self.base.caveat))


def check_growth(stated: Fact, levels: Levels) -> Finding:
    """The verdict on a stated growth in percent."""
    found = _check(stated, levels, "level", growth, is_rate=True)
    if found.verdict == "cannot_check" and found.computed is None:
        return _check_through_change(stated, levels) or found
    return found


def check_change(stated: Fact, levels: Levels) -> Finding:
    """The verdict on a stated absolute change, also of a share in percentage points."""
    measure: Measure = "share_pct" if stated.unit == "percentage_point" else "level"
    return _check(stated, levels, measure, difference, is_rate=False)


def _check(stated: Fact, levels: Levels, measure: Measure, compute: _Compute, *, is_rate: bool) -> Finding:
    end_time, base_time = end_span(stated, levels.catalogue), parse_period(stated.base_period)
    if end_time is None or base_time is None:
        return cannot_check("no_base_period")
    years = end_time.last.year - base_time.last.year
    tolerance = levels.identities.nearby_years if years >= levels.identities.nearby_from_years else 0
    ends = [end for end in _candidates(stated, end_time, levels, measure, tolerance) if not is_undated(end.fact)]
    bases = _candidates(stated, base_time, levels, measure, tolerance, is_base=True)
    pairs = list(_pairs(ends, bases))
    if not pairs:
        return _missing(stated, ends, bases, levels)
    findings = [_judge_pair(stated, pair, levels, compute, is_rate=is_rate) for pair in pairs]
    return best(findings) or findings[0]


def _candidates(
    stated: Fact, wanted: Span, levels: Levels, measure: Measure, tolerance: int, *, is_base: bool = False
) -> list[Candidate]:
    """Levels that can be the base or the end of a statement: one for each value, the best first."""
    is_planned = stated.status == "planned" and not is_base
    own = levels.near(stated, stated.indicator, stated.dims, measure, most=_MAX_CANDIDATES)
    found = []
    for level in chain(own, levels.elsewhere(stated, measure, most=_MAX_CANDIDATES)):
        caveat = time_caveat(level, wanted, tolerance)
        if caveat is None or (level.status == "planned") != is_planned:
            continue
        place: Caveat = "" if level.region == stated.region else "other_region"
        found.append(Candidate(level, worst((caveat, place, levels.text_caveat(level, stated)))))
    by_value: dict[tuple[Decimal, str, Caveat], Candidate] = {}
    for candidate in sort_candidates(found, stated, wanted):
        by_value.setdefault((candidate.fact.value, candidate.fact.unit, candidate.caveat), candidate)
    return list(by_value.values())[:_MAX_CANDIDATES]


def _pairs(ends: Sequence[Candidate], bases: Sequence[Candidate]) -> Iterator[_Pair]:
    """Pairs whose base lies before the end, only those with the least caveat: the weaker ones would agree by chance."""
    pairs = [_Pair(end, base) for end in ends for base in bases if _is_before(base.fact, end.fact)]
    if pairs:
        least = min(CAVEATS.index(pair.caveat) for pair in pairs)
        yield from (pair for pair in pairs if CAVEATS.index(pair.caveat) == least)


def _is_before(base: Fact, end: Fact) -> bool:
    first, last = parse_period(base.period), parse_period(end.period)
    if first is None or last is None or base.fact_id == end.fact_id:
        return False
    return first.last < last.last or (is_undated(base) and first.first < last.last)


def _missing(stated: Fact, ends: Sequence[Candidate], bases: Sequence[Candidate], levels: Levels) -> Finding:
    if stated.status == "planned" and not ends:
        return cannot_check("planned")
    if not ends:
        return cannot_check("no_end_level", bases[0].fact) if bases else cannot_check("no_levels")
    end = ends[0]
    is_net = stated.measure == "growth_pct" or stated.period_type == "instant"
    implied = _implied_base(stated, end.fact, levels) if is_net and not end.caveat else None
    return cannot_check("no_base_level", end.fact, implied_base=implied)


def _implied_base(stated: Fact, end: Fact, levels: Levels) -> Decimal | None:
    operands = terms([end, stated], levels.catalogue) if stated.measure == "change_abs" else None
    if operands is not None:
        return difference(*operands).value
    if stated.measure != "growth_pct":
        return None
    own = terms([end], levels.catalogue)
    calculation = base_implied_by(own[0], stated) if own else None
    return calculation.value if calculation else None


def _judge_pair(stated: Fact, pair: _Pair, levels: Levels, compute: _Compute, *, is_rate: bool) -> Finding:
    end, base = pair.end.fact, pair.base.fact
    operands = terms([end, base] if is_rate else [end, base, stated], levels.catalogue)
    if operands is None:
        return cannot_check("units_differ", end, base)
    calculation = compute(operands[0], operands[1])
    if calculation is None:
        return cannot_check("base_not_positive", end, base)
    # 新增床位1200张: what was added is at least the net change, and beds were closed as well.
    is_gross = not is_rate and stated.period_type == "interval"
    return judge(
        stated,
        calculation,
        [pair.caveat, "gross_change" if is_gross else ""],
        is_rate=is_rate,
        is_count=is_count(stated.unit, levels.catalogue),
        implied_base=_implied_base(stated, end, levels),
    )


def _check_through_change(stated: Fact, levels: Levels) -> Finding | None:
    """A growth whose base no text gives, but whose end level and absolute change stand beside it."""
    end_time = end_span(stated, levels.catalogue)
    if end_time is None:
        return None
    ends = [end for end in _candidates(stated, end_time, levels, "level", 0) if not end.caveat]
    changes = [
        change
        for change in levels.own(stated, "change_abs")
        if (change.period, change.base_period) == (stated.period, stated.base_period)
    ]
    operands = terms([ends[0].fact, changes[0]], levels.catalogue) if ends and changes else None
    if operands is None:
        return None
    end, change = operands
    base = difference(end, change)
    calculation = growth(end, Term(change.fact, base.value, base.interval, base.symbols))
    if calculation is None:
        return None
    caveat = "gross_change" if change.fact.period_type == "interval" else ""
    return judge(stated, calculation, [caveat], is_rate=True, implied_base=base.value)

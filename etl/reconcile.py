"""Stage `reconcile`: links the repeats of one fact, inside a text and across texts, and names the primary statement.

In and out: facts with their ids, in the same order; only `occurrence_of` and `is_primary` are filled. Nothing is
averaged or dropped. Two statements are occurrences of one fact if indicator, dims, region, measure, unit, base period
and status agree, their periods can mean the same time, and their values are equal as far as the coarser is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from etl.calculate import scaled, unit_factor
from etl.catalogue import Catalogue
from etl.identity import dims_key
from etl.model import Fact
from etl.precision import round_to
from etl.timespan import is_same_time, parse_period

Precedence = tuple[Callable[[Fact], bool | int | float | str], ...]

PRECEDENCE: Precedence = (
    lambda fact: fact.provenance != "reported",
    lambda fact: fact.qualifier != "exact",
    lambda fact: "-" not in fact.period,
    lambda fact: float(fact.resolution),
    lambda fact: fact.doc_id,
    lambda fact: fact.start,
    lambda fact: fact.fact_id,
)
"""Which of several statements is primary; the first difference decides, the lower value wins.

What a text says stands before what was computed, an exact number before a hedged one, a dated statement before one that
gives only the year, a number with more digits before a rounded one; the rest only makes the choice the same each time.
"""


def precedence(fact: Fact) -> tuple[bool | int | float | str, ...]:
    """Sort key of a fact among statements of the same thing; the lowest is primary."""
    return tuple(rank(fact) for rank in PRECEDENCE)


def reconcile(facts: Sequence[Fact], catalogue: Catalogue) -> list[Fact]:
    """The facts in their order, with `occurrence_of` and `is_primary` filled.

    Args:
        facts: Facts of all texts; noise and unknown quantities pass unchanged.
        catalogue: Units, for values in units that convert, and kinds, for counts over a period.
    """
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, fact in enumerate(facts):
        if fact.kind == "fact":
            groups[_group_key(fact, catalogue)].append(index)
    linked = list(facts)
    for indices in groups.values():
        for cluster in _clusters([facts[index] for index in indices], catalogue):
            primary = cluster[0].fact_id
            by_id = {fact.fact_id for fact in cluster}
            for index in indices:
                if facts[index].fact_id in by_id:
                    is_primary = facts[index].fact_id == primary
                    linked[index] = replace(facts[index], occurrence_of=primary, is_primary=is_primary)
    return linked


def _group_key(fact: Fact, catalogue: Catalogue) -> tuple[str, ...]:
    """What occurrences share exactly; the year the period ends in keeps the groups small."""
    span = parse_period(fact.period)
    end = str(span.last.year) if span else fact.period
    base = parse_period(fact.base_period)
    base_year = str(base.last.year) if base else ""
    unit = unit_factor(fact.unit, catalogue)[0]
    what = (fact.indicator, dims_key(fact.dims), fact.measure, unit, fact.derivation)
    return (fact.region, *what, end, base_year, fact.status)


def _clusters(facts: Sequence[Fact], catalogue: Catalogue) -> list[list[Fact]]:
    """Facts that state the same thing; the first of each cluster is primary.

    Each fact is compared with the heads only. They come first in the order of precedence, so they are the most exact
    ones, and a bare year joins the first dated statement of that year and value.
    """
    clusters: list[list[Fact]] = []
    for fact in sorted(facts, key=precedence):
        home = next((cluster for cluster in clusters if _is_repeat(cluster[0], fact, catalogue)), None)
        if home is None:
            clusters.append([fact])
        else:
            home.append(fact)
    return clusters


def _is_repeat(head: Fact, fact: Fact, catalogue: Catalogue) -> bool:
    return is_same_value(head, fact, catalogue) and _is_same_period(head, fact, catalogue)


def is_same_value(one: Fact, other: Fact, catalogue: Catalogue) -> bool:
    """Whether two statements give one value: equal, or so once the finer is rounded like the coarser (84123, 8.4万).

    A hedged number repeats only an equal one: 6万余 says less than 62000.
    """
    if one.value_max != other.value_max:
        return False
    left = scaled(one.value, unit_factor(one.unit, catalogue)[1])
    right = scaled(other.value, unit_factor(other.unit, catalogue)[1])
    if left == right:
        return True
    if one.unit != other.unit or {one.qualifier, other.qualifier} != {"exact"}:
        return False
    step = max(one.resolution, other.resolution)
    return step > 0 and round_to(one.value, step) == round_to(other.value, step)


def _is_same_period(one: Fact, other: Fact, catalogue: Catalogue) -> bool:
    left, right = parse_period(one.period), parse_period(other.period)
    if left is None or right is None:
        return one.period == other.period
    if is_same_time(left, right):
        return True
    is_count = catalogue.indicators[one.indicator].kind != "flow"
    if left.is_longer_than_year != right.is_longer_than_year:
        # 建成453个 during 2021-2025 and 453个 at the end of it: one stock, counted up and counted. The from-level of a
        # raise is also given for a frame of years, but it is an instant, and not the level at the end.
        framed = one if left.is_longer_than_year else other
        return is_count and framed.period_type == "interval"
    is_instant = one.period_type == other.period_type == "instant"
    return is_instant and (left.contains(right) or right.contains(left))

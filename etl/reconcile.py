"""Stage `reconcile`: links the repeats of one fact, inside a text and across texts, and names the primary statement.

In and out: facts with their ids, in the same order; only `occurrence_of` and `is_primary` are filled. Nothing is
averaged or dropped. Two statements are occurrences of one fact if indicator, dims, region, measure, unit, base period
and status agree, their periods can mean the same time, and their values are equal as far as the coarser is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from heapq import merge

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
        clusters = _clusters([facts[index] for index in indices], catalogue)
        primary_of = {fact.fact_id: cluster[0].fact_id for cluster in clusters for fact in cluster}
        for index in indices:
            identity = facts[index].fact_id
            primary = primary_of[identity]
            linked[index] = replace(facts[index], occurrence_of=primary, is_primary=identity == primary)
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
    if len(facts) == 1:
        return [list(facts)]
    clusters: list[list[Fact]] = []
    heads = _Heads(facts, catalogue)
    for fact in sorted(facts, key=precedence):
        home = next((at for at in heads.like(fact) if _is_repeat(clusters[at][0], fact, catalogue)), None)
        if home is None:
            heads.add(fact, len(clusters))
            clusters.append([fact])
        else:
            clusters[home].append(fact)
    return clusters


_Rounded = tuple[str, Decimal, Decimal]
"""Unit, step, and a value rounded to it."""


class _Heads:
    """Heads of clusters by value, as written and rounded: among many values, the few that may be one are found at once.

    What `like` gives holds every head that `is_same_value` can agree to.
    """

    def __init__(self, facts: Sequence[Fact], catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._steps: dict[str, set[Decimal]] = defaultdict(set)
        for fact in facts:
            if fact.qualifier == "exact" and fact.resolution > 0:
                self._steps[fact.unit].add(fact.resolution)
        self._equal: dict[Decimal, list[int]] = defaultdict(list)
        self._finer: dict[_Rounded, list[int]] = defaultdict(list)
        self._written: dict[_Rounded, list[int]] = defaultdict(list)

    def _rounded(self, fact: Fact) -> Iterator[_Rounded]:
        """An exact value rounded to its own step and to each coarser one of the group."""
        if fact.qualifier == "exact":
            for step in self._steps[fact.unit]:
                if step >= fact.resolution:
                    yield fact.unit, step, round_to(fact.value, step)

    def add(self, fact: Fact, at: int) -> None:
        """Take up the head of cluster number `at`; numbers rise."""
        self._equal[_compared(fact, self._catalogue)].append(at)
        for key in self._rounded(fact):
            self._finer[key].append(at)
            if key[1] == fact.resolution:
                self._written[key].append(at)

    def like(self, fact: Fact) -> Iterator[int]:
        """Numbers of the clusters whose head may have the value of `fact`, in order; some twice."""
        found = [self._equal.get(_compared(fact, self._catalogue), [])]
        for key in self._rounded(fact):
            heads = self._finer if key[1] == fact.resolution else self._written
            found.append(heads.get(key, []))
        return merge(*found)


def _is_repeat(head: Fact, fact: Fact, catalogue: Catalogue) -> bool:
    return is_same_value(head, fact, catalogue) and _is_same_period(head, fact, catalogue)


def _compared(fact: Fact, catalogue: Catalogue) -> Decimal:
    """The value in the unit in which values are compared."""
    return scaled(fact.value, unit_factor(fact.unit, catalogue)[1])


def is_same_value(one: Fact, other: Fact, catalogue: Catalogue) -> bool:
    """Whether two statements give one value: equal, or so once the finer is rounded like the coarser (84123, 8.4万).

    A hedged number repeats only an equal one: 6万余 says less than 62000.
    """
    if one.value_max != other.value_max:
        return False
    if _compared(one, catalogue) == _compared(other, catalogue):
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

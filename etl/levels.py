"""Which stated levels can stand in for a level that a statement needs.

Built once per table; each look-up touches only statements on one indicator, its dims and a region, and of those that
weigh the same only the first few (`etl.level_index`), so that the cost of checking a table grows with its length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from etl.catalogue import Catalogue
from etl.identities import Identities, Operand, Parts
from etl.level_index import LevelIndex
from etl.model import Fact
from etl.names import are_other_names, written_name
from etl.timespan import Span, is_same_time, is_undated, parse_period, years_apart

Caveat = Literal["", "nearby_year", "within_period", "other_name", "other_region", "undated"]
CAVEATS: tuple[Caveat, ...] = ("", "nearby_year", "within_period", "other_name", "other_region", "undated")
"""What weakens an operand, from nothing to most. With a caveat only an agreement says something."""

TRUNCATED = "truncated"
"""Flag of a number that the text breaks off: digits may be missing, so nothing can be computed from it."""

_COUNTED = ("stock", "flow")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that can be an operand, and what weakens it."""

    fact: Fact
    caveat: Caveat


def province_of(region: str) -> str:
    """The province-level division of a region.

    >>> province_of("140900")
    '140000'
    """
    return region[:2] + "0000"


def worst(caveats: Iterable[Caveat]) -> Caveat:
    """The caveat that weakens most."""
    return max(caveats, key=CAVEATS.index, default="")


def is_usable(fact: Fact) -> bool:
    """Whether a fact can be an operand: stated by a text, and not cut off in it."""
    return fact.kind == "fact" and fact.provenance == "reported" and TRUNCATED not in fact.flags


class Levels:
    """Stated levels (and shares), and the ones that fit what a statement needs."""

    def __init__(self, facts: Iterable[Fact], catalogue: Catalogue, identities: Identities) -> None:
        self.catalogue = catalogue
        self.identities = identities
        self._names: dict[tuple[str, str], str] = {}
        self._index = LevelIndex(self._name_that_weighs, province_of)
        self._indicators: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            if is_usable(fact):
                self._index.add(fact, is_province_wide=fact.indicator in identities.province_wide)
                self._indicators[fact.indicator].append(fact)
        self._parts: dict[str, list[Parts]] = defaultdict(list)
        for entry in identities.parts:
            self._parts[entry.total.indicator].append(entry)

    def of_indicator(self, indicator: str) -> Sequence[Fact]:
        """All reported facts of an indicator, in the order given."""
        return self._indicators.get(indicator, ())

    def parts_of(self, indicator: str) -> Sequence[Parts]:
        """The declared sums that make up an indicator."""
        return self._parts.get(indicator, ())

    def near(
        self,
        like: Fact,
        indicator: str,
        dims: Mapping[str, str],
        measure: str = "level",
        *,
        most: int = 1,
        repeats: bool = True,
    ) -> Iterator[Fact]:
        """Reported facts of the region of `like` with exactly these dims that can be the best for it.

        Of its own text all, since a statement is first held against what its own text says, and with `repeats` also
        what that text repeats of others. Of other texts the first `most` values of those that weigh the same.
        """
        yield from self._index.own(like.doc_id, like.region, indicator, dims, measure, repeats=repeats)
        for alike in self._index.groups(like.region, indicator, dims, measure):
            yield from alike.first(most, lambda fact: fact.doc_id == like.doc_id)

    def own(self, like: Fact, measure: str) -> Sequence[Fact]:
        """What the text of `like` says of the same thing and place in another measure."""
        return self._index.own(like.doc_id, like.region, like.indicator, like.dims, measure)

    def first(
        self, region: str, like: Fact, dims: Mapping[str, str], measure: str, is_fit: Callable[[Fact], bool]
    ) -> Fact | None:
        """The first statement of the table on a region, with these dims, that fits; else of the repeats of its text.

        Args:
            region: Where.
            like: The statement that asks, for indicator and text.
            dims: Dims that the level must have.
            measure: Its measure.
            is_fit: Looks at period, status and unit alone.
        """
        groups = self._index.groups(region, like.indicator, dims, measure)
        fit = [alike for alike in groups if is_fit(alike.given[0])]
        if fit:
            return min(fit, key=lambda alike: alike.rank).given[0]
        own = self._index.own(like.doc_id, region, like.indicator, dims, measure)
        return next((fact for fact in own if is_fit(fact)), None)

    def elsewhere(self, fact: Fact, measure: str = "level", *, most: int = 1) -> Iterator[Fact]:
        """Levels like those of `fact` in other places of its province, where the province sets the standard."""
        if fact.indicator in self.identities.province_wide:
            yield from self._index.elsewhere(fact, measure, most)

    def _name_that_weighs(self, fact: Fact) -> str:
        return self.name_of(fact) if self.catalogue.indicators[fact.indicator].kind in _COUNTED else ""

    def name_of(self, fact: Fact) -> str:
        """The name that the text gives the indicator, looked up once for each wording."""
        evidence = fact.evidence.get("indicator")
        key = (fact.indicator, evidence.text if evidence else "")
        if key not in self._names:
            self._names[key] = written_name(fact, self.catalogue)
        return self._names[key]

    def has_unit(self, fact: Fact, operand: Operand) -> bool:
        """Whether the fact is in the unit that the operand asks for, or in one that converts to it."""
        units = self.catalogue.units
        wanted = units[operand.unit or self.catalogue.indicators[operand.indicator].unit]
        unit = units.get(fact.unit)
        return unit is not None and unit.normalises_to == wanted.normalises_to

    def text_caveat(self, level: Fact, like: Fact) -> Caveat:
        """What weakens a level because it comes from another text than the statement it is used for."""
        kind = self.catalogue.indicators[level.indicator].kind
        if level.doc_id == like.doc_id or kind not in _COUNTED:
            return ""
        if level.indicator == like.indicator and are_other_names(self.name_of(level), self.name_of(like)):
            return "other_name"
        # Two texts of one year count at different dates of it.
        return "nearby_year" if kind == "stock" and "-" not in level.period + like.period else ""

    def for_operand(
        self, operand: Operand, binding: Mapping[str, str], like: Fact, tolerance_years: int, *, any_unit: bool = False
    ) -> list[Candidate]:
        """Facts that can stand for an operand beside `like`: same region, close in time; the best first.

        Of those that weigh the same only the best is there.

        Args:
            operand: What is asked for.
            binding: Values of the dims that all operands share.
            like: The fact whose region, time and text the others should match.
            tolerance_years: How far the ends of the periods may lie apart.
            any_unit: Whether to leave the unit unchecked.
        """
        wanted = parse_period(like.period)
        shared = {dim: binding[dim] for dim in operand.same if dim in binding}
        dims = {**operand.dims, **shared}
        if wanted is None:
            return []
        candidates = []
        for fact in self.near(like, operand.indicator, dims, operand.measure):
            caveat = time_caveat(fact, wanted, tolerance_years)
            if caveat is not None and fact.status != "planned" and (any_unit or self.has_unit(fact, operand)):
                candidates.append(Candidate(fact, worst((caveat, self.text_caveat(fact, like)))))
        return sorted(candidates, key=lambda candidate: _distance(candidate, like, wanted))


def bind(fact: Fact, operand: Operand) -> dict[str, str] | None:
    """Values of the shared dims of a fact that fits the operand, None where it does not fit.

    The unit is not looked at here.
    """
    if fact.indicator != operand.indicator or fact.measure != operand.measure:
        return None
    rest = {dim: value for dim, value in fact.dims.items() if dim not in operand.same}
    if rest != dict(operand.dims):
        return None
    return {dim: fact.dims[dim] for dim in operand.same if dim in fact.dims}


def time_caveat(fact: Fact, wanted: Span, tolerance_years: int) -> Caveat | None:
    """How well the time of a level fits the wanted one; None where it does not."""
    span = parse_period(fact.period)
    if span is None:
        return None
    if is_undated(fact):
        # The from-level of a raise inside 2021-2025 can be the level of 2020, the eve of the frame.
        is_possible = span.first.year - 1 <= wanted.last.year <= span.last.year
        return "undated" if is_possible else None
    if is_same_time(span, wanted):
        return ""
    if span.is_longer_than_year or wanted.is_longer_than_year:
        if span.contains(wanted) or wanted.contains(span):
            return "within_period"
        return "nearby_year" if 0 < years_apart(span.end, wanted.end) <= tolerance_years else None
    return "nearby_year" if years_apart(span, wanted) <= tolerance_years else None


def end_span(fact: Fact, catalogue: Catalogue) -> Span | None:
    """The time of the level that a stated growth or change ends at.

    Growth during 2016/2020 since 2015 ends in 2020; a flow of 2021/2025 against one of 2016/2020 ends with all of it.
    """
    span, base = parse_period(fact.period), parse_period(fact.base_period)
    if span is None:
        return None
    is_flow = catalogue.indicators[fact.indicator].kind == "flow"
    return span if is_flow and base is not None and base.months == span.months else span.end


def _distance(candidate: Candidate, like: Fact, wanted: Span) -> tuple[object, ...]:
    fact = candidate.fact
    span = parse_period(fact.period)
    days = abs((span.last - wanted.last).days) if span else 0
    is_far = fact.doc_id != like.doc_id
    places = abs(fact.start - like.start) if not is_far else 0
    return (CAVEATS.index(candidate.caveat), is_far, days, places, fact.doc_id, fact.start, fact.fact_id)


def sort_candidates(candidates: Iterable[Candidate], like: Fact, wanted: Span) -> list[Candidate]:
    """The best first: least caveat, same text, nearest in time, nearest in the text."""
    return sorted(candidates, key=lambda candidate: _distance(candidate, like, wanted))

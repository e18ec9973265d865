"""Statements of levels by what they are about, gathered so that a look-up need not pass over all of them.

Texts that contradict each other on one place give as many different levels of one year as there are texts. For a
statement that looks for an operand all of these weigh the same but for their text and value: so they lie together, and
the first few of each group stand for it. A look-up costs as much as places and years, not as much as texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from etl.identity import dims_key
from etl.model import Fact

About = tuple[str, str, str]
"""Indicator, dims and measure."""
_Weight = tuple[str, str, str, str, str]


def _place(fact: Fact) -> tuple[str, int, str]:
    return (fact.doc_id, fact.start, fact.fact_id)


@dataclass(slots=True)
class Alike:
    """Primary statements on one thing that differ in text, place in the text and value alone."""

    given: list[Fact] = field(default_factory=list)
    """In the order of the table."""
    rank: int = 0
    """Where in the table the first stands."""
    _ordered: list[Fact] | None = None

    @property
    def ordered(self) -> list[Fact]:
        """By text and place, the order in which statements of equal weight are preferred."""
        if self._ordered is None:
            self._ordered = sorted(self.given, key=_place)
        return self._ordered

    def first(self, most: int, is_left_out: Callable[[Fact], bool]) -> Iterator[Fact]:
        """The preferred statements, until `most` different values have been given."""
        values: set[Decimal] = set()
        for fact in self.ordered:
            if not is_left_out(fact):
                yield fact
                values.add(fact.value)
                if len(values) >= most:
                    return


class LevelIndex:
    """Reported statements by indicator, dims, measure and region, or province."""

    def __init__(self, name_of: Callable[[Fact], str], home_of: Callable[[str], str]) -> None:
        """Make an empty index.

        Args:
            name_of: The name that the text gives the thing, as far as it weighs.
            home_of: The province of a region.
        """
        self._name_of = name_of
        self._home_of = home_of
        self._at: dict[tuple[About, str], dict[_Weight, Alike]] = defaultdict(dict)
        self._in_province: dict[tuple[About, str], dict[_Weight, Alike]] = defaultdict(dict)
        self._own: dict[tuple[About, str, str], list[Fact]] = defaultdict(list)
        self._own_anywhere: dict[tuple[About, str], list[Fact]] = defaultdict(list)
        self._repeats: dict[tuple[About, str, str], list[Fact]] = defaultdict(list)

    def add(self, fact: Fact, *, is_province_wide: bool) -> None:
        """Take up a statement, in the order of the table; repeats are found from their own text alone."""
        about = (fact.indicator, dims_key(fact.dims), fact.measure)
        if not fact.is_primary:
            self._repeats[about, fact.region, fact.doc_id].append(fact)
            return
        weight = (fact.period, fact.period_type, fact.status, fact.unit, self._name_of(fact))
        _put(self._at[about, fact.region], weight, fact)
        self._own[about, fact.region, fact.doc_id].append(fact)
        if is_province_wide:
            _put(self._in_province[about, self._home_of(fact.region)], weight, fact)
            self._own_anywhere[about, fact.doc_id].append(fact)

    def groups(self, region: str, indicator: str, dims: Mapping[str, str], measure: str) -> Iterable[Alike]:
        """All primary statements of a region on one thing, those of equal weight together."""
        found = self._at.get(((indicator, dims_key(dims), measure), region))
        return found.values() if found else ()

    def own(
        self, doc_id: str, region: str, indicator: str, dims: Mapping[str, str], measure: str, *, repeats: bool = True
    ) -> list[Fact]:
        """What one text says of it: its primary statements, then its repeats of others."""
        key = ((indicator, dims_key(dims), measure), region, doc_id)
        return [*self._own.get(key, ()), *(self._repeats.get(key, ()) if repeats else ())]

    def elsewhere(self, fact: Fact, measure: str, most: int) -> Iterator[Fact]:
        """Primary statements like that of `fact` on other places of its province: of its text all, of others `most`."""
        about = (fact.indicator, dims_key(fact.dims), measure)
        yield from (one for one in self._own_anywhere.get((about, fact.doc_id), ()) if one.region != fact.region)
        for alike in self._in_province.get((about, self._home_of(fact.region)), {}).values():
            yield from alike.first(most, lambda one: one.doc_id == fact.doc_id or one.region == fact.region)


def _put(groups: dict[_Weight, Alike], weight: _Weight, fact: Fact) -> None:
    alike = groups.get(weight)
    if alike is None:
        # Statements come in the order of the table, so the first of a group stands before that of any later group.
        alike = groups[weight] = Alike(rank=len(groups))
    alike.given.append(fact)

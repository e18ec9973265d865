"""Which indicators a number may state by its unit alone: 户 for households, an amount for money of that size.

In: a quantity. Out: the indicators that its measure word, sign or amount can belong to. Which of them it states is
decided by the words around it, in `resolve`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from etl.catalogue import Catalogue, Indicator, Unit
from etl.extract.quantities import Quantity

_RATES = ("percent", "fraction", "doubling", "times")
"""Kinds of numbers that may state a growth, a share or a multiple of nearly anything; points are of shares only."""
_THINGS = frozenset({"bed", "household"})
_OF_RATES = frozenset({"person", "month", "bed", "household", "other"})
_SMALLEST_SUM = 10_000
"""Yuan below which an amount is what one person gets, not what a programme spends."""
_NONE: frozenset[str] = frozenset()


class _Money(NamedTuple):
    """Which amounts of yuan can be an indicator: standards by size or rate, sums of money otherwise."""

    things: frozenset[str]
    """Things by which its rate may divide."""
    limit: Decimal | None
    is_sum: bool = False
    is_rate: bool = False


class Compatibility:
    """Which indicators a number with a given unit may state; built once from a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Group the indicators by the kinds of numbers and the measure words that may state them."""
        person = set(catalogue.units["person"].words)
        times = set(catalogue.units["person_time"].words)
        self._times = frozenset(times)
        counted: dict[str, set[str]] = {}
        kinds: dict[str, set[str]] = {}
        for slug, indicator in catalogue.indicators.items():
            unit = catalogue.units[indicator.unit]
            for kind in _kinds(unit):
                kinds.setdefault(kind, set()).add(slug)
            words = set(unit.words)
            if indicator.unit == "person" or slug in ("care_workers_trained",):
                words |= times
            if indicator.unit == "person_time":
                words |= person - {"个"}
            if indicator.unit in ("facility", "institution", "organisation", "enterprise", "project", "platform"):
                words |= {"个", "家", "处", "所", "座"}
            for word in words if "count" in _kinds(unit) else ():
                counted.setdefault(word, set()).add(slug)
        ranges = ((slug, catalogue.indicators[slug]) for slug in kinds["money"])
        self._money = {slug: _money_of(one.unit, one.range[1]) for slug, one in ranges}
        self._kinds = {kind: frozenset(slugs) for kind, slugs in kinds.items()}
        self._counted = {word: frozenset(slugs) for word, slugs in counted.items()}

    def fits(self, indicator: Indicator, quantity: Quantity) -> bool:
        """Whether the unit as written can belong to the indicator, whatever the measure."""
        slugs = self.fitting(quantity)
        return indicator.slug in slugs and (quantity.kind != "money" or self.fits_money(indicator.slug, quantity))

    def fitting(self, quantity: Quantity) -> frozenset[str]:
        """Slugs of the indicators that the unit as written can belong to; of money some may be too small or large."""
        if quantity.kind == "count":
            return self._counted.get(quantity.unit_words, _NONE)
        return self._kinds.get(quantity.kind, _NONE)

    def fits_money(self, slug: str, quantity: Quantity) -> bool:
        """Whether an amount of yuan can be an indicator of money."""
        money, per = self._money[slug], quantity.per
        if per and not per & _THINGS <= money.things:
            return False
        if money.is_sum:
            return not per & _OF_RATES and (abs(quantity.value) >= _SMALLEST_SUM or quantity.value == 0)
        if money.is_rate and per - {"other"}:
            return True
        if money.is_rate and quantity.factor > 1:
            return False  # nobody writes what one person gets a month as 3.8万元
        return money.limit is None or abs(quantity.value) <= money.limit

    def exact(self, indicator: Indicator, quantity: Quantity) -> bool:
        """Whether the measure word is one that speaks for this indicator's unit (户 for households, not 个)."""
        return is_exact(quantity) and self.fits(indicator, quantity)

    def is_person_time(self, quantity: Quantity) -> bool:
        """Whether the number counts person-times."""
        return quantity.unit_words in self._times and "次" in quantity.unit_words


def is_exact(quantity: Quantity) -> bool:
    """Whether the measure word is one that few units share."""
    return quantity.kind == "count" and quantity.unit_words not in ("个", "家")


def _kinds(unit: Unit) -> tuple[str, ...]:
    """Kinds of numbers that may state an indicator of a unit."""
    kinds: tuple[str, ...]
    if unit.kind in ("money", "money_rate", "money_per_unit"):
        kinds = ("money", "bare")
    elif unit.kind in ("share", "share_difference"):
        kinds = ()
    else:
        kinds = ("count", "bare")
    is_share = unit.kind in ("share", "share_difference")
    if unit.slug not in ("time", "year"):
        kinds += ("times",) if unit.slug == "ratio" else (*_RATES, "point") if is_share else _RATES
    return kinds


def _money_of(unit: str, high: float) -> _Money:
    """The amounts of an indicator of a unit whose values reach up to `high`."""
    things = frozenset(thing for thing in _THINGS if f"/{thing}" in unit)
    if unit in ("CNY/person_time", "CNY/person"):
        things |= {"household"}  # a grant is made to a person or a household: 每户每次最高不超过2万元
    if unit == "CNY/bed/month":
        things |= {"person"}  # 按入住老人每人每月100元给予运营补助
    if unit in ("CNY", "CNY/year"):
        return _Money(things, None, is_sum=True)
    if unit in ("CNY/person/month", "CNY/household/month", "CNY/bed/month"):
        return _Money(things, Decimal(high) * 13, is_rate=True)
    return _Money(things, Decimal(high) * 3)

"""Periods of facts as spans of days, and how far two of them agree.

A period is written `2025`, `2021-06`, `2020-12-31` or `start/end` of these. Nothing here reads the clock.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from etl.model import Fact

MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """First and last day of a period, both included."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """Calendar months that the span touches: 60 for 2021/2025."""
        return (self.last.year - self.first.year) * MONTHS_OF_YEAR + self.last.month - self.first.month + 1

    @property
    def is_longer_than_year(self) -> bool:
        """Whether the span covers more than twelve months."""
        return self.months > MONTHS_OF_YEAR

    @property
    def end(self) -> Span:
        """Where the span ends: the span itself up to a year, else its last year."""
        return Span(date(self.last.year, 1, 1), self.last) if self.is_longer_than_year else self

    def contains(self, other: Span) -> bool:
        """Whether all days of `other` lie in this span."""
        return self.first <= other.first and other.last <= self.last


def _parse_point(text: str) -> Span | None:
    numbers = text.split("-")
    if len(numbers) > 3 or not all(part.isascii() and part.isdigit() for part in numbers) or len(numbers[0]) != 4:
        return None
    year, *rest = (int(part) for part in numbers)
    try:
        if not rest:
            return Span(date(year, 1, 1), date(year, MONTHS_OF_YEAR, 31))
        if len(rest) == 1:
            return Span(date(year, rest[0], 1), date(year, rest[0], monthrange(year, rest[0])[1]))
        return Span(date(year, *rest), date(year, *rest))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def parse_period(text: str | None) -> Span | None:
    """The span of days of a written period, None where it is none.

    >>> parse_period("2021-06")
    Span(first=datetime.date(2021, 6, 1), last=datetime.date(2021, 6, 30))
    >>> parse_period("2021/2025").months
    60
    >>> parse_period("2025-13") is None
    True
    """
    first, slash, last = (text or "").partition("/")
    start, end = _parse_point(first), _parse_point(last if slash else first)
    if start is None or end is None or end.last < start.first:
        return None
    return Span(start.first, end.last)


def is_undated(fact: Fact) -> bool:
    """Whether the text leaves open when inside several years the value held.

    The from-level of 由66元提高到82元 has no date of its own; its period is the frame of the text, its type an instant.
    """
    span = parse_period(fact.period)
    return span is None or (fact.period_type == "instant" and span.is_longer_than_year)


def is_same_time(one: Span, other: Span) -> bool:
    """Whether two periods can mean the same moment or stretch: 2020 and 2020-12-31, but not 2020 and 2020-06-30.

    A year without a date is taken as its end, as the texts do with stocks and standards.
    """
    if one == other:
        return True
    return one.last == other.last and not one.is_longer_than_year and not other.is_longer_than_year


def years_apart(one: Span, other: Span) -> int:
    """Calendar years between the ends of two spans, 0 where a span of several years contains the other."""
    if one.contains(other) or other.contains(one):
        return 0
    return abs(one.last.year - other.last.year)

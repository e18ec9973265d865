"""What the digits of a number as written allow: an interval around it, and arithmetic on such intervals.

The only source of tolerance for verdicts. 9.36% stands for 9.355 to 9.365, 13亿元 for 12.5 to 13.5亿; a count that is
written out (1001家) is exact; 近, 余, 约 and their kind widen as the words do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from etl.model import Fact

INFINITY = Decimal("Infinity")
_REMAINDER = ("余", "餘", "多", "几", "幾")
"""Words of `at_least` that also close the interval above: 3000余 is less than 4000, 超过3000 has no upper end."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`, both included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether a value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def plus(self, other: Interval) -> Interval:
        """Sums of a value of each."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        """Differences of a value of each."""
        return Interval(self.low - other.high, self.high - other.low)

    def over(self, other: Interval) -> Interval:
        """Quotients of a value of each; both are positive, as levels and counts are."""
        return Interval(self.low / other.high, self.high / other.low)

    def times(self, factor: Decimal) -> Interval:
        """The interval scaled by a positive number."""
        return Interval(self.low * factor, self.high * factor)


def hedge_step(fact: Fact) -> Decimal:
    """The step that a hedged number speaks in: its last digit that is not zero (1000 for 3000余, 1E+4 for 157万余)."""
    if not fact.value:
        return fact.resolution
    exponent = int(fact.value.normalize().as_tuple().exponent)
    return max(fact.resolution, Decimal(1).scaleb(exponent))


def half_digit(fact: Fact, *, is_count: bool) -> Decimal:
    """Half of the last digit as written; nothing for a count written to the unit, which has no fraction to lose."""
    return Decimal(0) if is_count and fact.resolution <= 1 else fact.resolution / 2


def interval_of(fact: Fact, *, is_count: bool) -> Interval:
    """All values that the number as written can stand for, in its own unit.

    Args:
        fact: The number with its resolution and qualifier.
        is_count: Whether its unit counts things that cannot be divided.
    """
    if fact.value < 0 and fact.qualifier != "exact":
        # 减少1200余个 is a fall of more than 1200: the hedge speaks of the size, not of the sign.
        size = interval_of(replace(fact, value=-fact.value), is_count=is_count)
        return Interval(-size.high, -size.low)
    value, half, step = fact.value, half_digit(fact, is_count=is_count), hedge_step(fact)
    if fact.value_max is not None:
        return Interval(value - half, fact.value_max + half)
    if fact.qualifier == "just_under":
        return Interval(value - step, value)
    if fact.qualifier == "at_least":
        is_closed = any(word in fact.value_text for word in _REMAINDER)
        return Interval(value, value + step if is_closed else INFINITY)
    if fact.qualifier == "at_most":
        return Interval(Decimal(0), value)
    if fact.qualifier == "approx":
        width = max(step / 2, fact.resolution)
        return Interval(value - width, value + width)
    return Interval(value - half, value + half)


def round_to(value: Decimal, step: Decimal) -> Decimal:
    """The multiple of `step` that is nearest, halves away from zero.

    >>> round_to(Decimal("13.6187"), Decimal("0.01"))
    Decimal('13.62')
    """
    return (value / step).to_integral_value(ROUND_HALF_UP) * step


def cut_to(value: Decimal, step: Decimal) -> Decimal:
    """The multiple of `step` that is next towards zero: what stays when further digits are cut off."""
    return (value / step).to_integral_value(ROUND_DOWN) * step

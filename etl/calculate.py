"""Arithmetic on facts: a value, what the digits as written allow for it, and its formula in symbols.

Used twice, to derive values and to check stated ones, so that both always show the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from etl.catalogue import Catalogue
from etl.model import Fact
from etl.precision import Interval, interval_of, round_to

PERCENT = Decimal(100)
PUBLISHED_STEP = Decimal("0.000001")
"""Digits that a computed value is published with: more than any text states, few enough to be equal everywhere.

Calculations keep all digits: rounding twice could turn a rate that follows into one that does not.
"""
_POINTS_OF_PERCENT = {"percentage_point": "percent"}


@dataclass(frozen=True, slots=True)
class Term:
    """A fact as an operand: its value in the unit of the calculation, with the symbols that show the conversion."""

    fact: Fact
    value: Decimal
    interval: Interval
    symbols: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """A computed value; `operands` are in the order of the formula."""

    value: Decimal
    interval: Interval
    symbols: str
    operands: tuple[Fact, ...]
    is_percent: bool = False

    @property
    def formula(self) -> str:
        """The calculation with its result, e.g. `6200 ÷ 12 = 516.7`."""
        return f"{self.symbols} = {show(self.value, is_percent=self.is_percent)}"


def show(value: Decimal, *, is_percent: bool = False) -> str:
    """A computed value with as many digits as a reader needs: one decimal from 100 on, else up to four digits.

    Percentages have two decimals, as the texts write them. A zero at the end says that the value was rounded.

    >>> show(Decimal("516.6667")), show(Decimal("534.0161")), show(Decimal("0.15151")), show(Decimal("1001"))
    ('516.7', '534.0', '0.1515', '1001')
    >>> show(Decimal("238.98305"), is_percent=True)
    '238.98'
    """
    magnitude = abs(value)
    if magnitude >= 100 and not is_percent:
        digits = 1
    elif is_percent or magnitude >= 1 or not magnitude:
        digits = 2
    else:
        digits = 3 - magnitude.adjusted()
    rounded = round_to(value, Decimal(1).scaleb(-digits))
    return exact(value) if rounded == value else f"{rounded:f}"


def exact(value: Decimal) -> str:
    """A number as written in a formula: no exponent, no zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_factor(unit: str, catalogue: Catalogue) -> tuple[str, Fraction]:
    """The unit in which values of `unit` are compared, and the factor to it."""
    known = catalogue.units.get(_POINTS_OF_PERCENT.get(unit, unit))
    return (known.normalises_to, known.factor) if known else (unit, Fraction(1))


def is_count(unit: str, catalogue: Catalogue) -> bool:
    """Whether the unit counts things that cannot be divided."""
    known = catalogue.units.get(unit)
    return known is not None and known.kind == "count"


def scaled(value: Decimal, factor: Fraction) -> Decimal:
    """A decimal times a fraction."""
    return value * factor.numerator / factor.denominator


def _factor_symbols(factor: Fraction) -> str:
    times = f" × {factor.numerator}" if factor.numerator != 1 else ""
    return times + (f" ÷ {factor.denominator}" if factor.denominator != 1 else "")


def term(fact: Fact, catalogue: Catalogue, *, convert: bool = True) -> Term:
    """The fact as an operand, in the unit in which values are compared (`convert`) or in its own."""
    factor = unit_factor(fact.unit, catalogue)[1] if convert else Fraction(1)
    interval = interval_of(fact, is_count=is_count(fact.unit, catalogue))
    low, high = scaled(interval.low, factor), scaled(interval.high, factor)
    return Term(fact, scaled(fact.value, factor), Interval(low, high), exact(fact.value) + _factor_symbols(factor))


def terms(facts: Sequence[Fact], catalogue: Catalogue) -> list[Term] | None:
    """The facts as operands in one unit, their own if they share it; None where their units cannot be compared."""
    if len({_POINTS_OF_PERCENT.get(fact.unit, fact.unit) for fact in facts}) == 1:
        return [term(fact, catalogue, convert=False) for fact in facts]
    if len({unit_factor(fact.unit, catalogue)[0] for fact in facts}) > 1:
        return None
    return [term(fact, catalogue) for fact in facts]


def kept(value: Decimal) -> Decimal:
    """A computed value with the digits that are published."""
    return round_to(value, PUBLISHED_STEP) if value.is_finite() else value


def growth(end: Term, base: Term) -> Calculation | None:
    """Growth in percent from base to end; None where the base cannot be divided by."""
    if base.interval.low <= 0:
        return None
    ratio = end.interval.over(base.interval)
    return Calculation(
        value=(end.value / base.value - 1) * PERCENT,
        interval=Interval((ratio.low - 1) * PERCENT, (ratio.high - 1) * PERCENT),
        symbols=f"({end.symbols} ÷ {_grouped(base.symbols)} − 1) × 100",
        operands=(end.fact, base.fact),
        is_percent=True,
    )


def _grouped(symbols: str) -> str:
    return f"({symbols})" if " " in symbols else symbols


def difference(minuend: Term, subtrahend: Term) -> Calculation:
    """Minuend minus subtrahend."""
    return Calculation(
        value=minuend.value - subtrahend.value,
        interval=minuend.interval.minus(subtrahend.interval),
        symbols=f"{minuend.symbols} − {subtrahend.symbols}",
        operands=(minuend.fact, subtrahend.fact),
    )


def total(parts: Sequence[Term]) -> Calculation:
    """Sum of the parts."""
    interval = parts[0].interval
    for part in parts[1:]:
        interval = interval.plus(part.interval)
    return Calculation(
        value=sum((part.value for part in parts), Decimal(0)),
        interval=interval,
        symbols=" + ".join(part.symbols for part in parts),
        operands=tuple(part.fact for part in parts),
    )


def quotient(
    numerator: Sequence[Term], denominator: Sequence[Term], *, scale: Decimal = Decimal(1), months: int = 1
) -> Calculation | None:
    """Scale x sum of numerators / sum of denominators / months; None where the denominator can be nothing."""
    above, below = total(numerator), total(denominator)
    if below.interval.low <= 0:
        return None
    factor = scale / months
    symbols = f"{_sum_symbols(above, numerator)} ÷ {_sum_symbols(below, denominator, is_divisor=True)}"
    symbols += f" ÷ {months}" if months != 1 else ""
    return Calculation(
        value=above.value / below.value * factor,
        interval=above.interval.over(below.interval).times(factor),
        symbols=symbols + (f" × {exact(scale)}" if scale != 1 else ""),
        operands=above.operands + below.operands,
        is_percent=scale == PERCENT,
    )


def _sum_symbols(summed: Calculation, parts: Sequence[Term], *, is_divisor: bool = False) -> str:
    needs_brackets = len(parts) > 1 or (is_divisor and " " in summed.symbols)
    return f"({summed.symbols})" if needs_brackets else summed.symbols


def base_implied_by(end: Term, rate: Fact) -> Calculation | None:
    """The base level that a stated growth implies: end / (1 + rate)."""
    rates = interval_of(rate, is_count=False)
    divisor = Interval(1 + rates.low / PERCENT, 1 + rates.high / PERCENT)
    if divisor.low <= 0:
        return None
    ratio = 1 + rate.value / PERCENT
    value = end.value / ratio
    return Calculation(value, end.interval.over(divisor), f"{end.symbols} ÷ {exact(ratio)}", (end.fact, rate))


def whole_implied_by(part: Term, share: Fact) -> Decimal | None:
    """The whole that a stated share of a known part implies."""
    return part.value / share.value * PERCENT if share.value > 0 else None


def annualised(ratio: Decimal, years: int) -> Decimal:
    """Compound growth per year, in percent, of a ratio reached over several years."""
    return (ratio ** (Decimal(1) / years) - 1) * PERCENT

"""What a verdict is: a stated value beside the one computed from its operands, and how the two agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from etl.calculate import Calculation, kept
from etl.model import Fact, Verdict
from etl.precision import cut_to, interval_of, round_to
from etl.reasons import Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the numbers that it stands on."""

    verdict: Verdict
    reason: str
    """`reason` or `reason:caveat`, of `etl.reasons`."""
    computed: Decimal | None = None
    implied_base: Decimal | None = None
    operands: tuple[Fact, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether stated and computed value go together."""
        return self.verdict in ("consistent", "rounding")

    @property
    def is_firm(self) -> bool:
        """Whether no caveat weakens it."""
        return ":" not in self.reason

    def applied(self, fact: Fact) -> Fact:
        """The fact with its verdict."""
        return replace(
            fact,
            verdict=self.verdict,
            verdict_reason=self.reason,
            computed_value=None if self.computed is None else kept(self.computed),
            implied_base=None if self.implied_base is None else kept(self.implied_base),
            operands=tuple(dict.fromkeys(operand.fact_id for operand in self.operands)),
        )


def cannot_check(reason: Reason, *operands: Fact, implied_base: Decimal | None = None) -> Finding:
    """The verdict on a statement that lacks something to be checked with."""
    return Finding("cannot_check", reason, None, implied_base, operands)


def compare(stated: Fact, calculation: Calculation, *, is_rate: bool, is_count: bool) -> tuple[Verdict, Reason]:
    """How a stated value goes with the computed one.

    A quotient is always rounded, so a rate that is the rounded computed value is consistent; a sum is consistent only
    if it is equal as written. What else the digits of the statement and of the operands allow is rounding.

    Args:
        stated: The statement; its unit is that of the calculation.
        calculation: The value computed from the operands and what their digits allow.
        is_rate: Whether the value is a quotient.
        is_count: Whether the unit of the statement counts things.
    """
    value, step = calculation.value, stated.resolution
    is_exact = stated.qualifier == "exact" and stated.value_max is None
    if value == stated.value:
        return "consistent", "equal"
    if is_exact and is_rate and round_to(value, step) == stated.value:
        return "consistent", "follows"
    if is_exact and is_rate and cut_to(value, step) == stated.value:
        return "rounding", "cut_off"
    if interval_of(stated, is_count=is_count).meets(calculation.interval):
        return "rounding", "within_digits" if is_exact else "within_hedge"
    return "conflict", "differs"


def judge(
    stated: Fact,
    calculation: Calculation,
    caveats: Iterable[str],
    *,
    is_rate: bool,
    is_count: bool = False,
    implied_base: Decimal | None = None,
) -> Finding:
    """The verdict on a statement with a computed value; a difference under a caveat is no conflict.

    Args:
        stated: The statement.
        calculation: The computed value.
        caveats: What weakens the operands; the last that is not empty is told.
        is_rate: See `compare`.
        is_count: See `compare`.
        implied_base: Base level that the statement implies.
    """
    verdict, reason = compare(stated, calculation, is_rate=is_rate, is_count=is_count)
    caveat = next((caveat for caveat in reversed(list(caveats)) if caveat), "")
    if caveat and verdict == "conflict":
        verdict = "cannot_check"
    told = f"{reason}:{caveat}" if caveat else reason
    return Finding(verdict, told, calculation.value, implied_base, calculation.operands)


def best(findings: Iterable[Finding]) -> Finding | None:
    """The finding to publish of several ways to check one statement.

    A statement that follows in one way is not accused in another: agreement first, then firm before weak. The order
    given decides among equals.
    """
    order = {"consistent": 0, "rounding": 1, "conflict": 2, "cannot_check": 3}
    ranked = sorted(findings, key=lambda found: (not found.agrees, not found.is_firm, order[found.verdict]))
    return ranked[0] if ranked else None

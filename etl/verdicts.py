"""Stage `verdicts`: says of every stated growth, change, share, gap and total whether it follows from other statements.

In and out: facts, the same ones in the same order; only `verdict`, `verdict_reason`, `computed_value`, `implied_base`
and `operands` are filled. `consistent`: it follows as written. `rounding`: the digits or the hedge as written allow it.
`conflict`: they do not. `cannot_check`: something is missing, or the operands are too weak for a difference to count;
`verdict_reason` says which (`etl.reasons`). The tolerance is what the digits as written leave open, nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.catalogue import Catalogue
from etl.check_growth import check_change, check_growth
from etl.check_share import check_gap, check_quotient, check_total
from etl.identities import Identities
from etl.judge import Finding
from etl.levels import Levels
from etl.model import Fact


def judge_statements(facts: Sequence[Fact], catalogue: Catalogue, identities: Identities) -> list[Fact]:
    """The facts in their order, with a verdict on each statement that other facts could confirm.

    Args:
        facts: Facts of all texts; derived ones and those of other kinds pass unchanged.
        catalogue: Units and kinds of the indicators.
        identities: Which shares, totals and rates hang together how.
    """
    levels = Levels(facts, catalogue, identities)
    return [_judged(fact, levels) for fact in facts]


def _judged(fact: Fact, levels: Levels) -> Fact:
    if fact.kind != "fact" or fact.provenance != "reported":
        return fact
    found = find_verdict(fact, levels)
    return found.applied(fact) if found else fact


def find_verdict(fact: Fact, levels: Levels) -> Finding | None:
    """The verdict on one reported fact; None for a plain level that nothing else determines."""
    if fact.measure == "growth_pct":
        return check_growth(fact, levels)
    if fact.measure == "change_abs":
        return check_change(fact, levels)
    if fact.measure == "gap_pp":
        return check_gap(fact, levels)
    if fact.measure == "share_pct":
        return check_total(fact, levels) or check_quotient(fact, levels)
    if fact.measure in ("level", "ratio"):
        return check_total(fact, levels) or _if_computed(check_quotient(fact, levels))
    return None


def _if_computed(found: Finding) -> Finding | None:
    """A level is a statement on its own; that it cannot be computed from others is no news."""
    return found if found.agrees or found.verdict == "conflict" else None

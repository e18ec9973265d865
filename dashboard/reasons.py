"""Reasons of verdicts and kinds of derivation in words; a code without words here is shown as it is."""

from __future__ import annotations

from dashboard.labels import Labels, Pair

REASONS: dict[str, Pair] = {}
DERIVATIONS: dict[str, Pair] = {
    "monthly_equal": ("年标准折算为月标准", "yearly rate as a monthly one"),
}


def reason(code: object, t: Labels) -> str:
    """A verdict's reason in words; empty where there is none."""
    return t.pick(REASONS, str(code)) if isinstance(code, str) and code else ""


def derivation(code: object, t: Labels) -> str:
    """A kind of derivation in words; empty where there is none."""
    return t.pick(DERIVATIONS, str(code)) if isinstance(code, str) and code else ""

"""Records that pass between the stages.

Two coordinate systems never share a name: `start` and `end` count code points of the raw text, half-open;
positions in the cleaned text say so (`clean_start`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Kind = Literal["fact", "noise", "unknown"]
Measure = Literal["level", "growth_pct", "change_abs", "share_pct", "gap_pp", "subsidy_rate_pct", "ratio"]
PeriodType = Literal["instant", "interval"]
Qualifier = Literal["exact", "approx", "just_under", "at_least", "at_most"]
Status = Literal["actual", "planned", "reported_by_other"]
Provenance = Literal["reported", "derived", "implied"]
Verdict = Literal["consistent", "rounding", "conflict", "cannot_check"]
Severity = Literal["error", "warning", "info"]


def printable(words: str) -> str:
    r"""The words with what a terminal or a log would obey, or not show, as escapes.

    >>> printable("低保\x1b[2J\u202e")
    '低保\\x1b[2J\\u202e'
    """
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in words)


class EtlError(Exception):
    """Root of the errors this package raises; the message says what to do."""


class CatalogueError(EtlError):
    """A mistake in data/catalogue: names file, entry, what was found and what was expected."""


class SourceError(EtlError):
    """A text or its metadata cannot be used: names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A declared correction of one number of a text, from its source.toml."""

    start: int
    end: int
    expected: str
    """What the raw text must hold at that span; the build fails on the day it does not."""
    action: Literal["flag", "override", "drop"]
    reason: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    """For `override`: the fields of the fact that change."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text as received, with what is known about it."""

    doc_id: str
    text: str
    """The raw text, decoded; every span of every fact refers to it."""
    title: str = ""
    publisher: str = ""
    published: date | None = None
    region: str | None = None
    """GB/T 2260 code of the division that publishes the text."""
    language: str = ""
    url: str = ""
    note: str = ""
    corrections: tuple[Correction, ...] = ()


class Evidence(NamedTuple):
    """Where one part of an answer came from: a span of the raw text and the rule that read it."""

    rule: str
    start: int | None = None
    end: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a text and what it states, or one value computed from such numbers.

    `kind` is `fact` for a stated indicator, `noise` (with `why`) for a number that states none, `unknown` for a
    quantity the catalogue has no indicator for. Only facts are rows of the published table.
    """

    doc_id: str
    start: int
    end: int
    value_text: str
    kind: Kind = "fact"
    why: str = ""
    indicator: str = ""
    dims: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    measure: Measure = "level"
    value: Decimal = Decimal(0)
    value_max: Decimal | None = None
    """Upper end where the text states a range (1-2个)."""
    resolution: Decimal = Decimal(1)
    """Smallest step that the digits as written can express, in `unit`: 0.01 for 9.36%, 1E+8 for 13亿元."""
    unit: str = ""
    period: str = ""
    period_type: PeriodType = "instant"
    base_period: str | None = None
    qualifier: Qualifier = "exact"
    status: Status = "actual"
    headline: bool = False
    topic: str = ""
    sentence_start: int = 0
    sentence_end: int = 0
    sentence: str = ""
    rule: str = ""
    """Name of the assembly rule that made the fact."""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """Keys: indicator, unit, period, region, and dims by name."""
    provenance: Provenance = "reported"
    derivation: str = ""
    """Derived facts: the kind of derivation, e.g. `monthly_equal`."""
    formula: str = ""
    """Derived facts: the calculation in symbols, e.g. `6200 ÷ 12 = 516.7`."""
    parents: tuple[str, ...] = ()
    """Derived facts: fact_id of each operand, in the order of the formula."""
    flags: tuple[str, ...] = ()
    correction: str = ""
    """Reason of the declared correction that touched this fact."""
    stated_value: Decimal | None = None
    """What the text says, where a correction changed `value`."""
    fact_id: str = ""
    occurrence_of: str = ""
    """fact_id of the primary statement of the same fact; its own id where it is primary itself."""
    is_primary: bool = True
    verdict: Verdict | None = None
    verdict_reason: str = ""
    computed_value: Decimal | None = None
    implied_base: Decimal | None = None
    operands: tuple[str, ...] = ()
    """fact_id of the facts the verdict was computed from."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One oddity of the data; it is published and shown, never silently mended."""

    check: str
    severity: Severity
    doc_id: str
    fact_ids: tuple[str, ...]
    message: str

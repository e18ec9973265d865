"""Stage `corrections`: applies what a text's source.toml declares about single numbers, visibly.

A correction is tied to a span and to the words that stand there. On the day the text or the reading of it changes, it
raises instead of touching something else. The stated value and the reason stay on the fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from etl.model import Correction, Fact, Source, SourceError

_DECIMALS = ("value", "value_max")


def apply(facts: Sequence[Fact], source: Source) -> list[Fact]:
    """Return the facts in their order, with the declared corrections of their text applied.

    Raises:
        SourceError: The text does not hold the expected words, or no fact has the span of a correction.
    """
    corrected = list(facts)
    for number, correction in enumerate(source.corrections, start=1):
        where = f"{source.doc_id}/source.toml: correction {number}: "
        found = source.text[correction.start : correction.end]
        if found != correction.expected:
            raise SourceError(
                f"{where}found {found!r} at {correction.start}-{correction.end}, expected {correction.expected!r}; "
                "the text has changed: mend or remove the correction"
            )
        touched = [index for index, fact in enumerate(corrected) if _is_meant(fact, correction)]
        if not touched:
            near = [
                f"{fact.start}-{fact.end} {fact.value_text} ({fact.kind})"
                for fact in corrected
                if fact.start < correction.end and correction.start < fact.end
            ]
            raise SourceError(
                f"{where}found {near or 'no number'}, expected a fact at {correction.start}-{correction.end}; "
                "the reading has changed: mend or remove the correction"
            )
        for index in touched:
            corrected[index] = _correct(corrected[index], correction)
    return corrected


def _is_meant(fact: Fact, correction: Correction) -> bool:
    return fact.kind == "fact" and (fact.start, fact.end) == (correction.start, correction.end)


def _correct(fact: Fact, correction: Correction) -> Fact:
    if correction.action == "drop":
        return replace(fact, kind="noise", why=f"dropped: {correction.reason}", correction=correction.reason)
    changes = {key: _typed(key, value) for key, value in correction.fields.items()}
    changes["flags"] = tuple(dict.fromkeys((*fact.flags, *changes.get("flags", ()))))
    if "value" in changes:
        changes["stated_value"] = fact.value
    return replace(fact, **changes, correction=correction.reason)


def _typed(key: str, value: Any) -> Any:
    """Give a value read from TOML the type of the field of `Fact`."""
    if key in _DECIMALS:
        return Decimal(value)
    if isinstance(value, Mapping):
        return dict(value)
    return tuple(value) if isinstance(value, list) else value

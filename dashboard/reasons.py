"""Verdict reasons, derivations and units of derived values in words; a code nobody named is shown as it is."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from etl.identities import Identities, load_identities
from etl.reasons import explain


@lru_cache(maxsize=1)
def _identities() -> Identities:
    return load_identities()


def reason(code: object, lang: str) -> str:
    """A verdict's reason in words; empty where there is none."""
    if not isinstance(code, str) or not code:
        return ""
    language: Literal["zh", "en"] = "zh" if lang == "zh" else "en"
    try:
        return explain(code, language)
    except KeyError:
        return code.replace("_", " ")


def derivation(code: object, lang: str) -> str:
    """A kind of derivation in words; empty where there is none."""
    if not isinstance(code, str) or not code:
        return ""
    try:
        name = _identities().derivation_name(code)
    except KeyError:
        return code.replace("_", " ")
    return name.zh if lang == "zh" else name.en


def derived_unit(code: str, lang: str) -> str:
    """Name of a unit that only derived values have; its code where it is none of them."""
    name = _identities().units.get(code)
    return code if name is None else name.zh if lang == "zh" else name.en

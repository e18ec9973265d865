"""Reasons, derivations, remarks and units of derived values in words; a code nobody named is shown as it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from etl.identities import Identities, load_identities
from etl.reasons import explain, explain_why, side

Language = Literal["zh", "en"]


@lru_cache(maxsize=1)
def _identities() -> Identities:
    return load_identities()


def _language(lang: str) -> Language:
    return "zh" if lang == "zh" else "en"


def _worded(words: Callable[[str, Language], str], code: object, lang: str) -> str:
    if not isinstance(code, str) or not code:
        return ""
    try:
        return words(code, _language(lang))
    except KeyError:
        return code.replace("_", " ")


def reason(code: object, lang: str) -> str:
    """A verdict's reason in words; empty where there is none."""
    return _worded(explain, code, lang)


def why(code: object, lang: str) -> str:
    """Why a number is no fact, in words; empty where nobody says."""
    return _worded(explain_why, code, lang)


def remark(text: object, lang: str) -> str:
    """The side of a language of a remark in a source.toml: a note on a text, the reason of a correction."""
    return side(str(text or ""), _language(lang))


def derivation(code: object, lang: str) -> str:
    """A kind of derivation in words; empty where there is none."""

    def words(slug: str, language: Language) -> str:
        name = _identities().derivation_name(slug)
        return name.zh if language == "zh" else name.en

    return _worded(words, code, lang)


def bound(lesser: str, greater: str, lang: str) -> str:
    """The declared rule that one indicator is never above another; empty where there is none."""
    for entry in _identities().below:
        if (entry.lesser.indicator, entry.greater.indicator) == (lesser, greater):
            return entry.name.zh if lang == "zh" else entry.name.en
    return ""


def derived_unit(code: str, lang: str) -> str:
    """Name of a unit that only derived values have; its code where it is none of them."""
    name = _identities().units.get(code)
    return code if name is None else name.zh if lang == "zh" else name.en

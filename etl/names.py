"""The name that a text gives an indicator, as far as names differ in meaning."""

from __future__ import annotations

from functools import lru_cache

from etl.catalogue import Catalogue, Indicator
from etl.clean import clean
from etl.model import Fact

_COUNTED = ("stock", "flow")


def written_name(fact: Fact, catalogue: Catalogue) -> str:
    """What the text calls the thing, in simplified script; empty where that is not known.

    The words where an indicator was read hold more than its name (城鄉日間照料中心). The name is the longest word of a
    term that the phrases of the indicator refer to. For what is counted, the word itself: 日间照料中心 and 日间照料设施
    may be counted differently. For standards and rates, the term: 低保标准 and 最低生活保障标准 are one standard.
    """
    evidence = fact.evidence.get("indicator")
    entry = catalogue.indicators.get(fact.indicator)
    if evidence is None or entry is None or not evidence.text:
        return ""
    text = _cleaned(evidence.text)
    found = [
        (len(word), word, term) for term in _terms_of(entry) for word in catalogue.terms.get(term, ()) if word in text
    ]
    _, word, term = max(found, default=(0, "", ""))
    return word if entry.kind in _COUNTED else term


def is_other_name(one: Fact, other: Fact, catalogue: Catalogue) -> bool:
    """Whether two texts call one indicator by different names; a longer form of a name is the same name."""
    return are_other_names(written_name(one, catalogue), written_name(other, catalogue))


def are_other_names(one: str, other: str) -> bool:
    """Whether neither name is a longer form of the other."""
    return one not in other and other not in one


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    return clean(text).text


def _terms_of(entry: Indicator) -> list[str]:
    """Terms that the phrases of an indicator refer to, {dibao} in {dibao}标准."""
    pieces = [piece.partition("}")[0] for phrase in entry.phrases for piece in phrase.text.split("{")[1:]]
    return list(dict.fromkeys(pieces))

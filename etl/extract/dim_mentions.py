"""Which groups, residences, ages ... a text speaks of: mentions of dimension values, found by the catalogue's words.

In: clean text. Out: `DimMention` records with clean spans. Which number a mention belongs to is decided in
`dimensions`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, Protocol

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.catalogue import Catalogue
from etl.extract.numerals import NUMERAL_CHARS, parse_chinese

_AGE = re.compile(
    rf"(?=[年满未不\d{NUMERAL_CHARS}])"
    rf"(?=(?:年?满)?(?:[未不]满)?(?:\d{{1,3}}|[{NUMERAL_CHARS}]{{2,3}})(?:周?岁|\(含|[-—~–至到])|百岁|[六七八九]旬)(?:"
    rf"(?:年?满)?(?P<from>\d{{1,3}})周?岁(?:及?以上)?[、,，至到且但]*(?:不满|未满|不足)(?P<under>\d{{1,3}})周?岁(?:以下)?|"
    rf"(?P<low>\d{{1,3}}|[{NUMERAL_CHARS}]{{2,3}})(?:周?岁)?(?:-|—|~|–|至|到){{1,2}}(?P<high>\d{{1,3}}|[{NUMERAL_CHARS}]{{2,3}})周?岁"
    rf"|(?P<full>年?满)?(?P<below>[未不]满)?(?P<age>\d{{1,3}}|[{NUMERAL_CHARS}]{{2,3}})(?:\(含\))?周?岁(?:\(含(?:\d+周?岁)?\))?(?P<up>(?:及|以)?以?上)?(?P<down>以下)?|(?P<hundred>百岁)|(?P<tens>[六七八九])旬(?:以上|及以上))"
)


class DimMention(NamedTuple):
    """A word that states a dimension value."""

    start: int
    end: int
    dim: str
    value: str


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word states; `is_list` where it lists several values (中度、重度)."""

    states: tuple[tuple[str, str], ...]
    is_list: bool


class DimFinder:
    """Finds dimension words; built once from a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index the words of all values."""
        stated: dict[str, list[tuple[str, str]]] = {}
        for dim, values in catalogue.dims.items():
            for value in values.values():
                for word in value.words:
                    stated.setdefault(word, []).append((dim, value.value))
        self._ages = frozenset(catalogue.dims["age"]) if "age" in catalogue.dims else frozenset()
        self._words = [_Word(tuple(states), any(c in _JOINTS for c in word)) for word, states in stated.items()]
        self._machine = AhoCorasick(list(stated), matchkind=MatchKind.Standard, implementation=Implementation.DFA)

    def find(self, text: str) -> tuple[list[DimMention], list[DimMention]]:
        """The dimension mentions of a text, and their atoms, each in order.

        Atoms are the mentions by words that list nothing: 中度、重度 is one mention and two atoms.
        """
        dims: list[DimMention] = []
        atoms: list[DimMention] = []
        matches = self._machine.find_matches_as_indexes(text, overlapping=True)
        for start, end, number in sorted([(start, end, word) for word, start, end in matches]):
            word = self._words[number]
            for dim, value in word.states:
                if dim == "tier" and _SORTS.search(text, max(0, start - 3), start):
                    continue
                mention = DimMention(start, end, dim, value)
                dims.append(mention)
                if dim == "age" or not word.is_list:
                    atoms.append(mention)
        ages = self._find_ages(text)
        listed = _find_lists(text)
        dims += ages + [d for d in listed if d.dim == "tier"]
        atoms += ages + listed
        return _longest(dims), _longest(atoms)

    def _find_ages(self, text: str) -> list[DimMention]:
        if "岁" not in text and "旬" not in text:
            return []
        mentions = []
        for m in _AGE.finditer(text):
            value = _age_bucket(m)
            if value in self._ages:
                mentions.append(DimMention(m.start(), m.end(), "age", value))
        return mentions


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def outside(mentions: Sequence[DimMention], spans: Sequence[_Spanned]) -> list[DimMention]:
    """Mentions that no sorted span holds or cuts: 全国 names a region, so 国有 no owner; but 盐城市 leaves its 市区."""
    starts = [span.start for span in spans]
    kept = []
    for mention in mentions:
        at = bisect_right(starts, mention.start) - 1
        is_whole = at < 0 or spans[at].end <= mention.start or (mention.dim == "area" and spans[at].end < mention.end)
        if is_whole:
            kept.append(mention)
    return kept


_SORTS = re.compile(r"(?:分为|分成|分|共|[A-Za-z])$")
"""Before 三类: the number of classes, not the third."""
_JOINTS = "、和及或与"
_LISTED = {
    "类": ("tier", {c: f"class{n}" for n, chars in enumerate(("一1A", "二2B", "三3C"), 1) for c in chars}),
    "档": ("tier", {c: f"class{n}" for n, c in enumerate("一二三", 1)}),
    "级": ("grade", {c: f"grade{n}" for n, chars in enumerate(("一1", "二2", "三3", "四4"), 1) for c in chars}),
    "度": ("ability", {"中": "moderate_disability", "重": "severe_disability"}),
}
_LIST = re.compile(
    r"([一二三四1234ABC中重])[、和及]([一二三四1234BC重])(?:[、和及]([三四34C]))?(类|档|级|度)(?!似|型|别)"
)  # 一、二类; 中、重度


def _find_lists(text: str) -> list[DimMention]:
    """一、二类: a list of values whose word stands only after the last."""
    mentions = []
    for m in _LIST.finditer(text):
        dim, values = _LISTED[m[4]]
        mentions += [DimMention(m.start(i), m.end(i), dim, values[m[i]]) for i in (1, 2, 3) if m[i] and m[i] in values]
    return mentions


def _longest(mentions: list[DimMention]) -> list[DimMention]:
    """The mentions in order, without those that meet a longer one of the same dimension or one that begins before."""
    reached = {mention.dim: -1 for mention in mentions}
    rank = {dim: i for i, dim in enumerate(reached)}
    kept: list[DimMention] = []
    mentions.sort(key=itemgetter(1), reverse=True)
    mentions.sort(key=itemgetter(0))
    for mention in mentions:
        start, end, dim, _ = mention
        if start >= reached[dim]:
            reached[dim] = end
            kept.append(mention)
    kept.sort(key=lambda m: (m[0], m[1], rank[m[2]]))
    return kept


_BROAD = {"grade": "severe", "ability": "disabled", "action": "new", "group": "dibao_tekun_covered"}
"""Values that give way where the words name a narrower one beside them: 重度残疾人护理补贴(一级)."""


def narrow(values: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Values by dimension without the broad one where exactly one narrower value stands beside it."""
    return {
        dim: found - {_BROAD[dim]} if dim in _BROAD and len(found) == 2 else set(found)
        for dim, found in values.items()
    }


def _age_bucket(m: re.Match[str]) -> str:
    """Name of the age bucket that an age writing states, or an empty string.

    80周岁及以上, 年满80周岁 -> 80+; 80至89周岁, 满80周岁不满90周岁 -> 80-89; 百岁老人 -> 100+.
    """
    if m["hundred"]:
        return "100+"
    if m["tens"]:
        return f"{int(parse_chinese(m['tens']) or 0)}0+"
    if m["low"]:
        return f"{_age(m['low'])}-{_age(m['high'])}"
    if m["from"]:
        return f"{_age(m['from'])}-{_age(m['under']) - 1}"
    age = _age(m["age"])
    if not m["below"] and (m["up"] or (m["full"] and not m["down"])):
        return f"{age}+"
    return "under_18" if (m["down"] or m["below"]) and age == 18 else ""


def _age(word: str) -> int:
    return int(word) if word.isdigit() else int(parse_chinese(word) or 0)

"""What a sentence speaks about: mentions of indicators and of dimension values, found by the catalogue's words.

In: clean text. Out: `SubjectHit` and `DimMention` records with clean spans. Which number a mention belongs to is
decided in `assemble`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Protocol

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.catalogue import Catalogue, Indicator
from etl.extract.layout import stretch_start
from etl.extract.numerals import NUMERAL_CHARS, parse_chinese

_MARKS = ",，;；:：。!?\n\t"
_REACH = 4
"""Characters beside a phrase in which a word of `not_near` still counts as standing next to it."""
_MOST_CROSSED = 3
"""Clause marks that may stand between the parts of a phrase."""
_ENDS = _MARKS + "、"
_END = re.compile(f"[{_ENDS}]")
_MARK = re.compile(f"[{_MARKS}]")
_PLACE = attrgetter("start", "end", "indicator")
_AGE = re.compile(
    rf"(?:年?满)?(?P<from>\d{{1,3}})周?岁(?:及?以上)?[、,，至到且但]*(?:不满|未满|不足)(?P<under>\d{{1,3}})周?岁(?:以下)?|"
    rf"(?P<low>\d{{1,3}}|[{NUMERAL_CHARS}]{{2,3}})(?:周?岁)?(?:-|—|~|–|至|到){{1,2}}(?P<high>\d{{1,3}}|[{NUMERAL_CHARS}]{{2,3}})周?岁"
    rf"|(?P<full>年?满)?(?P<below>[未不]满)?(?P<age>\d{{1,3}}|[{NUMERAL_CHARS}]{{2,3}})(?:\(含\))?周?岁(?:\(含(?:\d+周?岁)?\))?(?P<up>(?:及|以)?以?上)?(?P<down>以下)?|(?P<hundred>百岁)|(?P<tens>[六七八九])旬(?:以上|及以上)"
)


@dataclass(frozen=True, slots=True)
class SubjectHit:
    """A phrase of an indicator in the text: the hull `[start, end)` of its parts, and how many characters they hold."""

    indicator: str
    start: int
    end: int
    length: int
    parts: tuple[tuple[int, int], ...]
    crossed: int = 0
    """Clause marks between the parts."""
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class DimMention:
    """A word that states a dimension value."""

    start: int
    end: int
    dim: str
    value: str


@dataclass(slots=True)
class _Vocabulary:
    words: dict[str, int] = field(default_factory=dict)
    parts_of: list[list[int]] = field(default_factory=list)
    dims_of: list[list[tuple[str, str]]] = field(default_factory=list)

    def add(self, word: str) -> int:
        if word not in self.words:
            self.words[word] = len(self.words)
            self.parts_of.append([])
            self.dims_of.append([])
        return self.words[word]


class SubjectFinder:
    """Finds indicator phrases and dimension words; built once from a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index all words of phrases and dims for one pass over a text."""
        self._catalogue = catalogue
        vocabulary = _Vocabulary()
        parts: dict[tuple[str, ...], int] = {}
        self._phrases: list[tuple[Indicator, tuple[int, ...], frozenset[int]]] = []
        self._by_part: dict[int, list[int]] = defaultdict(list)
        for indicator in catalogue.indicators.values():
            for phrase in indicator.phrases:
                ids = []
                for words in phrase.parts:
                    if words not in parts:
                        parts[words] = len(parts)
                        for word in words:
                            vocabulary.parts_of[vocabulary.add(word)].append(parts[words])
                    ids.append(parts[words])
                for part in dict.fromkeys(ids):
                    self._by_part[part].append(len(self._phrases))
                self._phrases.append((indicator, tuple(ids), frozenset(ids)))
        for dim, values in catalogue.dims.items():
            for value in values.values():
                for word in value.words:
                    vocabulary.dims_of[vocabulary.add(word)].append((dim, value.value))
        self._vocabulary = vocabulary
        self._ages = frozenset(catalogue.dims["age"]) if "age" in catalogue.dims else frozenset()
        self._words = list(vocabulary.words)
        self._machine = AhoCorasick(self._words, matchkind=MatchKind.Standard, implementation=Implementation.DFA)

    def scan(self, text: str) -> tuple[list[tuple[int, int, int]], list[DimMention], list[DimMention]]:
        """All words of the text as (start, end, word id) sorted by place; the dimension mentions; and their atoms.

        Atoms are the mentions by words that list nothing: 中度、重度 is one mention and two atoms.
        """
        matches = self._machine.find_matches_as_indexes(text, overlapping=True)
        found = sorted((start, end, word) for word, start, end in matches)
        dims = [
            DimMention(start, end, dim, value)
            for start, end, word in found
            for dim, value in self._vocabulary.dims_of[word]
        ]
        dims += self._find_ages(text)
        dims = [d for d in dims if d.dim != "tier" or not _SORTS.search(text, max(0, d.start - 3), d.start)]
        atoms = [d for d in dims if d.dim == "age" or not any(c in _JOINTS for c in text[d.start : d.end])]
        listed = _find_lists(text)
        dims += [d for d in listed if d.dim == "tier"]
        atoms += listed

        def order(mentions: list[DimMention]) -> list[DimMention]:
            return sorted(_longest(mentions), key=lambda d: (d.start, d.end))

        return found, order(dims), order(atoms)

    def _find_ages(self, text: str) -> list[DimMention]:
        if "岁" not in text and "旬" not in text:
            return []
        mentions = []
        for m in _AGE.finditer(text):
            value = _age_bucket(m)
            if value in self._ages:
                mentions.append(DimMention(m.start(), m.end(), "age", value))
        return mentions

    def hits(
        self, text: str, words: Sequence[tuple[int, int, int]], start: int, end: int, around: str = ""
    ) -> list[SubjectHit]:
        """Phrase hits inside the clean span; `around` is further text (headings) in which `near` words count.

        `words` is the first result of `scan`.
        """
        places = self._places(words, start, end)
        present = frozenset(places)
        scope = text[start:end]
        vetoes: dict[str, list[str] | None] = {}
        hits: list[SubjectHit] = []
        for number in dict.fromkeys(phrase for part in places for phrase in self._by_part[part]):
            indicator, part_ids, needed = self._phrases[number]
            if not needed <= present:
                continue
            if indicator.slug not in vetoes:
                vetoes[indicator.slug] = _vetoes(indicator, scope, around)
            veto = vetoes[indicator.slug]
            if veto is None:
                continue
            for spans, ordered in _arrange([places[part] for part in part_ids]):
                hit = _hit(text, indicator.slug, spans, ordered)
                if hit.crossed <= _MOST_CROSSED and not (veto and _is_vetoed(text, veto, hit, start, end)):
                    hits.append(hit)
        return sorted(hits, key=_PLACE)

    def _places(self, words: Sequence[tuple[int, int, int]], start: int, end: int) -> dict[int, list[tuple[int, int]]]:
        """Where in the span the words of each part of a phrase stand, by part."""
        places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for at in range(bisect_left(words, (start, 0, 0)), len(words)):
            word_start, word_end, word = words[at]
            if word_start >= end:
                break
            if word_end <= end:
                for part in self._vocabulary.parts_of[word]:
                    places[part].append((word_start, word_end))
        return {part: _maximal(spans) for part, spans in places.items()}


def _vetoes(indicator: Indicator, scope: str, around: str) -> list[str] | None:
    """Words of `not_near` that stand in a span; None where no word of `near` stands in it or around it."""
    if indicator.near and not any(word in scope or word in around for word in indicator.near):
        return None
    return [word for word in indicator.not_near if word in scope]


def _is_vetoed(text: str, veto: Sequence[str], hit: SubjectHit, start: int, end: int) -> bool:
    """Whether one of the words stands in a hit or beside it, up to the next mark."""
    low = stretch_start(text, hit.start, _ENDS, max(start, hit.start - _REACH))
    high = min(end, hit.end + _REACH)
    mark = _END.search(text, hit.end, high)
    zone = text[low : mark.start() if mark else high]
    return any(word in zone for word in veto)


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


def _hit(text: str, slug: str, spans: tuple[tuple[int, int], ...], ordered: bool) -> SubjectHit:
    """The hit of a phrase whose parts stand at the spans, none of which overlap."""
    if len(spans) == 1:
        start, end = spans[0]
        return SubjectHit(slug, start, end, end - start, spans)
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    length = sum(e - s for s, e in spans)
    return SubjectHit(slug, start, end, length, spans, len(_MARK.findall(text, start, end)), ordered)


def _maximal(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans, sorted by start, without those that lie within another: of 行业协会商会 and 商会 the first."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and end <= kept[-1][1]:
            continue
        if kept and start == kept[-1][0]:
            kept[-1] = (start, end)
        else:
            kept.append((start, end))
    return kept


def _arrange(options: list[list[tuple[int, int]]]) -> list[tuple[tuple[tuple[int, int], ...], bool]]:
    """Ways to pick one place for each part: in text order where possible, else in any order; the tightest each."""
    if len(options) == 1:
        return [((span,), True) for span in options[0]]
    found: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
    for last in options[-1]:
        spans = [last]
        for places in reversed(options[:-1]):
            before = [p for p in places if p[1] <= spans[0][0]]
            if not before:
                break
            spans.insert(0, max(before, key=lambda p: (p[0], p[1])))
        if len(spans) == len(options):
            best = found.get(spans[0])
            if best is None or spans[-1][1] - spans[-1][0] > best[-1][1] - best[-1][0] or spans[-1][0] < best[-1][0]:
                found[spans[0]] = tuple(spans)
    if found:
        return [(spans, True) for spans in found.values()]
    nearest = []
    for anchor in options[0]:
        spans = [anchor]
        for places in options[1:]:
            free = [p for p in places if all(p[1] <= s[0] or p[0] >= s[1] for s in spans)]
            if not free:
                break
            spans.append(min(free, key=lambda p: abs(p[0] - anchor[0])))
        if len(spans) == len(options):
            nearest.append((tuple(spans), False))
    return nearest


def _longest(mentions: list[DimMention]) -> list[DimMention]:
    """Drop mentions that lie within a longer mention of the same dimension."""
    by_dim: dict[str, list[DimMention]] = defaultdict(list)
    for mention in mentions:
        by_dim[mention.dim].append(mention)
    kept: list[DimMention] = []
    for group in by_dim.values():
        group.sort(key=lambda d: (d.start, -d.end))
        row: list[DimMention] = []
        for mention in group:
            if row and mention.start < row[-1].end:
                continue
            row.append(mention)
        kept += row
    return kept


_BROAD = {"grade": "severe", "ability": "disabled", "action": "new"}
"""Values that give way where the words name a narrower one beside them: 重度残疾人护理补贴(一级)."""


def narrow(values: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Values by dimension without the broad one where exactly one narrower value stands beside it."""
    return {
        dim: found - {_BROAD[dim]} if dim in _BROAD and len(found) == 2 else set(found) for dim, found in values.items()
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

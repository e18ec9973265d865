"""What a sentence speaks about: phrases of indicators, found by the catalogue's words.

In: clean text. Out: `SubjectHit` records with clean spans. Which number a phrase belongs to is decided in `assemble`.

One pass over a text finds the words of all phrases; a sentence then looks only at the phrases whose rarest part stands
in it. What is compared or hashed for each of a text's thousands of words are plain tuples and numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.catalogue import Catalogue
from etl.extract.layout import stretch_start
from etl.extract.phrase_parts import Span, add_maximal, arrange

_MARKS = ",，;；:：。!?\n\t"
_STRONG_MARKS = ";；。\t"
_REACH = 4
"""Characters beside a phrase in which a word of `not_near` still counts as standing next to it."""
_MOST_CROSSED = 3
"""Clause marks that may stand between the parts of a phrase."""
_ENDS = _MARKS + "、"
_END = re.compile(f"[{_ENDS}]")
_MARK = re.compile(f"[{_MARKS}]")

_PLACE = itemgetter(0, 1, 2)

Place = tuple[int, int, int]
"""Start, end and number of a word."""


class SubjectHit(NamedTuple):
    """A phrase of an indicator in the text: the hull `[start, end)` of its parts, and how many characters they hold."""

    start: int
    end: int
    indicator: str
    length: int
    parts: tuple[Span, ...]
    crossed: int = 0
    """Clause marks between the parts."""
    ordered: bool = True


class Words(NamedTuple):
    """The words of phrases, and those that must or must not stand near them, in one text."""

    text: str
    places: list[Place]
    """Every word, in order."""
    marks: list[int]
    """Where its clause marks stand."""
    strong_marks: list[int]
    """Those that part more than clauses."""

    def between(self, start: int, end: int) -> list[Place]:
        """The words that lie in the clean span."""
        places = self.places
        at = bisect_left(places, (start,))
        return [place for place in places[at : bisect_left(places, (end,), lo=at)] if place[1] <= end]


@dataclass(slots=True)
class _Phrase:
    """One phrase of an indicator; its parts are numbers, as many phrases share them."""

    number: int
    slug: str
    parts: tuple[int, ...]
    others: tuple[int, ...] = ()
    """Its parts but the rarest one, by which it is looked up."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """What must stand near the phrases of an indicator, and what must not: words as written, and numbers of words."""

    written: tuple[str, ...]
    near: frozenset[int]
    not_near: frozenset[int]


class PhraseFinder:
    """Finds indicator phrases; built once from a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index the words of all phrases, and the phrases by their rarest parts."""
        words: dict[str, list[int]] = {}
        parts: dict[tuple[str, ...], int] = {}
        phrases: list[_Phrase] = []
        used: dict[int, int] = {}
        for slug, indicator in catalogue.indicators.items():
            for phrase in indicator.phrases:
                for spellings in phrase.parts:
                    if spellings not in parts:
                        parts[spellings] = len(parts)
                        for word in spellings:
                            words.setdefault(word, []).append(parts[spellings])
                ids = tuple(parts[spellings] for spellings in phrase.parts)
                phrases.append(_Phrase(len(phrases), slug, ids))
                for part in set(ids):
                    used[part] = used.get(part, 0) + 1
        self._by_part: dict[int, list[_Phrase]] = {part: [] for part in used}
        for one in phrases:
            rarest = min(one.parts, key=used.__getitem__)
            one.others = tuple(set(one.parts) - {rarest})
            self._by_part[rarest].append(one)
        for indicator in catalogue.indicators.values():
            for word in indicator.near + indicator.not_near:
                words.setdefault(word, [])
        number = {word: i for i, word in enumerate(words)}
        self._conditions = {
            slug: _Condition(one.near, *(frozenset(number[w] for w in words) for words in (one.near, one.not_near)))
            for slug, one in catalogue.indicators.items()
        }
        self._parts_of = list(words.values())
        self._machine = AhoCorasick(list(words), matchkind=MatchKind.Standard, implementation=Implementation.DFA)

    def read(self, text: str) -> Words:
        """The words of phrases in a text."""
        matches = self._machine.find_matches_as_indexes(text, overlapping=True)
        places = sorted([(start, end, word) for word, start, end in matches])
        marks = [m.start() for m in _MARK.finditer(text)]
        return Words(text, places, marks, [at for at in marks if text[at] in _STRONG_MARKS])

    def hits(self, words: Words, start: int, end: int, around: str = "") -> list[SubjectHit]:
        """Phrases inside the clean span; `around` is further text (headings) in which `near` words count."""
        said = words.between(start, end)
        places = self._places(said)
        present = frozenset([word for _, _, word in said])
        vetoes: dict[str, list[Span] | None] = {}
        hits: list[SubjectHit] = []
        for _, _, phrase in self._candidates(places):
            slug = phrase.slug
            if slug not in vetoes:
                vetoes[slug] = _vetoes(self._conditions[slug], said, present, around)
            veto = vetoes[slug]
            if veto is None:
                continue
            if len(phrase.parts) == 1:
                found = [SubjectHit(s, e, slug, e - s, ((s, e),)) for s, e in places[phrase.parts[0]]]
            else:
                options = [places[part] for part in phrase.parts]
                found = [_hit(words.marks, slug, spans, ordered) for spans, ordered in arrange(options)]
            for hit in found:
                if hit.crossed <= _MOST_CROSSED and not (veto and _is_vetoed(words.text, veto, hit, start, end)):
                    hits.append(hit)
        hits.sort(key=_PLACE)
        return hits

    def _places(self, said: Sequence[Place]) -> dict[int, list[Span]]:
        """Where the words of each part of a phrase stand, by part."""
        places: dict[int, list[Span]] = {}
        for start, end, word in said:
            for part in self._parts_of[word]:
                if part in places:
                    add_maximal(places[part], start, end)
                else:
                    places[part] = [(start, end)]
        return places

    def _candidates(self, places: Mapping[int, list[Span]]) -> list[tuple[int, int, _Phrase]]:
        """Phrases of which every part stands in the text, in the order in which the first part of each stands there."""
        rank = {part: i for i, part in enumerate(places)}
        found = []
        for part, i in rank.items():
            for phrase in self._by_part[part]:
                first = i
                for other in phrase.others:
                    if other not in rank:
                        break
                    first = min(first, rank[other])
                else:
                    found.append((first, phrase.number, phrase))
        found.sort()
        return found


def _vetoes(
    condition: _Condition, said: Sequence[Place], present: frozenset[int], around: str
) -> list[Span] | None:
    """Where words of `not_near` stand; None where no word of `near` is said or stands around what is said."""
    near, not_near = condition.near, condition.not_near
    if near and near.isdisjoint(present) and not any(word in around for word in condition.written):
        return None
    return [] if not_near.isdisjoint(present) else [(start, end) for start, end, word in said if word in not_near]


def _is_vetoed(text: str, veto: Sequence[Span], hit: SubjectHit, start: int, end: int) -> bool:
    """Whether a word of `not_near` stands in a hit or beside it, up to the next mark."""
    low, high = max(start, hit.start - _REACH), min(end, hit.end + _REACH)
    beside = [span for span in veto if low <= span[0] and span[1] <= high]
    if not beside:
        return False
    low = stretch_start(text, hit.start, _ENDS, low)
    mark = _END.search(text, hit.end, high)
    high = mark.start() if mark else high
    return any(low <= s and e <= high for s, e in beside)


def _hit(marks: Sequence[int], slug: str, spans: tuple[Span, ...], ordered: bool) -> SubjectHit:
    """The hit of a phrase of several parts, which stand at the spans; none overlap."""
    start, end = min(spans)[0], max([e for _, e in spans])
    length = sum([e - s for s, e in spans])
    crossed = bisect_left(marks, end) - bisect_left(marks, start)
    return SubjectHit(start, end, slug, length, spans, crossed, ordered)

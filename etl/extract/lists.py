"""The make of parallel lists: numbers side by side, and the members that a stretch of text lists.

In: spans of clean text with the finds in them. Out: runs of numbers, segments of a list, and the indicators or
dimension values that the segments name. Which number gets which member is decided in `distribute`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from etl.catalogue import Indicator
from etl.extract.dim_mentions import DimMention
from etl.extract.periods import TimeMention
from etl.extract.phrases import SubjectHit
from etl.extract.quantities import Quantity

_CONNECT = re.compile(
    r"[、和及与以或/\s]*(?:以及|或者)?[、\s]*"
    r"(?:每人每月|每人每年|月人均|年人均|人均|每月|每年|每人|月|年|达到|为|约|近|其中|增长|提高|下降|减少|增加|上升)*[、\s]*$"
)
_PARALLEL = re.compile(r"[、和及与或]")
_PARALLEL_OR_PARTED = re.compile(r"[、,，和及与;；]")
_WIDEST_GAP = 24
"""Characters between two numbers of a list."""
_WIDEST_STEP = 40
"""Characters between two members of a list."""
_FAMILY = {"percent": 1, "fraction": 1, "times": 1, "doubling": 1, "point": 2, "money": 3, "count": 4, "bare": 4}
"""Kinds of quantities that may stand in one list share a number."""
_APART = frozenset({"户", "人次", "张", "对", "次"})
"""Measure words that never count the same things as another one."""
_JOIN = re.compile(r"[、,，;；]|以及|和|与|及(?!其他|以上)|或")


@dataclass(frozen=True, slots=True)
class Member:
    """What one number of a list belongs to; empty fields are shared or found elsewhere."""

    hit: SubjectHit | None = None
    dims: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    time: TimeMention | None = None


def find_runs(text: str, quantities: Sequence[Quantity], blanked: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of two or more quantities of one kind with only connecting words between, as index ranges [first, last]."""
    runs: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(quantities) + 1):
        if i < len(quantities) and _joined(text, quantities[i - 1], quantities[i], blanked):
            continue
        if i - first >= 2:
            runs.append((first, i - 1))
        first = i
    return runs


def _joined(text: str, one: Quantity, other: Quantity, blanked: Sequence[tuple[int, int]]) -> bool:
    """Whether only connecting words, known spans aside, stand between two quantities that may be of one list."""
    if other.start - one.end > _WIDEST_GAP or _FAMILY[one.kind] != _FAMILY[other.kind]:
        return False
    words = {one.unit_words, other.unit_words}
    if one.kind == "count" and other.kind == "count" and len(words) > 1 and words & _APART:
        return False
    piece = text[one.end : other.start]
    for s, e in blanked:
        if s >= one.end and e <= other.start:
            piece = piece.replace(text[s:e], "", 1)
    return bool(_CONNECT.match(piece)) and bool(_PARALLEL.search(text, one.end, other.start))


def segments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between list joints of the span, as half-open spans."""
    spans = []
    at = start
    for m in _JOIN.finditer(text, start, end):
        if m.start() > at:
            spans.append((at, m.start()))
        at = m.end()
    if at < end:
        spans.append((at, end))
    return spans


def segment_of(segs: Sequence[tuple[int, int]], hit: SubjectHit) -> tuple[int, int]:
    """The segment in which a phrase begins, or the span of the phrase itself."""
    anchor = hit.parts[0][0]
    return next((s for s in segs if s[0] <= anchor < s[1]), (hit.start, hit.end))


def dims_in_order(
    mentions: Sequence[DimMention], text: str, start: int, end: int, allowed: Sequence[str]
) -> dict[str, list[str]]:
    """Values of each allowed dimension in the span, in order and without repeats; 城乡 stands for both residences."""
    found: dict[str, list[tuple[int, str]]] = {}
    for mention in mentions:
        if mention.start >= start and mention.end <= end and mention.dim in allowed:
            found.setdefault(mention.dim, []).append((mention.start, mention.value))
    if "residence" in allowed:
        for m in re.finditer("城乡", text[start:end]):
            found.setdefault("residence", []).extend(((start + m.start(), "urban"), (start + m.start() + 1, "rural")))
    return {dim: list(dict.fromkeys(value for _, value in sorted(values))) for dim, values in found.items()}


def are_listed(
    mentions: Sequence[DimMention], text: str, dim: str, values: Sequence[str], start: int, end: int
) -> bool:
    """Whether the values stand as a list in the span, with a joint between each (or as 城乡)."""
    places = [m for m in mentions if start <= m.start and m.end <= end and m.dim == dim]
    if len({m.value for m in places}) < len(values):
        return "城乡" in text[start:end]
    ordered = [next(m for m in places if m.value == value) for value in values]
    gaps = [(a.end, b.start) for a, b in pairwise(ordered)]
    return all(end - start <= _WIDEST_STEP and _PARALLEL_OR_PARTED.search(text, start, end) for start, end in gaps)


def by_indicator(
    segs: Sequence[tuple[int, int]], hits: Sequence[SubjectHit], size: int, indicators: Mapping[str, Indicator]
) -> list[SubjectHit] | None:
    """For `size` segments side by side the best hit that begins in each, where they name different indicators.

    The members of a list are of one make: hits of the unit and kind of the last member are preferred.
    """
    if len(segs) < size:
        return None

    def weight(hit: SubjectHit) -> tuple[int, int]:
        return hit.length - 2 * hit.crossed, -hit.start

    for offset in range(len(segs) - size, -1, -1):
        pools = [[h for h in hits if s <= h.parts[0][0] < e and h.ordered] for s, e in segs[offset : offset + size]]
        if not all(pools):
            continue
        last = indicators[max(pools[-1], key=weight).indicator]
        chosen = []
        for pool in pools:
            akin = [h for h in pool if indicators[h.indicator].kind == last.kind]
            alike = [h for h in akin if indicators[h.indicator].unit == last.unit] or akin
            if alike:
                chosen.append(max(alike, key=weight))
        if len(chosen) == size and len({h.indicator for h in chosen}) == size:
            return chosen
    return None


def by_segment(
    segs: Sequence[tuple[int, int]],
    hits: Sequence[SubjectHit],
    size: int,
    dims_of: Callable[[str, int, int], dict[str, str]],
) -> list[Member] | None:
    """Members of the last `size` segments where each names an indicator or a dimension value of its neighbour's.

    困难残疾人生活补贴、重度残疾人护理补贴一级、二级: the third segment continues the second.
    """
    if len(segs) < size:
        return None
    chosen = segs[len(segs) - size :]
    found: list[SubjectHit | None] = []
    for s, e in chosen:
        pool = [h for h in hits if s <= h.parts[0][0] < e and h.ordered]
        found.append(max(pool, key=lambda h: (h.length - 2 * h.crossed, -h.start)) if pool else None)
    if not any(found):
        return None
    members = []
    for i, (s, e) in enumerate(chosen):
        hit = found[i] or next((h for h in reversed(found[:i]) if h), None) or next(h for h in found[i:] if h)
        dims = dims_of(hit.indicator, s, e)
        if found[i] is None and not dims:
            return None
        members.append(Member(hit, dims))
    distinct = {(m.hit.indicator if m.hit else "", tuple(sorted(m.dims.items()))) for m in members}
    return members if len(distinct) == size else None

"""Parallel lists: 城市、农村低保标准分别提高到584元、478元 gives each number of a run its member.

In: a passage and a run of numbers in it. Out: the readings of the run filled in with what each belongs to: an
indicator, a dimension value, a region, a time, or the number in the same place of the run before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.extract.dim_words import clause_of, dims_between, strong_start
from etl.extract.lists import Member, are_listed, by_indicator, by_segment, dims_in_order, segment_of, segments
from etl.extract.measures import is_from
from etl.extract.phrases import SubjectHit
from etl.extract.placing import regions_of_list
from etl.extract.reading import CITY_AND_COUNTRY, RATES, Context, Passage, Reading, within
from etl.extract.resolve import Choice

_SPREAD = re.compile(r"分别|依次|各自|分为")
_TO = re.compile(
    r"(?:提高|增加|增长|上升|调整|提升|上调|下降|减少|降低|升|降|增|变)(?:到|至|为)|达到?|^[,，、]?(?:到|至)"
)  # A和B提高到C和D

_RESIDENCE = re.compile(r"农村|城[市镇]")


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of numbers with the stretch before it, `text[start:end]`."""

    group: Sequence[Reading]
    first: int
    """Index of its first number."""
    start: int
    cut: int
    """Where 分别 begins, or the end of the stretch."""
    end: int
    is_spread: bool
    """Whether 分别 stands before it."""
    shared: Choice | None
    """The phrase that may name all its numbers."""
    own_start: int
    """Where the words of its first number's own begin."""


def distribute(context: Context, passage: Passage, first: int, last: int) -> None:
    """Give each number of the run [first, last] its member, where the words before it list as many."""
    run = _run(context, passage, first, last)
    if _is_foreign(context, passage, run) or (not run.is_spread and _speaks_apart(context, passage, run)):
        return
    members = _members(context, passage, run)
    if members is None:
        follows = bool(first) and _continues(context, run)
        if follows and not (run.shared and run.is_spread) and _inherit(context, passage, run):
            return
        if run.is_spread or (follows and _SPREAD.search(context.text, passage.sentence.start, run.start)):
            run = replace(run, shared=run.shared or next(iter(passage.ranked[first]), None))
            members = _listed_here(context, run) or _listed_before(context, passage, run)
        if members is None and follows:
            _inherit(context, passage, run)
    if members is not None:
        _assign(context, run, members)


def _run(context: Context, passage: Passage, first: int, last: int) -> _Run:
    """The run with what stands before it."""
    end = passage.live[first].quantity.start
    start = passage.live[first - 1].quantity.end if first else passage.sentence.start
    start = max(start, strong_start(context, passage, end), context.text.rfind("》", start, end) + 1)
    spread = _SPREAD.search(context.text[start:end])
    return _Run(
        passage.live[first : last + 1],
        first,
        start,
        start + spread.start() if spread else end,
        end,
        spread is not None,
        next((c for c in passage.ranked[first] if c.hit.start >= start), None),
        start + spread.end() if spread else end,
    )


def _is_foreign(context: Context, passage: Passage, run: _Run) -> bool:
    """Whether a noun of a neighbouring field stands before a run that is no part of a phrase."""
    start, end = context.cues.last_foreign(context.text, run.group[0].slot.left_start, run.end)
    return end >= 0 and not any(h.start <= start and end <= h.end for h in passage.hits)


def _speaks_apart(context: Context, passage: Passage, run: _Run) -> bool:
    """Whether a number behind the first has words of its own, or a dimension word stands between two."""
    later = zip(run.group[1:], passage.ranked[run.first + 1 : run.first + len(run.group)], strict=True)
    if any(c.place == "own" and c.hit.start >= r.slot.left_start for r, ranked in later for c in ranked[:1]):
        return True
    gaps = ((one.quantity.end, other.quantity.start) for one, other in pairwise(run.group))
    return any(m.dim != "aggregation" for start, end in gaps for m in within(context.marks.dims, start, end))


def _continues(context: Context, run: _Run) -> bool:
    """Whether the words before a run lead on from the numbers before: 分别, 提高到, 增长."""
    zone = context.text[run.start : run.end]
    if run.is_spread or _TO.search(zone):
        return True
    return run.group[0].quantity.kind in RATES and bool(context.cues.growth(zone))


def _members(context: Context, passage: Passage, run: _Run) -> list[Member] | None:
    """Members of a list in the stretch before its numbers, or None."""
    text, size, shared = context.text, len(run.group), run.shared
    indicators = context.catalogue.indicators
    q = run.group[0].quantity
    fitting = [
        h
        for h in passage.hits
        if h.start >= run.start and h.end <= run.end and context.fits.fits(indicators[h.indicator], q)
    ]
    segs = segments(text, run.start, run.cut)
    named = by_indicator(segs, fitting, size, indicators)
    if named:
        dims = [dims_between(context, indicators[h.indicator], *segment_of(segs, h)) for h in named]
        return [Member(hit, own) for hit, own in zip(named, dims, strict=True)]
    allowed = context.indicator(shared.hit).dims if shared else ()
    atoms = within(context.marks.atoms, run.start, run.end)
    listed = dims_in_order(atoms, text, run.start, run.end, allowed)
    parted = by_segment(
        segs, fitting, size, lambda slug, s, e: dims_between(context, indicators[slug], s, e, atoms=True)
    )
    is_one = parted is not None and len({m.hit.indicator for m in parted if m.hit}) == 1
    if parted and not (shared and is_one and any(len(values) == size for values in listed.values())):
        return parted
    if shared is None:
        return None
    return (
        _by_dim(context, listed, run)
        or _by_indicator_and_residence(context, segs, fitting, listed, size)
        or _by_region_or_time(context, run)
    )


def _by_dim(context: Context, listed: dict[str, list[str]], run: _Run) -> list[Member] | None:
    """One dimension value for each number: 城市、农村; residence comes before other dimensions."""
    atoms = within(context.marks.atoms, run.start, run.end)
    for dim, values in sorted(listed.items(), key=lambda item: (item[0] != "residence", item[0])):
        if len(values) == len(run.group) and are_listed(atoms, context.text, dim, values, run.start, run.end):
            return [Member(None, {dim: value}) for value in values]
    return None


def _by_indicator_and_residence(
    context: Context,
    segs: Sequence[tuple[int, int]],
    hits: Sequence[SubjectHit],
    listed: dict[str, list[str]],
    size: int,
) -> list[Member] | None:
    """Four numbers for two indicators in town and country each: 城乡低保标准和特困标准分别为…."""
    residences = listed.get("residence", [])
    both = by_indicator(segs, hits, 2, context.catalogue.indicators) if size == 4 and len(residences) == 2 else None
    return [Member(hit, {"residence": value}) for hit in both for value in residences] if both else None


def _by_region_or_time(context: Context, run: _Run) -> list[Member] | None:
    """One region or one time for each number: 太原市、大同市; 2023年、2024年."""
    size = len(run.group)
    if regions := regions_of_list(context, run.start, run.end, size):
        return [Member(region=code) for code in regions]
    times = [m for m in within(context.marks.times, run.start, run.end) if m.role == "at" and not m.is_base]
    return [Member(time=m) for m in times] if len(times) == size else None


def _listed_here(context: Context, run: _Run) -> list[Member] | None:
    """Values right before the run, of a subject further ahead: 标准为低保的1.3倍,城市、农村分别为…."""
    if run.shared is None:
        return None
    allowed = context.indicator(run.shared.hit).dims
    atoms = within(context.marks.atoms, run.start, run.end)
    return _by_dim(context, dims_in_order(atoms, context.text, run.start, run.end, allowed), run)


def _listed_before(context: Context, passage: Passage, run: _Run) -> list[Member] | None:
    """A list of values further ahead in the paragraph: 分全自理、半护理、全护理三档…依次为180元、300元、600元."""
    sentence, size = passage.sentence, len(run.group)
    if run.shared is None:
        return None
    allowed = context.indicator(run.shared.hit).dims
    for start in dict.fromkeys((sentence.start, sentence.block.start)):
        atoms = within(context.marks.atoms, start, run.start)
        listed = dims_in_order(atoms, context.text, start, run.start, allowed)
        for dim, values in listed.items():
            if len(values) == size and are_listed(atoms, context.text, dim, values, start, run.start):
                return [Member(None, {dim: value}) for value in values]
    return None


def _inherit(context: Context, passage: Passage, run: _Run) -> bool:
    """Let each number follow that of the run before: A和B提高到C和D; 584元、478元,分别增长9%和14%."""
    live, size = passage.live, len(run.group)
    pool = [j for j in range(run.first) if live[j].hit is not None and live[j].quantity.kind not in RATES]
    is_change = run.group[0].quantity.kind in RATES or context.cues.growth(context.text[run.start : run.end])
    if is_change:
        pool = [j for j in pool if not is_from(context.text, live[j].slot)]
    if pool and is_change and size == 2 and _is_of_town_and_country(context, live[pool[-1]]):
        for reading, residence in zip(run.group, ("urban", "rural"), strict=True):
            reading.follow(pool[-1], live[pool[-1]], "list: member of the list before", "own")
            reading.dims = {"residence": residence}
        return True
    if len(pool) < size:
        return False
    share, follows = _phrase_of_share(context, run), False
    fits = [_may_follow(context, live[index], one) for index, one in zip(pool[-size:], run.group, strict=True)]
    if share is None and not all(fits) and run.group[0].quantity.kind == "count":
        return False
    for index, reading, may_follow in zip(pool[-size:], run.group, fits, strict=True):
        parent = live[index]
        if parent.hit and share is not None:
            allowed = context.indicator(share).dims
            reading.take(share, "list: member of the list before", "own")
            reading.dims = {dim: value for dim, value in parent.dims.items() if dim in allowed}
            follows = True
        elif may_follow:
            reading.follow(index, parent, "list: member of the list before", "own")
            follows = True
    return follows


def _may_follow(context: Context, parent: Reading, reading: Reading) -> bool:
    """Whether a number may state what one before it does."""
    return parent.hit is not None and context.fits.fits(context.indicator(parent.hit), reading.quantity)


def _is_of_town_and_country(context: Context, level: Reading) -> bool:
    """Whether one level is said of town and country: 城乡低保标准统一提高到812元,分别增长125.6%和253%."""
    if level.hit is None or level.is_member or "residence" not in context.indicator(level.hit).dims:
        return False
    words = context.text[min(level.slot.left_start, level.hit.start) : level.quantity.start]
    return CITY_AND_COUNTRY in words and not _RESIDENCE.search(words)


def _phrase_of_share(context: Context, run: _Run) -> SubjectHit | None:
    """The phrase of a run of shares that has one of its own: 抵扣比例分别为40%和50%."""
    shared = run.shared
    if shared is None or shared.place != "own" or context.indicator(shared.hit).unit != "percent":
        return None
    return shared.hit


def _assign(context: Context, run: _Run, members: Sequence[Member]) -> None:
    """Fill in the readings of a run; what stands before the list holds for all of it, unless it names several."""
    is_named_apart = len({m.hit.indicator for m in members if m.hit}) > 1
    for reading, member in zip(run.group, members, strict=True):
        hit = member.hit or (run.shared.hit if run.shared else None)
        if hit is None:
            continue
        reading.take(hit, "list: member by place", "own")
        reading.own_start = run.own_start if not run.is_spread or reading is run.group[0] else -1
        reading.region, reading.time = member.region, member.time
        reading.dims = dict(member.dims)
        if not is_named_apart:
            start = max(run.start, clause_of(context, hit))
            reading.dims = dims_between(context, context.indicator(hit), start, run.end) | reading.dims

"""Subjects of numbers that nothing in their sentence names: the sentence before, a question, a heading, a repetition.

In: a passage whose own phrases are used up. Out: its open readings filled in where the words around a number leave it
open what it states; and a figure that stood alone, with what its repetition states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.extract.continuing import index_before, is_of_other_programme, spread_regions
from etl.extract.dim_words import dims_between, wide_start
from etl.extract.dimensions import of_opening
from etl.extract.kin import add_from_kin
from etl.extract.measures import is_from
from etl.extract.noise import SMALL
from etl.extract.paying import pay_out
from etl.extract.phrases import SubjectHit
from etl.extract.reading import FAR, PERSONS, RATES, STOP, Context, Passage, Reading, within
from etl.extract.resolve import is_weak
from etl.extract.slots import blank
from etl.extract.spending import spend_on_counted
from etl.model import Fact

_LONGEST_OPENING = 26
"""Characters of a first sentence that is a title rather than a statement."""
_RAISED = re.compile(r"标准|提高|增加|调整")  # 提高50元/人
_RAISED_OR_PAID = re.compile(r"标准|提高|增加|调整|发放|支出|资金")  # 发放200万元
_BEYOND = re.compile(r"(?:高出|低出|多出|相差|[高低多少]了?)(?:约|近)?\s*$")  # 沈阳高出81元
_PARTED = re.compile(r"[;；]")
_SPOKEN = re.compile(r"领|我|咱|俺|给我|拿到")
_ORNAMENTS = " ◆●■*-"
_ABOUT = "近约超余"

Place = tuple[int, int, str]
"""Span above a sentence and the rule by which it names a number."""


def take_from_above(context: Context, passage: Passage) -> None:
    """Fill in the numbers of a passage that no phrase of it names, as far as what stands above it does."""
    _match_repeats(context, passage.live)
    if all(r.hit is not None for r in passage.live):
        return
    places = list(_places_above(context, passage))
    hits: dict[Place, list[SubjectHit]] = {}
    for i, reading in enumerate(passage.live):
        spend_on_counted(context, passage, i)
        if reading.hit is None and not reading.foreign:
            pay_out(context, passage, i)
        if _follow_from(context, passage, i):
            continue
        if not _may_look_up(context, passage, i) or not _is_open(context, passage, reading) or _follow_list(passage, i):
            continue
        for place in places:
            if place not in hits:
                hits[place] = _strong_hits(context, place)
            hit = _best(context, reading, hits[place])
            if hit is not None:
                _take_from(context, passage, i, place, hit)
                break
    _continue_from_above(context, passage)


def _continue_from_above(context: Context, passage: Passage) -> None:
    """Let amounts that only a division or a time sets apart continue one that was named from above.

    沈阳市为每人每月665元,大连市660元;鞍山、抚顺分别为575元、560元 under 城市低保标准.
    """
    for i, reading in enumerate(passage.live):
        before = index_before(passage, i)
        previous = passage.live[before] if before >= 0 else None
        if reading.hit is not None or reading.foreign or previous is None or previous.place != "above":
            continue
        q = reading.quantity
        if q.kind != "money" or previous.quantity.kind != "money" or previous.hit is None:
            continue
        start = max(reading.slot.clause_start, previous.quantity.end)
        left = context.cues.residue(blank(context.text, start, q.start, passage.known))
        if len(PERSONS.sub("", left)) > 1 or not context.fits.fits(context.indicator(previous.hit), q):
            continue
        if _BEYOND.search(context.text, start, q.start):
            continue
        reading.follow(before, previous, "continues the number before", "above")
        if within(context.marks.regions, start, q.start):
            reading.region = ""
        reading.dims = dict(previous.dims)
        spread_regions(context, passage, i)


def _take_from(context: Context, passage: Passage, i: int, place: Place, hit: SubjectHit) -> None:
    """Name a number by a phrase above; dimension values of its own words win over those of the place."""
    reading = passage.live[i]
    start, end, rule = place
    reading.take(hit, rule, "above")
    indicator = context.indicator(hit)
    own = wide_start(context, passage, i, reading.slot.left_start)
    dims = dims_between(context, indicator, start, end)
    reading.dims = dims | dims_between(context, indicator, own, reading.quantity.end)
    reading.dims = of_opening(context, passage, reading, indicator) | reading.dims
    add_from_kin(context, passage, i, indicator, reading.dims)
    spread_regions(context, passage, i)


def _match_repeats(context: Context, live: Sequence[Reading]) -> None:
    """A figure set before its sentence (5.46亿元 全市共有…发放金额5.46亿元) states what its repetition states."""
    first, q = live[0], live[0].quantity
    if first.hit is not None or context.text[first.slot.clause_start : q.start].strip(_ORNAMENTS):
        return
    for other in live[1:]:
        if other.hit and other.quantity.value == q.value and other.quantity.kind == q.kind:
            first.take(other.hit, "repeated in its sentence", "own")
            first.dims = dict(other.dims)
            return


def _is_said_by_somebody(context: Context, passage: Passage, at: int) -> bool:
    """Whether a place lies in words that a person of a story speaks: “过去每月领600多元,现在涨了不少”."""
    start = passage.sentence.block.start
    opened = context.text.rfind("“", start, at)
    return opened >= 0 and context.text.find("”", opened, at) < 0 and bool(_SPOKEN.search(context.text, opened, at))


def _may_look_up(context: Context, passage: Passage, i: int) -> bool:
    """Whether a number is still open and of a kind that what stands above may name."""
    reading, q = passage.live[i], passage.live[i].quantity
    is_word = q.kind == "bare" or (q.chinese and q.kind == "count" and q.value <= SMALL)
    if reading.hit is not None or reading.foreign or is_word:
        return False
    if q.kind == "money" and _is_said_by_somebody(context, passage, q.start):
        return False
    return not (i and passage.live[i - 1].hit is None and q.kind in RATES)


def _is_open(context: Context, passage: Passage, reading: Reading) -> bool:
    """Whether the words around a number name nothing of their own."""
    slot, text, q = reading.slot, context.text, reading.quantity
    if q.kind == "count":
        right = context.cues.residue(blank(text, q.end, slot.right_end, passage.known))
        if len(right) > 2 and not PERSONS.match(right):
            return False
    if q.kind == "money" and not q.per & {"month", "year"}:
        cue = _RAISED if q.per else _RAISED_OR_PAID
        is_of_place = within(context.marks.regions, slot.left_start, q.start)
        if not cue.search(text[slot.left_start : q.start]) and not is_of_place:
            return False
    left = context.cues.residue(blank(text, slot.left_start, q.start, passage.known))
    return len(PERSONS.sub("", left)) <= 1


def _follow_from(context: Context, passage: Passage, i: int) -> bool:
    """Let the end of a pair follow its start, which was named from above: 分散养育的,由1730元提高到1820元."""
    reading, start = passage.live[i], passage.live[i - 1]
    if not i or reading.hit or reading.foreign or start.hit is None or start.place != "above":
        return False
    is_pair = is_from(context.text, start.slot) and start.quantity.kind == reading.quantity.kind
    if not is_pair or _PARTED.search(context.text, start.quantity.end, reading.quantity.start):
        return False
    reading.follow(i - 1, start, "continues the number before", "above")
    reading.dims = dict(start.dims)
    return True


def _follow_list(passage: Passage, i: int) -> bool:
    """分别提高50元、45元和40元 after three standards that a heading names."""
    live, lead = passage.live, passage.live[i].lead
    size = sum(r.lead == lead for r in live) if lead >= 0 else 0
    if not size or lead < size or any(r.hit is None or r.quantity.kind in RATES for r in live[lead - size : lead]):
        return False
    parent = live[i - size]
    if parent.hit is None:
        return False
    live[i].take(parent.hit, "list: member of the list before", "above")
    live[i].dims = dict(parent.dims)
    return True


def _places_above(context: Context, passage: Passage) -> Iterator[Place]:
    """Where a subject may stand above: the sentence before, the paragraph's opening, a question, headings."""
    start, block = passage.sentence.start, passage.sentence.block
    if start > block.start:
        low = max(block.start, start - FAR)
        stops = [low, *(m.end() for m in STOP.finditer(context.text, low, start))]
        if len(stops) > 1:
            yield stops[-2], stops[-1], "subject of the sentence before"
        first = STOP.search(context.text, block.start, min(start, block.start + _LONGEST_OPENING))
        if first and first.end() < stops[-1]:
            yield block.start, first.end(), "opening of the paragraph"
    if passage.question[1] > passage.question[0]:
        yield *passage.question, "question"
    for heading in reversed(block.headings):
        yield *heading, "heading"


def _strong_hits(context: Context, place: Place) -> list[SubjectHit]:
    """Phrases of a place that say what is counted, not only who is reached."""
    start, end, _ = place
    hits = context.finder.hits(context.marks.words, start, end)
    return [h for h in hits if not is_weak(context.text, h)]


def _best(context: Context, reading: Reading, hits: Sequence[SubjectHit]) -> SubjectHit | None:
    """The phrase that suits a number best, or None."""
    q, fits = reading.quantity, context.fits
    suiting = fits.exact if q.kind == "count" else fits.fits
    ages = [m for m in within(context.marks.dims, reading.slot.clause_start, q.start) if m.dim == "age"]
    found = [h for h in hits if suiting(context.indicator(h), q)]
    if ages:
        found = [h for h in found if "age" in context.indicator(h).dims]
    found = [h for h in found if not is_of_other_programme(context, reading, context.indicator(h))]
    if q.kind in RATES and not context.cues.growth(context.text[reading.slot.left_start : q.start]):
        found = [h for h in found if context.indicator(h).unit == "percent"]

    def weight(hit: SubjectHit) -> tuple[int, int]:
        exact = 3 if fits.exact(context.indicator(hit), q) else 0
        return 3 * hit.length - 3 * hit.crossed + exact, hit.end

    return max(found, key=weight, default=None)


def restated(last: Fact, new: Sequence[Fact]) -> Fact:
    """A figure that stood alone in the line before (◆5.02亿元) with what its repetition states; any other as it is."""
    if last.kind != "unknown" or last.sentence_end - last.end > 2 or last.end - last.sentence_start > 14:
        return last
    same = [f for f in new if f.kind == "fact" and f.value == last.value]
    written = last.value_text.strip(_ABOUT)
    twin = next((f for f in same if f.value_text.strip(_ABOUT) == written), same[0] if same else None)
    if twin is None:
        return last
    return replace(
        twin,
        start=last.start,
        end=last.end,
        value_text=last.value_text,
        sentence_start=last.sentence_start,
        sentence_end=last.sentence_end,
        sentence=last.sentence,
        rule="repeated in the next line",
    )

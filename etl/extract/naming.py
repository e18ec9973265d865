"""Which phrase of its sentence names a number, and which second indicator the same number states.

In: a passage whose phrases are ranked for each number. Out: the reading of one number filled in, or left open. A number
whose own words name nothing is handed to `continuing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract.continuing import continue_before, part_of
from etl.extract.dim_words import dims_between
from etl.extract.foreign import is_of_other_field, take_noun_behind
from etl.extract.lists import by_indicator, segment_of, segments
from etl.extract.paying import pay_out
from etl.extract.phrases import SubjectHit
from etl.extract.reading import BESIDE, PART, PERSONS, Context, Passage, Reading, barrier_before, within
from etl.extract.resolve import Choice, is_weak
from etl.extract.slots import blank
from etl.extract.spending import ENDED, invest, spend_at_once, spend_on_counted, spend_on_kin, words_between

_BESIDE = 8
"""Score from which a phrase beside a number names it whatever else the sentence holds."""
_IN_CLAUSE = 6
_MEMBERS_AHEAD = 6
"""How many numbers ahead the noun of a list may stand."""
_OUTSIDE = ("near", "far", "span")
_JOINED = re.compile(r"[、和及]")
_PARTED = re.compile(r"[,，;；]")
_PAID_OUT = re.compile(r"惠及|覆盖|受益|保障|发放|支出|下拨|核销|兑现|拨付")  # 惠及长者3万名, 发放津贴200万元
_ALIKE = re.compile(r"均|都|同步|同|统一|各|一律")  # A和B标准均为60元
_ALIKE_BEHIND = re.compile(r"均|都|全部|全面")  # 14个殡仪馆和公墓全部…
_AT_RATE = re.compile(r"的?标准[,，]?(?:按月)?(?:为|向|对|给)")
_AND = re.compile(r"(?:\([^)]{1,8}\))?[和及与]")


def name_number(context: Context, passage: Passage, i: int) -> None:
    """Fill in what names number `i`: a phrase beside it, one of its clause, or the number that it continues."""
    if is_of_other_field(context, passage, i):
        return
    if _people_of_households(context, passage, i):
        return
    if spend_at_once(context, passage, i) or take_noun_behind(context, passage, i):
        return
    if _standard_of_next(context, passage, i):
        return
    if invest(context, passage, i) or (not _has_strong_words(context, passage, i) and pay_out(context, passage, i)):
        return
    _name(context, passage, i)
    if passage.live[i].hit is None:
        spend_on_counted(context, passage, i)
    else:
        spend_on_kin(context, passage, i)


def _name(context: Context, passage: Passage, i: int) -> None:
    """Fill in the phrase that names a number which no other field claims, or leave it open."""
    reading, ranked = passage.live[i], passage.ranked[i]
    barrier = barrier_before(context, passage, i)
    own = next((c for c in ranked if c.place == "own" and c.hit.start >= barrier), None)
    subject = _subject_behind_weak(context, reading, ranked) if own and is_weak(context.text, own.hit) else None
    if subject:
        reading.take(subject.hit, "subject of the sentence", subject.place)
    elif own and own.score >= _BESIDE:
        _take_own(context, passage, i, own)
    elif ahead := _head_after(context, passage, i):
        reading.take(ahead, "head noun after the last member", "own")
    elif _names_nothing(context, passage, reading, barrier):
        previous = passage.live[i - 1]
        is_after_other = i > 0 and previous.foreign and previous.rule not in BESIDE
        reading.foreign = is_after_other and not ENDED.search(words_between(context, passage, i))
        if reading.foreign:
            return
        continue_before(context, passage, i)
    elif in_clause := _explaining(context, passage, i, barrier):
        reading.take(in_clause, "phrase in the clause", "span")


def _people_of_households(context: Context, passage: Passage, i: int) -> bool:
    """Name the people counted right behind the households of a programme: 低保对象142557户、310959人."""
    q, homes = passage.live[i].quantity, passage.live[i - 1]
    if not i or homes.hit is None or q.kind != "count" or q.unit_words != "人" or homes.quantity.unit_words != "户":
        return False
    slug = context.role(homes.hit, "recipients")
    is_beside = words_between(context, passage, i).strip(" 、,，") == ""
    if not slug or not is_beside or context.role(homes.hit, "households") != homes.hit.indicator:
        return False
    passage.live[i].take(homes.hit._replace(indicator=slug), "people of the households before", "own")
    passage.live[i].dims = dict(homes.dims)
    passage.live[i].lead = homes.lead if homes.lead >= 0 else i - 1  # 新增81户、126人: the verb stands once
    return True


def _standard_of_next(context: Context, passage: Passage, i: int) -> bool:
    """Name a rate by the people who get it: 按每人每月80元的标准为796名困难残疾人发放生活补贴; whether it could."""
    live, q = passage.live, passage.live[i].quantity
    if q.kind != "money" or i + 1 == len(live) or not _AT_RATE.match(context.text, q.end):
        return False
    paid = next((c.hit for c in passage.ranked[i + 1] if c.place == "own"), None)
    slug = context.role(paid, "standard") if paid and live[i + 1].quantity.kind == "count" else ""
    if not paid or not slug or _PARTED.search(context.text, q.end + 4, live[i + 1].quantity.start):
        return False
    live[i].take(paid._replace(indicator=slug), "rate of those counted next", "own")
    return True


def _has_strong_words(context: Context, passage: Passage, i: int) -> bool:
    """Whether a phrase since the number before names a number, beyond saying who is reached."""
    start = passage.live[i - 1].quantity.end if i else passage.sentence.start
    return any(c.hit.start >= start and not is_weak(context.text, c.hit) for c in passage.ranked[i])


def _subject_behind_weak(context: Context, reading: Reading, ranked: Sequence[Choice]) -> Choice | None:
    """The phrase further off that a count belongs to, where the words beside it only say who is reached."""
    if reading.quantity.kind != "count":
        return None
    return next(
        (c for c in ranked if c.place in _OUTSIDE and c.score >= _BESIDE and not is_weak(context.text, c.hit)), None
    )


def _take_own(context: Context, passage: Passage, i: int, own: Choice) -> None:
    """Name a number by the phrase beside it, or as a part of the total before it."""
    reading = passage.live[i]
    part = part_of(context, passage, i, own)
    if part >= 0:
        reading.follow(part, passage.live[part], PART, "own")
        return
    reading.take(own.hit, "phrase beside the number", own.place)
    if own.hit.start >= reading.quantity.end:
        _pair_behind(context, reading, own.hit, passage.ranked[i])
    else:
        _pair_before(context, reading, own.hit, passage.ranked[i])


def _names_nothing(context: Context, passage: Passage, reading: Reading, barrier: int) -> bool:
    """Whether the words before a number name nothing of their own, or only say who is reached or that money goes out.

    惠及长者, 发放津贴; 三、四级智力残疾人每人每年456元.
    """
    slot, residue = reading.slot, context.cues.residue
    start, end = max(slot.left_start, barrier), slot.quantity.start
    left = blank(context.text, start, end, passage.known)
    if len(residue(left)) <= 1:
        return True
    for_group = slot.quantity.kind == "money" and within(context.marks.dims, start, end)
    if not for_group and not _PAID_OUT.search(left):
        return False
    return len(residue(PERSONS.sub("", left))) <= 1


def _explaining(context: Context, passage: Passage, i: int, barrier: int) -> SubjectHit | None:
    """The phrase that began before the stretch of a number and leaves nothing of that stretch unsaid."""
    slot = passage.live[i].slot
    start, end = max(slot.left_start, barrier), slot.quantity.start
    for choice in passage.ranked[i]:
        if choice.place == "span" and choice.score >= _IN_CLAUSE and choice.hit.end > barrier:
            own = blank(context.text, start, end, [*passage.known, *choice.hit.parts])
            if len(context.cues.residue(own)) <= 1:
                return choice.hit
    return None


def _pair_behind(context: Context, reading: Reading, hit: SubjectHit, ranked: Sequence[Choice]) -> None:
    """Note the second indicator behind a number: 14个殡仪馆和公墓全部完成改造."""
    text, slot = context.text, reading.slot
    joint = _AND.match(text[hit.end : slot.right_end])
    if not joint:
        return
    at = hit.end + joint.end()
    own = (c.hit for c in ranked if c.place == "own" and c.hit.indicator != hit.indicator)
    second = [h for h in own if 0 <= h.start - at <= 3]
    if second and _ALIKE_BEHIND.search(text[second[0].end : slot.clause_end]):
        reading.also = max(second, key=lambda h: h.length)


def _pair_before(context: Context, reading: Reading, hit: SubjectHit, ranked: Sequence[Choice]) -> None:
    """Note the second indicator before a number, and the dims of the first: A和B标准均为60元."""
    if context.indicator(hit).kind not in ("standard", "share", "bound"):
        return
    text, start, end = context.text, reading.slot.left_start, reading.quantity.start
    segs = segments(text, start, end)
    own = [c.hit for c in ranked if c.place == "own" and c.hit.end <= end]
    named = by_indicator(segs, own, 2, context.catalogue.indicators)
    if named and (_ALIKE.search(text[named[1].parts[0][1] : end]) or context.indicator(hit).kind == "standard"):
        reading.hit, reading.also = named
        reading.dims = dims_between(context, context.indicator(named[0]), *segment_of(segs, named[0]))


def _head_after(context: Context, passage: Passage, i: int) -> SubjectHit | None:
    """建成126个乡级、453个村级公益性公墓: the noun that stands only after the last number."""
    text, q = context.text, passage.live[i].quantity
    if q.kind != "count":
        return None
    for j in range(i, min(i + _MEMBERS_AHEAD, len(passage.live) - 1)):
        one, other = passage.live[j].quantity, passage.live[j + 1].quantity
        between = text[one.end : other.start]
        if other.kind != "count" or not _JOINED.search(between) or _PARTED.search(between):
            return None
        if len(context.cues.residue(blank(text, one.end, other.start, passage.known))) > 1:
            return None
        ranked = passage.ranked[j + 1]
        right = next((c for c in ranked if c.place == "own" and c.hit.start >= other.end and c.score >= _BESIDE), None)
        if right and context.fits.fits(context.indicator(right.hit), q) and q.unit_words == other.unit_words:
            return right.hit
        if right:
            twins = [h for h in passage.hits if h.start == right.hit.start]
            twins = [h for h in twins if context.fits.exact(context.indicator(h), q)]
            return max(twins, key=lambda h: h.length) if twins else None
    return None

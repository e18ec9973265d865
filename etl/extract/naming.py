"""Which phrase of its sentence names a number, and which second indicator the same number states.

In: a passage whose phrases are ranked for each number. Out: the reading of one number filled in, or left open. A number
whose own words name nothing is handed to `continuing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract.continuing import continue_before, part_of
from etl.extract.dim_words import dims_between
from etl.extract.lists import by_indicator, segment_of, segments
from etl.extract.phrases import SubjectHit
from etl.extract.reading import PART, PERSONS, RATES, Context, Passage, Reading, barrier_before, within
from etl.extract.resolve import Choice, is_weak
from etl.extract.slots import blank

_BESIDE = 8
"""Score from which a phrase beside a number names it whatever else the sentence holds."""
_BESIDE_FOREIGN = 14
"""Score from which a phrase behind a number wins over a noun of a neighbouring field before it."""
_IN_CLAUSE = 6
_MEMBERS_AHEAD = 6
"""How many numbers ahead the noun of a list may stand."""
_SHORT = 2
_OUTSIDE = ("near", "far", "span")
_JOINED = re.compile(r"[、和及]")
_PARTED = re.compile(r"[,，;；]")
_PAID_OUT = re.compile(r"惠及|覆盖|受益|保障|发放|支出|下拨|核销|兑现|拨付")  # 惠及长者3万名, 发放津贴200万元
_MONEY_IN_GENERAL = re.compile(r"救助金|救助资金|资金|金额")
_MONEY_OF_A_KIND = re.compile(r"社会救助|困难群众|低保")
_ALIKE = re.compile(r"均|都|同步|同|统一|各|一律")  # A和B标准均为60元
_ALIKE_BEHIND = re.compile(r"均|都|全部|全面")  # 14个殡仪馆和公墓全部…
_DISTANCE = re.compile(
    r"(?:高于|低于|高出|高过|低过)[^,，;；\d]{0,10}(?:平均|水平)[^,，;；\d]{0,4}$"
    r"|比[^,，;；\d]{0,10}(?:平均|水平|标准|全[国省市])[^,，;；\d]{0,6}(?:高|低)出?了?$"
)
"""Before the distance of an amount from an average, which is no level: 高于全省平均水平12元."""
_AVERAGE = re.compile(r"人均|次均|平均(?=救助|补助|每人|每次|水平)|户均")
_OF_GROWTH = re.compile(r"[高低]于[^,，;；\d]{0,8}平均(?:增[幅速]|涨幅)$")
"""Before the distance of a growth from an average one, which is no gap of levels."""
_ENDED = re.compile(r"[;；。]")
_AND = re.compile(r"(?:\([^)]{1,8}\))?[和及与]")


def name_number(context: Context, passage: Passage, i: int) -> None:
    """Fill in what names number `i`: a phrase beside it, one of its clause, or the number that it continues."""
    reading, ranked = passage.live[i], passage.ranked[i]
    if _is_of_other_field(context, reading, ranked):
        return
    q = reading.quantity
    if q.kind == "point" and _OF_GROWTH.search(context.text[reading.slot.clause_start : q.start]):
        reading.foreign = True
        return
    if q.kind in ("money", "count") and _DISTANCE.search(context.text[reading.slot.clause_start : q.start]):
        reading.foreign = True
        return
    _name(context, passage, i)
    if reading.hit is None:
        spend_on_counted(context, passage, i)
    else:
        _spend_on_kin(context, passage, i)


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
        reading.foreign = i > 0 and passage.live[i - 1].foreign and not _ENDED.search(_between(context, passage, i))
        if reading.foreign:
            return
        continue_before(context, passage, i)
    elif in_clause := _explaining(context, passage, i, barrier):
        reading.take(in_clause, "phrase in the clause", "span")


def _is_of_other_field(context: Context, reading: Reading, ranked: Sequence[Choice]) -> bool:
    """Whether a noun of a neighbouring field stands beside a number; then only a phrase nearer may name it."""
    q = reading.quantity
    behind = q.end + 1 if q.kind in RATES and context.text.startswith("的", q.end) else q.end
    if (q.kind == "count" or behind > q.end) and context.cues.is_foreign_next(context.text, behind):
        reading.foreign = True
        return True
    start, end = context.cues.last_foreign(context.text, reading.slot.left_start, q.start)
    own = [c for c in ranked if c.place == "own"]
    if end < 0 or any(c.hit.start <= start and end <= c.hit.end for c in own):
        return False
    nearer = next((c for c in own if end <= c.hit.start < q.start and not _is_of_noun(context.text, end, c)), None)
    nearer = nearer or next((c for c in own if c.hit.start >= q.end and c.score >= _BESIDE_FOREIGN), None)
    if nearer:
        reading.take(nearer.hit, "phrase beside the number", "own")
    reading.foreign = nearer is None
    return True


def _is_of_noun(text: str, end: int, choice: Choice) -> bool:
    """Whether a short phrase only completes the noun that ends right before it: 医学科床位."""
    first_start, first_end = choice.hit.parts[0]
    return first_start == end and first_end - first_start <= _SHORT and len(text[end : choice.hit.end]) <= _SHORT


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


def _spend_on_kin(context: Context, passage: Passage, i: int) -> None:
    """临时救助2310人次,发放救助金186万元: a general word for money means that of the programme just named."""
    reading = passage.live[i]
    hit = reading.hit
    if not i or hit is None or hit.indicator != "social_assistance_expenditure":
        return
    if hit.start < reading.slot.left_start and reading.rule != "verb beside the number":
        return
    words = context.text[slice(*hit.parts[-1])]
    counted = passage.live[i - 1]
    if counted.hit is None or counted.quantity.kind != "count":
        return
    counts = [r.hit for r in passage.live[:i] if r.hit and r.quantity.kind == "count"]
    is_verb_apart = reading.rule == "verb beside the number"
    if is_verb_apart and len({_money_of(context, h, "expenditure") for h in counts}) != 1:
        return
    if _MONEY_OF_A_KIND.search(words) or not (_MONEY_IN_GENERAL.search(words) or is_verb_apart):
        return
    slug = _money_of(context, counted.hit, "expenditure")
    if slug:
        reading.hit = hit._replace(indicator=slug)


def spend_on_counted(context: Context, passage: Passage, i: int) -> None:
    """临时救助1533人次281.4万元; 保障3915户10238人,发放资金921.4万元: money right behind a count is what it cost."""
    reading = passage.live[i]
    q = reading.quantity
    counted = passage.live[i - 1] if i else None
    if reading.hit is not None or reading.foreign or counted is None or counted.hit is None:
        return
    if q.kind != "money" or q.per & {"month", "year"}:
        return
    between = _between(context, passage, i)
    average = _AVERAGE.search(between)
    if not average and (counted.quantity.kind != "count" or q.per):
        return
    slug = _money_of(context, counted.hit, "average" if average else "expenditure")
    between = _AVERAGE.sub("", between)
    if slug and not _ENDED.search(between) and not context.cues.residue(between):
        reading.take(counted.hit._replace(indicator=slug), "money spent on the count before", "own")
        reading.dims = {d: v for d, v in counted.dims.items() if d in context.catalogue.indicators[slug].dims}


def _between(context: Context, passage: Passage, i: int) -> str:
    """Words between a number and the one before it."""
    return context.text[passage.live[i - 1].quantity.end : passage.live[i].quantity.start]


def _money_of(context: Context, hit: SubjectHit, what: str) -> str:
    """Indicator of the programme of a phrase that states its expenditure or average, or an empty string."""
    stems = [hit.indicator.rsplit("_", n)[0] for n in (1, 2)]
    return next((s for stem in stems if (s := f"{stem}_{what}") in context.catalogue.indicators), "")


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
    if named and _ALIKE.search(text[named[1].parts[0][1] : end]):
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

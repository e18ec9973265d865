"""Facts of a sentence: each reading with measure, unit, region, period and status, and the evidence for them.

In: a passage whose numbers are named as far as they can be, and what dates them. Out: one fact, noise or unknown number
for each, in order; two facts where one number states two indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etl.catalogue import Indicator
from etl.extract.dating import Dated, base_period_of, period_of
from etl.extract.dim_words import dims_between
from etl.extract.frame import Setting
from etl.extract.layout import Sentence
from etl.extract.measures import is_from, measure_of
from etl.extract.noise import SMALL, reason_left_over
from etl.extract.paragraph_times import Dates
from etl.extract.periods import TimeMention
from etl.extract.placing import Placed, area_of_list, compared_with, region_of
from etl.extract.quantities import Quantity
from etl.extract.reading import Context, Passage, Reading, Spanned
from etl.extract.time_words import base_mention, has_passed, in_setting, is_ahead, is_to_come, time_of
from etl.extract.units import unit_of
from etl.model import Evidence, Fact, Kind, Measure, PeriodType, Qualifier, Status

_PART = re.compile(r"(?:以上|左右|余)?[,，(]?其中[^建增达有共]*$")
_WHO = frozenset({"名", "位", "人", "户", "家", "个", "对"})
"""Measure words behind 一 that make an article: 一家慈善组织."""
_WHERE = frozenset({"处", "座", "间", "所"})
"""Measure words behind 一 that make an article before a place where something happens: 一处社区食堂里."""
_COMES_ABOUT = re.compile(r"建|设|增|有|开|办|运营|投")
_NEAR = 14
_ABOUT = re.compile(r"(?:约占|大约占)[^\d,，;；]{0,4}$")  # 约占三成
_AT_MOST = re.compile(r"(?:最高|最多|不超过|不高于|上限|封顶线?)[^\d,，;；]{0,10}$")  # 最高每人每月600元
_AT_LEAST = re.compile(r"(?:不低于|不少于|至少|不得低于)[^\d,，;；]{0,14}$")  # 不低于每人每月600元
_OF_ALL = frozenset({"不低于", "不少于", "不超过", "不高于", "不得低于", "不得超过"})
"""Bounds that stand before the first number of a list and hold for all."""
_OF_TWO_TIMES = frozenset({"growth_pct", "change_abs", "ratio", "gap_pp"})
"""Measures of a value that has been stated; they are about its period."""


def state(context: Context, passage: Passage, dates: Dates) -> list[Fact]:
    """Facts, noise and unknown numbers of a passage, in order."""
    facts: list[Fact] = []
    index = 0
    for reading in passage.readings:
        if reading.noise:
            facts.append(_without_meaning(context, passage, reading.quantity, reading.noise))
            continue
        facts += _state_number(context, passage, reading, index, dates)
        index += 1
    return facts


def _state_number(context: Context, passage: Passage, reading: Reading, index: int, dates: Dates) -> Iterator[Fact]:
    """What the live number `index` states: one fact or two, or that it states none."""
    q = reading.quantity
    if reading.hit is None:
        why = reason_left_over(q)
        yield _without_meaning(context, passage, q, why or "no indicator", "noise" if why else "unknown")
    elif q.chinese and (q.kind == "bare" or _is_word(context.text, reading)):
        yield _without_meaning(context, passage, q, reason_left_over(q) or "numeral in a word")
    else:
        fact = _fact(context, passage, reading, dates)
        dates.settled[index] = fact.period, fact.period_type
        yield fact
        if reading.also:
            start = reading.also.start if reading.also.end <= q.start else q.end
            dims = dims_between(context, context.indicator(reading.also), start, reading.also.end)
            twin = replace(reading, hit=reading.also, also=None, dims=dims, follows=-1)
            yield _fact(context, passage, twin, dates)


def _is_word(text: str, reading: Reading) -> bool:
    """Whether a small Chinese count only speaks of what was said (两所), or of one person or family (一名社工)."""
    q = reading.quantity
    if q.kind != "count" or q.value > SMALL:
        return False
    if q.value == 1 and q.unit_words in _WHERE and reading.hit is not None and reading.hit.start >= q.end:
        return _COMES_ABOUT.search(text, reading.slot.clause_start, q.start) is None
    return (q.value == 1 and q.unit_words in _WHO) or not _is_beside(reading)


def _is_beside(reading: Reading) -> bool:
    """Whether the phrase touches the number: 敬老院两所; a small numeral further off only counts what was said."""
    q, hit = reading.quantity, reading.hit
    if hit is None or reading.place != "own":
        return False
    return any(0 <= start - q.end <= 6 or 0 <= q.start - end <= 4 for start, end in hit.parts)


def _without_meaning(context: Context, passage: Passage, q: Quantity, why: str, kind: Kind = "noise") -> Fact:
    return number_alone(context, q, why, passage.sentence.start, passage.sentence.end, kind)


def number_alone(context: Context, q: Quantity, why: str, start: int, end: int, kind: Kind = "noise") -> Fact:
    """A number of the clean span [start, end) that states no indicator, with the reason."""
    clean = context.marks.clean
    raw_start, raw_end = clean.raw_span(q.start, q.end)
    s, e = clean.raw_span(start, end)
    return Fact(
        context.source.doc_id,
        raw_start,
        raw_end,
        clean.raw[raw_start:raw_end],
        kind=kind,
        why=why,
        value=q.value,
        sentence_start=s,
        sentence_end=e,
    )


def _fact(context: Context, passage: Passage, reading: Reading, dates: Dates) -> Fact:
    """The fact that a reading with a phrase states."""
    if reading.hit is None:
        raise ValueError("a number that no phrase names states no fact")
    text, q, indicator = context.text, reading.quantity, context.indicator(reading.hit)
    lead = passage.lead_of(reading)
    if lead is not reading and context.cues.growth(text[reading.slot.left_start : q.start]):
        lead = reading
    lead = _whole_of(context, passage, reading, lead)
    measure, factor = measure_of(text, lead.slot, q, indicator, context.cues)
    unit, unit_rule = unit_of(context, passage, reading, indicator, measure)
    dated = period_of(context, passage, reading, indicator, measure, dates)
    average = context.cues.average(text[reading.slot.clause_start : q.start]) if "aggregation" in indicator.dims else ""
    if average == "annual_average" and unit == "CNY":
        unit = "CNY/year"
    placed = region_of(context, passage, reading)
    dims = _dims(context, reading, indicator, measure, average, placed)
    period, period_type = _settled(context, passage, reading, measure, dated, dates)
    clean = context.marks.clean
    start, end = clean.raw_span(q.start, q.end)
    s, e = clean.raw_span(passage.sentence.start, passage.sentence.end)
    return Fact(
        doc_id=context.source.doc_id, start=start, end=end, value_text=clean.raw[start:end], indicator=indicator.slug,
        dims=dict(sorted(dims.items())), region=placed[0], measure=measure, value=q.value * factor,
        value_max=q.value_max, resolution=q.resolution * abs(factor), unit=unit, period=period,
        period_type=period_type, base_period=base_period_of(context, passage, reading, measure, period, dates),
        qualifier=_qualifier(text, reading, passage.lead_of(reading)),
        status=_status(context, passage, reading, dates.setting), headline=indicator.headline,
        topic=indicator.topic, sentence_start=s, sentence_end=e, sentence=clean.raw[s:e], rule=reading.rule,
        evidence=_evidence(context, reading, unit_rule, dated, placed),
    )  # fmt: skip


def _whole_of(context: Context, passage: Passage, reading: Reading, lead: Reading) -> Reading:
    """The number of which 其中 makes this one a part, as it states the same thing: 新增1000张,其中三台县200张."""
    at = next((j for j, other in enumerate(passage.live) if other is reading), 0)
    whole = passage.live[at - 1]
    if not at or lead is not reading or whole.hit is None or reading.hit is None:
        return lead
    between = context.text[whole.quantity.end : reading.quantity.start]
    part, total = reading.quantity, whole.quantity
    is_smaller = total.kind == part.kind == "count" and part.value <= total.value
    is_part = is_smaller and _PART.match(between) and len(between) <= _NEAR
    is_same = context.indicator(whole.hit).unit == context.indicator(reading.hit).unit
    return passage.lead_of(whole) if is_part and is_same else lead


def _dims(
    context: Context, reading: Reading, indicator: Indicator, measure: Measure, average: str, placed: Placed
) -> dict[str, str]:
    """Dims of a reading, with those that its comparison, its average or a list of regions states."""
    dims = dict(reading.dims)
    if measure == "gap_pp" and "versus" in indicator.dims and (versus := compared_with(context, reading)):
        dims["versus"] = versus
    if average:
        dims["aggregation"] = average
    if "area" in indicator.dims and not dims.keys() & {"area", "tier"} and placed[1] is None and not reading.region:
        dims |= area_of_list(context, reading)
    return dims


def _settled(
    context: Context, passage: Passage, reading: Reading, measure: Measure, dated: Dated, dates: Dates
) -> tuple[str, PeriodType]:
    """Period of a value; a growth without a time of its own is that of the number it continues, but for its base."""
    period, period_type, time = dated
    is_undated = time is None or time.start < reading.slot.clause_start
    if is_undated and reading.follows in dates.settled and measure in _OF_TWO_TIMES:
        base = base_mention(context, passage.sentence, reading.quantity)
        before = passage.live[reading.follows].follows
        base = base and in_setting(context, passage.sentence, base, dates.setting)
        is_base = base is not None and dates.settled[reading.follows][0] == base.period
        return dates.settled[before if is_base and before in dates.settled else reading.follows]
    return period, period_type


def _evidence(context: Context, reading: Reading, unit_rule: str, dated: Dated, placed: Placed) -> dict[str, Evidence]:
    """Where indicator, unit, period and region were read."""
    time, region = dated[2], placed[1]
    return {
        "indicator": _read_at(context, reading.rule, reading.hit),
        "unit": _read_at(context, unit_rule, reading.quantity),
        "period": _read_at(context, f"time word: {time.role}" if time else "setting of the text", time),
        "region": _read_at(context, region.rule if region else "home of the text", region),
    }


def _read_at(context: Context, rule: str, mark: Spanned | None) -> Evidence:
    """Evidence with the raw span of a mark."""
    if mark is None or mark.end <= mark.start:
        return Evidence(rule)
    clean = context.marks.clean
    start, end = clean.raw_span(mark.start, mark.end)
    return Evidence(rule, start, end, clean.raw[start:end])


def _qualifier(text: str, reading: Reading, lead: Reading) -> Qualifier:
    """Qualifier of a number, also where a few words or the list that `lead` opens part it from 最高 or 不低于."""
    q = reading.quantity
    if q.qualifier != "exact":
        return q.qualifier
    if reading is not lead and text[lead.quantity.start : lead.quantity.number_start] in _OF_ALL:
        return lead.quantity.qualifier  # 分别不低于766元和575元
    for slot in (reading.slot, lead.slot):
        left = text[slot.left_start : slot.quantity.start]
        if _AT_MOST.search(left):
            return "at_most"
        if _AT_LEAST.search(left):
            return "at_least"
    return "approx" if _ABOUT.search(text[reading.slot.left_start : q.start]) else "exact"


def _status(context: Context, passage: Passage, reading: Reading, setting: Setting) -> Status:
    """Whether a value has come about, is planned, or is what others found."""
    text, sentence, cues = context.text, passage.sentence, context.cues
    if cues.is_hearsay(text[sentence.start : sentence.end]):
        return "reported_by_other"
    before = text[sentence.start : reading.quantity.start]
    past = cues.last_past(before)
    if is_from(text, passage.lead_of(reading).slot):
        return "actual"  # 拟由796元提高到820元: what is raised holds already
    plan = cues.last_plan(before, reading.slot.clause_start - sentence.start)
    if plan > past:
        dated = time_of(context, passage, reading)
        is_told_later = dated is not None and dated.start - sentence.start > plan and _has_been(context, dated)
        return "actual" if is_told_later else "planned"
    if past >= 0:
        return "actual"
    time = time_of(context, passage, reading)
    if time is not None and _lies_ahead(context, sentence, time, setting):
        return "planned"
    if not setting.planned:
        return "actual"
    return "actual" if time is not None and _has_been(context, time) else "planned"


def _has_been(context: Context, time: TimeMention) -> bool:
    """Whether a number is dated with a year that had passed when the text was published."""
    return time.role == "at" and time.offset is None and has_passed(context, time.period)


def _lies_ahead(context: Context, sentence: Sentence, time: TimeMention, setting: Setting) -> bool:
    """Whether the time of a value had not come on the day of publication."""
    if time.role == "at":
        return is_to_come(context, in_setting(context, sentence, time, setting).period)
    if time.role == "since" and time.offset is None and is_to_come(context, time.period):
        return True
    return time.role in ("frame", "span", "since") and bool(time.period) and is_ahead(context, time.period)

"""The time that a paragraph has named before a sentence: a day for its stocks, a span or a year for its flows, a goal.

In: a passage and what has dated the paragraph so far (`Dates`). Out: the `TimeMention` that a value without a time of
its own takes over, or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.catalogue import Indicator
from etl.extract.frame import Setting
from etl.extract.measures import is_from
from etl.extract.periods import TimeMention
from etl.extract.reading import FAR, STOP, Context, Passage, Reading, within
from etl.extract.time_words import from_mention, is_as_of, is_from_time, is_to_come
from etl.model import PeriodType

_OF_ITS_OWN_TIME = re.compile(r"全年|累计|现有|目前|已有")
"""Words that set a number apart from the day that its paragraph named."""
_UP_TO_NOW = re.compile(r"累计|已经?|现有|共有|目前")
_OPENS = re.compile(r"(?:[^,，。:：\d]{0,12}[:：])?[\s“]*")
"""What may stand before the year that opens a paragraph: the name of a speaker."""
_NEXT_ITEM = re.compile(r"[。;；][二三四五六]是")
_OVER_THE_YEAR = re.compile(r"(?:标准的|惠及[^,，\d]{0,8}|(?:^|[,，。;；])(?:共|累计|已)?[为向])$")
"""Before numbers that no last day counts: 惠及残疾人9.28万人, 为城市标准的62.6%."""


@dataclass(slots=True)
class Dates:
    """What dates the numbers of a sentence: the setting of its block and what was read before them."""

    setting: Setting
    as_of: TimeMention | None = None
    """The day for which the paragraph gave stocks last."""
    settled: dict[int, tuple[str, PeriodType]] = field(default_factory=dict)
    """Periods of the numbers of the sentence so far, by index."""


def said_in_paragraph(
    context: Context,
    passage: Passage,
    reading: Reading,
    indicator: Indicator,
    is_new: bool,
    is_change: bool,
    dates: Dates,
) -> TimeMention | None:
    """The time that the paragraph has named for a value of its kind: a day for stocks, a span or a year for flows."""
    mention = None
    if not is_new and indicator.kind in ("stock", "share", "ratio"):
        mention = _day_of_paragraph(context, passage, reading, dates)
    if mention is None and (is_new or indicator.kind == "flow" or is_change):
        mention = frame_of_paragraph(context, passage, dates.setting)
    if mention is None and (is_new or indicator.kind == "flow"):
        mention = _year_of_paragraph(context, passage, reading, dates.setting)
    if mention is None and indicator.kind in ("standard", "flow", "stock") and not dates.setting.span:
        mention = year_that_opens(context, passage, reading, dates.setting)
    if mention is None and dates.setting.planned:
        mention = _goal_of_paragraph(context, passage)
    return mention


def _day_of_paragraph(context: Context, passage: Passage, reading: Reading, dates: Dates) -> TimeMention | None:
    """The day that the paragraph named last, if it still holds: said in this sentence or in the one before."""
    day, start = dates.as_of, passage.sentence.start
    rises = reading.follows >= 0 and is_from(context.text, passage.live[reading.follows].slot)
    if rises and from_mention(context, passage.sentence, reading.quantity) is not None:
        return None  # 由2020年底的7286张增加到9150张: up to the time of the text
    if day is None or _OF_ITS_OWN_TIME.search(context.text, start, reading.quantity.start):
        return None
    if _OVER_THE_YEAR.search(context.text, start, reading.quantity.start):
        return None
    is_of_year = context.frame.recap and dates.setting.yearly and day.period == f"{dates.setting.year}-12-31"
    if is_of_year:
        return day  # a report on a closed year counts on its last day till the paragraph ends
    return None if STOP.search(context.text[day.end : start - 1]) else day


def frame_of_paragraph(context: Context, passage: Passage, setting: Setting) -> TimeMention | None:
    """The named span that the sentence before opened, where the text covers none: 五年来,…。低保标准提高395元."""
    said = None if setting.span else _said_last(context, passage)
    return said if said is not None and said.role == "frame" else None


def _year_of_paragraph(context: Context, passage: Passage, reading: Reading, setting: Setting) -> TimeMention | None:
    """The year before that the last sentence was about, for what came about in it: 去年…。此外,发放3128万元."""
    year = None if setting.span or setting.year is None else _said_last(context, passage)
    if year is None or setting.year is None or year.role != "at" or year.period != str(setting.year - 1):
        return None
    if year.is_base or is_from_time(context, year):
        return None
    return None if _UP_TO_NOW.search(context.text, passage.sentence.start, reading.quantity.start) else year


def year_that_opens(context: Context, passage: Passage, reading: Reading, setting: Setting) -> TimeMention | None:
    """The year before with which the paragraph opens and that it has not left: 2023年,我们…。低保标准提高到650元."""
    start, block = passage.sentence.start, passage.sentence.block
    if start - block.start > FAR:
        return None
    said = [m for m in within(context.marks.times, block.start, start) if m.period and m.role != "name"]
    opens = said and _OPENS.fullmatch(context.text, block.start, said[0].start)
    if not opens or setting.year is None or said[0].is_base or is_from_time(context, said[0]):
        return None
    year = str(setting.year - 1)
    others = (m for m in said if not m.is_base and m.offset is None)
    if said[0].role != "at" or said[0].period != year or any(m.period[:4] != year for m in others):
        return None
    if _NEXT_ITEM.search(context.text, block.start, reading.quantity.start):
        return None
    return None if _UP_TO_NOW.search(context.text, start, reading.quantity.start) else said[0]


def from_said_before(context: Context, passage: Passage) -> TimeMention | None:
    """The time from which the sentence before let something rise: 由2012年的370元提高到805元。…由2760元提高到9360元."""
    start = passage.sentence.start
    said = _said(context, passage)
    near = [m for m in said if m.period and is_from_time(context, m)]
    is_near = near and not STOP.search(context.text, near[-1].end, start - 1)
    return near[-1] if is_near else None


def _goal_of_paragraph(context: Context, passage: Passage) -> TimeMention | None:
    """The year to come that a paragraph of plans named last: 到2016年,…。城市低保标准达到380元."""
    said = _said(context, passage)
    named = [m for m in said if m.role == "at" and m.period and not m.is_base]
    is_goal = named and is_as_of(context, named[-1]) and is_to_come(context, named[-1].period)
    return named[-1] if is_goal else None


def _said(context: Context, passage: Passage) -> Sequence[TimeMention]:
    """Time words of the paragraph before the sentence, as far back as they can still hold."""
    start = passage.sentence.start
    return within(context.marks.times, max(passage.sentence.block.start, start - FAR), start)


def _said_last(context: Context, passage: Passage) -> TimeMention | None:
    """The last time word of the paragraph so far, if the sentence right before says it."""
    start = passage.sentence.start
    said = _said(context, passage)
    return said[-1] if said and not STOP.search(context.text, said[-1].end, start - 1) else None

"""The period of a value, and the base period of a growth or change.

In: a reading with its indicator and measure, and what has dated its paragraph so far (`Dates`). Out: the period in the
form that the indicator's kind asks for - stocks hold at a time, flows over one - with the mention it came from.
"""

from __future__ import annotations

import re

from etl.catalogue import Indicator
from etl.extract.frame import Setting, base_of, default_period, is_part_of_year, year_before
from etl.extract.measures import is_created, is_from
from etl.extract.paragraph_times import (
    Dates,
    frame_of_paragraph,
    from_said_before,
    said_in_paragraph,
    year_that_opens,
)
from etl.extract.periods import TimeMention, is_month_end
from etl.extract.reading import Context, Passage, Reading, within
from etl.extract.time_words import base_mention, from_mention, in_setting, is_ahead, is_as_of, is_times_base, time_of
from etl.model import Measure, PeriodType

_NOW = re.compile(r"目前|截至|现有|共有|现已")
_BY_NOW = re.compile(r"已有|现有|目前|现已")
_NOW_WORDS = frozenset({"目前", "现在", "当前", "截至目前", "如今"})
_OVER_YEARS = re.compile(r"[两三四五六七八九十]年[来间]?[^,，。;；\d]{0,4}(?:累计|共)")
_SAME_PERIOD = re.compile(r"同比|同期")

Dated = tuple[str, PeriodType, TimeMention | None]
"""A period, its type, and the mention it came from; none where the setting of the text gave it."""


def period_of(
    context: Context, passage: Passage, reading: Reading, indicator: Indicator, measure: Measure, dates: Dates
) -> Dated:
    """Period of a value; a day for which it gives a stock is noted in `dates` for the numbers after it."""
    is_new = _is_new(context, passage, reading, indicator, measure)
    mention = reading.time or _time_of_its_kind(context, passage, reading, indicator, dates.setting)
    if is_from(context.text, passage.lead_of(reading).slot):
        sentence, q = passage.sentence, reading.quantity
        base = base_mention(context, sentence, q) or from_mention(context, sentence, q)
        if base is None and mention is None and dates.setting.span:
            base = from_said_before(context, passage)
        if base is not None and (mention is None or mention.start < base.start):
            mention = base
        elif (before := _before_change(context, passage, reading, indicator, mention, dates.setting)) is not None:
            return (*before, None)
    if measure == "level":
        mention = _base_beside(context, passage, reading) or mention
    is_change = measure in ("change_abs", "growth_pct")
    mention = mention or said_in_paragraph(context, passage, reading, indicator, is_new, is_change, dates)
    if mention is not None:
        mention = in_setting(context, passage.sentence, mention, dates.setting)
    if mention is None or not mention.period or _holds_by_now(context, reading, indicator, mention):
        return (*_undated(context, indicator, is_new, dates.setting), None)
    if mention.role == "at" and _is_day(context, mention) and not is_from(context.text, passage.lead_of(reading).slot):
        dates.as_of = mention
    return (*_fit(context, mention, indicator, is_new, dates.setting), mention)


def _time_of_its_kind(
    context: Context, passage: Passage, reading: Reading, indicator: Indicator, setting: Setting
) -> TimeMention | None:
    """The time word that a value can be of: no 目前 for a sum over years, no 全年 of another clause for a stock."""
    text, q = context.text, reading.quantity
    mention = time_of(context, passage, reading)
    if mention is None:
        return None
    word = text[mention.start : mention.end]
    if indicator.kind == "flow" and setting.span and word in _NOW_WORDS:
        return None if _OVER_YEARS.search(text, mention.end, q.start) else mention
    is_of_sum = word == "全年" and mention.end < reading.slot.clause_start and indicator.kind in ("stock", "share")
    if not is_of_sum:
        return mention
    before = within(context.marks.times, passage.sentence.start, mention.start)
    days = [m for m in before if m.role == "at" and not m.is_base and is_as_of(context, m)]
    return days[-1] if days else mention


def _base_beside(context: Context, passage: Passage, reading: Reading) -> TimeMention | None:
    """The base right before a level, which is then that of the base itself: 比2023年的695元."""
    base = base_mention(context, passage.sentence, reading.quantity)
    return base if base and context.text[base.end : reading.quantity.start] in ("的", "") else None


def _is_new(context: Context, passage: Passage, reading: Reading, indicator: Indicator, measure: Measure) -> bool:
    """Whether a value is what came about over a period (新建, 增加) rather than what there is."""
    if indicator.kind == "ratio":
        return measure == "change_abs"
    if indicator.kind != "stock":
        return False
    text, end = context.text, reading.quantity.start
    if measure != "change_abs" and not is_created(text[reading.slot.clause_start : end]):
        return False
    return not _NOW.search(text, passage.sentence.start, end)


def _before_change(
    context: Context,
    passage: Passage,
    reading: Reading,
    indicator: Indicator,
    mention: TimeMention | None,
    setting: Setting,
) -> tuple[str, PeriodType] | None:
    """Period of a from-level that no time of its own dates (由398元提高到478元), or None where the mention dates it."""
    if mention is not None and mention.role == "since" and mention.period and indicator.kind == "standard":
        return str(int(mention.period[:4]) - 1), "instant"
    if mention is None or mention.end < reading.slot.clause_start:
        if mention is not None and mention.role == "at" and len(mention.period) == 4 and not setting.span:
            return str(int(in_setting(context, passage.sentence, mention, setting).period) - 1), "instant"
        opening = year_that_opens(context, passage, reading, setting) if mention is None else None
        if opening is not None:
            return str(int(opening.period) - 1), "instant"
        span = "" if is_part_of_year(setting.span) else setting.span
        return span or (str(setting.year - 1) if setting.year else ""), "instant"
    return None


def _holds_by_now(context: Context, reading: Reading, indicator: Indicator, mention: TimeMention) -> bool:
    """Whether a stock is that of today and the year before it dates something else: 2020年启动…,已有30个."""
    return (
        indicator.kind == "stock"
        and mention.start < reading.slot.clause_start
        and mention.role == "at"
        and len(mention.period) == 4
        and _BY_NOW.search(context.text, reading.slot.clause_start, reading.quantity.start) is not None
    )


def _undated(context: Context, indicator: Indicator, is_new: bool, setting: Setting) -> tuple[str, PeriodType]:
    """Period by the setting alone; a span since a Party congress dates totals but no facilities."""
    is_long_run = is_new and setting.span == context.frame.span and context.frame.congress
    return default_period(setting, indicator.kind, is_new and not is_long_run)


def _is_day(context: Context, mention: TimeMention) -> bool:
    """Whether a mention is a day on which stocks are counted: the end of a month, 截至…, a census."""
    if len(mention.period) == 10 and (is_month_end(mention.period) or is_as_of(context, mention)):
        return True
    return "普查" in context.text[mention.start : mention.end]


def _fit(
    context: Context, mention: TimeMention, indicator: Indicator, is_new: bool, setting: Setting
) -> tuple[str, PeriodType]:
    """The mention's time in the form the indicator's kind asks for."""
    period = mention.period
    if indicator.kind == "flow" or is_new or indicator.unit == "CNY/person_time":
        if mention.role == "at" and len(period) == 10:
            return (period[:4] if period[5:7] == "12" else f"{period[:4]}-01/{period[:7]}"), "interval"
        return period, "interval"
    if mention.role in ("frame", "since", "span"):
        return _fit_span(context, mention, indicator, setting)
    if "/" in period:
        return period.split("/")[-1][:4], "instant"
    if len(period) == 10 and not is_month_end(period) and not is_as_of(context, mention):
        return period[:4], "instant"
    return period, "instant"


def _fit_span(context: Context, mention: TimeMention, indicator: Indicator, setting: Setting) -> tuple[str, PeriodType]:
    """Period of a stock or standard that a span dates: mostly the end of the span."""
    period = mention.period
    last = period.split("/")[-1]
    if mention.role == "since":
        is_in_force = indicator.kind in ("standard", "bound") and mention.base != period[:4]
        return (period[:4] if is_in_force else last[:4] if len(last) == 7 else last), "instant"
    if is_ahead(context, period):
        return period, "interval"
    if mention.role == "frame":
        return (last if setting.year and last[:4] >= str(setting.year) else period), "instant"
    return period, "interval"


def base_period_of(
    context: Context, passage: Passage, reading: Reading, measure: Measure, period: str, dates: Dates
) -> str | None:
    """What a growth, change or multiple is measured against, or None."""
    sentence, q, setting = passage.sentence, reading.quantity, dates.setting
    base = base_mention(context, sentence, q)
    if measure == "ratio":
        return base.period if base and is_times_base(context, base, q) else None
    if measure not in ("growth_pct", "change_abs"):
        return None
    if base is not None:
        said = in_setting(context, sentence, base, setting).period
        is_late = base.offset is not None and said and period and said[:4] >= period[:4]
        return year_before(period[:4]) if is_late else said or None  # 截至2015年底,比上年增长23.4%, said in 2016
    since = time_of(context, passage, reading)
    if since is not None and since.role == "since" and since.base:
        return since.base
    if _SAME_PERIOD.search(context.text, sentence.start, q.start):
        return year_before(period)
    if since is None and (frame := frame_of_paragraph(context, passage, setting)) is not None:
        return base_of(in_setting(context, sentence, frame, setting).period)
    start = _from_of(context, passage, reading)
    if start in dates.settled:
        settled = dates.settled[start][0]
        return base_of(settled) if "/" in settled else settled or None
    if measure == "change_abs" or "/" in period or (setting.year and (setting.yearly or setting.planned)):
        return base_of(period)
    return None


def _from_of(context: Context, passage: Passage, reading: Reading) -> int:
    """Index of the from-level of the pair whose end a growth continues, or -1."""
    if reading.follows < 0:
        return -1
    end = passage.live[reading.follows]
    if end.follows < 0:
        return -1
    start = passage.live[end.follows]
    is_pair = is_from(context.text, passage.lead_of(start).slot) and start.quantity.kind == end.quantity.kind
    return end.follows if is_pair else -1

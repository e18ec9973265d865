"""Which time word of its sentence dates a number, and which one is only the base of its change.

In: a passage and a reading. Out: the `TimeMention` that dates the number, or that its change is measured from. What
period that makes is decided in `dating`.
"""

from __future__ import annotations

import re

from etl.extract.frame import Setting
from etl.extract.layout import Sentence
from etl.extract.periods import TimeMention, is_month_end
from etl.extract.quantities import Quantity
from etl.extract.reading import Context, Passage, Reading, within

_FROM = re.compile(r"[由从]")
_RATE_AND_LEVEL = re.compile(r"的(?:每人每?[月年]|每[月年]|人均)?\d")  # 2020年底的每人每月398元
_ASIDE = re.compile(r"(?:去年|上年|前年)(?:同期)?[是为]?\d")
"""A last year that only the number right behind it is of: 1949元,去年是1883元;分散供养1313元."""
_PARTED = re.compile(r"[;；]")
_DIGIT = re.compile(r"\d")
_WHOLE_OR_END = re.compile(r"全年|年末|年底")
_LAST_EARLY_MONTH = 9
"""Month up to which a report on 全年 cannot mean the running year."""
_WHOLE = re.compile(r"全年|年末")
_AIM = re.compile(r"任务|目标|计划|要|将|拟|力争|确保|预计")
_YEAR_OF_RECAP = re.compile(r"今年|本年|去年")
_FROM_RECAP = {"今": 0, "本": 0, "去": -1}
"""Years from the one that a recap sums up."""
_AS_OF = re.compile(r"截[至止]|[到至]$")  # 截至6月30日, 到2020年底


def time_of(context: Context, passage: Passage, reading: Reading) -> TimeMention | None:
    """The time word that dates a number: the last one before it that is no base and binds no earlier number."""
    q = reading.quantity
    for m in reversed(within(context.marks.times, passage.sentence.start, q.start)):
        if m.is_base or m.role == "name" or is_times_base(context, m, passage.lead_of(reading).quantity):
            continue
        if not _binds_other(context, passage, m, reading):
            return m
    return None


def _binds_other(context: Context, passage: Passage, mention: TimeMention, reading: Reading) -> bool:
    """Whether a year belongs to an earlier number only: 由2020年底的398元提高到478元."""
    if mention.role != "at":
        return False
    text, start, end = context.text, mention.start, mention.end
    if _ASIDE.match(text, start, end + 3) and _PARTED.search(text, end, reading.quantity.start):
        return True
    if not _FROM.search(text, max(0, start - 3), start) and not _RATE_AND_LEVEL.match(text, end, end + 12):
        return False
    return bool(_DIGIT.search(text, mention.end, passage.lead_of(reading).quantity.start))


def base_mention(context: Context, sentence: Sentence, q: Quantity) -> TimeMention | None:
    """The last time before a number that something is measured against: 比2020年, 2020年的2.4倍."""
    for m in reversed(within(context.marks.times, sentence.start, q.start)):
        if m.period and (m.is_base or is_times_base(context, m, q)):
            return m
    return None


def is_times_base(context: Context, mention: TimeMention, q: Quantity) -> bool:
    """Whether a multiple is one of the level at that time: 是2020年的2.4倍."""
    return q.kind == "times" and context.text[mention.end : q.start] in ("的", "")


def from_mention(context: Context, sentence: Sentence, q: Quantity) -> TimeMention | None:
    """The date of an earlier from-level of the sentence: 由2020年底的398元…,城市由514元提高到584元."""
    for m in reversed(within(context.marks.times, sentence.start, q.start)):
        if m.period and is_from_time(context, m):
            return m
    return None


def is_from_time(context: Context, mention: TimeMention) -> bool:
    """Whether something begins or rises from that time: 由2020年底的398元, 从2024年起."""
    return bool(_FROM.search(context.text, max(0, mention.start - 3), mention.start))


def is_as_of(context: Context, mention: TimeMention) -> bool:
    """Whether a stock is counted up to that day: 截至6月28日."""
    return bool(_AS_OF.search(context.text[max(0, mention.start - 4) : mention.start]))


def in_setting(context: Context, sentence: Sentence, mention: TimeMention, setting: Setting) -> TimeMention:
    """The mention with its year taken from the setting where the text leaves the year out (年末, 比上年)."""
    if context.frame.recap and setting.yearly and (word := _YEAR_OF_RECAP.match(context.text, mention.start)):
        mention = mention._replace(offset=_FROM_RECAP[word[0][0]])
    if setting.year is None or mention.offset is None or not mention.period:
        return mention
    now, is_yearly = setting.year, setting.yearly
    if mention.offset == 0 and (said := _year_of_sentence(context, sentence, mention)):
        return mention._replace(period=f"{said}{mention.period[4:]}") if "/" not in mention.period else mention
    is_open = not is_yearly and not setting.planned
    if mention.offset == 0 and (
        (is_open and _is_of_closed_year(context, sentence, mention))
        or _leans_on_year_before(context, sentence, mention, now)
    ):
        now, is_yearly = now - 1, True
    last = mention.period.split("/")[-1] if mention.years else mention.period
    shift = now + mention.offset - int(last[:4])
    if shift == 0 or (mention.offset == 0 and not is_yearly):
        return mention
    parts = [f"{int(part[:4]) + shift}{part[4:]}" for part in mention.period.split("/")]
    return mention._replace(period="/".join(parts))


def _is_of_closed_year(context: Context, sentence: Sentence, mention: TimeMention) -> bool:
    """Whether 全年 means the year before that of publication, which is not over: 全年救助1352人次, said in May."""
    published = context.source.published
    if published is None or published.month > _LAST_EARLY_MONTH:
        return False
    if not _WHOLE.match(context.text, mention.start, mention.end):
        return False
    text = context.text[sentence.start : sentence.end]
    return context.cues.last_plan(text, 0) < 0 and not _AIM.search(text)


def _year_of_sentence(context: Context, sentence: Sentence, mention: TimeMention) -> str:
    """The year on whose last day the sentence has counted, which its 全年 then is: 截至2021年底,…,全年支出…."""
    if not _WHOLE.match(context.text, mention.start, mention.end):
        return ""
    said = within(context.marks.times, sentence.start, mention.start)
    days = [m.period for m in said if m.role == "at" and m.offset is None and m.period.endswith("-12-31")]
    return days[-1][:4] if days else ""


def _leans_on_year_before(context: Context, sentence: Sentence, mention: TimeMention, now: int) -> bool:
    """Whether 全年 or 年末 mean the year that the paragraph named last, the one before `now`."""
    if not _WHOLE_OR_END.match(context.text, mention.start, mention.end):
        return False
    named = [
        m.period
        for m in within(context.marks.times, sentence.block.start, mention.start)
        if m.role == "at" and m.offset is None and m.period and not m.is_base and not is_from_time(context, m)
    ]
    return bool(named) and int(named[-1][:4]) == now - 1


def is_ahead(context: Context, period: str) -> bool:
    """Whether a span reaches beyond the year of publication."""
    published = context.source.published
    return published is not None and int(period.split("/")[-1][:4]) > published.year


def is_to_come(context: Context, period: str) -> bool:
    """Whether a time begins only after the day of publication."""
    published, first = context.source.published, period.split("/")[0]
    if len(first) == 10 and is_month_end(first):
        first = first[:7]  # 至年底, said two days before
    return published is not None and first > published.isoformat()[: len(first)]


def has_passed(context: Context, period: str) -> bool:
    """Whether a time ended before the year of publication."""
    published, last = context.source.published, period.split("/")[-1]
    return published is not None and bool(last) and int(last[:4]) < published.year

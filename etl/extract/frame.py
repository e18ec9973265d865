"""What a text says of itself as a whole: the years it covers, whether a part holds plans; and the time of each value.

In: time mentions with the layout. Out: a `Frame` for a text and, for a value, its period with the mention it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl.extract.cues import Cues
from etl.extract.layout import Block, Sentence
from etl.extract.periods import TimeMention, month_end
from etl.model import PeriodType

_TITLE_YEAR = re.compile(
    r"((?:19|20)\d{2})\s*年(?:度)?(?:[^,，。\n]{0,24}?)"
    r"(?:统计公报|公报|工作总结|工作情况|工作报告|工作要点|工作计划|运行情况|统计|年报|事业发展|回顾)"
)
_TITLE_PART = re.compile(
    r"(上半年|前三季度|第?一季度|前?1?[-—至]?(\d{1,2})个?月(?:份)?)[^,，。\n]{0,24}(?:工作总结|工作情况|总结|小结|运行情况|完成情况|情况汇报)"
)
_RECAP = re.compile(r"(?:19|20)\d{2}\s*年度?[^,，。\n]{0,24}?(?:总结|小结|工作情况|公报)")
_CLOSED_YEAR = re.compile(r"工作报告|工作回顾|工作总结|统计公报|过去(?:的)?(?:五|一)年|去年工作|一年来|五年来")
"""Words that, early in a year, open a report of the years that have closed."""
_LONE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d|[-/.年]?\d)")
_HEADED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_FIRST_LINE = 60
"""Characters in which the title of an undated text stands."""
_HEAD = 700
"""Characters at the start of a text in which it names the span that it covers."""
_TOP = 260
"""Characters in which the title stands."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Years a whole text covers.

    `year`: the year its present tense is about (publication, or the title of a yearly report); `span`: the named span
    that its totals cover (2021/2025), or empty; `yearly`: a report of one closed year, whose stocks hold at its end.
    """

    year: int | None
    span: str
    yearly: bool
    congress: bool = False
    """Whether the span is one since a Party congress, which dates totals but no facilities."""
    recap: bool = False
    """Whether it sums up a closed year in that year's own words: there 今年 is the year that has closed."""


def find_frame(text: str, times: Sequence[TimeMention], published: date | None) -> Frame:
    """Frame of a text from its head, its title and its publication date."""
    year, yearly = _year_of(text, published)
    recap = yearly and _RECAP.search(text[:_TOP]) is not None
    if year and (part := _part_of_year(text, year)):
        return Frame(year, part, yearly=False)
    for mention in times:
        is_at_head = mention.start <= _TOP if mention.role == "since" else mention.start < _HEAD
        if is_at_head and mention.role in ("frame", "since") and mention.period and _is_long(mention.period):
            span = f"{year - mention.years + 1}/{year}" if mention.years and yearly and year else mention.period
            return Frame(year, span, yearly, "大" in text[mention.start : mention.end], recap)
    return Frame(year, "", yearly, recap=recap)


_REVIEW = re.compile(r"回顾|成就|基础|成效|总结")


def _closed_before(span: str, year: int | None) -> bool:
    """Whether a span of years ended with the year before one: its review tells how things stood at its end."""
    return year is not None and len(span) == 9 and int(span[-4:]) == year - 1


def _part_of_year(text: str, year: int) -> str:
    """Months that the title of a report within the year names (2019年上半年工作总结), or an empty string."""
    title = _TITLE_PART.search(text[:_FIRST_LINE])
    if title is None:
        return ""
    last = {"上半年": 6, "一季度": 3, "前三季度": 9, "第一季度": 3}.get(title[1]) or int(title[2])
    return f"{year}-01/{year}-{last:02d}" if 1 <= last <= 12 else ""


def _year_of(text: str, published: date | None) -> tuple[int | None, bool]:
    """Year that the present tense of a text is about, and whether it has closed."""
    now = published.year if published else None
    year, yearly = _titled_year(text, published) or (now, False)
    if yearly or published is None:
        return year, yearly
    closed = published.year - 1
    is_early = published.month <= 3
    if is_early and year == published.year and _CLOSED_YEAR.search(text[:600]):
        return closed, True
    lone = _LONE_YEAR.search(text[:40].split("\n")[0])
    if lone and int(lone[0]) == closed:
        return closed, True
    if is_early and re.search(rf"{closed}年年?[末底]", text[:300]):
        return closed, True
    return year, False


def headed_date(text: str) -> date | None:
    """End of the one year that the head of an undated text names, or None."""
    for head in (text[:_FIRST_LINE], text[:_TOP]):
        years = {int(m[1]) for m in _HEADED_YEAR.finditer(head)}
        if len(years) == 1:
            return date(years.pop(), 12, 31)
    return None


def _titled_year(text: str, published: date | None) -> tuple[int, bool] | None:
    """Year that the title of a report names (2023年民政事业发展统计公报), and whether it has closed; or None."""
    title = _TITLE_YEAR.search(text[:_TOP])
    if not title or "要点" in title[0] or "计划" in title[0]:
        return None
    year, now = int(title[1]), published.year if published else None
    if now is not None and year not in (now, now - 1):
        return None
    if "政府工作报告" in title[0] or "政府工作报告" in text[:120]:
        is_of_new_year = published is not None and year == now and published.month <= 4
        return (year - 1 if is_of_new_year else year), True
    return year, year != now


def _is_long(period: str) -> bool:
    first, _, last = period.partition("/")
    return bool(last) and int(last[:4]) - int(first[:4]) >= 3


@dataclass(frozen=True, slots=True)
class Setting:
    """Time and status that hold for a block: from its headings and its opening words."""

    year: int | None
    span: str
    planned: bool
    yearly: bool


_MONTHS = re.compile(r"\d{4}-\d\d/\d{4}-\d\d")
_YEAR_NOTE = re.compile(r"(?:以上|上述|以上数据|本表|表中)(?:数据)?(?:均)?(?:为|系|截至)((?:19|20)\d{2})年")


def noted_years(text: str, blocks: Sequence[Block]) -> dict[int, int]:
    """Years that a note gives to the blocks above it (注:以上为2024年数据), by block start."""
    years: dict[int, int] = {}
    for i, block in enumerate(blocks):
        m = _YEAR_NOTE.search(text, block.start, block.end)
        for above in reversed(blocks[:i]) if m else ():
            if above.start in years:
                break
            years[above.start] = int(m[1]) if m else 0
    return years


_PLAN_OPENER = re.compile(
    r"(?:下一步|接下来|今后|下一阶段|新的一年|明年|面向未来|\d{4}年[,，]?(?:我们)?(?:将|要|计划|拟)|展望|[一二三四五六七八]要[^,，\d]{2})"
)
_BEFORE_OPENER = ' \t“"一二三四五六七八九十、（）()'
_YEAR_HEADING = re.compile(r"((?:19|20)\d{2})年")


def settle(
    text: str, block: Block, frame: Frame, cues: Cues, times: Sequence[TimeMention], published: date | None
) -> Setting:
    """Setting of a block: headings from the outside in, then what the block itself opens with."""
    year, span, planned, yearly = frame.year, frame.span, False, frame.yearly
    for start, end in block.headings:
        heading = text[start:end]
        if cues.is_planned_heading(heading):
            planned = True
            span = "" if is_part_of_year(span) else span
            if published and yearly:
                year, yearly = published.year, False
        elif cues.is_past_heading(heading):
            planned = False
        m = _YEAR_HEADING.search(heading)
        if m and "工作报告" not in heading and (published is None or int(m[1]) <= published.year + 2):
            year, span = int(m[1]), _part_of_year(heading, int(m[1]))
            yearly = bool(published and int(m[1]) < published.year)
            planned = planned or bool(published and int(m[1]) > published.year)
            if frame.yearly and published and frame.year == published.year - 1 and int(m[1]) == published.year:
                planned = True  # 二、2018年主要工作 in a report on 2017
        for mention in times:
            is_span = start <= mention.start < end and mention.role in ("frame", "since", "span") and mention.period
            if is_span and not (m and mention.role == "frame"):  # 2025年工作及“十四五”回顾 begins with the year
                span = mention.period
                if mention.role == "frame" and _REVIEW.search(heading) and _closed_before(span, frame.year):
                    year, yearly = int(span[-4:]), True
    return Setting(year, span, planned, yearly)


def opens_plan(text: str, sentence: Sentence) -> bool:
    """Whether a sentence opens a passage of plans (下一步, ...)."""
    return bool(_PLAN_OPENER.match(text[sentence.start : sentence.start + 20].lstrip(_BEFORE_OPENER)))


_ASKER = r"[ \t]*[【\[]?[^,，。:：]{0,12}(?:记者|主持人|网友)[^,，。:：】]{0,14}[】\]:：]"
_ASKED = r"[ \t]*(?:有|当|在)?[^,，。:：]{0,8}(?:记者|网友|市民)[^,，。:：]{0,4}(?:追问|提问|问)"
_SPEAKER = re.compile(
    rf"{_ASKER}|{_ASKED}"
    r"|[ \t]*(?:\d{1,2}[.、]\s*)?(?:[问答]\s*[:：]|[一二三四五六七八九十]{0,2}、?问\s*[:：]"
    r"|[^,，。:：]{2,24}(?:记者|主持人|厅长|局长|书记|主任|同志|发言人)?[^,，。:：]{0,12}[:：]\s*$)"
)  # 问: 答: 省民政厅厅长:
_QUESTION = re.compile(rf"[ \t]*(?:\d{{1,2}}[.、]\s*)?[一二三四五六七八九十]{{0,2}}、?问|{_ASKER}|{_ASKED}")
_WHAT_WILL = re.compile(
    r"新的一年|下一步|今后|将如何|有哪些(?:谋划|部署|安排|打算|计划)|谋划部署|明年|怎么(?:做|干)(?!的)"
)
_WHAT_HAS = re.compile(r"做了哪些|取得(?:了)?哪些")


def ends_plan(text: str, block: Block) -> bool:
    """Whether a block opens something new after which an earlier 下一步 no longer holds: a heading, a speaker."""
    line = text[block.start : block.end]
    if block.kind == "heading":
        return text[block.end : block.end + 1] in ("\n", "")  # a title within its line opens no new part
    return bool(_SPEAKER.match(line)) and not line.lstrip().startswith("答")


def asks_for_plans(text: str, block: Block) -> bool:
    """Whether a question asks what will be done: its answer then holds plans."""
    line = text[block.start : block.end]
    return bool(_QUESTION.match(line) and _WHAT_WILL.search(line) and not _WHAT_HAS.search(line))


def default_period(setting: Setting, kind: str, created: bool) -> tuple[str, PeriodType]:
    """Period of a value that no time word dates: flows over the frame or year, stocks now."""
    if kind == "flow" or created:
        if setting.span:
            return setting.span, "interval"
        return (str(setting.year) if setting.year else ""), "interval"
    if kind == "stock" and is_part_of_year(setting.span):
        return month_end(*map(int, setting.span.split("/")[1].split("-"))), "instant"
    return (str(setting.year) if setting.year else ""), "instant"


def is_part_of_year(span: str) -> bool:
    """Whether a span is one of months of a year: 2019-01/2019-06."""
    return _MONTHS.fullmatch(span) is not None


def base_of(period: str) -> str | None:
    """The time before a period, as the base of a change over it: 2021/2025 -> 2020; 2024 -> 2023."""
    first = period.split("/")[0]
    if not first:
        return None
    year = int(first[:4])
    if len(first) > 4 and "/" not in period:
        return f"{year - 1}{first[4:]}"
    return str(year - 1)


def year_before(period: str) -> str | None:
    """Same period one year earlier, the base of 同比."""
    if not period:
        return None
    return "/".join(f"{int(part[:4]) - 1}{part[4:]}" for part in period.split("/"))

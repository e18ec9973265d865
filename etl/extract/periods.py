"""Time words of a cleaned text, resolved against the date of publication; never against the clock.

In: clean text and the publication date (or None). Out: `TimeMention` records in order. Which value a mention belongs to
is decided in `assemble`.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Literal, NamedTuple

from etl.extract.numerals import parse_chinese
from etl.model import PeriodType

Role = Literal["at", "since", "frame", "span", "name"]

PLANS = {
    "十五五": (2026, 2030),
    "十四五": (2021, 2025),
    "十三五": (2016, 2020),
    "十二五": (2011, 2015),
    "十一五": (2006, 2010),
    "十五": (2001, 2005),
}
"""Five-year plans. Source: outlines of the national five-year plans, each for the years it names in its title."""
CONGRESSES = {"十六大": 2002, "十七大": 2007, "十八大": 2012, "十九大": 2017, "二十大": 2022}
"""Years of the national congresses of the Party, used as the start of 党的…以来."""
CENSUSES = {"第五次": 2000, "第六次": 2010, "第七次": 2020, "五普": 2000, "六普": 2010, "七普": 2020}
"""Years of the national population censuses. Source: National Bureau of Statistics."""
CAMPAIGNS = {"脱贫攻坚": (2016, 2020)}
"""Campaigns with a fixed span: 脱贫攻坚, by the Central Committee's decision of November 2015, to the end of 2020."""
_REACH_OF_YEAR = 200
"""Characters behind a year within which 当年 means it."""
COVID = 2020
"""Year from which 疫情以来 counts."""

_Y = r"(?:19|20)\d{2}"
_CY = r"二[〇○零][〇○零一二三四五六七八九]{2}"
_RELATIVE = {
    **dict.fromkeys(("今年", "本年", "本年度", "当年"), 0),
    **dict.fromkeys(("去年", "上年", "上一年", "上年度"), -1),
    "前年": -2,
    **dict.fromkeys(("明年", "来年"), 1),
    "后年": 2,
}
"""Years from the year of publication."""
_REL = "|".join(sorted(_RELATIVE, key=len, reverse=True))
_FIRST = (
    r"\d较比与同和相对二今本当去上前明来后截目现如下第一三四五六七八九十年末底岁初全度\"“”‘’'《"
    "党脱新疫过近最这的两每历逐"
)
"""Characters that a time word may begin with; looked at first, as most characters of a text begin none."""
_BEGIN = r"""
    (?:[较比与同和]|相比于|对比)?
    (?:
        \d{1,4}[-/.:年月季~—–至到] | 第?[一二两三四五六七八九十]{1,2}[年月季五大普次] | 第[1-4]季 | 二[〇○零]
      | [今本当去上明来后前每历逐近全]年 | 上一年 | [上下]半年 | 年[底末初度] | 岁末 | 截[至目本] | [当目]前 | 现在
      | 如今 | (?:过去|最?近|这|前)?的?(?:\d{1,2}|[一二两三四五六七八九十]{1,2})[年季个]
      | ["“”‘’'《]十[一二三四五]五 | 同期 | 党的[十二] | 脱贫攻坚 | 新冠 | 新型冠状 | 疫情
    )
"""
"""What a time word begins with; looked at next, as the whole pattern costs two microseconds wherever it is tried."""
_TIME = re.compile(
    rf"""(?=[{_FIRST}])(?={_BEGIN})(?:
      (?P<stamp>{_Y}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[ \t]{{0,2}}\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?)
    | (?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)
    | (?P<years>(?P<y1>{_Y})年?(?:-|—|~|–|至|到){{1,2}}(?P<y2>{_Y}|\d{{2}}(?=年))年?)
      (?:期间|间|年间)?(?!\d|[.%万亿元个家张名户人床])
    | (?P<base>(?:较|比|与|同|和|相比于|对比))?
      (?P<lead>
          (?P<year>{_Y})年|(?P<cyear>{_CY})年|(?P<rel>{_REL})(?:的)?
        | (?P<this>截至?目前|截至?本月|当前|目前|现在|如今)
      )?
      (?P<part>
          (?P<half>[上下]半年)|(?P<quarters>前[一二三1-3]季度|前三季度)|第?(?P<quarter>[一二三四1-4])季度
        | (?P<months>(?P<m1>\d{{1,2}})月?(?:-|—|~|至|到){{1,2}}(?P<m2>\d{{1,2}})月(?:份)?(?P<mend>底|末)?)
        | 前(?P<firstmonths>[一二两三四五六七八九十\d]{{1,2}})个月
        | (?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月
          (?:
              (?P<day>[12]\d|3[01]|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]
            | (?P<monthend>底|末)|(?P<monthpart>份|初|中旬|上旬|下旬)
          )?
        | (?P<end>年底|年末|末|底|岁末)(?!线)|(?P<begin>年初|初)|(?P<whole>全年|度|年度)
      )?
      (?(lead)|(?(part)|(?!)))  # a base alone is no time
    | (?P<plan>
          ["“”‘’'《]?(?P<planname>十[一二三四五]五)["”’'》]?
          (?P<planpart>期间|时期|以来|末期?|初期?|期末|开局之年|收官之年|规划)?
      )
    | (?P<congress>(?:党的)?(?P<congressname>十[六七八九]大|二十大)(?P<congresssince>以来|召开以来|后)?)
    | (?P<census>(?P<censusname>第[五六七]次)(?:全国)?人口普查|(?P<census2>[五六七]普))
    | (?P<campaign>脱贫攻坚)(?P<campaignpart>期间|期|以来|战|中|阶段|时期)?
    | (?P<covid>(?:新冠|新型冠状|疫情)[^,，。;；]{{0,10}}?以来)
    | (?P<lastyears>
          (?:过去|近|最近|这|前)?的?(?P<n>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})年(?:多)?
          (?P<ago>来|以来|间|里|中|前(?=的|每|,|，|提))?
      )
    | (?P<now>近年来|同期|每年|历年|逐年|截至|目前为止)
    )""",
    re.X,
)
_COMPARED_TO = re.compile(r"[与同和比较](?:(?:19|20)\d\d年)?(?:的)?$")  # 与2010年第六次人口普查相比
_BASIS = re.compile(r"的?(?:标准)?的?基础上|的?基数上")  # 在2025年的基础上提高4%
_AFTER_SINCE = re.compile(r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?P<word>以来|来|至今|起至今|开始|起|始|后)")
_LATER_SINCE = re.compile(r"[^,，。;；:：\n]{1,24}?(?P<word>以来)")
_RUN = re.compile(r"(?:连续|连)$")
_GUESS = re.compile(rf"(?P<y>{_Y})[-年/.](?P<m>\d{{1,2}})[-月/.](?P<d>\d{{1,2}})")


class TimeMention(NamedTuple):
    """A time word: `text[start:end]` in the clean text.

    `role`: `at` a point or a whole year, `since` an open start, `frame` a named span (十四五期间), `span` a written
    span, `name` a name that holds a number but dates nothing. `is_base`: stands behind 较, 比, 与.
    """

    start: int
    end: int
    role: Role
    period: str
    period_type: PeriodType
    is_base: bool = False
    offset: int | None = None
    """Years from the year the text speaks of, where the mention names no year itself: 年末 0, 上年 -1."""
    years: int = 0
    base: str = ""
    """For an open start, what a change since then is measured against: 2020年以来 2020, 从2016年开始 2015."""


def is_month_end(period: str) -> bool:
    """Whether a date is the last day of its month.

    >>> is_month_end("2021-06-30"), is_month_end("2021-05-28")
    (True, False)
    """
    year, month, day = map(int, period.split("-"))
    return day == calendar.monthrange(year, month)[1]


def guess_published(text: str) -> date | None:
    """Earliest plausible date of publication that the text states in full, looked for in its head and tail."""
    for part in (text[:1500], text[-800:]):
        for m in _GUESS.finditer(part):
            try:
                found = date(int(m["y"]), int(m["m"]), int(m["d"]))
            except ValueError:
                continue
            if 2000 <= found.year <= 2100:
                return found
    return None


def find_periods(text: str, published: date | None) -> list[TimeMention]:
    """Time mentions of `text` in order; without a publication date relative words have an empty period."""
    found = []
    named = 0  # the year that the text named last in full, with its place
    named_at = 0
    for m in _TIME.finditer(text):
        is_said_before = m["rel"] == "当年" and named and m.start() - named_at <= _REACH_OF_YEAR
        mention = _mention(text, m, date(named, 12, 31) if is_said_before else published)
        if m["year"] or m["cyear"]:
            named, named_at = _year(m, None)[0] or 0, m.end()
        if mention is not None and not _cuts_number(text, mention.start) and not _cuts_number(text, mention.end):
            found.append(mention)
    return found


def _cuts_number(text: str, at: int) -> bool:
    """Whether a place lies between two digits: 99月 holds no 9月, 12024年 no 2024年."""
    return text[at - 1 : at].isdecimal() and text[at : at + 1].isdecimal()


def _mention(text: str, m: re.Match[str], published: date | None) -> TimeMention | None:
    now = published.year if published else None
    start, end = m.span()
    if m["stamp"] or m["clock"]:
        return TimeMention(start, end, "name", "", "instant")
    if m["years"]:
        first, last = m["y1"], m["y2"]
        last = first[:2] + last if len(last) == 2 else last
        return TimeMention(start, end, "span", f"{first}/{last}", "interval")
    if m["plan"]:
        return _plan(m, now)._replace(is_base=text[start - 1 : start] in ("比", "较"))
    if m["congress"]:
        role: Role = "frame" if m["congresssince"] else "name"
        return TimeMention(start, end, role, f"{CONGRESSES[m['congressname']]}/{now}" if now else "", "interval")
    if m["census"]:
        is_base = _COMPARED_TO.search(text, max(0, start - 8), start) is not None
        return TimeMention(start, end, "at", str(CENSUSES[m["censusname"] or m["census2"]]), "instant", is_base=is_base)
    if m["campaign"]:
        first_year, last_year = CAMPAIGNS[m["campaign"]]
        role = "frame" if m["campaignpart"] in ("期间", "期", "以来", "中", "阶段", "时期") else "name"
        return TimeMention(start, end, role, f"{first_year}/{last_year}", "interval")
    if m["covid"]:
        return TimeMention(start, end, "frame", _span(COVID, now), "interval")
    if m["lastyears"]:
        return _last_years(text, m, now)
    if m["now"]:
        return None
    return _calendar(text, m, published)


def _span(first: str | int, last: int | None) -> str:
    """`first/last`, or the one year where they are the same; empty where the end is open."""
    if not last:
        return ""
    return str(last) if str(first) == str(last) else f"{first}/{last}"


def _plan(m: re.Match[str], now: int | None) -> TimeMention:
    first, last = PLANS[m["planname"]]
    part = m["planpart"] or ""
    if part in ("末", "末期", "期末", "收官之年"):
        return TimeMention(m.start(), m.end(), "at", str(last), "instant")
    if part in ("初", "初期", "开局之年"):
        return TimeMention(m.start(), m.end(), "at", str(first), "instant")
    if part == "以来":
        last = min(last, now) if now else last
    return TimeMention(m.start(), m.end(), "name" if part == "规划" else "frame", f"{first}/{last}", "interval")


_DECADE = (10, 2022)
"""十年来 said in 2022 counts from the Party congress of 2012."""


def _last_years(text: str, m: re.Match[str], now: int | None) -> TimeMention | None:
    """五年来, 过去五年: a frame; 连续13年, 20年: no time word but a quantity."""
    count = int(m["n"]) if m["n"].isdigit() else int(parse_chinese(m["n"]) or 0)
    prefix = text[m.start() : m.start("n")]
    if _RUN.search(text[max(0, m.start() - 2) : m.start("n")]) or not (prefix or m["ago"]):
        return None
    if not 1 <= count <= 60:
        return None
    if m["ago"] == "前":
        return TimeMention(m.start(), m.end(), "at", str(now - count) if now else "", "instant", offset=-count)
    first = now - count + (0 if (count, now) == _DECADE else 1) if now else 0
    period = f"{first}/{now}" if now else ""
    return TimeMention(m.start(), m.end(), "frame", period, "interval", offset=0, years=count)


def _number(word: str | None) -> int:
    if not word:
        return 0
    return int(word) if word.isdigit() else int(parse_chinese(word) or 0)


def _calendar(text: str, m: re.Match[str], published: date | None) -> TimeMention | None:
    """A calendar date, month, quarter or year, with or without the year in it."""
    now = published.year if published else None
    year, offset = _year(m, now)
    if not (m["year"] or m["cyear"] or m["rel"] or m["this"]) and _is_bare_fragment(m):
        return None
    is_base = bool(m["base"]) or _BASIS.match(text, m.end()) is not None
    if m["base"] and not (m["year"] or m["cyear"] or m["rel"] or m["part"]):
        return None
    start = m.end("base") if m["base"] else m.start()
    since = _AFTER_SINCE.match(text, m.end())
    if since is None and m["year"] and not m["part"]:
        since = _LATER_SINCE.match(text, m.end())
    period, period_type = _period(m, year)
    end = m.end()
    if since and not is_base and not (since["word"] in ("来",) and m["this"]):
        first = period.split("/")[0]
        last = str(now) if now else ""
        if published and len(first) >= 7 and first[:4] == last and first[:7] < f"{last}-{published.month:02d}":
            first, last = first[:7], f"{last}-{published.month:02d}"  # 今年1月以来: up to the month of publication
        whole = (first if first == last else f"{first}/{last}") if first and last else ""
        stop = since.end() if since.re is _AFTER_SINCE else m.end()
        base = first[:4] if since["word"] in ("以来", "来", "至今", "后") or len(first) < 4 else str(int(first[:4]) - 1)
        return TimeMention(start, stop, "since", whole, "interval", offset=offset, base=base)
    return TimeMention(start, end, "at", period, period_type if period else "instant", is_base=is_base, offset=offset)


def _is_bare_fragment(m: re.Match[str]) -> bool:
    """末, 底, 初, 度 without a year are parts of other words; months and 年末, 年底 stand on their own."""
    if not m["part"]:
        return True
    if m["end"] in ("末", "底") or m["begin"] == "初" or m["whole"] == "度" or m["whole"] == "年度":
        return True
    return bool(m["month"] and not m["month"].isdigit() and not (m["day"] or m["monthend"] or m["monthpart"]))


def _year(m: re.Match[str], now: int | None) -> tuple[int | None, int | None]:
    """Year of a calendar mention, and its distance from the text's year where the text leaves that open."""
    if m["year"]:
        return int(m["year"]), None
    if m["cyear"]:
        return int(parse_chinese(m["cyear"]) or 0), None
    if m["rel"]:
        offset = _RELATIVE[m["rel"]]
        return (now + offset if now else None), offset if m["rel"].startswith("上") else None
    return now, 0


def _period(m: re.Match[str], year: int | None) -> tuple[str, PeriodType]:
    """Period of a calendar mention of a year; empty where the year is not known."""
    if year is None:
        return "", "instant"
    if m["half"]:
        return (f"{year}-01/{year}-06" if m["half"][0] == "上" else f"{year}-07/{year}-12"), "interval"
    if m["quarters"]:
        last = 3 * (_number(m["quarters"][1]) or 3)
        return f"{year}-01/{year}-{last:02d}", "interval"
    if m["quarter"]:
        last = 3 * _number(m["quarter"])
        return f"{year}-{last - 2:02d}/{year}-{last:02d}", "interval"
    if m["months"]:
        first, last = int(m["m1"]), int(m["m2"])
        if 1 <= first <= 12 and 1 <= last <= 12:
            return f"{year}-{first:02d}/{year}-{last:02d}", "interval"
        return str(year), "interval"
    if m["firstmonths"]:
        return f"{year}-01/{year}-{min(12, _number(m['firstmonths'])):02d}", "interval"
    if m["month"]:
        return _month(m, year)
    if m["end"]:
        return f"{year}-12-31", "instant"
    if m["begin"]:
        return f"{year}-01-01", "instant"
    return str(year), "interval" if m["whole"] else "instant"


def month_end(year: int, month: int) -> str:
    """The last day of a month: 2019-06-30."""
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def _month(m: re.Match[str], year: int) -> tuple[str, PeriodType]:
    month = _number(m["month"])
    if not 1 <= month <= 12:
        return str(year), "instant"
    if m["monthend"]:
        return month_end(year, month), "instant"
    if m["day"]:
        day = min(max(_number(m["day"]), 1), calendar.monthrange(year, month)[1])
        return f"{year}-{month:02d}-{day:02d}", "instant"
    return f"{year}-{month:02d}", "interval" if m["monthpart"] == "份" else "instant"

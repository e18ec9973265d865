"""Numbers of a cleaned text with unit and qualifier; which words count as units comes from the catalogue.

In: clean text, the spans that dates and names occupy. Out: `Quantity` records in order, each digit run in exactly one.
What a quantity is about, and its time and place, are left to `assemble`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from etl.catalogue import Catalogue
from etl.extract.cues import alternatives
from etl.extract.numerals import NUMERAL_CHARS, multiplier, parse_chinese, parse_digits
from etl.model import Qualifier

BEFORE: dict[str, Qualifier] = {
    "近": "just_under", "将近": "just_under", "接近": "just_under", "不足": "just_under", "不到": "just_under",
    "约": "approx", "大约": "approx", "大概": "approx", "约为": "approx",
    "超过": "at_least", "超": "at_least", "逾": "at_least", "突破": "at_least", "高达": "exact", "多达": "exact",
    "不得低于": "at_least", "不得少于": "at_least", "不能低于": "at_least",
    "不得超过": "at_most", "不得高于": "at_most",
    "不低于": "at_least", "不少于": "at_least", "不小于": "at_least", "至少": "at_least", "最低": "at_least",
    "高于": "at_least", "不高于": "at_most", "不超过": "at_most", "不多于": "at_most", "最高": "at_most",
    "最多": "at_most", "低于": "at_most",
    "≥": "at_least", "≤": "at_most", ">": "at_least", "<": "at_most", "少于": "at_most", "至多": "at_most",
}  # fmt: skip
AFTER: dict[str, Qualifier] = {
    "以上": "at_least", "及以上": "at_least", "余": "at_least", "多": "at_least", "以内": "at_most", "之内": "at_most",
    "以下": "at_most", "左右": "approx", "上下": "approx", "开外": "at_least", "+": "at_least",
}  # fmt: skip

_MEASURE_WORDS = frozenset(
    set("名位人户个家所处座张支项场件条块笔对具套台辆批份间栋幢岁组村站次类种岗亩吨克部本篇期班届级床天年周日月")
    | {"周岁", "人次", "户次", "家次", "名次", "个月", "小时", "分钟", "平方米", "平米", "公里", "公顷", "公斤"}
)
"""Measure words of any text, also of things that no indicator counts."""
_NO_MEASURE_WORDS = frozenset({"元", "余", "万元", "万人"})
"""Money, and words that are no units on their own."""
_NO_SIGN = re.compile(r"[\d%元人月年]")
"""Behind these a hyphen is no minus."""
_NO_RATE: frozenset[str] = frozenset()
_SLASH = r"(?:[/每]|(?<=[月年人床张户次])[·.]?|[·.])"
_RATE = (
    rf"(?:{_SLASH}(?:人次|人|户|床位|床|张|月|年|天|日|次|餐|平方米|小时|份|套|例|个|名|生|块|本|具|亩|台|位|吨|斤"
    r"|公斤|平))+"
)  # /人/月, ·每床位
_MONEY = r"(?:(?:人民币)?元(?:人民币)?|块钱)"
_PERCENT = r"个?百分点|%|‰"
_FRACTION = r"倍"


class Quantity(NamedTuple):
    """One number as it stands in the clean text: `text[start:end]` with qualifier and unit.

    `unit_words`: the measure word as written (`名`, `元/人/月`, `%`, empty where there is none); `kind`: money,
    percent, fraction, point, times, doubling, count or bare; `per`: what a rate divides by, e.g. {"person", "month"}.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    unit_start: int
    value: Decimal
    resolution: Decimal
    kind: str
    unit_words: str
    qualifier: Qualifier = "exact"
    value_max: Decimal | None = None
    per: frozenset[str] = frozenset()
    chinese: bool = False
    factor: Decimal = Decimal(1)
    """Multiplier characters of the number: 10000 for 万."""


_PER = {
    **dict.fromkeys(("人", "名", "位", "例", "个"), "person"),
    **dict.fromkeys(("人次", "次"), "person_time"),
    **dict.fromkeys(("床", "张", "床位"), "bed"),
    "户": "household",
    "月": "month",
    "年": "year",
}


def parse_per(text: str) -> frozenset[str]:
    """What a rate writing divides by; what it does not know becomes `other`.

    >>> sorted(parse_per("/人/月")), sorted(parse_per("每月"))
    (['month', 'person'], ['month'])
    """
    words = re.findall(r"人次|床位|[^/每·.,]", text)
    return frozenset(_PER.get(word, "other") for word in words)


class QuantityFinder:
    """Finds quantities; built once from the catalogue's measure words."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile the pattern from the measure words of all units that are not money or percent."""
        words: set[str] = set()
        for entry in catalogue.units.values():
            if entry.kind not in ("money", "money_rate", "money_per_unit", "share", "share_difference"):
                words.update(entry.words)
        words = (words | _MEASURE_WORDS) - _NO_MEASURE_WORDS
        counts, after = alternatives(words), alternatives(AFTER)
        unit = (
            rf"(?:(?P<money>{_MONEY})(?P<rate>{_RATE}|[（(]每人每[月年][)）])?"
            rf"|(?P<percent>{_PERCENT})|(?P<times>{_FRACTION})|(?P<count>{counts})(?!(?<=\d)\d))?"
        )
        # A digit comes first in the pattern, so that the search passes over all that is none at the speed of C.
        digits = r"\d(?:\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d*(?:\.\d+)?)"
        self._arabic = re.compile(
            rf"(?P<num>{digits})"
            rf"(?:(?P<lowunit>%|万|亿|元|万元|岁|周岁|张|个)?(?:-|—|~|－|–|至|到){{1,2}}(?P<high>{digits}))?"
            rf"(?P<some>余|多|几)?(?P<mult>[十百千万亿]{{0,3}})(?P<some2>[余多](?!次|元旦))?{unit}(?P<after>{after})?",
        )
        numerals = f"[{NUMERAL_CHARS}]"
        self._chinese = re.compile(
            rf"(?=[{NUMERAL_CHARS}翻半过])"
            rf"(?:(?P<denominator>{numerals}+)分之(?P<numerator>{numerals}+)"
            rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?![立为员果功长就人年了都效本分绩品熟])"
            rf"|(?P<double>翻了?(?P<doubled>[一两二三])番|翻番)|(?P<halves>一半|半数|(?<!超)过半|过半(?!数))"
            rf"|(?P<num>{numerals}+)(?P<some>余|多|几)?"
            rf"(?P<mult>[百千万亿]{{0,2}})(?P<some2>[余多])?{unit})(?P<after>{after})?"
        )

    def find(self, text: str, taken: Iterable[tuple[int, int]]) -> list[Quantity]:
        """Quantities of `text` outside the spans in `taken`, in order; every digit run outside is covered."""
        spans = sorted(taken)
        found: list[Quantity] = []
        at = 0
        for start, end in [*spans, (len(text), len(text))]:
            if start > at:
                found += self._scan(text, at, start)
            at = max(at, end)
        return sorted(found, key=lambda q: q.start)

    def _scan(self, text: str, start: int, end: int) -> list[Quantity]:
        found: list[Quantity] = []
        covered = start
        for m in self._arabic.finditer(text, start, end):
            sign, before = _sign(text, covered, m.start())
            q = _arabic_quantity(m, sign, before)
            self._scan_chinese(text, covered, q.start, found)
            found.append(q)
            covered = q.end
        self._scan_chinese(text, covered, end, found)
        return found

    def _scan_chinese(self, text: str, start: int, end: int, found: list[Quantity]) -> None:
        covered = start
        for m in self._chinese.finditer(text, start, end):
            q = _chinese_quantity(m, _word_before(text, covered, m.start()))
            if q is not None:
                found.append(q)
            covered = m.end()


_LAST_BEFORE = frozenset(word[-1] for word in BEFORE)
_LENGTHS_BEFORE = sorted({len(word) for word in BEFORE}, reverse=True)


def _word_before(text: str, floor: int, at: int) -> str:
    """The longest word of `BEFORE` that ends at a number; not before `floor`."""
    if text[at - 1 : at] in _LAST_BEFORE:
        for length in _LENGTHS_BEFORE:
            if at - length >= floor and text[at - length : at] in BEFORE:
                return text[at - length : at]
    return ""


def _sign(text: str, floor: int, at: int) -> tuple[str, str]:
    """The minus before a number, and the word of `BEFORE` before that; not before `floor`."""
    is_negative = at > floor and text[at - 1] == "-" and not _NO_SIGN.match(text, at - 2)
    return ("-", _word_before(text, floor, at - 1)) if is_negative else ("", _word_before(text, floor, at))


def _qualifier(before: str, is_more: bool, after: str | None) -> Qualifier:
    for word, table in ((before, BEFORE), (after, AFTER)):
        if word and table[word] != "exact":
            return table[word]
    return "at_least" if is_more else "exact"


def _unit(
    money: str | None, rate: str | None, percent: str | None, times: str | None, count: str | None
) -> tuple[str, str, frozenset[str]]:
    """Kind, words and rate of the unit part of a match."""
    if money:
        return "money", money + (rate or ""), parse_per(rate.strip("()（）")) if rate else _NO_RATE
    if percent:
        return ("point" if "点" in percent else "percent"), percent, _NO_RATE
    if times:
        return "times", times, _NO_RATE
    return ("count", count, _NO_RATE) if count else ("bare", "", _NO_RATE)


_LONGEST = 60
"""Digits beyond which a number is an identifier; the value of a million of them would overflow."""


def _arabic_quantity(m: re.Match[str], sign: str, before: str) -> Quantity:
    num, lowunit, high_num, some, mult, some2, money, rate, percent, times, count, after = m.groups()
    number_start, end = m.span()
    start = number_start - len(sign) - len(before)
    number_end = m.end("mult")
    if max(len(num), len(high_num or "")) > _LONGEST:
        return Quantity(start, end, number_start, number_end, end, Decimal(0), Decimal(1), "bare", "")
    value, step = parse_digits(num)
    kind, words, per = _unit(money, rate, percent, times, count)
    factor = multiplier(mult)
    low_factor = multiplier(lowunit) if lowunit in ("万", "亿") else factor
    if words == "‰":
        factor = low_factor = factor / 10
    high = parse_digits(high_num)[0] * factor if high_num else None
    value, step = value * low_factor, step * low_factor
    return Quantity(
        start=start, end=end, number_start=number_start, number_end=number_end,
        unit_start=number_end + len(some2 or "") if words else number_end,
        value=-value if sign else value, resolution=step, kind=kind, unit_words=words, per=per, value_max=high,
        factor=factor,
        qualifier="at_least" if high is not None and not before else _qualifier(before, bool(some or some2), after),
    )  # fmt: skip


def _chinese_quantity(m: re.Match[str], before: str) -> Quantity | None:
    (denominator, numerator, tenths, half, double, doubled, halves,
     num, some, mult, some2, money, rate, percent, times, count, after) = m.groups()  # fmt: skip
    start, end = m.span()
    number_end = unit_start = end
    kind, words, per = "percent", "", _NO_RATE
    if num:
        number = parse_chinese(num)
        if number is None:
            return None
        factor = multiplier(mult)
        value, step = number * factor, factor
        kind, words, per = _unit(money, rate, percent, times, count)
        number_end = m.end("mult")
        unit_start = number_end + len(some2 or "") if words else number_end
    elif denominator:
        is_percent = denominator == "百"
        over = Decimal(100) if is_percent else parse_chinese(denominator)
        part = parse_chinese(numerator)
        if part is None or not over:
            return None
        value = part if is_percent else (part / over * 100).quantize(Decimal("0.0001"))
        step = Decimal(1) if is_percent else Decimal("0.0001")
        kind = "percent" if is_percent else "fraction"
    elif tenths:
        value = Decimal(10) * (parse_chinese(tenths) or 0) + (5 if half else 0)
        step = Decimal(10)
    elif double:
        value, step = Decimal(100) * (2 ** int(parse_chinese(doubled or "一") or 1) - 1), Decimal(100)
        kind = "doubling"
    else:
        value, step, kind = Decimal(50), Decimal(10), "fraction"
        after = after or ("以上" if halves == "过半" else None)
    return Quantity(
        start=start - len(before), end=end, number_start=start if num else start - len(before),
        number_end=number_end, unit_start=unit_start, value=value, resolution=step,
        kind=kind, unit_words=words, per=per, qualifier=_qualifier(before, bool(some or some2), after), chinese=True,
    )  # fmt: skip


_NUMBER_OF = re.compile(r"(?:(?P<unit>[人户])数|(?P<times>人次)数?)(?:已?达到?|为|约|近|有|共|[:：])?$")


def _counted(text: str, q: Quantity) -> Quantity:
    """The number with the measure word that the noun before it holds: 享受人数3.27万."""
    noun = _NUMBER_OF.search(text, max(0, q.start - 6), q.start)
    if noun is None and q.factor > 1 and _PEOPLE.match(text, q.end):
        return q._replace(kind="count", unit_words="人")  # 每天有300多万老年人就餐
    return q._replace(kind="count", unit_words=noun["unit"] or noun["times"]) if noun and q.value >= 1 else q


_PEOPLE = re.compile(r"(?:名|位)?(?:老年人|老人|残疾人|困难群众|困难儿童|农村居民|城镇居民)(?!口)")
_LIST_GAP = re.compile(r"[、,，和及与/]{1,2}(?:每人每[月年])?")


_MARKS = re.compile(r"[,，。;；:：!?\t]")
_AHEAD = re.compile(
    r"(?<=[\u4e00-\u9fff)])(?:(?P<mult>[万亿])(?P<count>人次|人|户|张|对|元)|(?P<rate>元(?:[/·][人户床月年])+))$"
)
"""A unit that stands before its number: 养老机构床位万张11.3, 平均标准元/人·月1,245.0."""


def _ahead(text: str, q: Quantity) -> Quantity:
    """A bare number that closes a line without marks, with the unit that the column before it left there."""
    if q.kind != "bare" or text[q.end : q.end + 1] not in ("", "\n"):
        return q
    start = text.rfind("\n", 0, q.start) + 1
    unit = _AHEAD.search(text[start : q.start])
    if unit is None or _MARKS.search(text, start, q.start):
        return q
    factor, words = multiplier(unit["mult"] or ""), unit["rate"] or unit["count"]
    kind = "money" if words.startswith("元") else "count"
    per = parse_per(words[1:]) if unit["rate"] else _NO_RATE
    value, step = q.value * factor, q.resolution * factor
    return q._replace(kind=kind, unit_words=words, per=per, value=value, resolution=step, factor=factor)


def share_units(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Quantities in which a bare number takes the unit that stands only after the last item: 30、60、100元."""
    shared = [_ahead(text, _counted(text, q)) if q.kind == "bare" and not q.chinese else q for q in quantities]
    for i in range(len(shared) - 2, -1, -1):
        q, later = shared[i], shared[i + 1]
        if q.kind != "bare" or later.kind in ("bare", "times") or q.chinese != later.chinese:
            continue
        gap = text[q.end : later.start]
        if not _LIST_GAP.fullmatch(gap) or gap in (",", "，"):
            continue
        factor = later.factor if q.factor == 1 and later.factor > 1 and q.value < 10000 else Decimal(1)
        shared[i] = q._replace(
            kind=later.kind,
            unit_words=later.unit_words,
            per=later.per,
            value=q.value * factor,
            resolution=q.resolution * factor,
        )
    return shared

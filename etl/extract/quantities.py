"""Numbers of a cleaned text with unit and qualifier; which words count as units comes from the catalogue.

In: clean text, the spans that dates and names occupy. Out: `Quantity` records in order, each digit run in exactly one.
What a quantity is about, and its time and place, are left to `assemble`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

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
_SLASH = r"(?:[/每]|(?<=[月年人床张户次])[·.]?|[·.])"
_RATE = (
    rf"(?:{_SLASH}(?:人次|人|户|床位|床|张|月|年|天|日|次|餐|平方米|小时|份|套|例|个|名|生|块|本|具|亩|台|位|吨|斤"
    r"|公斤|平))+"
)  # /人/月, ·每床位
_MONEY = r"(?:(?:人民币)?元(?:人民币)?|块钱)"
_PERCENT = r"个?百分点|%|‰"
_FRACTION = r"倍"


@dataclass(frozen=True, slots=True)
class Quantity:
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
        counts, before, after = (alternatives(group) for group in (words, BEFORE, AFTER))
        unit = (
            rf"(?:(?P<money>{_MONEY})(?P<rate>{_RATE}|[（(]每人每[月年][)）])?"
            rf"|(?P<percent>{_PERCENT})|(?P<times>{_FRACTION})|(?P<count>{counts})(?!(?<=\d)\d))?"
        )
        digits = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
        self._arabic = re.compile(
            rf"(?P<before>{before})?(?P<sign>(?<![\d%元人月年])-)?(?P<num>{digits})"
            rf"(?:(?P<lowunit>%|万|亿|元|万元|岁|周岁|张|个)?(?:-|—|~|－|–|至|到){{1,2}}(?P<high>{digits}))?"
            rf"(?P<some>余|多|几)?(?P<mult>[十百千万亿]{{0,3}})(?P<some2>[余多](?!次|元旦))?{unit}(?P<after>{after})?",
        )
        numerals = f"[{NUMERAL_CHARS}]"
        self._chinese = re.compile(
            rf"(?P<before>{before})?(?:(?P<denominator>{numerals}+)分之(?P<numerator>{numerals}+)"
            rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?![立为员果功长就人年了都效本分绩品熟])"
            rf"|(?P<double>翻了?(?P<doubled>[一两二三])番|翻番)|(?P<halves>一半|半数|过半)|(?P<num>{numerals}+)(?P<some>余|多|几)?"
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
        found = []
        covered = start
        for m in self._arabic.finditer(text, start, end):
            found += self._scan_chinese(text, covered, m.start())
            found.append(_arabic_quantity(m))
            covered = m.end()
        return found + self._scan_chinese(text, covered, end)

    def _scan_chinese(self, text: str, start: int, end: int) -> list[Quantity]:
        return [q for m in self._chinese.finditer(text, start, end) if (q := _chinese_quantity(m)) is not None]


def _qualifier(groups: Mapping[str, str | None]) -> Qualifier:
    for key, table in (("before", BEFORE), ("after", AFTER)):
        word = groups.get(key)
        if word and table[word] != "exact":
            return table[word]
    return "at_least" if groups.get("some") or groups.get("some2") else "exact"


def _unit(groups: Mapping[str, str | None]) -> tuple[str, str, frozenset[str]]:
    """Kind, words and rate of the unit part of a match."""
    if money := groups.get("money"):
        rate = groups.get("rate") or ""
        return "money", money + rate, parse_per(rate.strip("()（）")) if rate else frozenset()
    if percent := groups.get("percent"):
        return ("point" if "点" in percent else "percent"), percent, frozenset()
    if times := groups.get("times"):
        return "times", times, frozenset()
    if count := groups.get("count"):
        return "count", count, frozenset()
    return "bare", "", frozenset()


_LONGEST = 60
"""Digits beyond which a number is an identifier; the value of a million of them would overflow."""


def _arabic_quantity(m: re.Match[str]) -> Quantity:
    groups = m.groupdict()
    if max(len(m["num"]), len(m["high"] or "")) > _LONGEST:
        return Quantity(m.start(), m.end(), m.start("num"), m.end("mult"), m.end(), Decimal(0), Decimal(1), "bare", "")
    value, step = parse_digits(m["num"])
    kind, words, per = _unit(groups)
    factor = multiplier(m["mult"] or "")
    low_factor = multiplier(m["lowunit"]) if m["lowunit"] in ("万", "亿") else factor
    if words == "‰":
        factor = low_factor = factor / 10
    high = parse_digits(m["high"])[0] * factor if m["high"] else None
    value, step = value * low_factor, step * low_factor
    if m["sign"]:
        value = -value
    return Quantity(
        start=m.start(), end=m.end(), number_start=m.start("num"), number_end=m.end("mult"), unit_start=_unit_start(m),
        value=value, resolution=step, kind=kind, unit_words=words, per=per, value_max=high,
        factor=factor, qualifier="at_least" if high is not None and not groups.get("before") else _qualifier(groups),
    )  # fmt: skip


def _unit_start(m: re.Match[str]) -> int:
    for name in ("money", "percent", "times", "count"):
        if m[name]:
            return m.start(name)
    return m.end("mult") if m["mult"] is not None else m.end()


def _chinese_quantity(m: re.Match[str]) -> Quantity | None:
    groups = m.groupdict()
    kind, words, per = "percent", "", frozenset[str]()
    if m["denominator"]:
        percent = m["denominator"] == "百"
        over = Decimal(100) if percent else parse_chinese(m["denominator"])
        part = parse_chinese(m["numerator"])
        if part is None or not over:
            return None
        value = part if percent else (part / over * 100).quantize(Decimal("0.0001"))
        step = Decimal(1) if percent else Decimal("0.0001")
        kind = "percent" if percent else "fraction"
    elif m["tenths"]:
        value = Decimal(10) * (parse_chinese(m["tenths"]) or 0) + (5 if m["half"] else 0)
        step = Decimal(10)
    elif m["double"]:
        value, step = Decimal(100) * (2 ** int(parse_chinese(m["doubled"] or "一") or 1) - 1), Decimal(100)
        kind = "doubling"
    elif m["halves"]:
        value, step, kind = Decimal(50), Decimal(10), "fraction"
        groups["after"] = groups["after"] or ("以上" if m["halves"] == "过半" else None)
    else:
        number = parse_chinese(m["num"])
        if number is None:
            return None
        factor = multiplier(m["mult"] or "")
        value, step = number * factor, factor
        kind, words, per = _unit(groups)
    return Quantity(
        start=m.start(), end=m.end(), number_start=m.start("num") if m["num"] else m.start(),
        number_end=m.end("mult") if m["num"] else m.end(), unit_start=_unit_start(m), value=value, resolution=step,
        kind=kind, unit_words=words, per=per, qualifier=_qualifier(groups), chinese=True,
    )  # fmt: skip


_LIST_GAP = re.compile(r"[、,，和及与/]{1,2}(?:每人每[月年])?")


def share_units(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Quantities in which a bare number takes the unit that stands only after the last item: 30、60、100元."""
    shared = list(quantities)
    for i in range(len(shared) - 2, -1, -1):
        q, later = shared[i], shared[i + 1]
        if q.kind != "bare" or later.kind in ("bare", "times") or q.chinese != later.chinese:
            continue
        gap = text[q.end : later.start]
        if not _LIST_GAP.fullmatch(gap) or gap in (",", "，"):
            continue
        factor = later.factor if q.factor == 1 and later.factor > 1 and q.value < 10000 else Decimal(1)
        shared[i] = replace(
            q,
            kind=later.kind,
            unit_words=later.unit_words,
            per=later.per,
            value=q.value * factor,
            resolution=q.resolution * factor,
        )
    return shared

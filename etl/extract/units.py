"""The unit of a value: of its sign, its measure word, or - for money - the rate that its words or its size speak for.

In: a reading with its indicator and measure. Out: the slug of a unit and the rule that read it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from etl.catalogue import Indicator
from etl.extract.cues import last_match
from etl.extract.reading import Context, Passage, Reading
from etl.model import Measure

YEARLY = {
    "CNY/person/month": "CNY/person/year",
    "CNY/household/month": "CNY/household/year",
    "CNY/bed/month": "CNY/bed/year",
}
"""Units of monthly rates, each with that of the yearly rate."""
_LOWER_IN_COUNTRY = frozenset({"dibao_standard"})
"""Standards that are nowhere higher in the country than in town."""
_PERCENTAGES = frozenset({"growth_pct", "share_pct", "subsidy_rate_pct"})
_REACH = 14
_RATE_BEFORE = re.compile(
    r"""
      每[人床张户]?(?:床位)?每?([月年])                                      # 每人每年, 每床位每月, 每月
    | (?<![今去明本当上前全近\d])([月年])(?:人均|平均|补助|保障|发放|标准|低保|最低|供养|护理)  # 月人均; not 今年低保
    | 人均([月年]) | ([月年])均
    """,
    re.X,
)
_RATE_IN_CLAUSE = re.compile(
    r"""
      每人每?([月年]) | 每([月年])
    | (?<![今去明本当上前全近\d])([月年])(?:人均|平均|补助|保障|发放|标准|最低|供养|护理)
    | 人均([月年])
    | [^\d一二三四五六七八九十几](年)(?:均|度?标准)                          # 农村年度标准, not 2023年标准
    """,
    re.X,
)


def unit_of(
    context: Context, passage: Passage, reading: Reading, indicator: Indicator, measure: Measure
) -> tuple[str, str]:
    """Unit of a value and the rule that read it."""
    q = reading.quantity
    if measure in _PERCENTAGES:
        return "percent", "percent sign"
    if q.kind == "point":
        return "percentage_point", "percentage points"
    if measure == "ratio" and q.kind == "times":
        return "ratio", "times"
    if q.kind == "money":
        return _money_unit(context, passage, reading, indicator)
    if context.fits.is_person_time(q) and indicator.unit == "person":
        return "person_time", "measure word"
    return indicator.unit, "measure word" if q.unit_words else "unit of the indicator"


def _money_unit(context: Context, passage: Passage, reading: Reading, indicator: Indicator) -> tuple[str, str]:
    """Unit of an amount: of a monthly rate if nothing speaks for a yearly one, nearest words first."""
    monthly, q = indicator.unit, reading.quantity
    if monthly not in YEARLY:
        return monthly, "unit of the indicator"
    by_word = {"月": monthly, "年": YEARLY[monthly]}
    if q.per & {"month", "year"}:
        return by_word["月" if "month" in q.per else "年"], "rate behind the number"
    text, slot = context.text, reading.slot
    word = _last_word(_RATE_BEFORE, text[max(slot.left_start, q.start - _REACH) : q.start])
    if word:
        return by_word[word], "rate before the number"
    if _is_rural_year(passage, reading, indicator):
        return by_word["年"], "more than in towns"
    if reading.follows >= 0 and passage.live[reading.follows].quantity.kind == "money":
        return _money_unit(context, passage, passage.live[reading.follows], indicator)
    low, high = map(Decimal, indicator.range)
    word = _last_word(_RATE_IN_CLAUSE, text[slot.clause_start : q.start])
    if word == "年" or (word == "月" and q.value <= high):
        return by_word[word], "rate in the clause"
    if reading.hit and reading.hit.end <= slot.clause_start:
        word = _last_word(_RATE_IN_CLAUSE, text[reading.hit.start : reading.hit.end])
        if word == "年":
            return by_word[word], "rate in the phrase"
    if abs(q.value) > high and abs(q.value) / 12 >= low:
        return by_word["年"], "size of the amount"
    if per := _rate_of_sibling(passage, reading, indicator):
        return by_word["年" if "year" in per else "月"], "rate of the number before"
    return monthly, "unit of the indicator"


def _is_rural_year(passage: Passage, reading: Reading, indicator: Indicator) -> bool:
    """Whether a rural standard is a yearly one because it exceeds the monthly urban one of the same sentence."""
    if reading.dims.get("residence") != "rural" or indicator.slug not in _LOWER_IN_COUNTRY:
        return False
    same = [r for r in passage.live if r.hit and r.hit.indicator == indicator.slug and r.quantity.kind == "money"]
    urban = [r.quantity.value for r in same if r.dims.get("residence") == "urban" and "year" not in r.quantity.per]
    return bool(urban) and reading.quantity.value > 2 * max(urban)


def _last_word(pattern: re.Pattern[str], stretch: str) -> str:
    """月 or 年 as the last match of a rate pattern holds it, or an empty string."""
    m = last_match(pattern, stretch)
    return m[m.lastindex or 0] if m else ""


def _rate_of_sibling(passage: Passage, reading: Reading, indicator: Indicator) -> frozenset[str]:
    """Month or year, as written at the last amount of the same indicator before."""
    for other in reversed(passage.live):
        q, hit = other.quantity, other.hit
        is_before = q.start < reading.quantity.start and q.kind == "money"
        if is_before and hit and hit.indicator == indicator.slug and (per := q.per & {"year", "month"}):
            return per
    return frozenset()

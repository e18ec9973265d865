"""Sentences that state one fact each, with a place for the number: what a composed text is planted with.

Each sentence names its place and its time itself, so that what it states does not depend on what stands before it.
The value of an indicator is a function of region and year: two texts on one region and year state the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Literal

Time = Literal["year", "end_of_year"]


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with `{when}`, `{place}` and `{number}`, and the fact that it states."""

    sentence: str
    indicator: str
    unit: str
    low: int
    high: int
    written: str
    """Unit as written after the number; 万 or 亿 in it multiplies."""
    decimals: int = 0
    dims: dict[str, str] = field(default_factory=dict)
    measure: str = "level"
    time: Time = "year"

    def number(self, region: str, year: int) -> tuple[str, Decimal]:
        """The number as written, and its value in the unit."""
        chance = Random(f"{region} {self.indicator} {sorted(self.dims.items())} {self.measure} {year}")
        digits = chance.randint(self.low * 10**self.decimals, self.high * 10**self.decimals)
        value = Decimal(digits).scaleb(-self.decimals)
        scale = {"万": 4, "亿": 8}.get(self.written[:1], 0)
        return f"{value}{self.written}", value.scaleb(scale)


_URBAN, _RURAL = {"residence": "urban"}, {"residence": "rural"}
_END: Time = "end_of_year"
# ruff: noqa: E501  # one sentence a line
TEMPLATES: tuple[Template, ...] = (
    Template("{when}，{place}城市低保标准为每人每月{number}。", "dibao_standard", "CNY/person/month", 400, 1400, "元", 0, _URBAN),
    Template("{when}，{place}农村低保平均标准达到每人每年{number}。", "dibao_standard", "CNY/person/year", 4000, 9900, "元", 0, _RURAL),
    Template("{when}，{place}城市低保标准比上年提高{number}。", "dibao_standard", "percent", 1, 12, "%", 1, _URBAN, "growth_pct"),
    Template("{when}，{place}共有城市低保对象{number}。", "dibao_recipients", "person", 1, 40, "万人", 2, _URBAN, time=_END),
    Template("{when}，{place}共有农村低保对象{number}。", "dibao_recipients", "person", 10000, 99000, "人", 0, _RURAL, time=_END),
    Template("{when}，{place}累计发放低保资金{number}。", "dibao_expenditure", "CNY", 1, 30, "亿元", 2),
    Template("{when}，{place}共有养老机构{number}。", "elderly_care_institutions", "institution", 20, 900, "个", time=_END),
    Template("{when}，{place}养老床位达到{number}。", "elderly_care_beds", "bed", 1, 30, "万张", 2, time=_END),
    Template("{when}，{place}共有60周岁及以上老年人{number}。", "elderly_population", "person", 10, 300, "万人", 2, {"age": "60+"}, time=_END),
    Template("{when}，{place}共有特困人员{number}。", "tekun_recipients", "person", 1000, 40000, "人", time=_END),
    Template("{when}，{place}共有社会组织{number}。", "social_organisations", "organisation", 100, 9000, "个", time=_END),
    Template("{when}，{place}共实施临时救助{number}。", "temporary_assistance_persontimes", "person_time", 500, 90000, "人次"),
    Template("{when}，{place}福利彩票销售{number}。", "lottery_sales", "CNY", 1, 40, "亿元", 2),
    Template("{when}，{place}共有日间照料中心{number}。", "day_care_centres", "facility", 50, 3000, "个", time=_END),
    Template("{when}，{place}共有孤儿{number}。", "orphans", "person", 40, 2000, "人", time=_END),
    Template("{when}，{place}办理结婚登记{number}。", "marriages_registered", "couple", 2000, 60000, "对"),
    Template("{when}，{place}办理离婚登记{number}。", "divorces_registered", "couple", 900, 20000, "对"),
    Template("{when}，{place}困难残疾人生活补贴标准为每人每月{number}。", "disability_living_allowance_standard", "CNY/person/month", 60, 300, "元"),
)  # fmt: skip

"""Columns of the published table: the one list of names, types and meanings.

One row of `data/published/indicators.parquet` is one fact: a number of a press text with what it states, or a value
derived from such numbers (`provenance`). Key: `fact_id`. Sorted by `doc_id`, `start`, `fact_id`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "float", "integer", "boolean", "strings"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type (`strings` is a list of strings), whether it may be empty, what it means."""

    name: str
    type: Type
    nullable: bool
    zh: str
    en: str


def column(name: str, type_: Type, zh: str, en: str, nullable: bool = False) -> Column:
    """A column with what it holds in both languages."""
    return Column(name, type_, nullable, zh, en)


COLUMNS: tuple[Column, ...] = (
    column("fact_id", "string", "事实编号：内容的散列值", "Id of the fact: a hash of what it says and where"),
    column("doc_id", "string", "文本编号", "Id of the text: a folder of data/press"),
    column("start", "integer", "数字在原文中的起点（码位，含）", "First code point of the number in the raw text"),
    column("end", "integer", "数字在原文中的终点（码位，不含）", "Code point after the number in the raw text"),
    column("value_text", "string", "原文写法，含单位和修饰", "The number as written, with unit and qualifier"),
    column("indicator", "string", "指标代码", "Slug of the indicator in the catalogue"),
    column("dims", "string", "维度，JSON 对象", "Dimensions and their values, a JSON object with sorted keys"),
    column("region", "string", "行政区划代码（GB/T 2260）", "GB/T 2260 code of the division the value is about"),
    column(
        "measure", "string", "度量方式", "level, growth_pct, change_abs, share_pct, gap_pp, subsidy_rate_pct, ratio"
    ),
    column("value", "float", "数值（基本单位）", "The value in base units: persons, CNY, percent as 9.36"),
    column("value_max", "float", "区间上限", "Upper end where the text states a range", True),
    column("resolution", "float", "书写精度", "Smallest step that the digits as written can express, in `unit`"),
    column("unit", "string", "单位代码", "Slug of the unit in the catalogue"),
    column("period", "string", "时间：2025、2020-12-31、2021/2025", "Time the value is about: a date, or start/end"),
    column("period_type", "string", "时点或时段", "instant or interval"),
    column("base_period", "string", "增长的基期", "Base of a growth or change", True),
    column("qualifier", "string", "修饰", "exact, approx, just_under, at_least, at_most"),
    column("status", "string", "状态", "actual, planned, reported_by_other"),
    column(
        "headline", "boolean", "核心指标", "Low-income standards, elderly-care capacity, subsidies and their growth"
    ),
    column("topic", "string", "主题", "Topic of the indicator"),
    column("sentence_start", "integer", "原句起点", "First code point of the sentence in the raw text"),
    column("sentence_end", "integer", "原句终点", "Code point after the sentence in the raw text"),
    column("sentence", "string", "原句", "The sentence as it stands in the raw text"),
    column("rule", "string", "抽取规则", "The rule that made the fact"),
    column(
        "evidence", "string", "指标、单位、时间、地区的依据，JSON", "Where indicator, unit, period and region were read"
    ),
    column(
        "provenance", "string", "来源：原文、推算、隐含", "reported, derived (computed) or implied (by a stated rate)"
    ),
    column("derivation", "string", "推算方式", "Kind of derivation of a derived fact", True),
    column("formula", "string", "推算公式", "The calculation of a derived fact", True),
    column("parents", "strings", "推算所用的事实", "fact_id of the operands of a derived fact"),
    column("flags", "strings", "标记", "What a reader must know, e.g. truncated"),
    column("correction", "string", "订正理由", "Reason of the declared correction", True),
    column(
        "stated_value", "float", "订正前的原文数值", "What the text says where a correction changed the value", True
    ),
    column("occurrence_of", "string", "同一事实的主要出处", "fact_id of the primary statement of the same fact"),
    column("is_primary", "boolean", "是否主要出处", "Whether this row is the primary statement"),
    column("verdict", "string", "核对结论", "consistent, rounding, conflict, cannot_check", True),
    column("verdict_reason", "string", "核对说明", "Why the verdict is what it is", True),
    column("computed_value", "float", "按水平值计算的结果", "The value computed from the operands", True),
    column("implied_base", "float", "所述增速隐含的基数", "Base level that the stated growth implies", True),
    column("operands", "strings", "核对所用的事实", "fact_id of the facts the verdict was computed from"),
)

NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)

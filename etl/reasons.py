"""The closed sets of reasons, with the words that tell each to a reader: of verdicts, and of numbers that are no fact.

`verdict_reason` of a fact is `reason` or `reason:caveat`. The numbers are in `computed_value` and `implied_base`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from etl.catalogue_entry import Text

Reason = Literal[
    "follows",
    "equal",
    "cut_off",
    "within_digits",
    "within_hedge",
    "adds_unlike_units",
    "differs",
    "no_levels",
    "no_end_level",
    "no_base_level",
    "no_base_period",
    "no_part",
    "no_whole",
    "no_reference",
    "not_declared",
    "planned",
    "units_differ",
    "base_not_positive",
]

REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "follows": Text("按水平值计算，四舍五入后与所述一致", "The computed value, rounded, is the stated one"),
        "equal": Text("与计算结果相等", "Equal to the computed value"),
        "cut_off": Text("末位是截去而不是四舍五入", "The last digit is cut off, not rounded"),
        "within_digits": Text("在书写精度允许的范围内", "Within what the digits as written allow"),
        "within_hedge": Text("在“近”“余”“约”等修饰允许的范围内", "Within what the hedge (近, 余, 约) allows"),
        "adds_unlike_units": Text("只有把人数与人次相加才得到此数", "Reached only by adding persons and person-times"),
        "differs": Text("与计算结果不符", "Not the computed value"),
        "no_levels": Text("资料中没有期初和期末水平值", "No text gives the levels of base and end"),
        "no_end_level": Text("资料中没有期末水平值", "No text gives the level at the end"),
        "no_base_level": Text("资料中没有基期水平值", "No text gives the level of the base"),
        "no_base_period": Text("未说明基期", "The base period is not stated"),
        "no_part": Text("资料中没有分子", "No text gives the part"),
        "no_whole": Text("资料中没有总体", "No text gives the whole"),
        "no_reference": Text("资料中没有对照地区的数值", "No text gives the value of the reference region"),
        "not_declared": Text("此占比没有可核对的构成", "Nothing is known that this share could be computed from"),
        "planned": Text("计划目标，尚无实际值", "A target; there is no actual value yet"),
        "units_differ": Text("水平值的单位不能换算", "The units of the levels cannot be converted"),
        "base_not_positive": Text("基数不是正数", "The base is not positive"),
    }
)

CAVEAT_TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        "nearby_year": Text("所用水平值是相邻年份的", "using a level of a neighbouring year or date"),
        "within_period": Text("所用数值的时段与所述不同", "using a value of another part of the period"),
        "other_name": Text("另一篇资料中的名称不同", "another text, which uses another name"),
        "other_region": Text("借用本省另一地区的同一标准", "using the same standard of another place of the province"),
        "undated": Text("所用基数没有年份", "using a base that has no year"),
        "gross_change": Text("所述是新增数，不是净增数", "the text gives what was added, not the net change"),
        "parts_may_be_incomplete": Text("各部分可能不全", "the parts may leave something out"),
    }
)


def explain(verdict_reason: str, language: Literal["zh", "en"]) -> str:
    """The sentence for a `verdict_reason`.

    >>> explain("follows:nearby_year", "en")
    'The computed value, rounded, is the stated one (using a level of a neighbouring year or date)'
    """
    reason, _, caveat = verdict_reason.partition(":")
    texts = [REASONS[reason]] + ([CAVEAT_TEXTS[caveat]] if caveat else [])
    first, *rest = [text.zh if language == "zh" else text.en for text in texts]
    brackets = "（{}）" if language == "zh" else " ({})"
    return first + "".join(brackets.format(text) for text in rest)


WHY_TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        "age": Text("年龄", "age of a person"),
        "age that defines a group": Text("界定人群的年龄", "age that defines a group"),
        "class or group": Text("等级或类别的名称", "name of a class or group"),
        "count of things just named": Text("数的是上文刚列举的事项", "count of things just named"),
        "date": Text("日期", "date"),
        "denominator of a rate": Text("“每……”的分母", "denominator of a rate"),
        "duration": Text("时长", "duration"),
        "how often": Text("做事的频次", "how often something is done"),
        "enumeration": Text("列举的序号", "number of an item in a list"),
        "identifier": Text("编号", "identifier"),
        "idiom": Text("固定说法", "set phrase"),
        "meeting": Text("会议名称", "name of a meeting"),
        "name": Text("名称的一部分", "part of a name"),
        "name or time stamp": Text("名称或时间标记", "name or time stamp"),
        "named period": Text("有名称的时期", "named period"),
        "navigation": Text("页面导航或浏览次数", "navigation of the page"),
        "no indicator": Text("目录中没有对应指标", "no indicator of the catalogue fits"),
        "number for each place": Text("每处应有几个", "how many each place is to have"),
        "numeral in a word": Text("词语中的数字", "numeral inside a word"),
        "ordinal": Text("序数", "ordinal"),
        "ordinal or class": Text("序数或等级", "ordinal or class"),
        "part of a ratio": Text("两数之比", "part of a ratio of two numbers"),
        "people of one family": Text("一户或一家的人数", "people of one household"),
        "plan": Text("规划的名称", "name of a plan"),
        "size class": Text("规模分档", "size that tells a class"),
        "slogan": Text("口号或工作提法", "slogan"),
        "start of a period": Text("时期的起点", "start of a period"),
        "dropped": Text("订正时剔除", "dropped by a correction"),
    }
)
"""Why a number of a text is no fact: the codes of `why` of data/published/numbers.parquet."""


def explain_why(why: str, language: Literal["zh", "en"]) -> str:
    """Why a number is no fact; what follows a colon is the reason a correction gives.

    >>> explain_why("enumeration", "zh"), explain_why("dropped: 重复 / a repeat", "en")
    ('列举的序号', 'dropped by a correction: a repeat')
    """
    code, _, more = why.partition(": ")
    text = WHY_TEXTS[code]
    first, colon = (text.zh, "：") if language == "zh" else (text.en, ": ")
    return first + (colon + side(more, language) if more else "")


def side(both: str, language: Literal["zh", "en"]) -> str:
    """One side of a remark that a source.toml gives as `中文 / English`; all of it where it has one side only.

    >>> side("原文在此中断 / The text breaks off here", "en"), side("原文在此中断", "en")
    ('The text breaks off here', '原文在此中断')
    """
    chinese, slash, english = both.partition(" / ")
    return english if slash and language == "en" else chinese

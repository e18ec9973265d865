"""Dimension values that a stretch of words states, and how far the words of a number or a phrase reach.

In: a span of the clean text and an indicator. Out: one value for each dimension of the indicator that the span states
beyond doubt. Which stretches speak for a number is decided in `dimensions`.
"""

from __future__ import annotations

import re

from etl.catalogue import Indicator
from etl.extract.dim_mentions import narrow
from etl.extract.layout import stretch_start
from etl.extract.phrases import SubjectHit
from etl.extract.reading import CITY_AND_COUNTRY, Context, Passage, within

_NOT_OF_PHRASES = frozenset({"versus", "aggregation"})
"""Dimensions that a comparison or an average states, not the words of a subject."""
_ASIDES = ("(含", "(包括", "(包含", "(不含")
"""What opens an aside whose words do not narrow the number: 公办(含公建民营)."""
_ONE_OF_SEVERAL = re.compile(r"(?:对象|家庭|人员|户|群众)?[、和及与](?:城乡)?(?:特困|五保|孤儿|优抚|事实无人)")
"""Behind a group that stands in a list with people of other kinds: 向低保对象、特困人员、孤儿发放."""
_AND_OTHER_KIND = re.compile(r"[、和及与](?:老年|长者|社区|城乡|村级|各类)*(?:助餐|食堂|饭堂|餐厅|餐桌|服务)")
"""Behind a kind of facility that is counted with another one: 老年食堂、助餐点1896个."""
_MEASURED_BY = re.compile(r"(?:居民)?(?:低保|最低生活保障)月?标准的?\d[\d.]*(?:至\d+|[-—~]\d+)?倍")
"""Behind a residence that is only that of a measure: 按城市低保标准的6倍给予."""
_APART = re.compile(r"[,，、;；和及与]")
_CLAUSE_MARKS = ",，;；:：。!?\n\t"
_PART_MARKS = ",，;；:："
_STRONG_MARKS = ";；。"


def dims_between(
    context: Context, indicator: Indicator, start: int, end: int, *, atoms: bool = False
) -> dict[str, str]:
    """Dimension values that exactly one word of the span states; `atoms` for a member of a list."""
    values: dict[str, set[str]] = {}
    for m in within(context.marks.atoms if atoms else context.marks.dims, start, end):
        if m.dim not in indicator.dims or m.dim in _NOT_OF_PHRASES or f"{m.dim}.{m.value}" in indicator.dim_words_off:
            continue
        if context.text[max(0, m.start - 3) : m.start].endswith(_ASIDES):
            continue
        if m.dim == "group" and _ONE_OF_SEVERAL.match(context.text, m.end):
            continue
        if m.dim == "facility" and _AND_OTHER_KIND.match(context.text, m.end):
            continue
        if m.dim == "residence" and indicator.unit != "ratio" and _MEASURED_BY.match(context.text, m.end):
            continue
        values.setdefault(m.dim, set()).add(m.value)
    if "tier" in values:
        values.pop("area", None)  # 一类地区(市辖区): the brackets only say which places the class is of
    if "area" in values and len(values.get("residence", ())) > 1:
        values["residence"] = _outside_areas(context, start, end)  # 中心城区所辖农村低保标准
    if "area" in values and "residence" in values and _is_area_word(context, start, end):
        del values["residence"]
    if "residence" in values and _says_both(context, start, end):
        del values["residence"]
    return {dim: next(iter(found)) for dim, found in narrow(values).items() if len(found) == 1}


def _outside_areas(context: Context, start: int, end: int) -> set[str]:
    """Residences that words of their own name, not a part of the word for an area."""
    marks = within(context.marks.dims, start, end)
    areas = [(m.start, m.end) for m in marks if m.dim == "area"]
    own = (m for m in marks if m.dim == "residence" and not any(s <= m.start and m.end <= e for s, e in areas))
    return {m.value for m in own}


def _says_both(context: Context, start: int, end: int) -> bool:
    """Whether 城乡 stands in a stretch, and no residence of its own behind: 城乡最低生活保障城镇8779户."""
    at = context.text.rfind(CITY_AND_COUNTRY, start, end)
    if at < 0:
        return False
    after = at + len(CITY_AND_COUNTRY)
    later = [m for m in within(context.marks.dims, after, end) if m.dim == "residence"]
    return not later or _APART.search(context.text, after, later[0].start) is not None


def _is_area_word(context: Context, start: int, end: int) -> bool:
    """Whether the only word for a residence names a part of the area: 城区和夷陵区 under 农村低保标准."""
    marks = [m for m in within(context.marks.dims, start, end) if m.dim in ("residence", "area")]
    places = {(m.start, m.end) for m in marks if m.dim == "area"}
    return all((m.start, m.end) in places for m in marks if m.dim == "residence")


def clause_of(context: Context, hit: SubjectHit) -> int:
    """Where the clause of a phrase begins."""
    return stretch_start(context.text, hit.start, _CLAUSE_MARKS)


def wide_start(context: Context, passage: Passage, i: int, left: int) -> int:
    """Where a number's own words begin: in the clause before, if its own has only a rate (重度失能的,每人每月400元)."""
    text, slot = context.text, passage.live[i].slot
    if left != slot.clause_start or context.cues.residue(text[left : slot.quantity.start]):
        return left
    floor = passage.live[i - 1].quantity.end if i else passage.sentence.start
    start = stretch_start(text, slot.clause_start - 1, _PART_MARKS, floor)
    starts_apart = start > floor or not i
    return start if starts_apart and start < slot.clause_start and text[slot.clause_start - 1] in ",，" else left


def strong_start(context: Context, passage: Passage, end: int) -> int:
    """Where the part of the sentence between semicolons begins that ends at `end`."""
    start = passage.sentence.start
    return max(start, *(1 + context.text.rfind(mark, start, end) for mark in _STRONG_MARKS))

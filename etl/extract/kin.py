"""What a number leaves to its surroundings - residence, care, age: its kin before it, the whole it is part of, a title.

In: a reading whose own words state no such dimension. Out: its `dims` with the values that those around it lend.
"""

from __future__ import annotations

import re

from etl.catalogue import Indicator
from etl.extract.dim_words import dims_between, strong_start
from etl.extract.reading import CITY_AND_COUNTRY, PART, Context, Passage

_TITLE = re.compile(r"[^,，。!?\n是有]{2,22}[。:：]")  # 城市低保。
_LONGEST_TITLE = 22
_DIGIT = re.compile(r"\d")
_RESIDENCE = re.compile(r"城|农村|乡")
_PART_OF = re.compile(r"[,，]约?占([^,，。;；\d]{2,24}?)的?\d")  # 51.5万人,占农村低保人员总数的45.8%
_RESIDENCE_OR_WHOLE = re.compile(r"城|农村|乡|全[省市县区](?!保障|纳入|共?发放|享受|支出)|其中(?!一类)")
_PLACES = frozenset({"institution", "bed"})
"""Units of what a title about people (农村五保供养) says no residence of."""
_PROGRAMME = re.compile(r"低保|最低生活|特困|五保|三无|孤儿|儿童|城乡")
_PARTED = re.compile(r"[;；]")
_TEKUN = re.compile(r"特困|五保|三无|供养对象|供养人员")


def add_from_kin(context: Context, passage: Passage, i: int, indicator: Indicator, dims: dict[str, str]) -> None:
    """Add the kind of care, the age and the residence that the kin of a number lend it."""
    if "care" in indicator.dims and "care" not in dims:
        dims |= _of_nameless(context, passage, i, indicator, "care")
    if indicator.kind == "standard" and "ownership" in indicator.dims and "ownership" not in dims:
        said = dims_between(context, indicator, passage.sentence.start, passage.live[i].quantity.start)
        dims |= {dim: value for dim, value in said.items() if dim == "ownership"}
    if "tier" in indicator.dims and "tier" not in dims:
        dims |= _tier_of_part(context, passage, i)
    if "age" in indicator.dims and not dims.keys() & {"age", "ability"}:
        dims |= _of_people_counted(passage, i, indicator)
    if "residence" in indicator.dims and "residence" not in dims:
        _add_residence(context, passage, i, indicator, dims)


def _add_residence(context: Context, passage: Passage, i: int, indicator: Indicator, dims: dict[str, str]) -> None:
    """Add the residence that the number before lends to one of its kin, or that a title states."""
    slot = passage.live[i].slot
    own = context.text[slot.clause_start : slot.right_end]
    is_whole = _RESIDENCE_OR_WHOLE.search(own)
    if not is_whole and _lends_residence(context, passage, i, indicator):
        dims["residence"] = passage.live[i - 1].dims["residence"]
    elif not is_whole and (told := _of_nameless(context, passage, i, indicator, "residence")):
        dims |= told
    elif not is_whole and (lent := _residence_of_subject(context, passage, i, indicator)):
        dims["residence"] = lent
    elif (m := _PART_OF.match(context.text, slot.quantity.end)) and (
        whole := dims_between(context, indicator, *m.span(1))
    ):
        if "residence" in whole:
            dims["residence"] = whole["residence"]
    elif indicator.topic != "population" and indicator.unit not in _PLACES and not _RESIDENCE.search(own):
        for start, end in _titles(context, passage):
            residence = dims_between(context, indicator, start, end).get("residence")
            if residence:
                dims["residence"] = residence
            if residence or CITY_AND_COUNTRY in context.text[start:end]:
                break


def _tier_of_part(context: Context, passage: Passage, i: int) -> dict[str, str]:
    """Class of area named last in the part of the sentence: 一类地区城市低保842元,农村低保684元;二类地区…."""
    start = strong_start(context, passage, passage.live[i].quantity.start)
    tiers = [r.dims["tier"] for r in passage.live[:i] if r.quantity.start >= start and "tier" in r.dims]
    return {"tier": tiers[-1]} if tiers else {}


def _of_people_counted(passage: Passage, i: int, indicator: Indicator) -> dict[str, str]:
    """Age of the people counted right before an allowance for old age: 百岁老人7人,每人每月发给长寿补贴100元."""
    people = passage.live[i - 1]
    if not i or people.hit is None or passage.live[i].follows >= 0 or passage.live[i].is_member:
        return {}
    is_of_them = people.hit.indicator == "elderly_population" and indicator.slug == "old_age_allowance_standard"
    return {"age": people.dims["age"]} if is_of_them and "age" in people.dims else {}


def _of_nameless(context: Context, passage: Passage, i: int, indicator: Indicator, dim: str) -> dict[str, str]:
    """Value of a dimension that all kin before share, for words that name no programme.

    农村低保对象5万人,标准3130元;月人均补助水平160元.
    """
    reading, start = passage.live[i], passage.sentence.start
    if reading.hit is None or reading.is_member or reading.follows >= 0 or indicator.kind != "standard":
        return {}
    if dim == "residence" and not _is_of_assistance(indicator):
        return {}
    words = "".join(context.text[s:e] for s, e in reading.hit.parts)
    if _PROGRAMME.search(words) or _PROGRAMME.search(context.text, reading.slot.left_start, reading.quantity.start):
        return {}
    kin = [r for r in passage.live[:i] if r.hit and _family(r.hit.indicator) == _family(indicator.slug)]
    if dim == "care":
        last = [r for r in kin[-1:] if r.rule != PART]
        kin = [r for r in last if not _PARTED.search(context.text, r.quantity.end, reading.quantity.start)]
    said = {r.dims.get(dim, "") for r in kin} if kin else set()
    if not kin and dim == "residence":
        said = {dims_between(context, indicator, start, reading.quantity.start).get(dim, "")}
    value = said.pop() if len(said) == 1 else ""
    return {dim: value} if value else {}


def _residence_of_subject(context: Context, passage: Passage, i: int, indicator: Indicator) -> str:
    """Residence of the people named in the sentence before, where a number leaves them out: 集中供养标准1800元.

    Empty where they are named again or the sentence before says several.
    """
    reading = passage.live[i]
    if _family(indicator.slug) != "tekun" or indicator.kind not in ("standard", "share") or reading.hit is None:
        return ""
    if _TEKUN.search(context.text, passage.sentence.start, reading.quantity.end):
        return ""
    said = {r.dims.get("residence", "") for r in passage.before if r.hit and _family(r.hit.indicator) == "tekun"}
    return said.pop() if len(said) == 1 else ""


def _lends_residence(context: Context, passage: Passage, i: int, indicator: Indicator) -> bool:
    """Whether the number before is of the same programme and says for which residence: 农村低保5万人,支出资金2亿元."""
    kin = passage.live[i - 1] if i else None
    if kin is None or kin.hit is None or kin.is_member or not _is_of_assistance(indicator):
        return False
    start = strong_start(context, passage, passage.live[i].quantity.start)
    if kin.quantity.start < start or _family(kin.hit.indicator) != _family(indicator.slug):
        return False
    said = {r.dims.get("residence") for r in passage.live[:i] if r.quantity.start >= start and r.hit}
    return "residence" in kin.dims and not {"urban", "rural"} <= said


def _is_of_assistance(indicator: Indicator) -> bool:
    """Whether an indicator is about people on assistance, of whom a sentence says once where they live."""
    return indicator.topic == "social_assistance" or _family(indicator.slug) == "tekun"


def _family(slug: str) -> str:
    """First word of a slug: dibao for dibao_recipients and dibao_expenditure."""
    return slug.split("_", 1)[0]


def _titles(context: Context, passage: Passage) -> list[tuple[int, int]]:
    """The opening sentence of the paragraph and its nearest heading, where they are no more than titles."""
    block = passage.sentence.block
    first = _TITLE.match(context.text, block.start)
    titles = [first.span()] if first and not _DIGIT.search(first[0]) and first.end() <= passage.sentence.end else []
    return titles + [(start, end) for start, end in block.headings[-1:] if end - start <= _LONGEST_TITLE]

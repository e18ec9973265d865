"""Dimension values of a number: which group, residence, ownership, age ... its words and those before it state.

In: a reading whose indicator is known. Out: its `dims`. The nearest words win: the number's own, those of its phrase,
those of the number it continues, and only then what the sentence, the paragraph or a heading says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.catalogue import Indicator
from etl.extract.dim_words import clause_of, dims_between, strong_start, wide_start
from etl.extract.kin import add_from_kin
from etl.extract.layout import stretch_start
from etl.extract.measures import RATE_INDICATORS
from etl.extract.phrases import SubjectHit
from etl.extract.reading import CITY_AND_COUNTRY, PAID, PART, Context, Passage, Reading, barrier_before, within

_PROGRAMMES = {frozenset({"dibao_recipients", "tekun_recipients"}): "dibao_and_tekun"}
"""Whose money it is, by who was counted before it in the sentence."""
_OF_OPENING = ("residence", "care", "age")
_OF_STANDARDS = ("care", "ownership", "ability", "group", "age", "grade", "setting", "programme", "tier")
"""Dimensions by which a standard is graded; the sentence says them once for all that follow."""
_OF_TOTALS = ("residence", "ownership")
_PURPOSE_MARKS = ",，;；。!?\n"

_OF_FACILITIES = ("residence", "ownership", "setting")
_IN_COMMUNITIES = frozenset({"community_care_facilities", "community_care_centres", "day_care_centres"})
_BEDS_OF_IT = re.compile(r"([,，、]?)(?:拥有|有|设有|设)?(?:护理型)?床位(?:数|为)?(?:约|近)?")
_ALL_KINDS = re.compile(r"各[类项种]|社会救助")
_IN_ALL = re.compile(r"总数|总量|共有|达到|累计达")
_WHOEVER = re.compile(r"不分|不论|无论")
_OTHERS = re.compile(r"其他|其它|其余")
_OPENING = re.compile(
    r"[ \t]*(?:[一二三四五六七八九十]是|[(（]?[一二三四五六七八九十\d]+[)）、.])?(?:在|就)?"
    r"[^,，。;；:：\d]{2,14}(?:方面|领域|工作中|上)[,，:：]"
)  # 二是在农村养老方面,
_JOINT = re.compile(r"[、,，;；和及与(]")
_UNIFIED = re.compile(r"统一(?:提高|调整|上调|提升|确定|为|到|执行)|并轨")
_STRONG = re.compile(r"[;；。]")
_PURPOSE = re.compile(r"[,，](?:重点|主要|专项)?(?:支持|用于|投向)[^,，。;；]*")  # ,重点支持居家养老


def settle_dims(context: Context, passage: Passage, i: int) -> None:
    """Set the dims of a reading from its own words, then from those around its phrase, then from the numbers before."""
    reading = passage.live[i]
    slot, hit = reading.slot, reading.hit
    if hit is None or reading.also:  # of two indicators each has the words around its own phrase
        return
    indicator = context.indicator(hit)
    left = max(slot.left_start, barrier_before(context, passage, i))
    left = reading.own_start if reading.own_start >= 0 else wide_start(context, passage, i, left)
    dims = dims_between(context, indicator, left, _own_end(context, reading, hit))
    if hit.start >= slot.quantity.end and dims.get("action") in (None, "new"):
        behind = dims_between(context, indicator, slot.quantity.end, slot.right_end)
        dims |= {"action": behind["action"]} if "action" in behind else {}
    for lent in (
        _of_phrase(context, passage, i, indicator, left),
        _of_parent(context, passage, i, indicator, left),
        reading.dims,
        _of_head_noun(context, passage, reading, indicator),
        _of_facility(context, passage, i, indicator),
        _of_total(context, passage, i, indicator),
        of_opening(context, passage, reading, indicator),
        _of_sentence(context, passage, i, indicator),
        _of_programme(context, passage, i, indicator),
    ):
        _lend(dims, lent)
    add_from_kin(context, passage, i, indicator, dims)
    _add_age(context, passage, reading, indicator, dims)
    _add_from_whole(context, passage, i, indicator, dims)
    reading.dims = dims


def _lend(dims: dict[str, str], lent: dict[str, str]) -> None:
    """Add to `dims` what they leave open."""
    for dim, value in lent.items():
        dims.setdefault(dim, value)


def _own_end(context: Context, reading: Reading, hit: SubjectHit) -> int:
    """Where the words of a number end: at the number, or with the phrase behind it."""
    if reading.has_head_noun:
        return reading.slot.right_end
    if reading.rule == "subject of the sentence" and reading.quantity.kind == "count":
        mark = _JOINT.search(context.text, reading.quantity.end, reading.slot.right_end)
        return mark.start() if mark else reading.slot.right_end  # 发放高龄津贴200元,为1127名90—99周岁老人…
    if hit.start < reading.quantity.start and context.text.startswith("(", reading.quantity.end):
        return reading.quantity.end  # 养老机构27家(公办4家
    return max(reading.quantity.end, min(hit.end, reading.slot.right_end))


def _of_phrase(context: Context, passage: Passage, i: int, indicator: Indicator, left: int) -> dict[str, str]:
    """Dims of the words before a phrase that stands ahead of the number's own stretch, back to the number before."""
    reading = passage.live[i]
    if reading.hit is None or reading.hit.start >= left or reading.follows >= 0 or reading.dims or reading.is_member:
        return {}
    ends = (r.quantity.end for r in passage.live[:i] if r.quantity.end <= reading.hit.start)
    start = max(clause_of(context, reading.hit), *ends, 0)
    dims = dims_between(context, indicator, start, min(reading.hit.end, reading.quantity.start))
    return {} if reading.rule == PAID else dims  # the phrase is then that of another number


def _of_parent(context: Context, passage: Passage, i: int, indicator: Indicator, left: int) -> dict[str, str]:
    """Dims of the number that this one continues, but for those that its own words (城乡, a district) replace."""
    reading, q = passage.live[i], passage.live[i].quantity
    if reading.follows < 0:
        return {}
    parent_end = passage.live[i - 1].quantity.end
    replaced = {"residence"} if CITY_AND_COUNTRY in context.text[left : q.start] else set()
    if _UNIFIED.search(context.text, left, q.start) and _are_of_both(passage.live[:i]):
        replaced.add("residence")
    if _IN_ALL.search(context.text, left, q.start):
        replaced |= {"action", "admin_level"}  # 新建乡镇敬老院8所,总数达到47所
    if within(context.marks.regions, reading.slot.left_start, q.start):
        replaced.add("area")
    if _OTHERS.search(context.text, left, q.start) or _WHOEVER.search(context.text, parent_end, q.start):
        replaced.add("group")
    if indicator.topic == "population" and "group" in dims_between(context, indicator, left, q.start):
        replaced.add("ability")  # 失能老人1万人,空巢老人2万人
    parent = passage.live[reading.follows]
    return {dim: value for dim, value in parent.dims.items() if dim in indicator.dims and dim not in replaced}


def _are_of_both(earlier: Sequence[Reading]) -> bool:
    """Whether numbers of town and of country stand before."""
    return {"urban", "rural"} <= {r.dims.get("residence") for r in earlier}


def _of_head_noun(context: Context, passage: Passage, reading: Reading, indicator: Indicator) -> dict[str, str]:
    """Residence that stands before the noun which several numbers share: 126个乡级、453个农村公益性公墓."""
    if reading.hit is None or not reading.has_head_noun:
        return {}
    start = reading.hit.start
    last = max(r.quantity.end for r in passage.live if r.quantity.end <= start)
    dims = dims_between(context, indicator, last, reading.hit.end)
    return {dim: value for dim, value in dims.items() if dim == "residence"}


def _of_facility(context: Context, passage: Passage, i: int, indicator: Indicator) -> dict[str, str]:
    """Dims of the facilities counted right before their beds: 民办养老机构81所,床位4875张."""
    reading, previous = passage.live[i], passage.live[i - 1]
    if not i or reading.hit is None or previous.hit is None or previous.hit.indicator == indicator.slug:
        return {}
    if indicator.unit != "bed" or previous.quantity.kind != "count":
        return {}
    joint = _BEDS_OF_IT.fullmatch(context.text, previous.quantity.end, reading.quantity.start)
    if not joint or (joint[1] != "、" and _is_of_several(passage.live[:i])):
        return {}
    counted = context.indicator(previous.hit)
    setting = {"setting": "community"} if counted.slug in _IN_COMMUNITIES else {}
    return {d: v for d, v in (setting | previous.dims).items() if d in indicator.dims and d in _OF_FACILITIES}


def _is_of_several(earlier: Sequence[Reading]) -> bool:
    """Whether two counts of facilities stand side by side, so that beds behind them are those of both."""
    return len(earlier) > 1 and all(r.quantity.kind == "count" and r.quantity.unit_words != "张" for r in earlier[-2:])


def _of_total(context: Context, passage: Passage, i: int, indicator: Indicator) -> dict[str, str]:
    """Dims that the parts behind 其中 share: 其中农村特困5万人,集中供养1万人."""
    reading, start = passage.live[i], passage.sentence.start
    if not i or passage.live[i - 1].hit is None or reading.follows >= 0:
        return {}
    previous = passage.live[i - 1]
    piece = context.text[start : reading.quantity.start]
    part = piece.rfind("其中")
    if part < 0 or start + part >= previous.quantity.start or _STRONG.search(piece, part):
        return {}
    totals = [r.hit for r in (*passage.before, *passage.live[:i]) if r.hit and r.quantity.start < start + part]
    if CITY_AND_COUNTRY in piece[part:] or all(hit.indicator != indicator.slug for hit in totals):
        return {}
    own = dims_between(context, indicator, reading.slot.left_start, reading.quantity.start)
    if "ownership" in own:  # 其中农村敬老院61个,社会办养老机构21个: the parts are of unlike kinds
        return {}
    return {d: previous.dims[d] for d in _OF_TOTALS if d in previous.dims and d in indicator.dims}


def of_opening(context: Context, passage: Passage, reading: Reading, indicator: Indicator) -> dict[str, str]:
    """Dims of the opening of the sentence: 在农村养老方面, ..."""
    slot, start = reading.slot, passage.sentence.start
    opening = _OPENING.match(context.text, start, slot.quantity.start)
    if not opening or CITY_AND_COUNTRY in context.text[slot.left_start : slot.right_end]:
        return {}
    dims = dims_between(context, indicator, start, opening.end())
    return {dim: value for dim, value in dims.items() if dim in _OF_OPENING}


def _of_sentence(context: Context, passage: Passage, i: int, indicator: Indicator) -> dict[str, str]:
    """Dims by which a standard is graded, from all words since the number before it."""
    reading, q = passage.live[i], passage.live[i].quantity
    if indicator.kind not in ("standard", "bound") and indicator.slug not in RATE_INDICATORS:
        return {}
    if reading.follows >= 0 or reading.is_member:
        return {}
    floor = max(passage.live[i - 1].quantity.end if i else 0, strong_start(context, passage, q.start))
    dims = dims_between(context, indicator, floor, q.start)
    return {dim: value for dim, value in dims.items() if dim in _OF_STANDARDS}


def _of_programme(context: Context, passage: Passage, i: int, indicator: Indicator) -> dict[str, str]:
    """Ability that the sentence states before its first number, for all numbers of one programme.

    中度以上失能老年人消费补贴实施以来,发放消费券5260张,核销金额312万元.
    """
    programmes = context.catalogue.programmes
    programme, first = programmes.get(indicator.slug), passage.live[0]
    if programme is None or "ability" not in indicator.dims or first.hit is None:
        return {}
    if programmes.get(first.hit.indicator) is not programme or passage.live[i].is_member:
        return {}
    dims = dims_between(context, indicator, passage.sentence.start, first.quantity.start)
    return {"ability": dims["ability"]} if "ability" in dims else {}


def _add_age(context: Context, passage: Passage, reading: Reading, indicator: Indicator, dims: dict[str, str]) -> None:
    """Add to a count of population the age named last before it."""
    if indicator.topic == "population" and "age" in indicator.dims and not dims.keys() & {"age", "ability"}:
        words = within(context.marks.dims, passage.sentence.start, reading.quantity.start)
        if ages := [m.value for m in words if m.dim == "age"]:
            dims["age"] = ages[-1]


def _add_from_whole(context: Context, passage: Passage, i: int, indicator: Indicator, dims: dict[str, str]) -> None:
    """Add what the numbers before lend: a share is of the parts just named, a sum goes to those just counted."""
    slot, q = passage.live[i].slot, passage.live[i].quantity
    earlier = [r for r in passage.live[:i] if r.hit is not None]
    if q.kind == "percent" and context.text[slot.left_start : q.start].lstrip(",，").startswith("占"):
        _add_from_parts(context, earlier, indicator, dims)
    is_of_all = _says_all(context, passage.live[i])
    if "programme" in indicator.dims and "programme" not in dims and q.kind == "money" and not is_of_all:
        counted = frozenset(r.hit.indicator for r in earlier if r.hit and r.quantity.kind == "count")
        if counted in _PROGRAMMES:
            dims["programme"] = _PROGRAMMES[counted]
            if len({r.dims.get("residence") for r in earlier}) > 1:
                dims.pop("residence", None)
    if "setting" in indicator.dims and "setting" not in dims and indicator.unit == "CNY":
        for start, end in _purpose(context, passage, i):
            _lend(dims, dims_between(context, indicator, start, end))


def _says_all(context: Context, reading: Reading) -> bool:
    """Whether the phrase of a sum says that it is one of all kinds: 各类救助资金."""
    return reading.hit is not None and bool(_ALL_KINDS.search(context.text, reading.hit.start, reading.hit.end))


def _add_from_parts(context: Context, earlier: list[Reading], indicator: Indicator, dims: dict[str, str]) -> None:
    """Add the groups of the parts that a share sums: 失能2万人、半失能1万人,占特困人员的67%."""
    if not earlier or earlier[-1].hit is None or earlier[-1].hit.indicator != indicator.slug:
        return
    rules = (PART, earlier[-1].rule)
    same = [r for r in earlier if r.hit and r.hit.indicator == indicator.slug and r.rule in rules]
    groups = list(dict.fromkeys(r.dims["group"] for r in same[-2:] if "group" in r.dims))
    joined = "_and_".join(groups)
    if len(groups) == 2 and joined in context.catalogue.dims["group"]:
        dims["group"] = joined
    _lend(dims, earlier[-1].dims)


def _purpose(context: Context, passage: Passage, i: int) -> list[tuple[int, int]]:
    """The clause before a sum of money and a clause 重点支持…, 用于… behind it, if no other number stands in them."""
    text, slot = context.text, passage.live[i].slot
    places = []
    start = stretch_start(text, slot.clause_start - 1, _PURPOSE_MARKS, passage.sentence.start)
    if not i or passage.live[i - 1].quantity.end <= start:
        places.append((max(start, 0), slot.clause_start))
    if m := _PURPOSE.match(text, slot.quantity.end):
        places.append(m.span())
    return places

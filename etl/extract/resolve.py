"""Which indicator a number states: the phrase hits around it weighed by place and length.

In: one sentence with its quantities and subject hits. Out: for each quantity the hits that may name it, best first.
Which of them is taken is decided in `naming` and `continuing`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from etl.catalogue import Catalogue, Indicator
from etl.extract.fitting import Compatibility, is_exact
from etl.extract.phrases import SubjectHit, Words
from etl.extract.quantities import Quantity
from etl.extract.slots import Slot

_MARK = re.compile(r"[,，;；:：。!?\t]")
_PLACES = re.compile(
    r"(?:[市县区乡镇村省旗]|(?:自然|行政|建制|贫困|中心)村|街道|社区|地区|国家|工作日|自然日|试点|[^,，。;；、]{0,8}试点)"
)
"""Behind 个: places and days, not persons."""
_AREA = re.compile(r"(?:地区|省份|国家)|(?:乡镇|街道|县区|区县|县)(?=[,，。;；、)）])")
_HOMES = frozenset({"institution", "facility", "bed", "item", "network", "project"})
"""Units of what stands in places: 建设涉及6个乡镇 counts no homes, 支持42个地区 no services."""
_GIVEN = re.compile(r"(?:给予|予以|发给|发放)(?:一次性)?")
"""Between an amount and what it is: 按每床每月225元给予运营补贴."""
_PAID = re.compile(r"领取|享受|受益|惠及|发放|申领|补贴|津贴|每[人名]?每?[月年]")
"""Who draws money is counted here, not who lives there."""
_PER_MANY = re.compile(r"每(?:[十百千万]|\d+万?)[^,，。;；]{0,14}$|每(?:[十百千万])(?:名|人|户|位|个)")
"""每万名老年人拥有…27人 states a rate, never a number of persons."""
_OBJECT = re.compile(r"(?:[月年]?标准)?的\d[\d.]*(?:[至到~—-]\d[\d.]*)?(?:倍|%)")
"""Behind a phrase that something else is measured against: 按低保标准的1.5倍确定."""
_BASE = re.compile(r"上年|去年|上一?[年月季]|前年|同期|\d{4}年|“?十[一二三四五]五")
"""Behind a 比 that names no ratio: 比上年增长4.6%."""
_JOINTS = ("和", "及", "与", "或")
_WEAK = frozenset(
    {"老年人", "老人", "困难群众", "群众", "惠及", "服务", "覆盖", "高龄老人", "长者", "受益", "辐射", "困难老人"}
    | {"对象", "人员", "保障"}
)
"""Words that name who is reached, not what is counted: they speak for a number only where nothing else does."""
_IS_WEAK = re.compile(rf"(?:{'|'.join(sorted(_WEAK, key=len, reverse=True))})+")
_THEN_MEASURED = re.compile(r"[,，](?:约?为|是|相当于|不低于)")
"""每人每月1027元,为城市低保标准的1.3倍: the phrase behind is what the amount is measured against."""
_BREAK = re.compile(r"[、,，;；:：]")
_SHARE_CUE = re.compile(r"占|率|比例|比重|占比|覆盖|达标")
_CHANGE_CUE = re.compile(r"增|提高|升|降|减|涨")


class Choice(NamedTuple):
    """A hit that may name a quantity, with its weight and where it stands."""

    hit: SubjectHit
    score: float
    place: str
    """own (in the stretch beside the number), span (into it), near (same clause), far (earlier in the sentence)."""


class Candidate(NamedTuple):
    """A hit of a sentence with what weighing it for each number needs, counted once."""

    hit: SubjectHit
    indicator: Indicator
    weight: float
    object_at: int
    """Where its first part ends that something else is measured against (按低保标准的1.5倍), or far behind all text."""
    marks: int
    """Clause marks of the text before its end."""
    strong_marks: int
    numbers: int
    """Numbers of the sentence before its end."""
    inside: int
    """Numbers of the sentence between its beginning and its end."""


def candidates(
    text: str, hits: Sequence[SubjectHit], words: Words, starts: Sequence[int], catalogue: Catalogue
) -> list[Candidate]:
    """The hits of a sentence whose live numbers begin at `starts`, ready to be weighed for each of them."""
    pool = []
    for hit in hits:
        if any(e - s == 1 and text[s] == "比" and _BASE.match(text, e) for s, e in hit.parts):
            continue
        end, object_at = hit.end, len(text)
        if "的" in text[hit.start : end + 5]:
            object_at = min([e for _, e in hit.parts if _OBJECT.match(text, e)], default=object_at)
        weight = 3.0 * min(hit.length, 14) - (0 if hit.ordered else 6)
        marks, strong_marks = bisect_left(words.marks, end), bisect_left(words.strong_marks, end)
        indicator, numbers = catalogue.indicators[hit.indicator], bisect_left(starts, end)
        inside = numbers - bisect_left(starts, hit.start) if len(hit.parts) > 1 else 0
        pool.append(Candidate(hit, indicator, weight, object_at, marks, strong_marks, numbers, inside))
    return pool


def choices(
    text: str,
    slot: Slot,
    index: int,
    pool: Sequence[Candidate],
    words: Words,
    starts: Sequence[int],
    fits: Compatibility,
) -> list[Choice]:
    """Those of a sentence's hits that may name its live number `index`, best first; its numbers begin at `starts`."""
    q = slot.quantity
    kind = q.kind
    fitting = fits.fitting(q)
    is_of_places = kind == "count" and q.unit_words == "个" and _PLACES.match(text, q.end)
    is_of_areas = is_of_places and _AREA.match(text, q.end)
    is_paid = kind == "count" and _PAID.search(text, slot.left_start, min(slot.right_end, q.end + 14))
    is_per_many = kind in ("count", "bare") and _PER_MANY.search(text, slot.left_start, q.start)
    bonus = 3 if is_exact(q) else 0
    share = _share_bonus(text, slot) if kind in ("percent", "fraction") else 0
    marks = bisect_left(words.marks, q.start), bisect_left(words.strong_marks, q.start)
    is_money, is_multiple = kind == "money", kind == "times"
    found: list[Choice] = []
    for one in pool:
        hit, indicator, weight = one[:3]
        slug = hit.indicator
        if slug not in fitting or (is_money and not fits.fits_money(slug, q)):
            continue
        if is_per_many and indicator.kind != "ratio":
            continue
        if is_of_places and (indicator.unit == "person" or (is_of_areas and indicator.unit in _HOMES)):
            continue
        if is_paid and indicator.topic == "population":
            continue
        if is_multiple and indicator.unit != "ratio" and _is_measure_of_other(text, q, hit):
            continue
        is_before = hit.end <= q.start
        placed = _place_before(slot, one, index, marks) if is_before else _place_around(text, slot, one, starts)
        if placed is not None:
            score = placed[1] + weight + bonus
            if indicator.unit == "percent":
                score += share
            if is_multiple and indicator.unit == "ratio":
                score += 12
            found.append(Choice(hit, score, placed[0]))
    return sorted(found, key=_best_first)


def _best_first(choice: Choice) -> tuple[float, str]:
    return -choice.score, choice.hit.indicator


def _place_before(slot: Slot, one: Candidate, index: int, marks: tuple[int, int]) -> tuple[str, float] | None:
    """Where a hit before the number `index` stands and what that is worth, or None where it cannot speak for it.

    `marks`: how many clause marks, and strong ones, the text has before the number.
    """
    q, (start, end, _, _, _, crossed, _) = slot.quantity, one.hit
    gap = q.start - end
    if one.object_at < q.start - 1:
        return None
    if start >= slot.left_start:
        return "own", 18 - (0.6 if q.kind == "money" else 0.25) * gap - 3 * crossed
    between = index - one.numbers
    if end > slot.left_start:
        return "span", 9 - 2 * between - 0.1 * gap - 2 * crossed - 2 * one.inside
    if start >= slot.clause_start:
        return "near", 9 - 3 * between - 0.1 * gap
    stops = 1.5 * (marks[0] - one.marks) + 8 * (marks[1] - one.strong_marks)
    return "far", 4 - stops - between - 3 * crossed


def _is_measure_of_other(text: str, q: Quantity, hit: SubjectHit) -> bool:
    """Whether a multiple of the phrase states the size of something else: 按低保标准的2倍给予救助."""
    return hit.start >= q.end or text[hit.end : q.number_start].lstrip("约近") == "的"


def _share_bonus(text: str, slot: Slot) -> float:
    """What a percentage is worth to a share: more behind a word for shares, less behind one for changes."""
    left = text[slot.clause_start : slot.quantity.start]
    if _SHARE_CUE.search(left):
        return 6
    return -4 if _CHANGE_CUE.search(left) else 3


def _place_around(text: str, slot: Slot, one: Candidate, starts: Sequence[int]) -> tuple[str, float] | None:
    """Where a hit that does not end before the number stands, and what that is worth; None where it cannot speak."""
    q, hit = slot.quantity, one.hit
    if hit.start >= q.end:
        return _right_place(text, slot, hit)
    if hit.start >= q.start or hit.end <= q.end or any(s < q.end and e > q.start for s, e in hit.parts):
        return None
    inside = one.numbers - bisect_right(starts, hit.start)  # 为1268名老年人发放助餐补贴
    ahead = min(s for s, _ in hit.parts if s >= q.end)
    if _BREAK.search(text, q.end, ahead):
        is_amount = q.kind == "money" and text[q.end] in ",，" and not _THEN_MEASURED.match(text, q.end)
        within_reach = is_amount and len(_MARK.findall(text[q.end : ahead])) == 1
        return ("far", 0.0) if within_reach and hit.start >= slot.left_start else None
    if hit.start >= slot.left_start and hit.end <= slot.clause_end:
        return "own", 15 - 5 * (inside - 1) - 0.2 * (hit.end - hit.start - hit.length)
    return "far", 4 - 5 * (inside - 1) - 3 * hit.crossed


def _right_place(text: str, slot: Slot, hit: SubjectHit) -> tuple[str, float] | None:
    """Where a hit behind the number stands and what that is worth, or None where it cannot speak for it."""
    q = slot.quantity
    if hit.end > slot.right_end:
        return None
    gap = hit.start - q.end
    between = text[q.end : hit.start]
    if _MARK.search(between) or between.startswith(_JOINTS) or between.find("、") in (0, *range(3, 99)):
        return None
    if q.kind == "count" or q.kind == "bare":
        joints = sum(c in _JOINTS for c in between)
        return "own", 17 - 0.5 * gap - 3 * hit.crossed - 12 * joints
    if between.startswith("的") or gap <= 1 or _GIVEN.fullmatch(between):
        return "own", 12 - 0.5 * gap
    if text[slot.left_start : q.start].strip(" ,，、;；") == "":
        return "own", 6 - 0.3 * gap
    return None


def is_weak(text: str, hit: SubjectHit) -> bool:
    """Whether a hit only names who is reached (惠及8.4万名老年人)."""
    return all(_IS_WEAK.fullmatch(text, s, e) for s, e in hit.parts)

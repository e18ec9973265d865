"""Which indicator a number states: the phrase hits around it weighed by place and length.

In: one sentence with its quantities and subject hits. Out: for each quantity the hits that may name it, best first.
Which of them is taken is decided in `naming` and `continuing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.catalogue import Catalogue, Indicator
from etl.extract.quantities import Quantity
from etl.extract.slots import Slot
from etl.extract.phrases import SubjectHit

_MONEY_UNITS = ("CNY",)
_MARK = re.compile(r"[,，;；:：。!?\t]")
_PLACES = re.compile(r"(?:[市县区乡镇村省旗]|街道|社区|地区|国家|工作日|自然日|试点|[^,，。;；、]{0,8}试点)")
"""Behind 个: places and days, not persons."""
_PAID = re.compile(r"领取|享受|受益|惠及|发放|申领|补贴|津贴|每[人名]?每?[月年]")
"""Who draws money is counted here, not who lives there."""
_PER_MANY = re.compile(r"每(?:[十百千万]|\d+万?)[^,，。;；]{0,14}$|每(?:[十百千万])(?:名|人|户|位|个)")
"""每万名老年人拥有…27人 states a rate, never a number of persons."""
_OBJECT = re.compile(r"的\d[\d.]*(?:倍|%)")
"""Behind a phrase that something else is measured against: 按低保标准的1.5倍确定."""
_JOINTS = "和及与或"
_WEAK = frozenset(
    {"老年人", "老人", "困难群众", "群众", "惠及", "服务", "覆盖", "高龄老人", "长者", "受益", "辐射", "困难老人"}
    | {"对象", "人员", "保障"}
)
"""Words that name who is reached, not what is counted: they speak for a number only where nothing else does."""
_STRONG = re.compile(r"[;；。\t]")
_BREAK = re.compile(r"[、,，;；:：]")
_SHARE_CUE = re.compile(r"占|率|比例|比重|占比|覆盖|达标")
_CHANGE_CUE = re.compile(r"增|提高|升|降|减|涨")


@dataclass(frozen=True, slots=True)
class Choice:
    """A hit that may name a quantity, with its weight and where it stands."""

    hit: SubjectHit
    score: float
    place: str
    """own (in the stretch beside the number), span (into it), near (same clause), far (earlier in the sentence)."""


class Compatibility:
    """Which indicators a number with a given unit may state; built once from a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index measure words by indicator."""
        self._catalogue = catalogue
        person = set(catalogue.units["person"].words)
        times = set(catalogue.units["person_time"].words)
        self._words: dict[str, frozenset[str]] = {}
        for slug, indicator in catalogue.indicators.items():
            words = set(catalogue.units[indicator.unit].words)
            if indicator.unit == "person" or slug in ("care_workers_trained",):
                words |= times
            if indicator.unit == "person_time":
                words |= person - {"个"}
            if indicator.unit in ("facility", "institution", "organisation", "enterprise", "project", "platform"):
                words |= {"个", "家", "处", "所", "座"}
            self._words[slug] = frozenset(words)
        self._times = frozenset(times)

    def fits(self, indicator: Indicator, quantity: Quantity) -> bool:
        """Whether the unit as written can belong to the indicator, whatever the measure."""
        kind, unit = quantity.kind, self._catalogue.units[indicator.unit]
        if kind in ("percent", "fraction", "point", "doubling", "times"):
            return indicator.unit not in ("time", "year") and (indicator.unit != "ratio" or kind == "times")
        if kind == "money":
            if unit.kind not in ("money", "money_rate", "money_per_unit"):
                return False
            return fits_money(indicator, quantity)
        if kind == "bare":
            return unit.kind not in ("share", "share_difference")
        if unit.kind in ("money", "money_rate", "money_per_unit", "share", "share_difference"):
            return False
        return quantity.unit_words in self._words[indicator.slug]

    def exact(self, indicator: Indicator, quantity: Quantity) -> bool:
        """Whether the measure word is one that speaks for this indicator's unit (户 for households, not 个)."""
        return quantity.kind == "count" and quantity.unit_words not in ("个", "家") and self.fits(indicator, quantity)

    def is_person_time(self, quantity: Quantity) -> bool:
        """Whether the number counts person-times."""
        return quantity.unit_words in self._times and "次" in quantity.unit_words


def fits_money(indicator: Indicator, quantity: Quantity) -> bool:
    """Whether an amount of yuan can be this indicator: standards by size or rate, sums of money otherwise."""
    rated = bool(quantity.per - {"other"})
    for thing in ("bed", "household"):
        if thing in quantity.per and f"/{thing}" not in indicator.unit:
            return False
    if indicator.unit in _MONEY_UNITS or indicator.unit == "CNY/year":
        return not (quantity.per & {"person", "month", "bed", "household"})
    high = Decimal(indicator.range[1])
    if indicator.unit in ("CNY/person/month", "CNY/household/month", "CNY/bed/month"):
        return rated or abs(quantity.value) <= high * 13
    return abs(quantity.value) <= high * 3


def choices(
    text: str,
    slot: Slot,
    hits: Sequence[SubjectHit],
    sentence_start: int,
    quantities: Sequence[Quantity],
    catalogue: Catalogue,
    fits: Compatibility,
) -> list[Choice]:
    """Candidate hits for the quantity of `slot`, best first."""
    q = slot.quantity
    found: list[Choice] = []
    paid = _PAID.search(text, slot.left_start, min(slot.right_end, q.end + 14))
    per_many = q.kind in ("count", "bare") and _PER_MANY.search(text, slot.left_start, q.start)
    for hit in hits:
        indicator = catalogue.indicators[hit.indicator]
        if not fits.fits(indicator, q) or (per_many and indicator.kind != "ratio"):
            continue
        if indicator.unit == "person" and q.unit_words == "个" and _PLACES.match(text, q.end):
            continue
        if indicator.topic == "population" and q.kind == "count" and paid:
            continue
        placed = _place(text, slot, hit, sentence_start, quantities)
        if placed is None or _is_object(text, q, hit):
            continue
        place, score = placed
        score += 3.0 * min(hit.length, 14) - (0 if hit.ordered else 6)
        if fits.exact(indicator, q):
            score += 3
        if q.kind in ("percent", "fraction"):
            score += _percent_bonus(text, slot, indicator)
        if q.kind == "times" and indicator.unit == "ratio":
            score += 12
        found.append(Choice(hit, score, place))
    return sorted(found, key=lambda c: (-c.score, c.hit.indicator))


def _is_object(text: str, q: Quantity, hit: SubjectHit) -> bool:
    """Whether something else is measured against the phrase: 按低保标准的1.5倍确定."""
    return hit.end < q.start and any(end < q.start - 1 and _OBJECT.match(text, end) for _, end in hit.parts)


def _percent_bonus(text: str, slot: Slot, indicator: Indicator) -> float:
    """What a percentage is worth to a share: more behind a word for shares, less behind one for changes."""
    if indicator.unit != "percent":
        return 0
    left = text[slot.clause_start : slot.quantity.start]
    if _SHARE_CUE.search(left):
        return 6
    return -4 if _CHANGE_CUE.search(left) else 3


def _place(
    text: str, slot: Slot, hit: SubjectHit, sentence_start: int, quantities: Sequence[Quantity]
) -> tuple[str, float] | None:
    """Where the hit stands towards the number and what that is worth, or None where it cannot speak for it."""
    q = slot.quantity
    if hit.start < q.start and hit.end > q.end:  # 为1268名老年人发放助餐补贴
        inside = sum(hit.start < other.start < hit.end for other in quantities)
        if any(s < q.end and e > q.start for s, e in hit.parts):
            return None
        ahead = min(s for s, _ in hit.parts if s >= q.end)
        if _BREAK.search(text, q.end, ahead):
            within_reach = q.kind == "money" and len(_MARK.findall(text[q.end : ahead])) == 1 and text[q.end] in ",，"
            return ("far", 0.0) if within_reach and hit.start >= slot.left_start else None
        if hit.start >= slot.left_start and hit.end <= slot.clause_end:
            return ("own", 15 - 5 * (inside - 1) - 0.2 * (hit.end - hit.start - hit.length))
        return ("far", 4 - 5 * (inside - 1) - 3 * hit.crossed)
    if hit.start >= q.end:
        return _right_place(text, slot, hit)
    if hit.end > q.start:
        return None
    gap = q.start - hit.end
    if hit.start >= slot.left_start:
        return "own", 18 - (0.6 if q.kind == "money" else 0.25) * gap - 3 * hit.crossed
    between = sum(hit.end <= other.start < q.start for other in quantities)
    if hit.end > slot.left_start:
        return "span", 9 - 2 * between - 0.1 * gap - 2 * hit.crossed
    if hit.start >= slot.clause_start:
        return "near", 9 - 3 * between - 0.1 * gap
    marks = len(_MARK.findall(text[hit.end : q.start]))
    strong = len(_STRONG.findall(text[hit.end : q.start]))
    if hit.start < sentence_start:
        return None
    return "far", 4 - 1.5 * marks - 8 * strong - 1.0 * between - 3 * hit.crossed


def _right_place(text: str, slot: Slot, hit: SubjectHit) -> tuple[str, float] | None:
    """Where a hit behind the number stands and what that is worth, or None where it cannot speak for it."""
    q = slot.quantity
    if hit.end > slot.right_end:
        return None
    gap = hit.start - q.end
    between = text[q.end : hit.start]
    if _MARK.search(between) or between.startswith(tuple(_JOINTS)) or between.find("、") in (0, *range(3, 99)):
        return None
    if q.kind == "count" or q.kind == "bare":
        joints = sum(c in _JOINTS for c in between)
        return "own", 17 - 0.5 * gap - 3 * hit.crossed - 12 * joints
    if between.startswith("的") or gap <= 1:
        return "own", 12 - 0.5 * gap
    if text[slot.left_start : q.start].strip(" ,，、;；") == "":
        return "own", 6 - 0.3 * gap
    return None


def is_weak(text: str, hit: SubjectHit) -> bool:
    """Whether a hit only names who is reached (惠及8.4万名老年人)."""
    return all(text[s:e] in _WEAK for s, e in hit.parts)

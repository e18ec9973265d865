"""What kind of statement a number makes about its indicator: a level, a growth, a change, a share, a gap, a rate.

Pure functions of the words around the number.
"""

from __future__ import annotations

import re
from decimal import Decimal

from etl.catalogue import Indicator
from etl.extract.cues import Cues, last_match
from etl.extract.quantities import Quantity
from etl.extract.slots import Slot
from etl.model import Measure

_TO = re.compile(
    r"""
    (?:到|至|为|达|达到)了?
    (?:每人每[月年]|每[月年]每?人?|人均每?[月年]?|全[省市县区]|城[镇市]|农村|[、,，\s])*$    # 提高到每人每月
    """,
    re.X,
)
_NEW = re.compile(r"新增(?:加|登记|注册|建)?|净增加?|新登记|新添|增配")
_FOR_EACH_NEW = re.compile(r"每[一]?[张个所家]?新[增建]")  # 每张新增床位补助1万元
_NEW_IN_ALL = re.compile(r"到|至(?!今)|达|(?:新增|登记).{0,12}(?:共|累计|总数)")  # 新增床位后达到
_BARE_CHANGE = re.compile(
    r"""
    (?:增加|增长|增发|提高|上调|提升|上涨|上浮|调增|加发|涨|增|多|减少|下降|降低|下调|净减少?|减|(?<!至)少|缩减)
    (?:了|近|约|至少|幅度(?:为|达到?)?|额(?:为|度为)?|每人每[月年]|每人|每[月年])*$          # 提高幅度为每人每月
    """,
    re.X,
)
_OF_MANY = re.compile(r"每?([百千万])(?:名|位|个|人|户籍|常住|老)")  # 每百名老年人
_NO_CHANGE = re.compile(r"(?:最多|不少|至多|不多|至少)$")
_DOWNWARD = re.compile(r"减|降|(?<!至)少|下调")
_CHANGE = re.compile(r"增加|净增|减少|净减")
_REACHING = re.compile(r"到|至|为|达")
_CHANGED_TO_BEHIND = re.compile(
    r"(?:提高|增加|上升|提升|增长|上调|减少|下降|调整|降低|扩大)(?:到|至|为)"
)  # 398元提高到
_GROWTH_BEHIND = re.compile(r"的?(?:增幅|涨幅|增长|增速|提标)")  # 8%的增幅
_PLUS = re.compile(r"[+＋]$")
_DOWN = re.compile(r"减少|下降|降低|净减|下调|减|缩减|压减|少(?:了)?$")
_UP = re.compile(r"增|升|提高")
_GAP = re.compile(r"(?:高于|高出|高|超过|超出|领先)|(?P<under>低于|低|少于|落后)")
_AVERAGE = re.compile(r"平均|水平|全国|全省|全市|城市|农村")
_GAP_BEHIND = re.compile(
    r"比[^,，;；]{0,16}(?:平均|水平|全国|全省|全市)[^,，;；]{0,6}(?P<word>高出?|低|多|少)(?:了|约|近)*$"
)  # 比全国平均水平高2.3个百分点
_PART_MARK = re.compile(r"[,，;；]")
_CREATED = re.compile(
    r"新建|建成|建设|完成|打造|培育|组建|招募|改造|提档升级|改扩建|创建|办理|实施|开展|发放|新增|投入|培训|累计|命名"
    r"|安装|投用|建立"
)
_EXISTING = re.compile(r"现有|共有|目前|已有|现已|总数|达到")
_FROM = re.compile(r"[由从]|自(?!\d)")
_NOT_FROM = re.compile(r"于|此")  # 由于, 从此
_REACHED = re.compile(
    r"(?:提高|增加|上升|提升|增长|发展|扩大|下降|减少|降低|调整|[升降增涨变])[到至]|[到至](?!\d{4}年)|为|达"
)
_CHANGED_TO = re.compile(
    r"[^。;；]{0,40}?(?:提高|增加|上升|增长|提升|上调|调整|扩大|扩展|扩充|拓展|发展|壮大|下降|减少|降低|回落|升|降|增|变|涨|提)"
    r"[^,，。;；]{0,6}?(?:到|至|为|成)"
)
RATE_INDICATORS = frozenset({"home_retrofit_product_subsidy", "elderly_care_voucher_deduction_rate"})


def measure_of(text: str, slot: Slot, q: Quantity, indicator: Indicator, cues: Cues) -> tuple[Measure, Decimal]:
    """Measure of a number and the factor (sign) its value takes; `slot` is that of the first number of its list."""
    clause = text[slot.clause_start : slot.quantity.start]
    left = text[slot.left_start : slot.quantity.start]
    right = text[q.end : q.end + 8]
    if q.kind == "point":
        return _point_measure(clause)
    if q.kind in ("percent", "fraction", "doubling"):
        return _percent_measure(left, right, q, indicator, cues)
    if q.kind == "times":
        sign = cues.growth(left)
        return ("growth_pct", Decimal(100 * sign)) if sign else ("ratio", Decimal(1))
    measure, factor = _amount_measure(left, right, indicator)
    return measure, factor * _per_thousand(clause, indicator)


def _per_thousand(clause: str, indicator: Indicator) -> Decimal:
    """What a rate of a hundred or ten thousand people is multiplied by: 每百名老人2.8张 are 28 of a thousand."""
    if indicator.unit != "bed/1000persons":
        return Decimal(1)
    many = last_match(_OF_MANY, clause)
    return {"百": Decimal(10), "万": Decimal("0.1")}.get(many[1], Decimal(1)) if many else Decimal(1)


def _point_measure(left: str) -> tuple[Measure, Decimal]:
    """Measure of a number of percentage points: a gap to an average, or a change."""
    behind = _GAP_BEHIND.search(left)
    if behind:
        return "gap_pp", Decimal(-1 if behind["word"] in "低少" else 1)
    gap = last_match(_GAP, left)
    if gap and _AVERAGE.search(left, gap.end()):
        return "gap_pp", Decimal(-1 if gap["under"] else 1)
    return "change_abs", Decimal(-1 if _DOWN.search(left) and not _UP.search(left[-6:]) else 1)


def _percent_measure(left: str, right: str, q: Quantity, indicator: Indicator, cues: Cues) -> tuple[Measure, Decimal]:
    """Measure of a percentage: a rate of subsidy, a growth, or a share."""
    one = Decimal(1)
    if q.kind == "doubling":
        return "growth_pct", one
    sign = cues.growth(left)
    if indicator.slug in RATE_INDICATORS and not sign:
        return "subsidy_rate_pct", one
    if indicator.unit == "percent":
        return "share_pct", one
    if sign:
        return "growth_pct", Decimal(sign)
    return ("growth_pct" if _GROWTH_BEHIND.match(right) or _PLUS.search(left) else "share_pct"), one


def _amount_measure(left: str, right: str, indicator: Indicator) -> tuple[Measure, Decimal]:
    """Measure of an amount: what there is, or by how much it changed."""
    one = Decimal(1)
    tail = _PART_MARK.split(left)[-1]
    if _CHANGED_TO_BEHIND.match(right) or _TO.search(tail):
        return "level", one
    changes = indicator.kind in ("stock", "standard", "ratio")
    new = None if _FOR_EACH_NEW.search(tail) else _NEW.search(tail)
    if new and not _NEW_IN_ALL.search(tail, new.end()):
        return ("change_abs" if changes else "level"), one
    bare = _BARE_CHANGE.search(tail)
    if bare and not _NO_CHANGE.search(tail):
        return "change_abs", Decimal(-1 if _DOWNWARD.search(bare[0]) else 1)
    change = None if new is None and _FOR_EACH_NEW.search(tail) else last_match(_CHANGE, tail)
    if change and changes and not _REACHING.search(tail, change.end()):
        return "change_abs", Decimal(-1 if "减" in change[0] else 1)
    return "level", one


def is_created(left: str) -> bool:
    """Whether the words before a count say that it came about over a period (建成, 完成) and does not merely exist."""
    return bool(_CREATED.search(left)) and not _EXISTING.search(left)


def is_from(text: str, slot: Slot) -> bool:
    """Whether a number is the first of a from/to pair: 由398元提高到478元."""
    q = slot.quantity
    before = text[max(slot.clause_start, q.start - 40) : q.start]
    word = last_match(_FROM, before)
    if not word or _NOT_FROM.match(before, word.end()) or _REACHED.search(before, word.end()):
        return False
    return bool(_CHANGED_TO.match(text, q.end, q.end + 60))

"""What kind of statement a number makes about its indicator: a level, a growth, a change, a share, a gap, a rate.

Pure functions of the words around the number.
"""

from __future__ import annotations

import re
from decimal import Decimal

from etl.catalogue import Indicator
from etl.extract.cues import Cues
from etl.extract.quantities import Quantity
from etl.extract.resolve import Slot
from etl.model import Measure

_TO = re.compile(r"(?:到|至|为|达|达到)了?(?:每人每[月年]|每[月年]每?人?|人均每?[月年]?|全[省市县区]|城[镇市]|农村|[、,，\s])*$")
_CHANGE_UP = re.compile(r"(?:新增加?|净增加?|增加|增长|增发|提高|上调|提升|上涨|上浮|多|增配|调增|加发|增)(?:了|登记|注册|各类|全市|建设|设置|养老|护理型|社区|城乡|居家和?|服务|床位|面积|资金|幅度)*")
_CHANGE_DOWN = re.compile(r"(?:减少|下降|降低|净减少?|下调|减|缩减|精简|撤并|核减)(?:了)?")
_NEW = re.compile(r"新增(?:加|登记|注册|建)?|净增加?|新登记|新添|增配")
_BARE_CHANGE = re.compile(r"(?:增加|增长|增发|提高|上调|提升|上涨|上浮|调增|加发|涨|增|多|减少|下降|降低|下调|净减少?|减|少|缩减)(?:了|近|约|至少|幅度(?:为|达到?)?|额(?:为|度为)?|每人每[月年]|每人|每[月年])*$")
_DOWN = re.compile(r"减少|下降|降低|净减|下调|减|缩减|压减|少(?:了)?$")
_GAP = re.compile(r"(?P<over>高于|高出|高|超过|超出|领先)|(?P<under>低于|低|少于|落后)")
_RATE = re.compile(r"补贴|补助|抵扣|比例|给予")
RATE_INDICATORS = frozenset({"home_retrofit_product_subsidy", "elderly_care_voucher_deduction_rate"})
_CREATED = re.compile(r"新建|建成|建设|完成|打造|培育|组建|招募|改造|提档升级|改扩建|创建|办理|实施|开展|发放|新增|投入|培训|累计|命名|安装|投用|建立")


def measure_of(text: str, slot: Slot, q: Quantity, indicator: Indicator, cues: Cues) -> tuple[Measure, Decimal]:
    """Measure of a number and the factor (sign) its value takes; `slot` is that of the first number of its list."""
    clause = text[slot.clause_start : slot.quantity.start]
    left = text[slot.left_start : slot.quantity.start]
    right = text[q.end : q.end + 8]
    if q.kind == "point":
        return _point_measure(clause, q)
    if q.kind in ("percent", "fraction", "doubling"):
        return _percent_measure(left, right, q, indicator, cues)
    if q.kind == "times":
        sign = cues.growth(left)
        return ("growth_pct", Decimal(100 * sign)) if sign else ("ratio", Decimal(1))
    return _amount_measure(left, right, indicator)


def _point_measure(left: str, q: Quantity) -> tuple[Measure, Decimal]:
    behind = re.search(r"比[^,，;；]{0,16}(?:平均|水平|全国|全省|全市)[^,，;；]{0,6}(?P<word>高出?|低|多|少)(?:了|约|近)*$", left)
    if behind:
        return "gap_pp", Decimal(-1 if behind["word"] in "低少" else 1)
    gap = None
    for gap in _GAP.finditer(left):
        pass
    if gap and re.search(r"平均|水平|全国|全省|全市|城市|农村", left[gap.end() :]):
        return "gap_pp", Decimal(-1 if gap["under"] else 1)
    return "change_abs", Decimal(-1 if _DOWN.search(left) and not re.search("增|升|提高", left[-6:]) else 1)


def _percent_measure(left: str, right: str, q: Quantity, indicator: Indicator, cues: Cues) -> tuple[Measure, Decimal]:
    one = Decimal(1)
    if q.kind == "doubling":
        return "growth_pct", one
    if indicator.slug in RATE_INDICATORS and not cues.growth(left):
        return "subsidy_rate_pct", one
    sign = cues.growth(left)
    is_share = indicator.unit == "percent"
    if is_share:
        return "share_pct", one
    if sign:
        return "growth_pct", Decimal(sign)
    if re.match(r"的?(?:增幅|涨幅|增长|增速|提标)", right):
        return "growth_pct", one
    if re.search(r"[+＋]$", left):
        return "growth_pct", one
    return "share_pct", one


def _amount_measure(left: str, right: str, indicator: Indicator) -> tuple[Measure, Decimal]:
    one = Decimal(1)
    if re.match(r"(?:提高|增加|上升|提升|增长|上调|减少|下降|调整|降低|扩大)(?:到|至|为)", right):
        return "level", one
    tail = re.split(r"[,，;；]", left)[-1]
    if _TO.search(tail):
        return "level", one
    if _NEW.search(tail) and not re.search(r"到|至(?!今)|达|(?:新增|登记).{0,12}(?:共|累计|总数)", tail[_NEW.search(tail).end() :]):  # type: ignore[union-attr]
        if indicator.kind in ("stock", "standard", "ratio"):
            return "change_abs", one
        return "level", one
    if _BARE_CHANGE.search(tail) and not re.search(r"最多$|不少$|至多$|不多$|至少$", tail):
        down = re.search(r"减|降|少|下调", _BARE_CHANGE.search(tail)[0])  # type: ignore[index]
        return "change_abs", Decimal(-1 if down else 1)
    m = None
    for m in re.finditer(r"增加|净增|减少|净减", tail):
        pass
    if m and indicator.kind in ("stock", "standard", "ratio") and not re.search(r"到|至|为|达", tail[m.end() :]):
        return "change_abs", Decimal(-1 if "减" in m[0] else 1)
    return "level", one


def is_created(left: str) -> bool:
    """Whether the words before a count say that it came about over a period (建成, 完成) and does not merely exist."""
    return bool(_CREATED.search(left)) and not re.search(r"现有|共有|目前|已有|现已|总数|达到", left)

"""Numbers of other fields: nouns of a neighbour, distances from an average, a family's story, money of other kinds.

In: a number with the phrases ranked for it. Out: its reading marked as foreign, or named by the one phrase that is
nearer than the other field's noun.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract.phrases import SubjectHit
from etl.extract.quantities import Quantity
from etl.extract.reading import BESIDE, DISTANCE, MULTIPLE, OTHER_MONEY, RATES, Context, Passage, Reading, within
from etl.extract.resolve import Choice
from etl.extract.spending import SMALLEST_SUM, words_between

_BESIDE_FOREIGN = 14
"""Score from which a phrase behind a number wins over a noun of a neighbouring field before it."""
_SHORT = 2
_DISTANCE = re.compile(
    r"(?:高于|低于|高出|高过|低过)[^,，;；\d]{0,10}(?:平均|水平)[^,，;；\d]{0,4}$"
    r"|比[^,，;；\d]{0,10}(?:平均|水平|标准|全[国省市])[^,，;；\d]{0,6}(?:高|低)出?了?$"
    r"|(?:高出|低出|高过|低过|相差)了?(?:约|近)?$"
)
"""Before the distance of an amount from an average, which is no level: 高于全省平均水平12元."""
_APART = re.compile(r"(?:的?平均|的?标准|的?水平)*[要还]?(?:高|低|多|少)出?了?(?:约|近)?")
_PART = re.compile(r"[,，(]?其中")
_FAMILY = re.compile(r"[他她我][们的]?家|一家[三四五六七\d]口|全家|家里|老两口|丈夫|妻子|老伴")
_OF_ALL = re.compile(r"标准|每人|人均|全[省市县区州国]")
"""Words by which a sentence with a family in it speaks of everybody all the same."""
_MONEY_NOUN = re.compile(
    r"的?(?!标准)([\u4e00-\u9fff]{0,10}?(?:补贴|津贴|补助|消费券|代金券|慰问金|救助金|护理费|生活费|取暖费|采暖费|电费|水费|医疗费|丧葬费|学费|伙食费|保障金|奖励|抚恤金))"
)
_TELLS_NOTHING = re.compile(
    r"(?:基本|困难|护理|现金|财政|一定|相应|专项|给予|等|的|发放|救助|定额)*(?:生活|护理)?(?:补贴|津贴|补助|生活费|保障金|救助金|护理费)"
)
_OF_AVERAGE = re.compile(r"(?:平均水平|平均标准|平均|增发[^,，]{2,6}标准)的$")  # 仅为全省平均水平的93%
_JOINS = re.compile(r"[^,，。;；\d]{0,12}?(?:参保|参合|参加(?:[^,，。;；\d]{0,8}(?:医疗|保险|合作|农合)))")
_AMONG = re.compile(
    r"(?:低保|特困|五保|救助|保障)[^,，。;；\d]{0,4}(?:对象|人员|家庭)中[,，]?(?:含|有|包括)[^,，。;；]{0,14}(?:老年人|老人|残疾人|儿童)$"
)  # 低保对象中含60周岁及以上老年人3.26万人
_BEDS_OF_IT = re.compile(r"[,，、]?(?:拥有|共有|有|设有|设)?床位(?:数|总数)?(?:为|达|共|约|近)?")
_OTHER_HOMES = re.compile(r"儿童|精神|智障|康复|救助站|救助管理|收养性|优抚|医院|卫生")
_PLACE = re.compile(r"社区|村|街道|乡镇|镇")
_RATE = re.compile(
    r"[\u4e00-\u9fff]{2,8}率(?:已|均|分别|平均)?(?:达到?|为|约|近|超过?|高达|提升[到至]|提高[到至]|由|从)?$"
)
_OF_CHANGE = re.compile(r"增长|增加|提高|下降|覆盖|增[幅速]|参与|升")
_OF_GROWTH = re.compile(
    r"[高低]于[^,，;；\d]{0,8}平均(?:增[幅速]|涨幅)$"
    r"|(?:增[幅速]|涨幅)[^,，;；\d]{0,8}(?:提高|上升|加快|回落|下降|提升|扩大|高|低)了?$"
)
"""Before the distance of a growth from another one, which is no gap of levels."""
_ABOVE = re.compile(r"[比较](?:全[国省市]|[^,，;；\d]{0,6}平均)[^,，;；\d]{0,6}(?:高|低)出?了?(?:约|近)?$")
"""Before a percentage that says how far a share is from another one: 比全国高出2.2%."""
_OF_COST = re.compile(r"(?:承担|分担|负担|配套)(?:的?比例)?(?:各?为|各|约)?$")
"""Before a share of a cost that a level of government bears: 市、县两级分别承担30%和70%."""


def is_of_other_field(context: Context, passage: Passage, i: int) -> bool:
    """Whether number `i` is of another field, or named in spite of one; its reading is filled in then."""
    reading, ranked = passage.live[i], passage.ranked[i]
    q = reading.quantity
    if _is_beds_of_other(context, passage, i):
        reading.foreign = True
        return True
    if q.kind == "money" and _is_of_one_family(context, passage, q):
        reading.foreign = True
        return True
    if _has_other_noun(context, reading, ranked):
        return True
    before = context.text[reading.slot.clause_start : q.start]
    if q.kind in ("money", "count") and _is_distance(context, reading):
        reading.foreign, reading.rule = True, DISTANCE
    elif q.kind == "count" and _is_of_places_or_insured(context, reading, ranked):
        reading.foreign = True
    elif _is_multiple_of_standard(context, reading, ranked):
        reading.foreign, reading.rule = True, MULTIPLE
    elif (
        (q.kind in ("percent", "fraction") and _OF_COST.search(before))
        or (q.kind == "percent" and _ABOVE.search(before))
        or (q.kind == "point" and _OF_GROWTH.search(before))
        or (q.kind in ("percent", "fraction") and _is_rate_of_other(context, reading, ranked))
        or _is_part_of_other(context, passage, i)
    ):
        reading.foreign = True
    return reading.foreign


def _is_beds_of_other(context: Context, passage: Passage, i: int) -> bool:
    """Whether beds stand right behind a count of homes that are none for older people: 儿童福利机构753个,床位10万张."""
    homes = passage.live[i - 1]
    if not i or not _BEDS_OF_IT.fullmatch(context.text, homes.quantity.end, passage.live[i].quantity.start):
        return False
    if homes.hit is not None:
        return context.indicator(homes.hit).topic == "child_welfare"
    return homes.quantity.kind == "count" and bool(
        _OTHER_HOMES.search(context.text, homes.slot.left_start, homes.quantity.start)
    )


def _is_multiple_of_standard(context: Context, reading: Reading, ranked: Sequence[Choice]) -> bool:
    """Whether a multiple of a standard is the size of something that we do not count: 不超过月低保标准的24倍."""
    q = reading.quantity
    if q.kind in ("percent", "fraction") and _OF_AVERAGE.search(context.text, max(0, q.start - 10), q.start):
        return not any(c.place == "own" and context.indicator(c.hit).unit == "percent" for c in ranked)
    if q.kind != "times" or not context.text[max(0, q.start - 3) : q.start].endswith(("标准的", "标准")):
        return False
    return not any(c.place == "own" and context.indicator(c.hit).unit == "ratio" for c in ranked)


def _is_of_places_or_insured(context: Context, reading: Reading, ranked: Sequence[Choice]) -> bool:
    """Whether people are counted who join an insurance, or places in which something is done: 在15个社区试办食堂."""
    text, q = context.text, reading.quantity
    if _JOINS.match(text, q.end) or _AMONG.search(text, reading.slot.clause_start, q.start):
        return True
    if text.startswith("涉及", q.start - 2) and _PLACE.match(text, q.end):
        return True
    is_in_places = text[q.start - 1 : q.start] == "在" and _PLACE.match(text, q.end) is not None
    return is_in_places and not (ranked and ranked[0].hit.start == q.end)


def _is_rate_of_other(context: Context, reading: Reading, ranked: Sequence[Choice]) -> bool:
    """Whether a rate that no phrase names stands right before a percentage: 换届选举一次性成功率99.8%."""
    rate = _RATE.search(context.text, reading.slot.left_start, reading.quantity.start)
    if rate is None or _OF_CHANGE.search(rate[0]):
        return False
    at = rate.start() + rate[0].rindex("率")
    near = (c.hit for c in ranked if c.place in ("own", "span"))
    return not any(context.indicator(hit).unit == "percent" and _reaches(hit, at) for hit in near)


def _reaches(hit: SubjectHit, start: int) -> bool:
    """Whether a phrase ends behind a place, or right at it with its parts in order."""
    end = max(end for _, end in hit.parts)
    return end > start or (end == start and hit.ordered)


def _is_part_of_other(context: Context, passage: Passage, i: int) -> bool:
    """Whether 其中 makes a number a part of one that is of another field: 参保516万人,其中困难群众23.8万人."""
    previous = passage.live[i - 1]
    if not i or not previous.foreign or previous.rule in BESIDE:
        return False
    if previous.quantity.kind != passage.live[i].quantity.kind:
        return False
    return bool(_PART.match(words_between(context, passage, i)))


def _is_distance(context: Context, reading: Reading) -> bool:
    """Whether an amount says how far one place or average is from another: 比合肥少120元."""
    start, end = reading.slot.clause_start, reading.quantity.start
    if _DISTANCE.search(context.text[start:end]):
        return True
    place = next(reversed(within(context.marks.regions, start, end)), None)
    if place is None or context.text[place.start - 1 : place.start] != "比":
        return False
    return _APART.fullmatch(context.text, place.end, end) is not None


def _is_of_one_family(context: Context, passage: Passage, q: Quantity) -> bool:
    """Whether an amount is what the family of a story got: 他家吃上了低保,还领到5000元临时救助金."""
    if q.value >= SMALLEST_SUM or not _FAMILY.search(context.text, passage.sentence.start, q.start):
        return False
    return _OF_ALL.search(context.text, passage.sentence.start, q.start) is None


def take_noun_behind(context: Context, passage: Passage, i: int) -> bool:
    """Settle an amount by the noun for money that touches it (每人每月50元助餐补贴); whether there was one that tells.

    A noun that names nothing of ours makes the amount one of another field; a bare 补贴 or 补助 tells nothing.
    """
    reading, q = passage.live[i], passage.live[i].quantity
    noun = _MONEY_NOUN.match(context.text, q.end) if q.kind == "money" and q.value < SMALLEST_SUM else None
    if noun is None or _TELLS_NOTHING.fullmatch(noun[1]):
        return False
    own = [c.hit for c in passage.ranked[i] if c.place == "own" and c.hit.end > q.end]
    hit = max((h for h in own if h.parts[-1][1] <= noun.end()), key=lambda h: h.length, default=None)
    if hit is None:
        reading.foreign, reading.rule = True, OTHER_MONEY
    elif passage.ranked[i][0].hit.indicator == hit.indicator:
        return False  # it only says again what the words before the amount say
    else:
        reading.take(hit, "noun behind the number", "own")
    return True


def _has_other_noun(context: Context, reading: Reading, ranked: Sequence[Choice]) -> bool:
    """Whether a noun of a neighbouring field stands beside a number; then only a phrase nearer may name it."""
    q = reading.quantity
    behind = q.end + 1 if q.kind in RATES and context.text.startswith("的", q.end) else q.end
    if (q.kind == "count" or behind > q.end) and context.cues.is_foreign_next(context.text, behind):
        reading.foreign = True
        return True
    start, end = context.cues.last_foreign(context.text, reading.slot.left_start, q.start)
    own = [c for c in ranked if c.place == "own"]
    if end < 0 or any(s <= start and end <= e for c in own for s, e in c.hit.parts):
        return False
    nearer = next((c for c in own if end <= c.hit.start < q.start and not _is_of_noun(context.text, end, c)), None)
    nearer = nearer or next((c for c in own if c.hit.start >= q.end and c.score >= _BESIDE_FOREIGN), None)
    if nearer:
        reading.take(nearer.hit, "phrase beside the number", "own")
    reading.foreign = nearer is None
    return True


def _is_of_noun(text: str, end: int, choice: Choice) -> bool:
    """Whether a short phrase only completes the noun that ends right before it: 医学科床位."""
    first_start, first_end = choice.hit.parts[0]
    return first_start == end and first_end - first_start <= _SHORT and len(text[end : choice.hit.end]) <= _SHORT

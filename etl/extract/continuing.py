"""Numbers that name nothing of their own: parts of a total, continued subjects, elision (其中农村398元).

In: a passage and the index of a number. Out: the index of the total it is part of, or its reading filled in from the
number before, from the subject of its sentence or from the sentence before.
"""

from __future__ import annotations

import re

from etl.catalogue import Indicator
from etl.extract.dim_words import dims_between
from etl.extract.phrases import SubjectHit
from etl.extract.placing import regions_of_list
from etl.extract.quantities import Quantity
from etl.extract.reading import BESIDE, PART, RATES, Context, Passage, Reading, within
from etl.extract.resolve import Choice, is_weak
from etl.extract.slots import blank

_GENERIC = re.compile(
    r"""
      (?:每[人户床张])?每?[月年]|人均|每人次?                                                        # a rate
    | (?:提高|增加|上升|调整|增长|提升|上调|扩大|下降|减少|降低|升|降|增)(?:到|至|为)|达到?|为        # a change
    | 新建|建成
    """,
    re.X,
)
"""Words that many indicators share, so that none is named by them."""
_GOES_ON = re.compile(r"(?:正在|全部|均|都|已|目前|计划|将)")  # 今年新实施的30个正在建设中
_AGAIN = re.compile(r"(?:再|还要|还将|还会)(?:新建|新增|建设|建成|建|增加|改造|培训)(?:约|近)?$")
_GROUP = re.compile(r"(?:老年人|老人|残疾人|未成年人|儿童|妇女|女性|男性|学生|重病患者|党员)$")
SAME_MEASURE = "continues the count in the same measure word"
_TOLD_AGAIN = re.compile(r"增加|减少|净增|净减|增至|变为|变成|分别为?|上升|下降|[这两此]个?数字?")
"""Words before counts that state the subjects of a pair again: 5万户、8万人,增加2000户、3000人."""
_CLOSE_RATES = frozenset({"percent", "point"})
"""Kinds that continue the number right before them or none."""
_MEASURED_RATES = frozenset({"percent", "point", "times", "doubling"})
_IN_ALL = re.compile(r"[,，](?:一共|总共|共有?|合计|总数)(?:约|近)?$")
_APART = frozenset({"户", "人次", "张", "对"})
"""Measure words that never count the same things as another one."""
_LARGEST_STEP = 5000
"""How many times as large one amount may be as another of the same indicator in a sentence."""
_VERB_SCORE = 6
_SUBJECT_SCORE = 2


def part_of(context: Context, passage: Passage, i: int, own: Choice) -> int:
    """Index of the total that 其中 makes this number a part of by a dimension value of its own, or -1."""
    live, slot = passage.live, passage.live[i].slot
    j = i - 1
    while j >= 0 and live[j].rule == PART:
        j -= 1
    if j < 0 or "其中" not in context.text[live[j].quantity.end : slot.quantity.start]:
        return -1
    total = live[j].hit
    if total is None or own.hit.start >= slot.quantity.end:
        return -1
    indicator = context.indicator(total)
    if context.indicator(own.hit).unit != indicator.unit or not context.fits.fits(indicator, slot.quantity):
        return -1
    own_dims = dims_between(context, indicator, slot.left_start, slot.quantity.end)
    tells = {"group", "care"} if indicator.topic == "population" else {"group", "care", "age"}
    return j if own_dims.keys() & tells else -1


def continue_before(context: Context, passage: Passage, i: int) -> None:
    """Let a number continue the one before it, or the subject of the sentence."""
    reading, ranked = passage.live[i], passage.ranked[i]
    kind = reading.quantity.kind
    for choice in ranked:
        if choice.place == "span" and choice.score >= _VERB_SCORE and _names_verb(context, reading, choice.hit):
            reading.take(choice.hit, "verb beside the number", "span")
            return
    if kind in RATES and 0 <= reading.lead < i and passage.live[reading.lead].hit is None:
        return
    before = _share_before(context, passage, i) if kind == "point" else index_before(passage, i)
    previous = passage.live[before] if before >= 0 else None
    fresh = next((c for c in ranked if previous and _is_said_since(context, reading, previous, c)), None)
    if fresh:
        reading.take(fresh.hit, "subject since the number before", fresh.place)
        return
    if previous and (told := _counted_in_all(context, passage, i, previous)):
        reading.take(told, "subject since the number before", "near")
        return
    if previous and previous.hit:
        if _continue_named(context, passage, i, before, previous.hit) or kind in _CLOSE_RATES:
            return
    elif previous and kind in _MEASURED_RATES:
        return
    far = next((c for c in ranked if c.place in ("near", "far", "span") and c.score >= _SUBJECT_SCORE), None)
    if far and not is_of_other_programme(context, reading, context.indicator(far.hit)):
        reading.take(far.hit, "subject of the sentence", far.place)


def _continue_named(context: Context, passage: Passage, i: int, before: int, hit: SubjectHit) -> bool:
    """Settle a number by a named one before it: continue it, a count alike, or nothing; whether that is all."""
    reading, previous = passage.live[i], passage.live[before]
    if _is_other_group(context, reading, previous, hit):
        return True
    if is_of_other_programme(context, reading, context.indicator(hit)):
        return True
    if _may_continue(context, reading.quantity, previous.quantity, hit):
        reading.follow(before, previous, "continues the number before", previous.place)
        spread_regions(context, passage, i)
        return True
    alike = _counted_alike(context, passage, i)
    if alike >= 0:
        reading.follow(alike, passage.live[alike], SAME_MEASURE, previous.place)
        if previous.rule == SAME_MEASURE and reading.quantity.start == previous.quantity.end:
            reading.lead = i - 1  # 减少300户610人: the verb stands once
    return alike >= 0


def spread_regions(context: Context, passage: Passage, i: int) -> None:
    """Give the numbers of a run that continues an amount one region each: 沈阳665元;鞍山、抚顺分别为575元、560元."""
    last = passage.runs.get(i)
    if last is None:
        return
    start = passage.live[i - 1].quantity.end if i else passage.sentence.start
    end = passage.live[i].quantity.start
    for member, code in zip(passage.live[i:], regions_of_list(context, start, end, last - i + 1), strict=False):
        member.region = code


def index_before(passage: Passage, i: int) -> int:
    """Index of the number that number `i` may continue, or -1: the one before, but for distances from an average."""
    j = i - 1
    while j >= 0 and passage.live[j].rule in BESIDE:
        j -= 1
    return j


def _share_before(context: Context, passage: Passage, i: int) -> int:
    """Index of the last share before a number of points, past a count told with it: 占20%,增加4万人、0.7个百分点."""
    for j in range(i - 1, -1, -1):
        hit = passage.live[j].hit
        if hit is not None and context.indicator(hit).unit == "percent":
            return j
    return index_before(passage, i)


def _counted_alike(context: Context, passage: Passage, i: int) -> int:
    """Index of the last count in the same measure word, before one in another: 5万户8万人,增加2000户3000人."""
    q = passage.live[i].quantity
    previous = passage.live[i - 1]
    if q.kind != "count" or previous.quantity.kind != "count":
        return -1
    is_told_again = _TOLD_AGAIN.search(context.text, previous.quantity.end, q.start)
    if not is_told_again and previous.rule != SAME_MEASURE:
        return -1
    for j in range(i - 2, -1, -1):
        other = passage.live[j]
        if other.hit and other.quantity.kind == "count" and other.quantity.unit_words == q.unit_words:
            return j
    return -1


def _is_other_group(context: Context, reading: Reading, previous: Reading, hit: SubjectHit) -> bool:
    """Whether 其中 opens a part by a group that no dimension of the total names: 低保对象8.9万人,其中老年人3.2万人."""
    q, start = reading.quantity, previous.quantity.end
    between = context.text[start : q.start]
    if q.kind != "count" or "其中" not in between or not _GROUP.search(between):
        return False
    return not dims_between(context, context.indicator(hit), start, q.start)


def is_of_other_programme(context: Context, reading: Reading, indicator: Indicator) -> bool:
    """Whether the words of a number name a kind of assistance that an indicator cannot be of: 医疗救助8920人次."""
    marks = within(context.marks.dims, reading.slot.left_start, reading.quantity.start)
    kinds = {m.value for m in marks if m.dim == "programme"}
    if "programme" not in indicator.dims:
        return bool(kinds)
    return any(f"programme.{kind}" in indicator.dim_words_off for kind in kinds)


def _is_said_since(context: Context, reading: Reading, previous: Reading, choice: Choice) -> bool:
    """Whether a phrase opens the clauses since the number before: …增长7%;人均补差水平,城镇不低于653元."""
    hit, indicator = choice.hit, context.indicator(choice.hit)
    if reading.quantity.kind != "money" or hit.start < previous.quantity.end or hit.end > reading.slot.clause_start:
        return False
    return indicator.kind in ("standard", "bound") and choice.score > 0


def _counted_in_all(context: Context, passage: Passage, i: int, previous: Reading) -> SubjectHit | None:
    """The noun of the clause before a total of its own: 留守儿童7.4万人,每个村配备了儿童主任,一共2860名."""
    reading, start = passage.live[i], previous.quantity.end
    if reading.quantity.kind != "count" or not _IN_ALL.search(context.text, start, reading.quantity.start):
        return None
    told = [
        c.hit
        for c in passage.ranked[i]
        if start <= c.hit.start and c.hit.end < reading.quantity.start and not is_weak(context.text, c.hit)
    ]
    return max(told, key=lambda hit: hit.end, default=None)


def continue_sentence(context: Context, passage: Passage) -> None:
    """Let the first number repeat the count of the sentence before: 今年新实施的30个正在建设中."""
    reading, q = passage.live[0], passage.live[0].quantity
    if q.kind != "count" or q.chinese:
        return
    named = [r for r in reversed(passage.before) if r.hit is not None]
    left = context.text[reading.slot.left_start : q.start]
    if _AGAIN.search(left):  # 计划再新建50个
        named = [r for r in named if r.quantity.unit_words == q.unit_words]
    elif not _GOES_ON.match(context.text, q.end):
        return
    last = named[0] if named else None
    if last is None or last.hit is None or last.quantity.unit_words != q.unit_words:
        return
    left = blank(context.text, reading.slot.left_start, q.start, passage.known)
    if len(context.cues.residue(left)) <= 2:
        reading.take(last.hit, "continues the sentence before", "own")
        reading.dims = dict(last.dims)


def _names_verb(context: Context, reading: Reading, hit: SubjectHit) -> bool:
    """Whether the last words of a phrase stand beside the number and are more than 提高到, 达到."""
    start, end = hit.parts[-1]
    if is_of_other_programme(context, reading, context.indicator(hit)):
        return False
    return start >= reading.slot.left_start and not _GENERIC.fullmatch(context.text[start:end])


def _may_continue(context: Context, q: Quantity, before: Quantity, hit: SubjectHit) -> bool:
    """Whether a number may state the indicator of the number before it."""
    if not context.fits.fits(context.indicator(hit), q):
        return False
    if q.kind == "count" and before.kind == "count" and q.unit_words != before.unit_words:
        return not {q.unit_words, before.unit_words} & _APART
    return not (q.kind == "money" and before.kind == "money" and _is_of_other_scale(q, before))


def _is_of_other_scale(q: Quantity, other: Quantity) -> bool:
    low, high = sorted((q.value, other.value))
    return low > 0 and high / low > _LARGEST_STEP

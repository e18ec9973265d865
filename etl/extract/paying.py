"""Money and people of a programme that a sum or a count does not name again: only payment is said of them.

In: a passage whose numbers up to one are named. Out: its reading filled in from the programme of the numbers before it:
临时救助1533人次281.4万元; 高龄津贴每人每月100元,全年为8.9万名老人发放4320万元.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from etl.catalogue import Indicator
from etl.extract.dim_words import clause_of, dims_between, strong_start
from etl.extract.reading import PAID, PERSONS, Context, Passage, Reading
from etl.extract.slots import blank
from etl.extract.spending import PAID_OUT, is_sum, spend_on_kind, words_between
from etl.programmes import Role

_APART = re.compile(r"分别|依次|各自")
_PAID_TO = re.compile(r"享受|领取|领到|受益|惠及|发放|申领|补助|补贴|受惠")
_TAKEN_IN = re.compile(r"保障|纳入")
_MONEY_WORDS = re.compile(
    r"基本?生活(?:补贴|费|补助)|(?:津|各类)?补贴|津贴|补助金?|(?:补助)?资金|经费|保障金|供养金|救助金|款项|这[笔些项](?:钱|补贴|津贴)"
)
_COVERED = re.compile(r"(?:保障|供养|救助)(?:对象|人数|人口|人员)")
_TOGETHER = re.compile(r"共|合计|总|两项|均|都|分别|各|全[省市县区州旗镇]")
_PEOPLE = frozenset({"人", "名", "位"})


def _shared_role(context: Context, parents: Sequence[Reading], role: Role) -> str:
    """Indicator that plays a role for all numbers, or for the pair of programmes they belong to; else empty."""
    hits = [hit for r in parents for hit in (r.hit, r.also) if hit]
    slugs = {context.role(hit, role) for hit in hits}
    if len(slugs) == 1:
        return slugs.pop()
    pairs = {context.role(hit, "pair") for hit in hits}
    return pairs.pop() if role == "recipients" and len(pairs) == 1 else ""


def _pay_each(context: Context, passage: Passage, i: int, role: Role) -> bool:
    """Give each number of a run the programme in the same place before it: 标准均为60元,分别发放3.4万人和4.9万人."""
    last = passage.runs.get(i)
    if not i or last is None or not _APART.search(words_between(context, passage, i)):
        return False
    before, size = passage.live[i - 1], last - i + 1
    named = [r.hit for r in passage.live[max(0, i - size) : i]]
    told = {context.role(r.hit, role): r.hit for r in passage.live[:i] if r.hit}
    if len(told) == size:
        named = list(told.values())  # 标准由50元提高到65元, …由50元提高到70元,分别有4万人和5万人享受
    hits = [before.hit, before.also] if before.also and size == 2 else named
    slugs = [context.role(hit, role) if hit else "" for hit in hits]
    if len(slugs) != size or len(set(slugs)) != size or not all(slugs):
        return False
    for reading, hit, slug in zip(passage.live[i:], hits, slugs, strict=False):
        if hit is not None:
            reading.take(hit._replace(indicator=slug), PAID, "own")
            reading.dims = dims_between(context, context.catalogue.indicators[slug], *hit.parts[0])
    return True


def pay_out(context: Context, passage: Passage, i: int) -> bool:
    """Name a sum or a number of people of which only payment is said by the programme named last; whether it could."""
    reading = passage.live[i]
    q, slot = reading.quantity, reading.slot
    is_money = is_sum(q)
    if q.kind == "money" and not is_money:
        return "标准" in context.text[slot.left_start : q.start] and _pay_each(context, passage, i, "standard")
    if not is_money and not (q.kind == "count" and q.unit_words in _PEOPLE | {"户"} and not q.chinese):
        return False
    role: Role = "expenditure" if is_money else "households" if q.unit_words == "户" else "recipients"
    if _pay_each(context, passage, i, role):
        return True
    parents: Sequence[Reading] = _named_before(context, passage, i)
    if is_money and spend_on_kind(context, passage, i):
        return True
    is_of_all = _TOGETHER.search(context.text, slot.clause_start, q.start) or context.text.startswith("残疾人", q.end)
    if not is_money and not is_of_all:
        parents = _of_last_programme(parents)
    slug = _shared_role(context, parents, role)
    if not slug:
        return False
    left = blank(context.text, slot.left_start, q.start, passage.known)
    right = "" if is_money else blank(context.text, q.end, slot.right_end, passage.known)
    if not _is_paid(passage, i, left, right) or any(_says_more(context, side) for side in (left, right)):
        return False
    if (hit := parents[0].hit) is None:
        return False
    reading.take(hit._replace(indicator=slug), PAID, "own")
    _lend_dims(context, reading, parents, context.catalogue.indicators[slug])
    return True


def _is_paid(passage: Passage, i: int, left: str, right: str) -> bool:
    """Whether the words around a number say that money was paid, or that people were taken into a programme."""
    q = passage.live[i].quantity
    if (PAID_OUT if is_sum(q) else _PAID_TO).search(left + right) or _is_of_households(passage, i):
        return True
    return not is_sum(q) and bool((_TAKEN_IN if q.unit_words == "户" else _COVERED).search(left))


def _lend_dims(context: Context, reading: Reading, parents: Sequence[Reading], indicator: Indicator) -> None:
    """Add the dims that all of the numbers before share, and the grade that the name of their programme says."""
    for dim, value in (pair for r in parents for pair in r.dims.items()):
        if dim in indicator.dims and all(r.dims.get(dim) == value for r in parents):
            reading.dims[dim] = value
    first = parents[0].hit
    if first is not None and all(r.hit and r.hit.indicator == first.indicator for r in parents):
        words = dims_between(context, indicator, clause_of(context, first), first.parts[0][1])
        if "grade" in words:  # 重度残疾人护理补贴一级500元、二级250元,惠及3万人: severe, whatever the grades
            reading.dims.setdefault("grade", words["grade"])
    if not is_sum(reading.quantity):
        reading.dims |= dims_between(context, indicator, reading.quantity.end, reading.slot.right_end)


def _of_last_programme(parents: Sequence[Reading]) -> Sequence[Reading]:
    """Those of the named numbers, nearest first, that state what the nearest states, unless one list holds more."""
    if not parents:
        return parents
    last = list(takewhile(lambda r: r.hit and parents[0].hit and r.hit.indicator == parents[0].hit.indicator, parents))
    leads = {r.lead for r in last if r.lead >= 0}
    return parents if any(r.lead in leads for r in parents[len(last) :]) else last


def _is_of_households(passage: Passage, i: int) -> bool:
    """Whether the people of the households counted right before are meant: 保障2316户5872人."""
    before = passage.live[i - 1]
    is_beside = i > 0 and passage.live[i].quantity.start - before.quantity.end <= 1
    return is_beside and before.rule == PAID and before.quantity.unit_words == "户"


def _says_more(context: Context, words: str) -> bool:
    """Whether words say more than that money was paid to people."""
    for pattern in (_MONEY_WORDS, PAID_OUT, _PAID_TO, PERSONS):
        words = pattern.sub("", words)
    return len(context.cues.residue(words)) > 1


def _named_before(context: Context, passage: Passage, i: int) -> list[Reading]:
    """The named numbers that money or people may belong to, nearest first, and no further off than needed."""
    start = strong_start(context, passage, passage.live[i].quantity.start)
    own = [r for r in reversed(passage.live[:i]) if r.hit is not None]
    near = [r for r in own if r.quantity.start >= start]
    if near and near[0] is passage.live[i - 1] and words_between(context, passage, i).startswith("、"):
        return near[:1]  # 护理补贴月标准100元、享受人数4万
    return near or own or [r for r in reversed(passage.before) if r.hit is not None]

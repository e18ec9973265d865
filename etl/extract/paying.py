"""Money and people of a programme that a sum or a count does not name again: what was spent on whom was just counted.

In: a passage whose numbers up to one are named. Out: its reading filled in from the programme of the numbers before it:
临时救助1533人次281.4万元; 高龄津贴每人每月100元,全年为8.9万名老人发放4320万元.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract.dim_words import dims_between, strong_start
from etl.extract.quantities import Quantity
from etl.extract.reading import PAID, PERSONS, Context, Passage, Reading
from etl.extract.slots import blank
from etl.programmes import Role

_APART = re.compile(r"分别|依次|各自")
ENDED = re.compile(r"[;；。]")
"""Marks behind which a number no longer continues the one before."""
_MONEY_IN_GENERAL = re.compile(r"救助金|救助资金|资金|金额")
_MONEY_OF_A_KIND = re.compile(r"社会救助|各[类项种]|困难群众|低保")
_AVERAGE = re.compile(r"人均|次均|平均(?=救助|补助|每人|每次|水平)|户均")
_PAID_OUT = re.compile(r"发放|支出|下拨|拨付|兑现|核发|补发|落实|支付|花(?:费|了|掉|出去?)")
_PAID_TO = re.compile(r"享受|领取|领到|受益|惠及|发放|申领|补助|补贴|受惠")
_TAKEN_IN = re.compile(r"保障|纳入")
_MONEY_WORDS = re.compile(
    r"基本?生活(?:补贴|费|补助)|(?:津|各类)?补贴|津贴|补助金?|(?:补助)?资金|经费|保障金|供养金|救助金|款项|这[笔些项](?:钱|补贴|津贴)"
)
_INVESTED = re.compile(
    r"(?:投入|投资|筹资|安排|争取)(?:各类|各级|财政|建设|专项|补助|中央|省级)*(?:资金|经费)?(?:约|近|超)?$"
)
_BUILT = re.compile(r"[,，](?:用于|先后)?(?:新建|改扩建|改建|扩建|建设|建成|改造|提升)")
_INVESTMENT = "elderly_care_fiscal_investment"
_PEOPLE = frozenset({"人", "名", "位"})
SMALLEST_SUM = 20000
"""Yuan from which an amount is what a programme spends, not what one person gets."""


def spend_on_kin(context: Context, passage: Passage, i: int) -> None:
    """临时救助2310人次,发放救助金186万元: a general word for money means that of the programme just named."""
    reading = passage.live[i]
    hit = reading.hit
    if not i or hit is None or hit.indicator != "social_assistance_expenditure":
        return
    if hit.start < reading.slot.left_start and reading.rule != "verb beside the number":
        return
    words = context.text[slice(*hit.parts[-1])]
    counted = passage.live[i - 1]
    if counted.hit is None or counted.quantity.kind != "count":
        return
    counts = [r.hit for r in passage.live[:i] if r.hit and r.quantity.kind == "count"]
    is_verb_apart = reading.rule == "verb beside the number"
    if is_verb_apart and len({context.role(h, "expenditure") for h in counts}) != 1:
        return
    if _MONEY_OF_A_KIND.search(words) or not (_MONEY_IN_GENERAL.search(words) or is_verb_apart):
        return
    slug = context.role(counted.hit, "expenditure")
    if slug:
        reading.hit = hit._replace(indicator=slug)


def spend_on_counted(context: Context, passage: Passage, i: int) -> None:
    """临时救助1533人次281.4万元; 保障3915户10238人,发放资金921.4万元: money right behind a count is what it cost."""
    reading = passage.live[i]
    q = reading.quantity
    counted = passage.live[i - 1] if i else None
    if reading.hit is not None or reading.foreign or counted is None or counted.hit is None:
        return
    if q.kind != "money" or q.per & {"month", "year"}:
        return
    between = words_between(context, passage, i)
    average = _AVERAGE.search(between)
    if not average and (counted.quantity.kind != "count" or q.per):
        return
    slug = context.role(counted.hit, "average" if average else "expenditure")
    between = _AVERAGE.sub("", between)
    if not slug or not context.fits.fits(context.catalogue.indicators[slug], q):
        return
    if not ENDED.search(between) and not context.cues.residue(between):
        reading.take(counted.hit._replace(indicator=slug), "money spent on the count before", "own")
        reading.dims = {d: v for d, v in counted.dims.items() if d in context.catalogue.indicators[slug].dims}


def words_between(context: Context, passage: Passage, i: int) -> str:
    """Words between a number and the one before it."""
    return context.text[passage.live[i - 1].quantity.end : passage.live[i].quantity.start]


def _shared_role(context: Context, parents: Sequence[Reading], role: Role) -> str:
    """Indicator that plays a role for all numbers, or for the pair of programmes they belong to; else empty."""
    hits = [hit for r in parents for hit in (r.hit, r.also) if hit]
    slugs = {context.role(hit, role) for hit in hits}
    if len(slugs) == 1:
        return slugs.pop()
    pairs = {context.role(hit, "pair") for hit in hits}
    return pairs.pop() if role == "recipients" and len(pairs) == 1 else ""


def spend_at_once(context: Context, passage: Passage, i: int) -> bool:
    """Name a sum that stands right behind a count by what the count's programme spends: 6.31万人次、7980万元."""
    reading = passage.live[i]
    if i and _is_sum(reading.quantity) and words_between(context, passage, i) in ("、", ",", "，", ""):
        spend_on_counted(context, passage, i)
    return reading.hit is not None


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
    is_sum = _is_sum(q)
    if q.kind == "money" and not is_sum:
        return "标准" in context.text[slot.left_start : q.start] and _pay_each(context, passage, i, "standard")
    if not is_sum and not (q.kind == "count" and q.unit_words in _PEOPLE | {"户"} and not q.chinese):
        return False
    role: Role = "expenditure" if is_sum else "households" if q.unit_words == "户" else "recipients"
    if _pay_each(context, passage, i, role):
        return True
    parents = _named_before(context, passage, i)
    slug = _shared_role(context, parents, role)
    if not slug:
        return False
    left = blank(context.text, slot.left_start, q.start, passage.known)
    right = "" if is_sum else blank(context.text, q.end, slot.right_end, passage.known)
    paid = (_PAID_OUT if is_sum else _PAID_TO).search(left + right)
    if not paid and not (q.unit_words == "户" and _TAKEN_IN.search(left)) and not _is_of_households(passage, i):
        return False
    if any(_says_more(context, side) for side in (left, right)) or (hit := parents[0].hit) is None:
        return False
    reading.take(hit._replace(indicator=slug), PAID, "own")
    indicator = context.catalogue.indicators[slug]
    for dim, value in (pair for r in parents for pair in r.dims.items()):
        if dim in indicator.dims and all(r.dims.get(dim, value) == value for r in parents):
            reading.dims[dim] = value
    if not is_sum:
        reading.dims |= dims_between(context, indicator, q.end, slot.right_end)
    return True


def invest(context: Context, passage: Passage, i: int) -> bool:
    """Name a sum that a clause only calls an investment by what is built with it: 投入268万元,新建敬老院2所."""
    live, q = passage.live, passage.live[i].quantity
    if not _is_sum(q) or i + 1 == len(live) or not _INVESTED.search(context.text, live[i].slot.left_start, q.start):
        return False
    counted = live[i + 1].quantity
    built = next((c.hit for c in passage.ranked[i + 1] if c.place == "own"), None)
    if built is None or counted.kind != "count" or not _BUILT.match(context.text, q.end):
        return False
    if context.indicator(built).topic != "elderly_care" or ENDED.search(context.text, q.end, counted.start):
        return False
    live[i].take(built._replace(indicator=_INVESTMENT), "invested in what is counted next", "own")
    return True


def _is_of_households(passage: Passage, i: int) -> bool:
    """Whether the people of the households counted right before are meant: 保障2316户5872人."""
    before = passage.live[i - 1]
    is_beside = i > 0 and passage.live[i].quantity.start - before.quantity.end <= 1
    return is_beside and before.rule == PAID and before.quantity.unit_words == "户"


def _says_more(context: Context, words: str) -> bool:
    """Whether words say more than that money was paid to people."""
    for pattern in (_MONEY_WORDS, _PAID_OUT, _PAID_TO, PERSONS):
        words = pattern.sub("", words)
    return len(context.cues.residue(words)) > 1


def _is_sum(q: Quantity) -> bool:
    """Whether an amount is money in all, not what one person gets."""
    return q.kind == "money" and not q.per and q.value >= SMALLEST_SUM


def _named_before(context: Context, passage: Passage, i: int) -> list[Reading]:
    """The named numbers that money or people may belong to, nearest first, and no further off than needed."""
    start = strong_start(context, passage, passage.live[i].quantity.start)
    own = [r for r in reversed(passage.live[:i]) if r.hit is not None]
    near = [r for r in own if r.quantity.start >= start]
    if near and near[0] is passage.live[i - 1] and words_between(context, passage, i).startswith("、"):
        return near[:1]  # 护理补贴月标准100元、享受人数4万
    return near or own or [r for r in reversed(passage.before) if r.hit is not None]

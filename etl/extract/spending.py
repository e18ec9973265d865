"""Sums that a number before or behind them explains: what the cases just counted cost, what the homes built cost.

In: a passage whose numbers up to one are named. Out: its reading named by what the programme of a count spends, by the
kind of assistance just counted, or by what is built with it: 临时救助1533人次281.4万元; 投入268万元,新建敬老院2所.
"""

from __future__ import annotations

import re

from etl.extract.dim_mentions import DimMention
from etl.extract.phrases import SubjectHit
from etl.extract.quantities import Quantity
from etl.extract.reading import PAID, Context, Passage, Reading, within

ENDED = re.compile(r"[;；。]")
"""Marks behind which a number no longer continues the one before."""
_MONEY_IN_GENERAL = re.compile(r"救助金|救助资金|资金|金额")
_MONEY_OF_A_KIND = re.compile(r"社会救助|各[类项种]|困难群众|低保")
_AVERAGE = re.compile(r"人均|次均|平均(?=救助|补助|每人|每次|水平)|户均")
PAID_OUT = re.compile(r"发放|支出|下拨|拨付|兑现|核发|补发|落实|支付|花(?:费|了|掉|出去?)")
_INVESTED = re.compile(
    r"(?:投入|投资|筹资|安排|争取)(?:各类|各级|财政|建设|专项|补助|中央|省级)*(?:资金|经费)?(?:约|近|超)?$"
)
_BUILT = re.compile(r"[,，](?:用于|先后)?(?:新建|改扩建|改建|扩建|建设|建成|改造|提升)")
_ASSISTANCE = "social_assistance_expenditure"
_INVESTMENT = "elderly_care_fiscal_investment"
SMALLEST_SUM = 20000
"""Yuan from which an amount is what a programme spends, not what one person gets."""


def words_between(context: Context, passage: Passage, i: int) -> str:
    """Words between a number and the one before it."""
    return context.text[passage.live[i - 1].quantity.end : passage.live[i].quantity.start]


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
    if counted.hit is None and (kind := _kind_counted(context, counted)):
        reading.dims.setdefault("programme", kind.value)
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


def spend_at_once(context: Context, passage: Passage, i: int) -> bool:
    """Name a sum that stands right behind a count by what the count's programme spends: 6.31万人次、7980万元."""
    reading = passage.live[i]
    if i and is_sum(reading.quantity) and words_between(context, passage, i) in ("、", ",", "，", ""):
        spend_on_counted(context, passage, i)
    return reading.hit is not None


def spend_on_kind(context: Context, passage: Passage, i: int) -> bool:
    """Name a sum by the kind of assistance whose cases were just counted: 实施医疗救助6.4万人次,支出资金4470万元."""
    counted = passage.live[i - 1]
    kind = _kind_counted(context, counted) if i and counted.hit is None else None
    between = words_between(context, passage, i)
    if kind is None or ENDED.search(between) or not PAID_OUT.search(between):
        return False
    hit = SubjectHit(kind.start, kind.end, _ASSISTANCE, kind.end - kind.start, ((kind.start, kind.end),))
    passage.live[i].take(hit, PAID, "own")
    passage.live[i].dims = {"programme": kind.value}
    return True


def _kind_counted(context: Context, counted: Reading) -> DimMention | None:
    """The kind of assistance that the words before a count of cases name, if its money is one of ours."""
    indicator = context.catalogue.indicators[_ASSISTANCE]
    marks = within(context.marks.dims, counted.slot.left_start, counted.quantity.start)
    kinds = [m for m in marks if m.dim == "programme" and f"programme.{m.value}" not in indicator.dim_words_off]
    return kinds[-1] if kinds and counted.quantity.kind == "count" else None


def invest(context: Context, passage: Passage, i: int) -> bool:
    """Name a sum that a clause only calls an investment by what is built with it: 投入268万元,新建敬老院2所."""
    live, q = passage.live, passage.live[i].quantity
    if not is_sum(q) or i + 1 == len(live) or not _INVESTED.search(context.text, live[i].slot.left_start, q.start):
        return False
    counted = live[i + 1].quantity
    built = next((c.hit for c in passage.ranked[i + 1] if c.place == "own"), None)
    if built is None or counted.kind != "count" or not _BUILT.match(context.text, q.end):
        return False
    if context.indicator(built).topic != "elderly_care" or ENDED.search(context.text, q.end, counted.start):
        return False
    live[i].take(built._replace(indicator=_INVESTMENT), "invested in what is counted next", "own")
    return True


def is_sum(q: Quantity) -> bool:
    """Whether an amount is money in all, not what one person gets."""
    return q.kind == "money" and not q.per and q.value >= SMALLEST_SUM

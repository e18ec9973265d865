"""The page of subsidy growth: which allowances, filter by verdict, order by gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.chrome import switch, toggled
from dashboard.growth import Pair
from dashboard.labels import VERDICT_SIGNS, VERDICTS
from dashboard.markup import Html
from dashboard.params import VERDICTS as CODES
from dashboard.state import View
from dashboard.topics import ALLOWANCES


def lead(view: View) -> str:
    """What the page is about."""
    return view.t(
        zh="孤儿、残疾人、高龄等补贴的标准：文本所称的增速，与它自己或其他文本的水平值推算出的增速并列。○ "
        "为已宣布的下一年标准。",
        en="Allowances for orphans, disabled and older people: the growth a text states beside the growth that its own "
        "levels, or those of other texts, give. ○ is a level announced for the next year.",
    )


def levels_lead(view: View) -> str:
    """How to read the levels."""
    return view.t(
        zh="每种补贴一张图，从零起；同一地区的灰线连接最低与最高值。",
        en="One panel for each allowance, from zero; the grey line joins lowest and highest of a region.",
    )


def allowances(view: View, facts: pd.DataFrame) -> tuple[str, ...]:
    """The allowances, then any other standard or payment with a growth rate among the headline topics."""
    topics = ("child_welfare", "disability", "elderly_allowance")
    growing = facts[(facts["measure"] == "growth_pct") & facts["topic"].isin(topics)]["indicator"]
    return tuple(dict.fromkeys((*ALLOWANCES, *growing)))


def chosen(view: View, found: Sequence[Pair]) -> list[Pair]:
    """The growth rates that the verdict filter keeps, in the chosen order."""
    t, wanted = view.t, view.many("verdict")
    kept = [pair for pair in found if not wanted or str(pair.row["verdict"] or "none") in wanted]
    order = {slug: at for at, slug in enumerate(t.catalogue.indicators)}

    def place(row: dict[str, Any]) -> tuple[object, ...]:
        return order.get(row["indicator"], 999), t.dims_order(row["dims"]), row["dims"], row["region"]

    kept.sort(key=lambda pair: place(pair.row))
    if view.one("sort") == "gap":
        kept.sort(key=lambda pair: -pair.gap)
    return kept


def switches(view: View) -> Html:
    """Filter by verdict, order by gap."""
    t, links = view.t, view.links
    wanted = view.many("verdict")
    verdicts = [(links.here(verdict=()), t(zh="全部", en="all"), not wanted)]
    for code in CODES:
        words = f"{VERDICT_SIGNS[code]} {t.pick(VERDICTS, code)}"
        verdicts.append((links.here(verdict=toggled(wanted, code)), words, code in wanted))
    orders = [
        (links.here(sort="catalogue"), t(zh="按补贴种类", en="by allowance"), view.one("sort") == "catalogue"),
        (links.here(sort="gap"), t(zh="按差距", en="by gap"), view.one("sort") == "gap"),
    ]
    return Html(switch(t(zh="核对结论", en="Verdict"), verdicts) + switch(t(zh="排序", en="Order"), orders))

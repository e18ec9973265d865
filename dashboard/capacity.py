"""The page of elderly-care capacity: its parts, each a group of definitions that belong together."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.state import View
from dashboard.topics import AGEING, RATES

INSTITUTIONS = (
    "elderly_care_institutions",
    "elderly_care_beds",
    "nursing_beds",
    "family_care_beds",
    "dementia_care_beds",
)
BY_UNIT = {"person": "people", "person_time": "people", "household": "people", "CNY": "money", "CNY/person": "money"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page."""

    key: str
    name: str
    lead: str
    indicators: tuple[str, ...]


def lead(view: View) -> str:
    """What the page is about, and the fence between definitions."""
    return view.t(
        zh="每种口径单独成图：农村日间照料中心不与城乡合计同图，机构床位不与全部床位同图。○ 为计划，◇ 为推算。",
        en="Each definition has its own panel: rural day-care centres are not beside city and countryside "
        "together, nor "
        "institution beds beside all beds. ○ is a plan, ◇ is derived.",
    )


def parts(view: View, facts: pd.DataFrame) -> list[Part]:
    """Parts of the page; an indicator of the topic that no part names stands where its unit puts it."""
    t = view.t
    rest: dict[str, list[str]] = {"people": [], "money": [], "facilities": []}
    rates, head = list(RATES), set(facts["indicator"])
    for slug, entry in t.catalogue.indicators.items():
        if entry.topic != "elderly_care" or slug not in head or slug in (*INSTITUTIONS, *RATES):
            continue
        if "1000persons" in entry.unit or slug.endswith("_per_1000_elderly"):
            rates.append(slug)
        elif entry.headline:
            rest[BY_UNIT.get(entry.unit, "facilities")].append(slug)
    made = [
        Part(
            "rates",
            t(zh="按老年人口计算的比率", en="Rates by the older population"),
            t(
                zh="只有同地区、同时期的分子分母才能推算；不同口径的床位数不可直接相比。",
                en="Derived only where numerator and denominator are of the same region and time; beds of "
                "unlike definitions do not compare.",
            ),
            tuple(rates),
        ),
        Part("ageing", t(zh="人口老龄化", en="Population ageing"), "", AGEING),
        Part("institutions", t(zh="机构与床位", en="Institutions and beds"), "", INSTITUTIONS),
        Part(
            "facilities",
            t(zh="社区设施与服务网点", en="Community facilities and services"),
            "",
            tuple(rest["facilities"]),
        ),
        Part("people", t(zh="服务对象与人员", en="People served and staff"), "", tuple(rest["people"])),
        Part("money", t(zh="资金与补助", en="Money"), "", tuple(rest["money"])),
    ]
    return [part for part in made if part.indicators]

"""Titles that say what a page finds, made from the rows it shows; plain titles where there is nothing to say."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import growth, overview, periods
from dashboard.labels import Labels
from dashboard.topics import ALLOWANCES, DIBAO
from dashboard.units import shown


def _conflict(found: Sequence[growth.Pair]) -> growth.Pair | None:
    """The conflict with the widest gap."""
    wide = [pair for pair in found if pair.row["verdict"] == "conflict" and pair.gap >= 0]
    return max(wide, key=lambda pair: pair.gap) if wide else None


def _conflict_words(pair: growth.Pair, what: str, t: Labels) -> str:
    place, span = t.region(pair.row["region"]), growth.years(pair.row)
    computed, stated = t.number(pair.computed or 0, 1), t.number(pair.stated or 0)
    return t(
        zh=f"{place}：{what}{f'{span}年' if span else ''}增长 {computed}%，发布会称 {stated}%",
        en=f"{place}: {what} grew {computed}%{f' in {span} years' if span > 1 else ''}; the text says {stated}%",
    )


def low_income(facts: pd.DataFrame, regions: Sequence[str], t: Labels) -> str:
    """Finding on low-income standards."""
    facts = facts[facts["region"].isin(regions)]
    pair = _conflict(growth.pairs(facts, (DIBAO,)))
    if pair is not None:
        residence = t.dims(pair.row["dims"])
        return _conflict_words(pair, t(zh=f"{residence}低保", en=f"{residence} dibao standard"), t)
    levels = facts[(facts["indicator"] == DIBAO) & (facts["measure"] == "level") & (facts["provenance"] == "reported")]
    row = overview.latest(levels)
    if row is None:
        return t(zh="低保标准：所选地区的文本没有给出", en="Dibao standards: the texts of these regions give none")
    value = shown(row, t)
    amount = t.number(value.value, 1) + t.unit_after(value.unit)
    return t(
        zh=f"低保标准：{t.region(row['region'])}{t.dims(row['dims'])} {amount}（{t.period(row['period'])}）",
        en=f"Dibao standards: {t.region(row['region'])}, {t.dims(row['dims'])}, {amount} ({t.period(row['period'])})",
    )


def elderly_care(facts: pd.DataFrame, regions: Sequence[str], t: Labels) -> str:
    """Finding on elderly-care capacity: beds per 1,000 where there are any."""
    rates = facts[
        (facts["indicator"] == "beds_per_1000_elderly") & facts["region"].isin(regions) & (facts["measure"] == "level")
    ]
    words = []
    for code in regions:
        row = overview.latest(rates[rates["region"] == code])
        if row:
            mark = "" if row["provenance"] == "reported" else t(zh="，推算", en=", derived")
            words.append(
                t(
                    zh=f"{t.region(code)} {t.number(row['value'], 1)} 张（{t.period(row['period'])}{mark}）",
                    en=f"{t.region(code)} {t.number(row['value'], 1)} ({t.period(row['period'])}{mark})",
                )
            )
    if not words:
        return t(zh="养老服务能力：按口径分列", en="Elderly-care capacity, definition by definition")
    return t(
        zh="每千名老年人养老床位：" + "，".join(words),
        en="Elderly-care beds per 1,000 older people: " + ", ".join(words),
    )


def subsidies(facts: pd.DataFrame, regions: Sequence[str], t: Labels) -> str:
    """Finding on the growth of allowances."""
    found = growth.pairs(facts[facts["region"].isin(regions)], ALLOWANCES)
    pair = _conflict(found)
    if pair is not None:
        return _conflict_words(pair, t.series(pair.row["indicator"], pair.row["dims"]), t)
    stated = [p for p in found if p.stated is not None]
    if not stated:
        return t(zh="补贴标准：所选地区没有公布增长率", en="Allowances: no growth rate stated for these regions")
    top = max(stated, key=lambda p: p.stated or 0)
    name = t.series(top.row["indicator"], top.row["dims"])
    open_ = top.row["verdict"] in (None, "cannot_check")
    unsure = t(zh="（无法核对）", en="; it cannot be checked") if open_ else ""
    return t(
        zh=f"公布的最大增幅：{t.region(top.row['region'])}{name}，{periods.span_label(top.row)} 增长 "
        f"{t.number(top.stated or 0)}%{unsure}",
        en=f"Largest stated rise: {t.region(top.row['region'])}, {name}, +{t.number(top.stated or 0)}% "
        f"({periods.span_label(top.row)}){unsure}",
    )

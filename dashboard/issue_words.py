"""Oddities that the build reports, in words of each language: told anew from the check's name and its facts.

The message of the build's own log is English and names codes; readers get a sentence with the names that the pages use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dashboard import reasons
from dashboard.evidence import flag, title
from dashboard.labels import MEASURES, Labels
from dashboard.periods import last_year

Rows = Sequence[Mapping[str, Any]]


def _units(rows: Rows, t: Labels) -> str:
    row = rows[0]
    entry = t.catalogue.indicators[row["indicator"]]
    measure = t.pick(MEASURES, str(row["measure"]))
    return t(
        zh=f"单位“{t.unit(row['unit'])}”与该指标的单位“{t.unit(entry.unit)}”不合（度量：{measure}）",
        en=f"the unit {t.unit(row['unit'])} does not fit the indicator's {t.unit(entry.unit)} (measure: {measure})",
    )


def _ranges(rows: Rows, t: Labels) -> str:
    row = rows[0]
    entry = t.catalogue.indicators[row["indicator"]]
    bounds = entry.range if row["measure"] == "level" else (-100, None) if row["measure"] == "growth_pct" else (0, 100)
    low, high = ("…" if bound is None else t.number(float(bound)) for bound in bounds)
    return t(
        zh=f"{t.amount(row)} 超出合理范围（{low} 至 {high}）",
        en=f"{t.amount(row)} is outside the plausible range, {low} to {high}",
    )


def _periods(rows: Rows, t: Labels) -> str:
    row = rows[0]
    base, period = row["base_period"], str(row["period"])
    if base and last_year(str(base)) >= last_year(period):
        return t(zh=f"基期 {t.period(base)} 不早于所述时间", en=f"the base, {t.period(base)}, is not earlier")
    return t(zh="写成已经实现，但时间在发布日之后", en="given as a fact, for a time after the day of publication")


def _repeats(rows: Rows, t: Labels) -> str:
    values = [t.amount(row) for row in rows]
    return t(zh=f"同一事项写出不同的数值：{'、'.join(values)}", en=f"stated with unlike values: {' and '.join(values)}")


def _verdicts(rows: Rows, t: Labels) -> str:
    row, used = rows[0], t(zh="、", en=", ").join(t.amount(other) for other in rows[1:])
    if row["verdict"] != "conflict":
        return t(zh="：", en=": ").join(
            [t.amount(row), reasons.reason(row["verdict_reason"], t.lang) + t(zh=f"（{used}）", en=f" ({used})")]
        )
    computed = t.number(float(row["computed_value"]), 2) + t.unit_after(str(row["unit"]))
    return t(
        zh=f"原文称 {t.amount(row)}，按 {used} 推算为 {computed}",
        en=f"the text says {t.amount(row)}, {used} give {computed}",
    )


def _bounds(rows: Rows, t: Labels) -> str:
    lesser, greater = rows[0], rows[-1]
    rule = reasons.bound(lesser["indicator"], greater["indicator"], t.lang)
    name = t.series(greater["indicator"], greater["dims"], greater["measure"])
    return t(
        zh=f"{t.amount(lesser)} 大于{name}的 {t.amount(greater)}",
        en=f"{t.amount(lesser)} is more than {t.amount(greater)}, {name}",
    ) + (t(zh=f"（{rule}）", en=f" ({rule})") if rule else "")


def _flags(rows: Rows, t: Labels) -> str:
    row = rows[0]
    words = [flag(str(code), t) for code in row["flags"]]
    if row["correction"]:
        words.append(reasons.remark(row["correction"], t.lang))
    return t(zh="；", en="; ").join(dict.fromkeys(words))


WORDS: Mapping[str, Callable[[Rows, Labels], str]] = MappingProxyType(
    {
        "units": _units,
        "ranges": _ranges,
        "periods": _periods,
        "repeats": _repeats,
        "verdicts": _verdicts,
        "bounds": _bounds,
        "flags": _flags,
    }
)
"""What a published issue can be about; the other checks find errors, and a build with an error publishes nothing."""


def issue_words(check: str, rows: Rows, t: Labels) -> str:
    """An oddity in words: what it is about, and what is odd; empty where the table does not hold its facts."""
    told = WORDS.get(check)
    if told is None or not rows:
        return ""
    return f"{title(rows[0], t)}{t(zh='：', en=': ')}{told(rows, t)}"

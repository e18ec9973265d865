"""Words of one language for everything the table holds as a code.

Names of indicators, units, dimensions and topics come from the catalogue; what the dashboard itself adds stands here or
where it is shown, always as a pair: `tr(zh=…, en=…)`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dashboard import numerals, places, reasons
from dashboard.once import once
from dashboard.periods import last_year, period_text
from etl.catalogue import load_catalogue

LANGS = ("zh", "en")
FULL_WIDTH = str.maketrans("()", "（）")
Pair = tuple[str, str]

MEASURES: dict[str, Pair] = {
    "level": ("水平值", "level"),
    "growth_pct": ("增长率", "growth rate"),
    "change_abs": ("增减量", "change"),
    "share_pct": ("占比", "share"),
    "gap_pp": ("相差百分点", "gap in percentage points"),
    "subsidy_rate_pct": ("补贴比例", "subsidy rate"),
    "ratio": ("比值", "ratio"),
}
STATUSES: dict[str, Pair] = {
    "actual": ("实际", "actual"),
    "planned": ("计划", "planned"),
    "reported_by_other": ("转述他处", "reported of others"),
}
PROVENANCES: dict[str, Pair] = {
    "reported": ("原文", "reported"),
    "derived": ("推算", "derived"),
    "implied": ("反推", "implied"),
}
VERDICTS: dict[str, Pair] = {
    "consistent": ("一致", "consistent"),
    "rounding": ("一致（舍入误差内）", "consistent within rounding"),
    "conflict": ("不一致", "conflict"),
    "cannot_check": ("无法核对", "cannot be checked"),
    "none": ("未作核对", "not checked"),
}
VERDICT_SIGNS = {"consistent": "✓", "rounding": "≈", "conflict": "✗", "cannot_check": "?", "none": "–"}
QUALIFIERS: dict[str, Pair] = {
    "exact": ("", ""),
    "approx": ("约", "about"),
    "just_under": ("近", "nearly"),
    "at_least": ("不少于（余、多、以上）", "at least"),
    "at_most": ("不超过", "at most"),
}
RESIDENCE_NAMES: dict[str, Pair] = {"all": ("城乡", "both"), "urban": ("城市", "urban"), "rural": ("农村", "rural")}
FLAGS: dict[str, Pair] = {
    "base_undated": ("基数没有注明年份", "the base has no year"),
    "truncated": ("原文在此处中断，数字可能不完整", "the text breaks off here; digits may be missing"),
}
FACETS: dict[str, Pair] = {
    "region": ("地区", "Region"),
    "residence": ("城乡", "Urban or rural"),
    "topic": ("主题", "Topic"),
    "indicator": ("指标", "Indicator"),
    "measure": ("度量", "Measure"),
    "status": ("状态", "Status"),
    "provenance": ("来源", "Provenance"),
    "verdict": ("核对结论", "Verdict"),
    "doc": ("文本", "Text"),
    "text": ("文本", "Text"),
    "series": ("对比项", "Series"),
    "year": ("年份", "Year"),
    "fact": ("事实编号", "Fact"),
    "within": ("相差年数", "Years apart"),
    "lang": ("语言", "Language"),
    "page": ("页面", "Page"),
}


def _clean_name(name: str, topic: str = "") -> str:
    """One of the spellings that a name lists (集中供养/集中养育/机构): the first, or of children the second."""
    names = name.split("/")
    return names[1] if topic == "child_welfare" and len(names) > 1 else names[0]


class Labels:
    """Words of one language. Holds nothing else, so one object serves every visitor."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.catalogue = load_catalogue()

    def __call__(self, *, zh: str, en: str) -> str:
        """The word of this language from a pair."""
        return zh if self.lang == "zh" else en

    def pick(self, pairs: Mapping[str, Pair], code: str) -> str:
        """The word of this language for a code; the code where nobody wrote words for it."""
        pair = pairs.get(code)
        return pair[0 if self.lang == "zh" else 1] if pair else code.replace("_", " ")

    def text(self, both: Any) -> str:
        """The side of this language of a text of the catalogue."""
        return str(both.zh if self.lang == "zh" else both.en)

    def indicator(self, slug: str) -> str:
        """Name of an indicator."""
        entry = self.catalogue.indicators.get(slug)
        return self.text(entry.name) if entry else slug

    def definition(self, slug: str) -> str:
        """What an indicator counts, and what it does not."""
        entry = self.catalogue.indicators.get(slug)
        return self.text(entry.definition) if entry else ""

    def topic(self, slug: str) -> str:
        """Name of a topic."""
        entry = self.catalogue.topics.get(slug)
        return self.text(entry) if entry else slug

    def unit(self, slug: str) -> str:
        """Name of a unit."""
        entry = self.catalogue.units.get(slug)
        return self.text(entry.name) if entry else reasons.derived_unit(slug, self.lang)

    def region(self, code: str) -> str:
        """Short name of a division."""
        return places.place(code, self.lang)

    def dims(self, dims: str | Mapping[str, str], leave_out: tuple[str, ...] = (), topic: str = "") -> str:
        """Values of the dimensions in words, e.g. 农村、80周岁及以上; empty where there are none."""
        pairs = json.loads(dims or "{}") if isinstance(dims, str) else dims
        words = []
        for dim, value in sorted(pairs.items()):
            if dim in leave_out:
                continue
            entry = self.catalogue.dims.get(dim, {}).get(value)
            words.append(_clean_name(self.text(entry.name), topic) if entry else str(value))
        if self.lang == "zh":
            return "、".join(words).translate(FULL_WIDTH)
        return ", ".join(words)

    def series(self, indicator: str, dims: str, measure: str = "level", leave_out: tuple[str, ...] = ()) -> str:
        """What a number counts: indicator, dimensions in brackets, measure unless it is the level."""
        entry = self.catalogue.indicators.get(indicator)
        words = self.dims(dims, leave_out, entry.topic if entry else "")
        name = self.indicator(indicator)
        if "(" in words or "（" in words:
            name += self(zh=f"·{words}", en=f", {words}")
        elif words:
            name += self(zh=f"（{words}）", en=f" ({words})")
        if measure not in ("level", "share_pct"):
            name += self(zh=f"·{self.pick(MEASURES, measure)}", en=f", {self.pick(MEASURES, measure)}")
        return name

    def period(self, period: str) -> str:
        """A period in words."""
        return period_text(period, self.lang)

    def number(self, value: float, decimals: int | None = None) -> str:
        """A bare number."""
        return numerals.number(value, self.lang, decimals)

    def compact(self, value: float, decimals: int | None = None) -> str:
        """A bare number where room is short."""
        return numerals.compact(value, self.lang, decimals)

    def amount(self, row: Mapping[str, Any], with_unit: bool = True, sign: bool = True) -> str:
        """Value of a row as shown: qualifier sign, number, unit. Derived values have two decimals at most."""
        decimals = None if row["provenance"] == "reported" else 2
        value = float(row["value"])
        changes = row["measure"] in ("growth_pct", "change_abs", "gap_pp")
        text = numerals.signed(value, self.lang, decimals) if changes else self.number(value, decimals)
        top = row.get("value_max")
        if top is not None and top == top:
            text += f"–{self.number(float(top), decimals)}"
        if sign:
            text = numerals.QUALIFIER_SIGNS.get(str(row["qualifier"]), "") + text
        return text + self.unit_after(str(row["unit"])) if with_unit else text

    def rate(self, value: float) -> str:
        """A growth in percent, of two decimals."""
        return numerals.rate(value, self.lang)

    def unit_after(self, unit: str) -> str:
        """A unit as it follows a number: % and Chinese words without a space, English words with one."""
        if unit in ("percent", "percent/year"):
            return "%" + ("" if unit == "percent" else self(zh="/年", en=" a year"))
        if self.lang == "zh":
            return self.unit(unit)
        return " " + self.unit(unit).replace(" per ", "/").replace(" and ", "/")

    def unit_on_axis(self, unit: str) -> str:
        """A unit beside the name of an axis, as it stands in the tables."""
        return self.unit_after(unit).strip()

    def dims_order(self, dims: str) -> tuple[int, ...]:
        """Sort key of dimensions: no dimension first, then as the catalogue lists the values."""
        pairs = sorted(json.loads(dims or "{}").items())
        known = [list(self.catalogue.dims.get(dim, ())) for dim, _ in pairs]
        return tuple(
            values.index(value) if value in values else len(values)
            for values, (_, value) in zip(known, pairs, strict=True)
        )

    def span(self, row: Mapping[str, Any]) -> str:
        """Period of a row; for a growth its base as well: 2020→2025年."""
        base = row.get("base_period")
        if not base:
            words = self.period(str(row["period"]))
            entry = self.catalogue.indicators.get(str(row["indicator"]))
            is_flow = entry is not None and entry.kind == "flow"
            if row["period_type"] == "instant" and "/" in str(row["period"]) and not is_flow:
                # The from-level of 由66元提高到82元 has no date of its own.
                return self(zh=f"{words.removesuffix('年')}年间（未注明年份）", en=f"some time in {words}")
            return words
        return f"{base[:4]}→{last_year(str(row['period']))}" + self(zh="年", en="")


@once(maxsize=len(LANGS))
def _labels(lang: str) -> Labels:
    return Labels(lang)


def labels(lang: str) -> Labels:
    """The words of a language, made once; Chinese where the language is not known."""
    return _labels(lang if lang in LANGS else "zh")

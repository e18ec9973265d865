"""The comparison as HTML, as panels and as CSV."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import compare
from dashboard.chrome import switch
from dashboard.evidence import one_line
from dashboard.labels import Labels
from dashboard.markup import Html, anchor, esc, table, tag
from dashboard.panels import Panel, Row
from dashboard.params import PAGE_PARAMS, SHARED, Values, encode, many, one
from dashboard.selection import chosen_regions, primary, select
from dashboard.series import missing, point
from dashboard.state import View
from dashboard.store import Store, records
from dashboard.style import SIGNS, shape
from dashboard.units import shown

MOST_OFFERED = 1_000
"""Series that the list to add from holds: those that most regions have."""
LIGHTS = {"on": "●", "mind": "◐", "off": "○"}


def lines(store: Store, values: Values, t: Labels) -> list[compare.Line]:
    """The rows that the parameters ask for; the page and the CSV both call this."""
    facts = primary(select(store.facts, values))
    regions = chosen_regions(values, store.regions())
    series = list(many(values, "series")) or compare.default_series(facts, regions, t)
    year = one(values, "year")
    return compare.lines(
        facts, series, regions, int(year) if year.isdecimal() else 0, int(one(values, "within") or 0), t
    )


def _cell(view: View, cell: compare.Cell) -> Html:
    t = view.t
    row = cell.row or cell.nearest
    if row is None:
        return tag("span", t(zh="资料中未见", en="none in the texts"), class_="ca-none")
    value = shown(row, t)
    words = t.amount(row) if not value.formula else t.number(value.value, 1) + t.unit_after(value.unit)
    when = f"{SIGNS[shape(row)]} {t.span(row)}"
    if cell.row is None:
        note = t(zh=f"该年无；最近 {t.span(row)}：", en=f"none that year; nearest {t.span(row)}: ")
        return tag("span", note, anchor(view.links.here(fact=row["fact_id"]), words), class_="ca-none")
    if cell.apart:
        when += t(zh=f"（相差 {cell.apart} 年）", en=f" ({cell.apart} y off)")
    return Html(anchor(view.links.here(fact=row["fact_id"]), words) + " <br>" + tag("small", when, class_="ca-small"))


def _lamps(line: compare.Line) -> Html:
    spans = [tag("span", f"{LIGHTS[lamp.light]} {lamp.words}") for lamp in line.lamps]
    return tag("div", *spans, class_="ca-lamps")


def _name(view: View, line: compare.Line) -> Html:
    t = view.t
    year = t(zh=f"比较年 {line.year}", en=f"year {line.year}") if line.year else ""
    return Html(
        esc(t.series(line.indicator, line.dims, line.measure))
        + (f" <br>{tag('small', year, class_='ca-small')}" if year else "")
    )


def matrix(view: View, found: Sequence[compare.Line]) -> Html:
    """Regions as columns, or flipped."""
    t = view.t
    caption = t(zh="地区对比", en="Regions compared")
    lamp = t(zh="可比性", en="Comparability")
    if view.one("flip") == "1":
        head = [t(zh="地区", en="Region"), *(_name(view, line) for line in found)]
        rows: list[list[object]] = [
            [t.region(code), *(_cell(view, line.cells[code]) for line in found)] for code in view.regions
        ]
        rows.append([lamp, *(_lamps(line) for line in found)])
        return table(caption, head, rows, class_="ca-compare", bare=(), quiet=True)
    head = [t(zh="指标", en="Indicator"), *(t.region(code) for code in view.regions), lamp]
    rows = [
        [_name(view, line), *(_cell(view, line.cells[code]) for code in view.regions), _lamps(line)] for line in found
    ]
    return table(caption, head, rows, class_="ca-compare", bare=(), quiet=True)


def lamp_key(view: View) -> Html:
    """What the lamps mean."""
    t = view.t
    words = (
        t(zh="相同", en="agrees"),
        t(zh="注意", en="mind this"),
        t(zh="不宜直接比较", en="do not compare directly"),
    )
    return tag("ul", *[tag("li", f"{LIGHTS[k]} {w}") for k, w in zip(LIGHTS, words, strict=True)], class_="ca-legend")


def panels(view: View, found: Sequence[compare.Line]) -> list[Panel]:
    """A panel for each row whose lamps allow it, with exactly the values of the table."""
    t = view.t
    made = []
    for line in found:
        if not line.is_sound:
            continue
        rows, unit = [], ""
        other: list[str] = []
        none: list[str] = []
        for code in view.regions:
            row = line.cells[code].row
            if row is None:
                (other if line.cells[code].nearest else none).append(code)
                continue
            unit = t.unit_on_axis(shown(row, t).unit)
            rows.append(Row(t.region(code), (point(row, t, view.every_region),)))
        notes = missing(other, t(zh="该年没有数据", en="no value of that year"), t)
        notes += missing(none, t(zh="资料中未见", en="none in the texts"), t)
        made.append(Panel(f"{t.series(line.indicator, line.dims, line.measure)} · {unit}", tuple(rows), notes))
    return made


def drawn(view: View, found: Sequence[compare.Line]) -> pd.DataFrame:
    """The rows of the panels."""
    ids = [c.row["fact_id"] for line in found if line.is_sound for c in line.cells.values() if c.row is not None]
    return view.facts.loc[ids]


def alt(view: View, frame: pd.DataFrame) -> str:
    """The chart in words."""
    return view.t(zh="点图：", en="Dot chart: ") + "; ".join(one_line(row, view.t) for row in records(frame))


def switches(view: View) -> Html:
    """Year, tolerance, direction."""
    t, links = view.t, view.links
    years = [year for year in view.store.known()["year"] if int(year) <= 2100]
    year = [(links.here(year=""), t(zh="逐行自动", en="best for each row"), not view.one("year"))]
    year += [(links.here(year=y), y, view.one("year") == y) for y in years]
    now = int(view.one("within") or 0)
    within = [
        (links.here(within=n), t(zh="不放宽", en="exact") if n == 0 else t(zh=f"±{n} 年", en=f"±{n} y"), now == n)
        for n in (0, 1, 2, 3, 5, 10)
    ]
    flip = [
        (links.here(flip="0"), t(zh="地区作列", en="regions as columns"), view.one("flip") == "0"),
        (links.here(flip="1"), t(zh="地区作行", en="regions as rows"), view.one("flip") == "1"),
    ]
    return Html(
        switch(t(zh="年份", en="Year"), year)
        + switch(t(zh="允许相差", en="Nearest within"), within)
        + switch(t(zh="方向", en="Layout"), flip)
    )


def _options(view: View, keys: Sequence[str]) -> list[Html]:
    """What else can be compared, by topic, with the number of regions that have it."""
    t = view.t
    others = [one for one in compare.offered(view.store) if one.key not in keys]
    groups = []
    for topic in t.catalogue.topics:
        options = [
            tag("option", f"{t.series(one.indicator, one.dims, one.measure)} [{one.regions}]", value=one.key)
            for one in others[:MOST_OFFERED]
            if one.topic == topic
        ]
        if options:
            groups.append(tag("optgroup", *options, label=t.topic(topic)))
    if more := len(others[MOST_OFFERED:]):
        words = t(zh=f"另有 {more} 项，有数据的地区更少", en=f"{more} more, which fewer regions have")
        groups.append(tag("option", words, disabled="disabled"))
    return groups


def picker(view: View, found: Sequence[compare.Line]) -> Html:
    """Which series are compared: those chosen, with a way to take them away, and a list to add from."""
    t = view.t
    keys = tuple(line.series for line in found)
    chips = [
        anchor(
            view.links.here(series=tuple(k for k in keys if k != line.series)),
            f"{t.series(line.indicator, line.dims, line.measure)} ×",
            aria_label=t(zh="移除 ", en="remove ") + t.series(line.indicator, line.dims, line.measure),
        )
        for line in found
        if len(keys) > 1
    ]
    groups = view.once("options", lambda: _options(view, keys))
    hidden = [Html(f'<input type="hidden" name="lang" value="{t.lang}">')]
    for name, value in encode(view.values | {"series": keys, "fact": ""}, (*SHARED, *PAGE_PARAMS["compare"])):
        hidden.append(Html(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">'))
    label = t(zh="添加指标（方括号内为有数据的地区数）", en="Add an indicator (regions with data in brackets)")
    form = tag(
        "form",
        *hidden,
        tag("select", *groups, name="series", aria_label=label),
        tag("button", t(zh="添加", en="Add"), type="submit", class_="ca-button"),
        action="compare",
        data_go="1",
        class_="ca-form",
    )
    return tag(
        "div",
        tag("div", tag("span", t(zh="指标", en="Indicators"), class_="ca-switch-name"), *chips, class_="ca-switch"),
        form,
    )

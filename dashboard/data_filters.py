"""The filters of the data page: facets with counts, search, saved views."""

from __future__ import annotations

from dashboard.chrome import switch, toggled
from dashboard.labels import FACETS, MEASURES, PROVENANCES, STATUSES, VERDICTS
from dashboard.markup import Html, anchor, esc, tag
from dashboard.params import PAGE_PARAMS, SHARED, Value, encode
from dashboard.state import View

MOST_LISTED = 200
"""Values of a facet that are links: those with most rows, and the chosen ones."""
FACET_ORDER = ("topic", "indicator", "region", "measure", "status", "provenance", "verdict", "doc")


def _words(view: View, facet: str, code: str) -> str:
    t = view.t
    if facet == "doc":
        text = view.store.text(code)
        return f"{t.region(text['region'])} {text['published']}"
    if facet == "region":
        return t.region(code)
    if facet == "topic":
        return t.topic(code)
    if facet == "indicator":
        return t.indicator(code)
    pairs = {"measure": MEASURES, "status": STATUSES, "provenance": PROVENANCES, "verdict": VERDICTS}[facet]
    return t.pick(pairs, code)


def _counts(view: View) -> dict[str, dict[str, int]]:
    """For each facet its values, and how many rows each would keep under the other filters."""
    made = {}
    for facet in FACET_ORDER:
        made[facet] = view.store.rows(view.values | {facet: ()}).count_by(facet)
        for code in view.many(facet):
            made[facet].setdefault(code, 0)
    return made


def facets(view: View) -> Html:
    """Each facet with its values and how many rows each would keep under the other filters."""
    t = view.t
    blocks = []
    for facet, counts in view.once("facets", lambda: _counts(view)).items():
        chosen = view.many(facet)
        if facet == "topic":
            codes = [c for c in t.catalogue.topics if c in counts]
        else:
            codes = sorted(counts, key=lambda code: (-counts[code], str(code)))
        items = []
        shown = [*codes[:MOST_LISTED], *(code for code in codes[MOST_LISTED:] if code in chosen)]
        for code in shown:
            mark = "true" if code in chosen else ""
            changes: dict[str, Value] = {facet: toggled(chosen, code), "from": 0}
            link = anchor(view.links.here(**changes), _words(view, facet, code), aria_current=mark)
            items.append(tag("li", link, tag("span", str(counts[code]), class_="ca-small")))
        if more := len(codes) - len(shown):
            items.append(tag("li", t(zh=f"另有 {more} 项", en=f"{more} more"), class_="ca-small"))
        name = t.pick(FACETS, facet) + (f" · {len(chosen)}" if chosen else "")
        summary = tag("summary", name)
        is_open = " open" if facet in ("topic",) or chosen else ""
        # A box that scrolls must be reachable by keyboard.
        inner = tag("ul", *items, tabindex="0", aria_label=name)
        blocks.append(Html(f"<details{is_open}>{summary}{inner}</details>"))
    reset = anchor(view.links.fresh("data"), t(zh="清除全部筛选", en="clear all filters"))
    return tag(
        "div",
        *blocks,
        tag("p", reset, class_="ca-small"),
        class_="ca-facets",
        role="group",
        aria_label=t(zh="分面筛选", en="Facets"),
    )


def side(view: View) -> Html:
    """Facets and saved views, behind a line on a phone."""
    t = view.t
    chosen = sum(len(view.many(facet)) for facet in FACET_ORDER if facet != "region")
    words = t(zh="筛选与常用视图", en="Filters and saved views") + (f" · {chosen}" if chosen else "")
    views = view.once("saved", lambda: saved(view))
    return tag("details", tag("summary", words), facets(view), views, class_="ca-side")


def search(view: View) -> Html:
    """Search in sentences."""
    t = view.t
    hidden = [Html(f'<input type="hidden" name="lang" value="{t.lang}">')]
    for name, value in encode(view.values | {"q": "", "fact": "", "from": 0}, (*SHARED, *PAGE_PARAMS["data"])):
        hidden.append(Html(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">'))
    label = t(zh="在原句、原文写法和指标代码中查找", en="Search sentences, numbers as written and indicator codes")
    short = t(zh="在原句、原文写法和指标代码中查找", en="Sentences, numbers, codes")
    words = f'value="{esc(view.one("q"))}" aria-label="{esc(label)}" placeholder="{esc(short)}"'
    box = Html(f'<input type="search" name="q" {words} size="38">')
    button = tag("button", t(zh="查找", en="Search"), type="submit", class_="ca-button")

    def option(name: str, value: str, words: str) -> tuple[str, str, bool]:
        chosen: dict[str, str | tuple[str, ...] | int] = {name: value, "from": 0}
        return view.links.here(**chosen), words, view.one(name) == value

    head = [
        option("headline", "0", t(zh="全部指标", en="all indicators")),
        option("headline", "1", t(zh="核心指标", en="headline only")),
    ]
    repeats = [
        option("repeats", "1", t(zh="含重复表述", en="with repeats")),
        option("repeats", "0", t(zh="每个事实一行", en="one row a fact")),
    ]
    form = tag("form", *hidden, box, button, action="data", data_go="1", class_="ca-form", role="search")
    return Html(form + switch(t(zh="范围", en="Scope"), head) + switch(t(zh="重复", en="Repeats"), repeats))


def saved(view: View) -> Html:
    """Views that answer common questions, as links."""
    t = view.t
    wanted: list[tuple[str, dict[str, Value]]] = [
        (t(zh="全部低保标准", en="All dibao standards"), {"indicator": ("dibao_standard",)}),
        (
            t(zh="各项补贴的增长率", en="Growth rates of allowances"),
            {"measure": ("growth_pct",), "topic": ("child_welfare", "disability", "elderly_allowance")},
        ),
        (t(zh="与水平值不一致的说法", en="Statements that conflict"), {"verdict": ("conflict",)}),
        (t(zh="计划与目标", en="Plans and targets"), {"status": ("planned",)}),
        (
            t(zh="养老服务核心指标", en="Elderly care, headline indicators"),
            {"topic": ("elderly_care",), "headline": "1"},
        ),
        (t(zh="推算值", en="Derived values"), {"provenance": ("derived", "implied")}),
    ]
    known = view.store.known()
    items = []
    for words, values in wanted:
        kept = {
            k: tuple(c for c in v if c in known.get(k, v)) if isinstance(v, tuple) else v for k, v in values.items()
        }
        if any(v == () for v in kept.values()):
            continue
        count = len(view.store.rows(dict(kept)))
        items.append(
            tag("li", anchor(view.links.fresh("data", **kept), words), tag("span", str(count), class_="ca-small"))
        )
    return tag("div", tag("h2", t(zh="常用视图", en="Saved views")), tag("div", tag("ul", *items), class_="ca-facets"))

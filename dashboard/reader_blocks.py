"""A text with every number marked at its place: facts, noise, and numbers that nobody could read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import reasons
from dashboard.chrome import switch, toggled
from dashboard.evidence import language_of, one_line
from dashboard.labels import Labels
from dashboard.markup import Html, anchor, esc, tag
from dashboard.series import CAUTION
from dashboard.state import View
from dashboard.store import raw_text, records
from dashboard.topics import page_of
from etl.clean import clean

LAYERS = ("facts", "noise", "unknown")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the raw text to be marked."""

    start: int
    end: int
    kind: str
    fact_id: str
    words: str


def facts_of(facts: pd.DataFrame, doc_id: str) -> pd.DataFrame:
    """Stated facts of a text in reading order."""
    mine = facts[(facts["doc_id"] == doc_id) & (facts["provenance"] == "reported")]
    return mine.sort_values(["start", "fact_id"], kind="stable")


def marks(view: View, doc_id: str, layers: tuple[str, ...]) -> list[Mark]:
    """Marks of the chosen layers, in reading order, none inside another."""
    t = view.t
    found: list[Mark] = []
    if "facts" in layers:
        for row in records(facts_of(view.facts, doc_id)):
            found.append(Mark(int(row["start"]), int(row["end"]), "fact", row["fact_id"], one_line(row, t)))
    numbers = view.store.numbers
    for row in records(numbers[numbers["doc_id"] == doc_id]):
        layer = "noise" if row["kind"] == "noise" else "unknown"
        if layer in layers:
            found.append(Mark(int(row["start"]), int(row["end"]), layer, "", why(row, t)))
    found.sort(key=lambda mark: (mark.start, mark.kind != "fact", -mark.end))
    kept: list[Mark] = []
    at = 0
    for mark in found:
        if mark.start >= at:
            kept.append(mark)
            at = mark.end
    return kept


def why(row: dict[str, object], t: Labels) -> str:
    """Why a number is no fact."""
    words = reasons.why(row["why"], t.lang)
    if row["kind"] == "noise":
        return t(zh=f"非指标数字：{words}", en=f"no indicator: {words}")
    return t(zh=f"未识别：{words}", en=f"not identified: {words}")


def highlighted(text: str, found: list[Mark], view: View) -> Html:
    """The raw text with its marks; a fact is a link to its sentence panel."""
    parts: list[str] = []
    at = 0
    chosen_at = None
    row = view.store.fact(view.fact) if view.fact else None
    if row is not None:
        chosen_at = (int(row["start"]), int(row["end"]))
    for mark in found:
        parts.append(esc(text[at : mark.start]))
        words = text[mark.start : mark.end]
        if mark.kind == "fact":
            is_chosen = chosen_at == (mark.start, mark.end)
            inner = anchor(view.links.here(fact=mark.fact_id), words, title=mark.words)
            parts.append(
                tag("mark", inner, class_="fact chosen" if is_chosen else "fact", id="chosen" if is_chosen else "")
            )
        else:
            parts.append(tag("mark", words, class_=mark.kind, title=mark.words))
        at = mark.end
    parts.append(esc(text[at:]))
    return Html("".join(parts))


def article(view: View, doc_id: str, layers: tuple[str, ...]) -> Html:
    """The text; for a glossed one the cleaned text beside it where asked."""
    t = view.t
    raw = raw_text(view.store, doc_id)
    if not raw:
        return tag("p", t(zh="原文文件不在此处。", en="The text itself is not here."), class_="ca-none")
    lang = language_of(view.store.text(doc_id))
    body = tag(
        "article", highlighted(raw, marks(view, doc_id, layers), view), class_="ca-text", lang=lang, translate="no"
    )
    name = t(zh="原文", en="The text")
    made = tag("div", body, class_="ca-reader", tabindex="0", role="region", aria_label=name)
    if "cleaned" in view.many("layer"):
        plain = tag("article", clean(raw).text, class_="ca-text", lang="zh-Hans", translate="no")
        label = t(zh="清理后的文本", en="Cleaned text")
        other = tag("div", plain, class_="ca-reader", tabindex="0", role="region", aria_label=label)
        return tag("div", tag("div", tag("h3", name), made), tag("div", tag("h3", label), other), class_="ca-sides")
    return made


def switches(view: View, doc_id: str, layers: tuple[str, ...]) -> Html:
    """Which text, which layers."""
    t, links = view.t, view.links
    texts = [
        (
            links.here(text=code, fact=""),
            f"{t.region(view.store.text(code)['region'])} {view.store.text(code)['published']}",
            code == doc_id,
        )
        for code in view.store.texts.index
    ]
    names = {
        "facts": t(zh="事实", en="facts"),
        "noise": t(zh="非指标数字", en="noise"),
        "unknown": t(zh="未识别数字", en="unknown numbers"),
    }
    shown = [
        (links.here(layer=_layers(view, layers, code)), f"{names[code]} {count}", code in layers)
        for code, count in counts(view, doc_id).items()
    ]
    both = ("cleaned",) if "cleaned" in view.many("layer") else ()
    sides = [
        (
            links.here(layer=toggled((*layers, *both), "cleaned")),
            t(zh="与清理后的文本并列", en="beside the cleaned text"),
            bool(both),
        )
    ]
    return Html(
        switch(t(zh="文本", en="Text"), texts)
        + switch(t(zh="图层", en="Layers"), shown)
        + switch(t(zh="对照", en="Compare"), sides)
    )


def _layers(view: View, layers: tuple[str, ...], code: str) -> tuple[str, ...]:
    kept = toggled(layers, code)
    both = ("cleaned",) if "cleaned" in view.many("layer") else ()
    # No layer at all would read as "the default" in an address: the last one stays.
    return (*(kept or layers), *both)


def counts(view: View, doc_id: str) -> dict[str, int]:
    """How many numbers each layer has."""
    numbers = view.store.numbers
    mine = numbers[numbers["doc_id"] == doc_id]
    facts = facts_of(view.facts, doc_id).drop_duplicates(subset=["start", "end"])
    return {
        "facts": len(facts),
        "noise": int((mine["kind"] == "noise").sum()),
        "unknown": int((mine["kind"] != "noise").sum()),
    }


def listing(view: View, doc_id: str) -> Html:
    """Facts in reading order; each leads to its mark, the next and previous ones are beside the chosen one."""
    t = view.t
    rows = records(facts_of(view.facts, doc_id))
    items = []
    for row in rows:
        words = f"{t.series(row['indicator'], row['dims'], row['measure'])} · {t.span(row)}"
        is_chosen = row["fact_id"] == view.fact
        value = t.amount(row) + (CAUTION if row["flags"] else "")
        link = anchor(view.links.here(fact=row["fact_id"]), value, aria_current="true" if is_chosen else "")
        items.append(tag("li", link, " ", tag("span", words, class_="ca-small"), class_="chosen" if is_chosen else ""))
    name = t(zh=f"事实（{len(rows)}），按原文顺序", en=f"Facts ({len(rows)}) in reading order")
    ids = [row["fact_id"] for row in rows]
    steps: list[object] = []
    if view.fact in ids:
        at = ids.index(view.fact)
        if at:
            steps += [anchor(view.links.here(fact=ids[at - 1]), t(zh="← 上一个", en="← previous")), " "]
        if at + 1 < len(ids):
            steps.append(anchor(view.links.here(fact=ids[at + 1]), t(zh="下一个 →", en="next →")))
    return Html(
        tag("h2", name)
        + tag("p", *steps, class_="ca-tools")
        + tag("ol", *items, class_="ca-list", tabindex="0", aria_label=name)
    )


def legend(view: View) -> Html:
    """What the marks mean: by underline, not by colour alone."""
    t = view.t
    items = [
        tag("li", Html("<mark class='fact'>584元</mark> "), t(zh="事实（可点）", en="fact (a link)")),
        tag("li", Html("<mark class='noise'>12月29日</mark> "), t(zh="非指标数字（点线）", en="noise (dotted)")),
        tag("li", Html("<mark class='unknown'>7天</mark> "), t(zh="未识别数字（波线）", en="unknown number (wavy)")),
    ]
    return tag("ul", *items, class_="ca-legend ca-text")


def charts_of(view: View) -> Html:
    """From the chosen fact to the pages that draw it."""
    row = view.store.fact(view.fact) if view.fact else None
    if row is None:
        return Html("")
    t = view.t
    page = page_of(row["indicator"], row["topic"])
    links = [anchor(view.links.to("compare", series=(row["_series"],)), t(zh="在地区对比中", en="compare regions"))]
    if page:
        links.insert(0, anchor(view.links.to(page, fact=view.fact), t(zh="在图中", en="show in its chart")))
    links.append(
        anchor(
            view.links.fresh("data", indicator=(row["indicator"],)),
            t(zh="同一指标的全部数据", en="all figures of the indicator"),
        )
    )
    parts: list[object] = []
    for link in links:
        parts += [link, Html(" · ")]
    return tag("p", *parts[:-1], class_="ca-tools")

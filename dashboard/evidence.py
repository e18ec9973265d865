"""Where a number comes from, as HTML: its sentence with the number marked, what it says, how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.labels import FLAGS, MEASURES, PROVENANCES, QUALIFIERS, STATUSES, VERDICT_SIGNS, VERDICTS, Labels
from dashboard.links import Links
from dashboard.markup import Html, anchor, esc, external, tag
from dashboard.reasons import derivation, reason, remark
from dashboard.store import Store, raw_text, records
from dashboard.units import shown

Row = Mapping[str, Any]


def language_of(text: Mapping[str, str]) -> str:
    """The `lang` of a text for screen readers and fonts."""
    return text.get("language") or "zh-CN"


def sentence(row: Row, lang: str = "zh-CN") -> Html:
    """The sentence of a fact with its number marked; spans count code points of the raw text."""
    words = str(row["sentence"])
    start = int(row["start"]) - int(row["sentence_start"])
    end = int(row["end"]) - int(row["sentence_start"])
    if words[start:end] != row["value_text"]:
        return tag("blockquote", words, class_="ca-sentence", lang=lang, translate="no")
    marked = esc(words[:start]) + tag("mark", words[start:end]) + esc(words[end:])
    return tag("blockquote", Html(marked), class_="ca-sentence", lang=lang, translate="no")


def context(row: Row, store: Store, size: int = 60) -> tuple[str, str]:
    """What stands before and after the sentence, up to `size` characters of the same paragraph."""
    raw = raw_text(store, str(row["doc_id"]))
    start, end = int(row["sentence_start"]), int(row["sentence_end"])
    before = raw[max(0, start - size) : start].rpartition("\n")[2]
    after = raw[end : end + size].partition("\n")[0]
    return before, after


def citation(text: Mapping[str, str], style: str) -> str:
    """A ready citation: `gbt` for GB/T 7714, `en` for an English one."""
    title, publisher, published = text["title"], text["publisher"], text["published"]
    url = text.get("url", "")
    if style == "gbt":
        kind = "EB/OL" if url else "Z"
        return f"{publisher}. {title}[{kind}]. ({published})." + (f" {url}." if url else "")
    return f"{publisher} ({published}). {title} [in Chinese]." + (f" {url}" if url else "")


def title(row: Row, t: Labels) -> str:
    """A fact in one line: place, what is counted, when."""
    return f"{t.region(str(row['region']))} · {t.series(row['indicator'], row['dims'], row['measure'])} · {t.span(row)}"


def one_line(row: Row, t: Labels) -> str:
    """A fact in one line with its value: for hovering, for lists, for people who cannot see the chart."""
    return f"{title(row, t)}{t(zh='：', en=': ')}{t.amount(row)} · {t.pick(PROVENANCES, row['provenance'])}"


def _definition_list(pairs: list[tuple[str, object]]) -> Html:
    return tag("dl", *[tag("div", tag("dt", key), tag("dd", value)) for key, value in pairs if value], class_="ca-dl")


def _details(row: Row, t: Labels) -> list[tuple[str, object]]:
    converted = shown(row, t)
    qualifier = t.pick(QUALIFIERS, str(row["qualifier"])) if row["qualifier"] != "exact" else ""
    pairs: list[tuple[str, object]] = [
        (t(zh="时间", en="Period"), t.span(row) if not row["base_period"] else t.period(str(row["period"]))),
        (t(zh="基期", en="Base"), t.period(str(row["base_period"])) if row["base_period"] else ""),
        (t(zh="度量", en="Measure"), t.pick(MEASURES, str(row["measure"]))),
        (t(zh="原文写法", en="As written"), tag("span", row["value_text"], lang="zh-CN", translate="no")),
        (t(zh="换算", en="Conversion"), converted.formula),
        (t(zh="修饰", en="Qualifier"), qualifier),
        (t(zh="状态", en="Status"), t.pick(STATUSES, str(row["status"]))),
        (t(zh="来源", en="Provenance"), t.pick(PROVENANCES, str(row["provenance"]))),
        (t(zh="推算方式", en="Derivation"), derivation(row["derivation"], t.lang)),
        (t(zh="推算公式", en="Formula"), row["formula"] or ""),
        (t(zh="订正", en="Correction"), remark(row["correction"], t.lang)),
    ]
    for mark in row["flags"]:
        pairs.append((t(zh="注意", en="Note"), flag(str(mark), t)))
    if row["stated_value"] is not None and row["stated_value"] == row["stated_value"]:
        pairs.append((t(zh="原文数值", en="Text says"), t.number(float(row["stated_value"]))))
    return pairs


def flag(code: str, t: Labels) -> str:
    """A mark of a fact in words."""
    return t.pick(FLAGS, code)


def verdict_badge(verdict: object, t: Labels) -> Html:
    """A verdict as sign and word; never colour alone."""
    code = str(verdict) if isinstance(verdict, str) and verdict else "none"
    return tag("span", f"{VERDICT_SIGNS[code]} {t.pick(VERDICTS, code)}", class_=f"ca-verdict ca-{code}")


def _operands(row: Row, store: Store, t: Labels, links: Links, ids: tuple[str, ...]) -> list[Html]:
    made = []
    for fact_id in ids:
        other = store.fact(fact_id)
        if other is None or fact_id == row["fact_id"]:
            continue
        lang = language_of(store.text(other["doc_id"]))
        link = anchor(links.here(fact=fact_id), one_line(other, t))
        made.append(tag("li", link, sentence(other, lang)))
    return made


def _unit_of_levels(row: Row, store: Store, t: Labels) -> str:
    """Unit of the levels that a growth was checked with; empty where they are gone."""
    units = [str(other["unit"]) for other in map(store.fact, row["operands"]) if other and other["measure"] == "level"]
    return t.unit_after(units[0]) if units else ""


def computed(row: Row, t: Labels) -> str:
    """What the levels give for a statement, written as a stated one is."""
    value = float(row["computed_value"])
    if row["measure"] == "growth_pct":
        return t.rate(value)
    return t.number(value, 2) + t.unit_after(str(row["unit"]))


def check(row: Row, store: Store, t: Labels, links: Links) -> Html:
    """The comparison of what is stated with what the levels give, with the sentences of the operands."""
    parts: list[Html] = []
    if row["verdict"]:
        head = tag("h4", t(zh="核对：", en="Check: "), verdict_badge(row["verdict"], t))
        pairs: list[tuple[str, object]] = [(t(zh="原文所称", en="Stated"), t.amount(row))]
        if row["computed_value"] == row["computed_value"] and row["computed_value"] is not None:
            pairs.append((t(zh="按水平值计算", en="Computed from levels"), computed(row, t)))
        if row["implied_base"] == row["implied_base"] and row["implied_base"] is not None:
            base = t.number(float(row["implied_base"]), 1) + _unit_of_levels(row, store, t)
            pairs.append((t(zh="所称增速隐含的基数", en="Base that the rate implies"), base))
        pairs.append((t(zh="说明", en="Reason"), reason(row["verdict_reason"], t.lang)))
        parts += [head, _definition_list(pairs)]
    ids = tuple(dict.fromkeys((*row["operands"], *row["parents"])))
    operands = _operands(row, store, t, links, ids)
    if operands:
        parts.append(tag("p", t(zh="所用数据及其原句：", en="Figures used, with their sentences:"), class_="ca-small"))
        parts.append(tag("ul", *operands, class_="ca-operands"))
    return Html("".join(parts))


def occurrences(row: Row, store: Store, t: Labels, links: Links) -> Html:
    """Other tellings of the same fact."""
    same = store.repeats(row) if row["occurrence_of"] else store.facts.iloc[:0]
    if same.empty:
        return Html("")
    items = [tag("li", anchor(links.here(fact=r["fact_id"]), one_line(r, t))) for r in records(same)]
    return Html(
        tag("p", t(zh="同一事实的其他表述：", en="The same fact told elsewhere:"), class_="ca-small")
        + tag("ul", *items)
    )


def panel(fact_id: str, store: Store, t: Labels, links: Links) -> Html:
    """The sentence panel of a fact; a hint where none is chosen, a message where it is not known."""
    name = t(zh="出处", en="Source sentence")
    if not fact_id:
        hint = t(
            zh="点击图中的点，或表格里的数值，这里会显示它的原句、出处和核对结果。",
            en="Click a point of a chart, or a value in a table: its sentence, source and check appear here.",
        )
        return tag("section", tag("h3", name), tag("p", hint), class_="ca-panel ca-hint", aria_label=name)
    row = store.fact(fact_id)
    if row is None:
        words = t(zh="此链接所指的数据不在当前的表中。", en="The figure of this link is not in the present table.")
        return tag("section", tag("h3", name), tag("p", words), class_="ca-panel", aria_label=name, role="status")
    text = store.text(row["doc_id"])
    lang = language_of(text)
    before, after = context(row, store)
    cite = citation(text, "gbt" if t.lang == "zh" else "en")
    reader = anchor(
        links.to("reader", text=row["doc_id"], fact=fact_id), t(zh="在原文中查看", en="Read it in the text")
    )
    source = [
        tag("cite", text["title"], lang=lang, translate="no"),
        Html("<br>"),
        tag("span", text["publisher"], lang="zh-CN", translate="no"),
        f" · {text['published']}",
    ]
    if text.get("url"):
        source += [Html(" · "), external(text["url"], t(zh="网页", en="web page"))]
    copy = tag("button", t(zh="复制引文", en="Copy citation"), type="button", data_copy=cite, class_="ca-button")
    copy_link = tag("button", t(zh="复制链接", en="Copy link"), type="button", data_copy_here="1", class_="ca-button")
    body = [
        tag(
            "div",
            tag("h3", name),
            anchor(links.here(fact=""), "×", class_="ca-close", aria_label=t(zh="关闭", en="Close")),
            class_="ca-panel-head",
        ),
        tag("p", title(row, t), class_="ca-what"),
        tag("p", t.amount(row), class_="ca-big"),
        tag("p", before, class_="ca-context", lang=lang, translate="no") if before.strip() else Html(""),
        sentence(row, lang),
        tag("p", after, class_="ca-context", lang=lang, translate="no") if after.strip() else Html(""),
        tag("p", *source, class_="ca-source"),
        tag("p", reader, " ", copy, " ", copy_link, class_="ca-actions"),
        tag("p", cite, class_="ca-cite"),
        _definition_list(_details(row, t)),
        check(row, store, t, links),
        occurrences(row, store, t, links),
    ]
    return tag("section", *body, class_="ca-panel", aria_label=name, data_fact=fact_id)

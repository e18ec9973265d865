"""The overview as HTML: cards, matrix, conflicts, corpus."""

from __future__ import annotations

import pandas as pd

from dashboard import evidence, overview
from dashboard.labels import PROVENANCES
from dashboard.markup import NONE, Html, anchor, table, tag
from dashboard.numerals import counted
from dashboard.series import CAUTION
from dashboard.state import View
from dashboard.store import records
from dashboard.style import SIGNS, hue, shape, shape_name
from dashboard.tables import signs
from dashboard.units import shown

FEW = 3
"""Rows of a topic that are not worth a table of their own at the end of a column."""


def title(view: View, facts: pd.DataFrame) -> tuple[str, str]:
    """Title and lead."""
    t = view.t
    names = t(zh="、", en=", ").join(t.region(code) for code in view.regions)
    years = [year for year in facts["_year"] if year]
    wrong = int((facts["verdict"] == "conflict").sum())
    if wrong:
        clash = counted(wrong, "statement conflicts with its own figures", "statements conflict with their own figures")
        more = t(zh=f"，{wrong} 处说法与自身数据不一致", en=f"; {clash}")
    else:
        more = ""
    span = f"{min(years)}–{max(years)}" if years else ""
    return (
        t(zh=f"{names}：新闻发布里的民政数字{more}", en=f"{names}: civil-affairs figures as told to the press{more}"),
        t(
            zh=f"{len(facts)} 个事实（同一事实的重复表述只计一次），涉及 {span} 年。点任何一个数值，看它所在的原句。",
            en=f"{counted(len(facts), 'fact', 'facts')}, each counted once however often it is told, about the years "
            f"{span}. Choose any value to see the sentence it comes from.",
        ),
    )


def cards(view: View, facts: pd.DataFrame) -> Html:
    """One card for each region; words where there is no figure."""
    t = view.t
    made = []
    for card in view.once("cards", lambda: overview.cards(facts, view.regions, t)):
        lines = []
        for name, row in card.lines:
            if row is None:
                lines.append(
                    tag("div", tag("dt", name), tag("dd", t(zh="资料中未见", en="none in the texts"), class_="ca-none"))
                )
                continue
            value = shown(row, t)
            words = t.amount(row) if not value.formula else t.number(value.value, 1) + t.unit_after(value.unit)
            marks = "".join(f" {CAUTION} {evidence.flag(str(code), t)}" for code in row["flags"])
            when = f"{SIGNS[shape(row)]} {t.span(row)}{marks}"
            spoken = tag(
                "small", when, aria_label=f"{t.pick(PROVENANCES, row['provenance'])} {t.span(row)}{marks}", role="note"
            )
            lines.append(
                tag("div", tag("dt", name), tag("dd", anchor(view.links.here(fact=row["fact_id"]), words), " ", spoken))
            )
        made.append(
            tag(
                "div",
                tag("h3", t.region(card.region)),
                tag("dl", *lines),
                class_="ca-card",
                style=f"--hue:{hue(card.region, view.every_region)}",
            )
        )
    return tag("div", *made, class_="ca-cards")


def matrix(view: View, facts: pd.DataFrame) -> Html:
    """Regions and headline indicators: what there is of each; a cell leads to the comparison."""
    t = view.t
    topics: dict[str, list[list[object]]] = {}
    for line in view.once("coverage", lambda: overview.coverage(facts, view.regions, t)):
        cells: list[object] = [t.indicator(line.indicator)]
        for code, (found, count) in zip(view.regions, line.cells, strict=True):
            words = f"{t.region(code)} {t.indicator(line.indicator)}: {shape_name(found, t)}" + (
                f" ({count})" if count else ""
            )
            if found == "none":
                cells.append(tag("span", SIGNS["none"], role="img", aria_label=words, title=words))
            else:
                cells.append(
                    anchor(view.links.to("compare", series=line.series), SIGNS[found], aria_label=words, title=words)
                )
        topics.setdefault(line.topic, []).append(cells)
    # Two columns of about the same length: one long list would leave half a screen empty.
    half = (sum(map(len, topics.values())) + 1) // 2
    columns: tuple[list[Html], list[Html]] = ([], [])
    used = 0
    for topic, rows in topics.items():
        room = max(0, half - used) if half - used >= FEW or used == 0 else 0
        for side, part in ((0, rows[:room]), (1, rows[room:])):
            if part:
                words = t.topic(topic) + (t(zh="（续）", en=" (continued)") if side and room else "")
                head = [words, *(t.region(code) for code in view.regions)]
                columns[side].append(table(words, head, part, quiet=True))
        used += len(rows)
    name = t(zh="哪些地区有哪些核心指标", en="Which regions have which headline indicators")
    key = tag("ul", signs(("reported", "derived", "growth", "planned", "none"), view), class_="ca-legend")
    hint = t(zh="点符号进入地区对比。", en="A sign leads to the comparison.")
    return Html(
        tag("h2", name)
        + key
        + tag("p", hint, class_="ca-small")
        + tag("div", *(tag("div", *tables) for tables in columns if tables), class_="ca-matrix")
    )


def conflicts(view: View, facts: pd.DataFrame) -> Html:
    """Statements that their own levels contradict, with both numbers."""
    t = view.t
    found = facts[facts["verdict"] == "conflict"]
    name = t(zh="与自身数据不一致的说法", en="Statements that the figures contradict")
    if facts["verdict"].isna().all():
        words = t(zh="当前数据表没有核对结论。", en="The present table holds no verdicts.")
        return Html(tag("h2", name) + tag("p", words, class_="ca-none"))
    if found.empty:
        words = t(zh="所选地区没有发现不一致。", en="None found for these regions.")
        return Html(tag("h2", name) + tag("p", words, class_="ca-none"))
    head = [
        t(zh="地区", en="Region"),
        t(zh="说法", en="Statement"),
        t(zh="时间", en="Period"),
        t(zh="原文", en="Stated"),
        t(zh="推算", en="Computed"),
        t(zh="核对", en="Check"),
    ]
    rows = []
    for row in records(found):
        computed = row["computed_value"]
        shown_value = evidence.computed(row, t) if computed == computed and computed is not None else NONE
        rows.append(
            [
                t.region(row["region"]),
                t.series(row["indicator"], row["dims"], row["measure"]),
                t.span(row),
                anchor(view.links.here(fact=row["fact_id"]), t.amount(row)),
                shown_value,
                evidence.verdict_badge("conflict", t),
            ]
        )
    return Html(tag("h2", name) + table(name, head, rows, numeric=(3, 4), quiet=True, bare=(0, 1, 2, 5)))


def corpus(view: View) -> Html:
    """The texts and how many facts each gives."""
    t = view.t
    name = t(zh="资料", en="The texts")
    head = [
        t(zh="地区", en="Region"),
        t(zh="标题", en="Title"),
        t(zh="发布", en="Publisher"),
        t(zh="日期", en="Date"),
        t(zh="事实", en="Facts"),
    ]
    rows = []
    for doc_id in view.store.texts.index:
        text = view.store.text(doc_id)
        link = anchor(
            view.links.to("reader", text=doc_id),
            text["title"] or doc_id,
            lang=evidence.language_of(text),
            translate="no",
        )
        count = int((view.facts["doc_id"] == doc_id).sum())
        rows.append(
            [
                t.region(text["region"]),
                link,
                text["publisher"],
                tag("span", text["published"], class_="ca-nowrap"),
                str(count),
            ]
        )
    return Html(tag("h2", name) + table(name, head, rows, numeric=(4,), quiet=True, bare=(0, 1, 2, 3)))

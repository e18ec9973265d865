"""What was checked and with what result: verdicts, contradictions with both sentences, oddities of the build."""

from __future__ import annotations

import pandas as pd

from dashboard import evidence
from dashboard.issue_words import issue_words
from dashboard.labels import VERDICTS
from dashboard.markup import Html, anchor, folded, table, tag
from dashboard.reasons import reason
from dashboard.state import View
from dashboard.store import records

SEVERITIES = {"error": ("错误", "error"), "warning": ("提醒", "warning"), "info": ("说明", "note")}


def verdicts(view: View) -> Html:
    """How many statements were checked, and with what result."""
    t = view.t
    name = t(zh="核对结论", en="Verdicts")
    counts = view.facts["verdict"].value_counts()
    if counts.empty:
        return Html(
            tag("h2", name)
            + tag("p", t(zh="当前数据表没有核对结论。", en="The present table holds no verdicts."), class_="ca-none")
        )
    rows = [
        [evidence.verdict_badge(code, t), anchor(view.links.fresh("data", verdict=(code,)), str(counts.get(code, 0)))]
        for code in VERDICTS
        if code != "none"
    ]
    reasons = (
        view.facts[view.facts["verdict"].notna()]
        .groupby(["verdict", "verdict_reason"], dropna=False)
        .size()
        .reset_index(name="n")
    )
    detail = [
        [evidence.verdict_badge(r["verdict"], t), reason(r["verdict_reason"], t.lang), str(r["n"])]
        for r in records(reasons.sort_values(["verdict", "n"], ascending=[True, False]))
    ]
    more = table(
        t(zh="理由", en="Reasons"),
        [t(zh="结论", en="Verdict"), t(zh="理由", en="Reason"), t(zh="条数", en="Count")],
        detail,
        numeric=(2,),
        bare=(0, 1),
    )
    lead = t(
        zh="每个所称的增速、占比与合计都与资料中的水平值核对；容差由原文书写的位数决定，不是人为常数。",
        en="Every stated rate, share and total is checked against levels of the texts; the tolerance follows "
        "from the digits as written.",
    )
    return Html(
        tag("h2", name)
        + tag("p", lead, class_="ca-lead")
        + table(
            name,
            [t(zh="结论", en="Verdict"), t(zh="条数", en="Count")],
            rows,
            numeric=(1,),
            quiet=True,
            class_="ca-narrow",
        )
        + more
    )


def conflicts(view: View) -> Html:
    """Every conflict with both sentences."""
    t = view.t
    found = view.facts[view.facts["verdict"] == "conflict"]
    parts: list[Html] = [tag("h2", t(zh=f"不一致之处（{len(found)}）", en=f"Conflicts ({len(found)})"))]
    for row in records(found):
        lang = evidence.language_of(view.store.text(row["doc_id"]))
        head = tag("h3", anchor(view.links.here(fact=row["fact_id"]), evidence.one_line(row, t)))
        parts.append(
            tag(
                "div",
                head,
                evidence.sentence(row, lang),
                evidence.check(row, view.store, t, view.links),
                class_="ca-quote",
            )
        )
    return Html("".join(parts))


def issues(view: View, found: pd.DataFrame | None) -> Html:
    """Oddities that the build reports."""
    t = view.t
    name = t(zh="构建时发现的异常", en="Oddities found by the build")
    if found is None or found.empty:
        return Html(tag("h2", name) + tag("p", t(zh="没有。", en="None."), class_="ca-none"))
    rows = []
    for row in records(found):
        ids = [fact_id for fact_id in row["fact_ids"] if fact_id in view.facts.index]
        link = anchor(view.links.here(fact=ids[0]), t(zh="原句", en="sentence")) if ids else ""
        text = view.store.text(row["doc_id"])
        words = issue_words(row["check"], records(view.facts.loc[ids]), t)
        rows.append(
            [
                t.pick(SEVERITIES, row["severity"]),
                f"{t.region(text['region'])} {text['published']}",
                words or tag("span", row["message"], lang="en"),
                link,
            ]
        )
    head = [t(zh="级别", en="Severity"), t(zh="文本", en="Text"), t(zh="内容", en="What is odd"), ""]
    made = table(name, head, rows, quiet=True, bare=(0, 1, 2, 3))
    return Html(tag("h2", name) + folded(t(zh=f"共 {len(rows)} 条", en=f"{len(rows)} in all"), made))

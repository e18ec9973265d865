"""The page of quality and method: how much of each text was read, what contradicts, what was computed and corrected."""

from __future__ import annotations

import tomllib
from typing import Any

import pandas as pd

from dashboard import evidence
from dashboard.labels import PROVENANCES, QUALIFIERS, STATUSES, VERDICTS
from dashboard.markup import Html, anchor, table, tag
from dashboard.reasons import derivation, reason
from dashboard.state import View
from dashboard.store import ROOT, records
from dashboard.style import SIGNS

SCORES = ROOT / "tests" / "scores.toml"
SEVERITIES = {"error": ("错误", "error"), "warning": ("提醒", "warning"), "info": ("说明", "note")}


def scores() -> dict[str, Any]:
    """Recall and precision on the annotated texts, as the test suite keeps them; empty where it does not."""
    return tomllib.loads(SCORES.read_text(encoding="utf-8")) if SCORES.is_file() else {}


def coverage(view: View) -> Html:
    """For each text: numbers, facts, noise, unknown, and the score where there is one."""
    t = view.t
    name = t(zh="每篇文本读出了多少", en="How much of each text was read")
    head = [
        t(zh="文本", en="Text"),
        t(zh="数字", en="Numbers"),
        t(zh="事实", en="Facts"),
        t(zh="非指标", en="Noise"),
        t(zh="未识别", en="Unknown"),
        t(zh="已解释", en="Explained"),
        t(zh="推算行", en="Derived rows"),
        t(zh="召回率", en="Recall"),
        t(zh="精确率", en="Precision"),
        t(zh="核心召回", en="Headline recall"),
        t(zh="核心精确", en="Headline precision"),
    ]
    known = scores()
    rows = []
    for doc_id in view.store.texts.index:
        text = view.store.text(doc_id)
        facts = view.facts[view.facts["doc_id"] == doc_id]
        stated = len(facts[facts["provenance"] == "reported"].drop_duplicates(subset=["start", "end"]))
        numbers = view.store.numbers[view.store.numbers["doc_id"] == doc_id]
        noise, unknown = int((numbers["kind"] == "noise").sum()), int((numbers["kind"] != "noise").sum())
        total = stated + noise + unknown
        score = known.get(doc_id, {})
        link = anchor(view.links.to("reader", text=doc_id), f"{t.region(text['region'])} {text['published']}")
        rows.append(
            [
                link,
                str(total),
                str(stated),
                str(noise),
                str(unknown),
                _share(stated + noise, total),
                str(len(facts[facts["provenance"] != "reported"])),
                _score(score, "all", "core"),
                _score(score, "all", "precision"),
                _score(score, "headline", "core"),
                _score(score, "headline", "precision"),
            ]
        )
    note = t(
        zh="“已解释”= 事实与已说明理由的非指标数字占全部数字之比。召回率、精确率对照人工标注"
        "（跨度、数值与单位、度量、指标、维度、地区全对才算），是测试保证的下限；未测的写“–”。",
        en="'Explained' is the share of numbers that are facts or noise with a reason. Recall and precision are "
        "against the hand annotation (span, value and unit, measure, indicator, dimensions and region all right), "
        "as the floors that the tests hold; '–' where not measured.",
    )
    return Html(
        tag("h2", name) + table(name, head, rows, numeric=range(1, 11), quiet=True) + tag("p", note, class_="ca-small")
    )


def _share(part: int, whole: int) -> str:
    """A share in percent that says 100 % of the whole only.

    >>> _share(203, 204), _share(70, 70), _share(0, 0)
    ('99.5%', '100%', '–')
    """
    return f"{int(1000 * part / whole) / 10:g}%" if whole else "–"


def _score(score: Any, part: str, key: str) -> str:
    value = score.get(part, {}).get(key) if isinstance(score, dict) else None
    return f"{value:.0%}" if isinstance(value, float | int) else "–"


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
    )
    lead = t(
        zh="每个所称的增速、占比与合计都与资料中的水平值核对；容差由原文书写的位数决定，不是人为常数。",
        en="Every stated rate, share and total is checked against levels of the texts; the tolerance follows "
        "from the digits as written.",
    )
    return Html(
        tag("h2", name)
        + tag("p", lead, class_="ca-lead")
        + table(name, [t(zh="结论", en="Verdict"), t(zh="条数", en="Count")], rows, numeric=(1,), quiet=True)
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


def derivations(view: View) -> Html:
    """Every kind of conversion and derivation, with one example."""
    t = view.t
    name = t(zh="推算与换算", en="Derivations and conversions")
    rows = []
    made = view.facts[view.facts["provenance"] != "reported"]
    for code, group in made.groupby("derivation", sort=True):
        row = group.iloc[0]
        rows.append(
            [
                derivation(code, t.lang),
                str(len(group)),
                anchor(view.links.here(fact=row["fact_id"]), str(row["formula"])),
            ]
        )
    if not rows:
        return Html(
            tag("h2", name)
            + tag(
                "p", t(zh="当前数据表没有推算值。", en="The present table holds no derived values."), class_="ca-none"
            )
        )
    head = [t(zh="推算方式", en="Kind"), t(zh="行数", en="Rows"), t(zh="例", en="Example")]
    return Html(tag("h2", name) + table(name, head, rows, numeric=(1,), quiet=True))


def corrections(view: View) -> Html:
    """Declared corrections and marks."""
    t = view.t
    name = t(zh="订正与标记", en="Corrections and marks")
    found = view.facts[
        (view.facts["provenance"] == "reported")
        & (view.facts["correction"].notna() | (view.facts["flags"].map(len) > 0))
    ]
    if found.empty:
        return Html(tag("h2", name) + tag("p", t(zh="没有订正。", en="None."), class_="ca-none"))
    head = [t(zh="数据", en="Figure"), t(zh="标记", en="Mark"), t(zh="说明", en="Reason")]
    rows = [
        [
            anchor(view.links.here(fact=r["fact_id"]), evidence.one_line(r, t)),
            ", ".join(evidence.flag(f, t) for f in r["flags"]),
            r["correction"] or "",
        ]
        for r in records(found)
    ]
    return Html(tag("h2", name) + table(name, head, rows, quiet=True))


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
        rows.append(
            [
                t.pick(SEVERITIES, row["severity"]),
                f"{t.region(text['region'])} {text['published']}",
                tag("span", row["message"], lang="en"),
                link,
            ]
        )
    head = [t(zh="级别", en="Severity"), t(zh="文本", en="Text"), t(zh="内容（构建日志原文）", en="Message"), ""]
    made = table(name, head, rows, quiet=True)
    return Html(
        tag("h2", name)
        + f"<details>{tag('summary', t(zh=f'共 {len(rows)} 条', en=f'{len(rows)} in all'))}{made}</details>"
    )


def definitions(view: View) -> Html:
    """What each indicator of the table counts, and what it does not."""
    t = view.t
    used = set(view.facts["indicator"])
    parts = []
    for topic in t.catalogue.topics:
        slugs = [slug for slug, entry in t.catalogue.indicators.items() if entry.topic == topic and slug in used]
        if not slugs:
            continue
        rows = [[t.indicator(slug), t.unit(t.catalogue.indicators[slug].unit), t.definition(slug)] for slug in slugs]
        made = table(
            t.topic(topic), [t(zh="指标", en="Indicator"), t(zh="单位", en="Unit"), t(zh="定义", en="Definition")], rows
        )
        parts.append(f"<details>{tag('summary', f'{t.topic(topic)} ({len(slugs)})')}{made}</details>")
    return Html(tag("h2", t(zh="指标定义", en="Definitions")) + "".join(parts))


def method(view: View) -> Html:
    """Signs and known limits."""
    t = view.t
    signs = [[SIGNS[code], t.pick(PROVENANCES, code)] for code in PROVENANCES]
    signs += [["○", t.pick(STATUSES, "planned")], ["▲", t(zh="仅有增速，没有水平值", en="growth only, no level")]]
    signs += [
        [sign, t.pick(QUALIFIERS, code)]
        for code, sign in (("approx", "≈"), ("just_under", "<"), ("at_least", "≥"), ("at_most", "≤"))
    ]
    key = t(zh="符号", en="Signs")
    limits = [
        t(
            zh="只收录所列文本；“资料中未见”指这些文本没有写，不等于不存在。",
            en="Only the listed texts are read; 'none in the texts' does not mean that there is none.",
        ),
        t(
            zh="发布会数字多为累计或期间值，年份按原文措辞判断；未注明年份的起点值单独标明。",
            en="Many figures are cumulative or for a period; years follow the wording, and a base without a "
            "year is marked as such.",
        ),
        t(
            zh="省与市的总量不可直接比较；同名指标的口径可能不同，以定义和原句为准。",
            en="Totals of a province and a city do not compare; the same name may cover unlike things: the "
            "definition and the sentence decide.",
        ),
        t(
            zh="抽取由规则完成，可能有误；每个数值都可以在原句中核对。",
            en="The extraction is by rules and can be wrong; every value can be checked in its sentence.",
        ),
    ]
    reach = t(
        zh="无障碍：全部操作可用键盘完成，每张图有同样内容的表格和文字说明，形状与文字并用而不单靠颜色。",
        en="Accessibility: everything works by keyboard, each chart has a table and words with the same content,"
        " and shape and words stand beside every colour.",
    )
    return Html(
        tag("h2", t(zh="读法与局限", en="How to read, and limits"))
        + table(key, [t(zh="符号", en="Sign"), t(zh="含义", en="Meaning")], signs)
        + tag("ul", *[tag("li", words) for words in limits])
        + tag("p", reach)
    )

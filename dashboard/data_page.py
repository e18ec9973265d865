"""The page of all rows: facets with counts, search, table, files, addresses, saved views."""

from __future__ import annotations

import pandas as pd

from dashboard import export
from dashboard.chrome import switch, toggled
from dashboard.evidence import verdict_badge
from dashboard.labels import FACETS, MEASURES, PROVENANCES, STATUSES, VERDICTS
from dashboard.markup import Html, anchor, esc, table, tag
from dashboard.params import DATA_PARAMS, PAGE_PARAMS, SHARED, Value, Values, encode
from dashboard.selection import select
from dashboard.state import View
from dashboard.store import records
from dashboard.tables import provenance
from etl.columns import COLUMNS

PAGE_SIZE = 50
ORDERS = ("region", "indicator", "period", "value")


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


def facets(view: View) -> Html:
    """Each facet with its values and how many rows each would keep under the other filters."""
    t = view.t
    columns = {"verdict": "_verdict", "doc": "doc_id"}
    blocks = []
    for facet in ("topic", "indicator", "region", "measure", "status", "provenance", "verdict", "doc"):
        chosen = view.many(facet)
        others = select(view.facts, view.values | {facet: ()})
        counts = others[columns.get(facet, facet)].value_counts(sort=False)
        for code in chosen:
            if code not in counts:
                counts[code] = 0
        if facet == "topic":
            codes = [c for c in t.catalogue.topics if c in counts]
        else:
            codes = sorted(counts.index, key=lambda code: (-counts[code], str(code)))
        items = []
        for code in codes:
            mark = "true" if code in chosen else ""
            changes: dict[str, Value] = {facet: toggled(chosen, code), "from": 0}
            link = anchor(view.links.here(**changes), _words(view, facet, code), aria_current=mark)
            items.append(tag("li", link, tag("span", str(counts[code]), class_="ca-small")))
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


def search(view: View) -> Html:
    """Search in sentences."""
    t = view.t
    hidden = [Html(f'<input type="hidden" name="lang" value="{t.lang}">')]
    for name, value in encode(view.values | {"q": "", "fact": "", "from": 0}, (*SHARED, *PAGE_PARAMS["data"])):
        hidden.append(Html(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">'))
    label = t(zh="在原句、原文写法和指标代码中查找", en="Search sentences, numbers as written and indicator codes")
    words = f'value="{esc(view.one("q"))}" aria-label="{esc(label)}" placeholder="{esc(label)}"'
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


def ordered(frame: pd.DataFrame, order: str) -> pd.DataFrame:
    """Rows in the order that the address asks for; in the order of the texts otherwise."""
    name = order.removeprefix("-")
    if name not in ORDERS:
        return frame
    return frame.sort_values([name, "fact_id"], ascending=not order.startswith("-"), kind="stable")


def rows(view: View, frame: pd.DataFrame) -> Html:
    """One page of rows; a value leads to its sentence, a column head sorts."""
    t = view.t
    start = min(int(view.one("from") or 0), max(0, len(frame) - 1)) // PAGE_SIZE * PAGE_SIZE
    shown = ordered(frame, view.one("order")).iloc[start : start + PAGE_SIZE]
    order = view.one("order")

    def head(name: str, words: str) -> Html:
        after = f"-{name}" if order == name else name
        arrow = " ↑" if order == name else " ↓" if order == f"-{name}" else ""
        return anchor(view.links.here(order=after, **{"from": 0}), words + arrow)

    heads = [
        head("region", t(zh="地区", en="Region")),
        head("indicator", t(zh="指标", en="Indicator")),
        head("period", t(zh="时间", en="Period")),
        head("value", t(zh="数值", en="Value")),
        t(zh="来源", en="Provenance"),
        t(zh="核对", en="Check"),
    ]
    lines: list[list[object]] = []
    current = None
    for row in records(shown):
        if row["fact_id"] == view.fact:
            current = len(lines)
        lines.append(
            [
                t.region(row["region"]),
                t.series(row["indicator"], row["dims"], row["measure"]),
                t.span(row),
                anchor(view.links.here(fact=row["fact_id"]), t.amount(row)),
                provenance(row, t),
                verdict_badge(row["verdict"], t) if row["verdict"] else "–",
            ]
        )
    caption = t(
        zh=f"第 {start + 1}–{start + len(shown)} 行，共 {len(frame)} 行",
        en=f"Rows {start + 1}–{start + len(shown)} of {len(frame)}",
    )
    pages = []
    if len(frame) > PAGE_SIZE:
        for n, at in enumerate(range(0, len(frame), PAGE_SIZE)):
            if at in (0, start) or abs(at - start) <= 3 * PAGE_SIZE or at + PAGE_SIZE >= len(frame):
                pages.append((view.links.here(**{"from": at}), str(n + 1), at == start))
    pager = switch(t(zh="页", en="Page"), pages) if pages else Html("")
    return Html(table(caption, heads, lines, numeric=(3,), current=current, row_heads=2, class_="ca-rows") + pager)


def _file_links(view: View, values: Values) -> list[object]:
    made: list[object] = []
    for kind in ("csv", "xlsx", "parquet", "json", "zip"):
        changes: dict[str, Value] = dict(values)
        made += [
            tag("a", kind.upper(), href=view.links.data(kind, DATA_PARAMS, **changes), download="", data_file=kind),
            Html(" "),
        ]
    return made


def files(view: View, frame: pd.DataFrame) -> Html:
    """Downloads of these rows and of all rows, with the name of the file that will be written."""
    t = view.t
    names = [
        (view.links.here(names=code), words, view.one("names") == code)
        for code, words in (
            ("both", t(zh="名称与代码", en="names and codes")),
            ("names", t(zh="名称", en="names")),
            ("codes", t(zh="代码", en="codes")),
        )
    ]
    everything: Values = {param.name: param.default for param in DATA_PARAMS} | {"names": view.one("names")}
    name = export.file_name(view.values, len(frame), view.store.build, "csv")
    words = t(
        zh="CSV 为 UTF-8（含 BOM），Excel 可直接打开；ZIP 含数据、列说明、指标定义、元数据和 "
        "README（写明筛选条件与引用方式）。",
        en="The CSV is UTF-8 with a byte order mark, so Excel opens it right; the ZIP holds data, columns, "
        "definitions, "
        "metadata and a README with the filters used and how to cite.",
    )
    return tag(
        "div",
        tag("h2", t(zh="下载", en="Downloads")),
        switch(t(zh="列", en="Columns"), names),
        tag(
            "p",
            tag("strong", t(zh=f"当前筛选（{len(frame)} 行）：", en=f"These {len(frame)} rows: ")),
            *_file_links(view, view.values),
            class_="ca-tools",
        ),
        tag(
            "p",
            tag("strong", t(zh=f"全部数据（{len(view.facts)} 行）：", en=f"All {len(view.facts)} rows: ")),
            *_file_links(view, everything),
            class_="ca-tools",
        ),
        tag("p", t(zh="文件名：", en="File name: "), tag("code", name), class_="ca-small"),
        tag("p", words, class_="ca-small"),
    )


def addresses(view: View) -> Html:
    """The same rows for R, pandas and the command line."""
    t = view.t
    href = view.links.data("csv")
    lead = t(
        zh="同样的筛选参数可直接用于数据地址；不认识的参数或取值会得到 400 和说明。格式：csv、json、parquet、"
        "xlsx、zip。",
        en="The data addresses take the same filters; an unknown parameter or value is answered with 400 and words. "
        "Formats: csv, json, parquet, xlsx, zip.",
    )
    samples = [
        ("pandas", f'pd.read_csv("{{}}{href}")'),
        ("R", f'readr::read_csv("{{}}{href}")'),
        ("curl", f'curl -OJ "{{}}{href}"'),
    ]
    copy = tag(
        "button",
        t(zh="复制数据地址", en="Copy the data address"),
        type="button",
        data_copy_url=href,
        class_="ca-button",
    )
    lines = [
        tag(
            "div",
            f"# {name}\n{code.format('http://HOST/')}",
            class_="ca-code",
            tabindex="0",
            role="region",
            aria_label=name,
        )
        for name, code in samples
    ]
    return tag(
        "div",
        tag("h2", t(zh="数据地址", en="Data addresses")),
        tag("p", lead, class_="ca-small"),
        *lines,
        tag("p", copy, class_="ca-tools"),
    )


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
        count = len(select(view.facts, dict(kept)))
        items.append(
            tag("li", anchor(view.links.fresh("data", **kept), words), tag("span", str(count), class_="ca-small"))
        )
    return tag("div", tag("h2", t(zh="常用视图", en="Saved views")), tag("div", tag("ul", *items), class_="ca-facets"))


def schema(view: View) -> Html:
    """The columns of the files."""
    t = view.t
    name = t(zh="列说明", en="Columns")
    rows = [[tag("code", c.name), c.type, c.zh if t.lang == "zh" else c.en] for c in COLUMNS]
    made = table(name, [t(zh="列", en="Column"), t(zh="类型", en="Type"), t(zh="含义", en="Meaning")], rows)
    return Html(f"<details>{tag('summary', name)}{made}</details>")

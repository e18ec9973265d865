"""The rows of the data page: which page of them, in which order, each value with the way to its sentence."""

from __future__ import annotations

from dashboard.chrome import switch
from dashboard.evidence import verdict_badge
from dashboard.markup import Html, anchor, table, tag
from dashboard.rows import Rows, TooManyError
from dashboard.series import CAUTION
from dashboard.state import View
from dashboard.store import records
from dashboard.tables import provenance

PAGE_SIZE = 50
MOST_PAGES = 12
"""Pages that are all offered; of more, the first, the last and those near by."""


def refusal(view: View, error: TooManyError) -> Html:
    """That a question reads too much, and what to do."""
    words = {
        "search": view.t(zh="查找原句", en="searching sentences"),
        "sort": view.t(zh="排序", en="another order"),
    }
    what = words.get(error.what, error.what)
    said = view.t(
        zh=f"{error.rows:,} 行太多，无法{what}（上限 {error.most:,} 行）。请先选择地区或指标。",
        en=f"{error.rows:,} rows are too many for {what} (at most {error.most:,}). Choose regions or indicators first.",
    )
    return tag("p", said, class_="ca-none", role="status")


def rows(view: View, found: Rows) -> Html:
    """One page of rows; a value leads to its sentence, a column head sorts."""
    t = view.t
    order, total = view.one("order"), len(found)
    start = min(int(view.one("from") or 0), max(0, total - 1)) // PAGE_SIZE * PAGE_SIZE
    note = Html("")
    try:
        shown = found.page(order, start, PAGE_SIZE)
    except TooManyError as error:
        note, order = refusal(view, error), ""
        shown = found.page(order, start, PAGE_SIZE)

    def head(name: str, words: str) -> Html:
        after = f"-{name}" if order == name else name
        arrow = " ↑" if order == name else " ↓" if order == f"-{name}" else ""
        return anchor(view.links.here(order=after, **{"from": 0}), words + arrow)

    heads = [
        head("region", t(zh="地区", en="Region")),
        head("indicator", t(zh="指标", en="Indicator")),
        head("period", t(zh="时间", en="Period")),
        head("value", t(zh="数值", en="Value")),
        t(zh="来源与核对", en="Provenance, check"),
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
                anchor(view.links.here(fact=row["fact_id"]), t.amount(row) + (CAUTION if row["flags"] else "")),
                Html(provenance(row, t) + (f" {verdict_badge(row['verdict'], t)}" if row["verdict"] else "")),
            ]
        )
    caption = t(
        zh=f"第 {start + 1}–{start + len(shown)} 行，共 {total} 行",
        en=f"Rows {start + 1:,}–{start + len(shown):,} of {total:,}",
    )
    pages = []
    if total > PAGE_SIZE:
        here, last = start // PAGE_SIZE, (total - 1) // PAGE_SIZE
        near = 3 if last >= MOST_PAGES else MOST_PAGES
        for n in sorted({0, last, *range(max(0, here - near), min(last, here + near) + 1)}):
            pages.append((view.links.here(**{"from": n * PAGE_SIZE}), str(n + 1), n == here))
    pager = switch(t(zh="页", en="Page"), pages) if pages else Html("")
    looks = "ca-facts ca-rows"
    made = table(caption, heads, lines, numeric=(3,), current=current, row_heads=2, class_=looks, bare=range(5))
    return Html(note + made + pager)

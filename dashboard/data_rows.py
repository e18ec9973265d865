"""The rows of the data page: which page of them, in which order, each value with the way to its sentence."""

from __future__ import annotations

import pandas as pd

from dashboard.chrome import switch
from dashboard.evidence import verdict_badge
from dashboard.markup import Html, anchor, table
from dashboard.series import CAUTION
from dashboard.state import View
from dashboard.store import records
from dashboard.tables import provenance

PAGE_SIZE = 50
MOST_PAGES = 12
"""Pages that are all offered; of more, the first, the last and those near by."""
ORDERS = ("region", "indicator", "period", "value")


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
                anchor(view.links.here(fact=row["fact_id"]), t.amount(row) + (CAUTION if row["flags"] else "")),
                provenance(row, t),
                verdict_badge(row["verdict"], t) if row["verdict"] else "",
            ]
        )
    caption = t(
        zh=f"第 {start + 1}–{start + len(shown)} 行，共 {len(frame)} 行",
        en=f"Rows {start + 1}–{start + len(shown)} of {len(frame)}",
    )
    pages = []
    if len(frame) > PAGE_SIZE:
        count = -(-len(frame) // PAGE_SIZE)
        for n, at in enumerate(range(0, len(frame), PAGE_SIZE)):
            if (
                count <= MOST_PAGES
                or at in (0, start)
                or abs(at - start) <= 3 * PAGE_SIZE
                or at + PAGE_SIZE >= len(frame)
            ):
                pages.append((view.links.here(**{"from": at}), str(n + 1), at == start))
    pager = switch(t(zh="页", en="Page"), pages) if pages else Html("")
    return Html(
        table(caption, heads, lines, numeric=(3,), current=current, row_heads=2, class_="ca-rows", bare=range(6))
        + pager
    )

"""What is not as the texts have it: conversions, derived values, corrections."""

from __future__ import annotations

from typing import Any

from dashboard import evidence
from dashboard.markup import Html, anchor, table, tag
from dashboard.reasons import derivation, remark
from dashboard.state import View
from dashboard.store import records


def _kinds(view: View) -> list[tuple[str, int, dict[str, Any]]]:
    """Each kind of derivation, how many rows it made, and the first of them."""
    made = view.facts[view.facts["provenance"] != "reported"]
    return [(str(code), len(group), records(group)[0]) for code, group in made.groupby("derivation", sort=True)]


def derivations(view: View) -> Html:
    """Every kind of conversion and derivation, with one example."""
    t = view.t
    name = t(zh="推算与换算", en="Derivations and conversions")
    rows = [
        [derivation(code, t.lang), str(count), anchor(view.links.here(fact=row["fact_id"]), str(row["formula"]))]
        for code, count, row in view.once("derivations", lambda: _kinds(view))
    ]
    if not rows:
        return Html(
            tag("h2", name)
            + tag(
                "p", t(zh="当前数据表没有推算值。", en="The present table holds no derived values."), class_="ca-none"
            )
        )
    head = [t(zh="推算方式", en="Kind"), t(zh="行数", en="Rows"), t(zh="例", en="Example")]
    return Html(tag("h2", name) + table(name, head, rows, numeric=(1,), quiet=True, bare=(0, 2)))


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
            remark(r["correction"], t.lang),
        ]
        for r in records(found)
    ]
    return Html(tag("h2", name) + table(name, head, rows, quiet=True, bare=(0, 1, 2)))

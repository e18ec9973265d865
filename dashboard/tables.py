"""Tables of facts, legends of shapes, and links to the same rows as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from dashboard.evidence import flag, verdict_badge
from dashboard.growth import Pair, annual, years
from dashboard.labels import PROVENANCES, Labels
from dashboard.markup import NONE, Html, anchor, folded, table, tag
from dashboard.numerals import counted
from dashboard.params import DATA_PARAMS, Values
from dashboard.periods import span_label
from dashboard.series import CAUTION
from dashboard.state import View
from dashboard.store import records
from dashboard.style import SIGNS, hue, shape, shape_name


def signs(shapes: Iterable[str], view: View) -> Html:
    """What the shapes mean, only those that occur."""
    items = [
        tag("li", tag("span", SIGNS[s], class_="dot", aria_hidden="true"), shape_name(s, view.t))
        for s in SIGNS
        if s in set(shapes)
    ]
    return Html("".join(items))


def legend(frame: pd.DataFrame, shapes: Iterable[str], view: View) -> Html:
    """Hues of the regions of some rows, and meanings of the shapes that are drawn."""
    every = view.every_region
    regions = [code for code in view.regions if code in set(frame["region"])]
    hues = [
        tag(
            "li",
            Html(f'<span class="dot" style="color:{hue(code, every)}" aria-hidden="true">■</span>'),
            view.t.region(code),
        )
        for code in regions
    ]
    return tag("ul", *hues, signs(shapes, view), class_="ca-legend", aria_label=view.t(zh="图例", en="Legend"))


def name_head(about: str, t: Labels) -> str:
    """Head of the column that says what is counted."""
    return t(zh="口径", en="Group") if about else t(zh="指标", en="Indicator")


def name(row: Mapping[str, object], about: str, t: Labels) -> str:
    """What a row counts: in a table about one indicator, only which group of it."""
    if row["indicator"] == about:
        return t.dims(str(row["dims"])) or t(zh="合计", en="all")
    return t.series(str(row["indicator"]), str(row["dims"]), str(row["measure"]))


def facts(
    frame: pd.DataFrame, view: View, caption: str, gaps: Sequence[str] = (), folds: bool = False, about: str = ""
) -> Html:
    """A table of facts; regions in `gaps` get a row that says that the texts have no figure.

    Args:
        frame: The rows.
        view: The view.
        caption: Names the table.
        gaps: Regions without a figure.
        folds: Whether the table waits behind its caption; one that holds the chosen fact is open.
        about: The one indicator that the caption names.
    """
    t = view.t
    head = [
        t(zh="地区", en="Region"),
        name_head(about, t),
        t(zh="时间", en="Period"),
        t(zh="数值", en="Value"),
        t(zh="原文写法／公式", en="As written, or formula"),
        t(zh="来源", en="Provenance"),
    ]
    checked = bool(frame["verdict"].notna().any()) if len(frame) else False
    if checked:
        head.append(t(zh="核对", en="Check"))
    rows: list[list[object]] = []
    current = None
    for row in records(frame):
        if row["fact_id"] == view.fact:
            current = len(rows)
        rows.append(_cells(row, view, checked, about))
    for code in gaps:
        words = tag("span", t(zh="资料中未见", en="none in the texts"), class_="ca-none")
        rows.append([t.region(code), words, "", "", "", "", *([""] if checked else [])])
    looks = "ca-facts" if not about else "ca-facts ca-short"
    made = table(caption, head, rows, numeric=(3,), current=current, bare=range(7), quiet=folds, class_=looks)
    if not folds:
        return made
    size = t(zh=f"（{len(rows)} 行）", en=f" ({counted(len(rows), 'row', 'rows')})")
    return tag("div", folded(caption + size, made, current is not None), class_="ca-fold")


def _cells(row: dict[str, object], view: View, checked: bool, about: str) -> list[object]:
    t = view.t
    written = tag("span", str(row["value_text"]), lang="zh-CN", translate="no")
    if row["flags"]:
        marks = "; ".join(flag(str(code), t) for code in row["flags"])  # type: ignore[attr-defined]
        written = Html(f"{written} {tag('small', f'{CAUTION} {marks}', class_='ca-small')}")
    cells: list[object] = [
        t.region(str(row["region"])),
        name(row, about, t),
        t.span(row),
        anchor(view.links.here(fact=str(row["fact_id"])), t.amount(row)),
        tag("span", str(row["formula"]), class_="ca-small")
        if row["formula"] and row["provenance"] != "reported"
        else written,
        provenance(row, t),
    ]
    return [*cells, verdict_badge(row["verdict"], t) if row["verdict"] else ""] if checked else cells


def provenance(row: Mapping[str, object], t: Labels) -> Html:
    """Shape and word of where a value comes from."""
    state = t(zh="计划", en="planned") if row["status"] == "planned" else t.pick(PROVENANCES, str(row["provenance"]))
    return tag("span", f"{SIGNS[shape(row)]} {state}", class_="ca-nowrap")


def downloads(view: View, values: Values, count: int) -> Html:
    """Links to the rows of a table as files."""
    t = view.t
    words = t(zh=f"下载这 {count} 行：", en=f"Download {'this row' if count == 1 else f'these {count:,} rows'}:")
    query = [Html(" ")]
    for kind, name in (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON")):
        href = view.links.data(kind, DATA_PARAMS, **({"names": "both"} | dict(values)))
        query += [tag("a", name, href=href, download="", data_file=kind), Html(" ")]
    whole = t(zh="在数据页打开", en="open on the data page")
    keep = {k: v for k, v in values.items() if k != "names"}
    query.append(anchor(view.links.to("data", **keep), whole))
    return tag("p", words, *query, class_="ca-tools")


def growth(found: Sequence[Pair], view: View, caption: str, about: str = "") -> Html:
    """Stated and computed growth side by side, with span, growth per year and verdict.

    Args:
        found: The growth rates.
        view: The view.
        caption: Names the table.
        about: The one indicator that the caption names.
    """
    t = view.t
    head = [
        t(zh="地区", en="Region"),
        name_head(about, t),
        t(zh="时期", en="Span"),
        t(zh="公布", en="Stated"),
        t(zh="推算", en="Computed"),
        t(zh="相差（百分点）", en="Gap (pp)"),
        t(zh="年均", en="Per year"),
        t(zh="核对", en="Check"),
    ]
    rows: list[list[object]] = []
    current = None
    for pair in found:
        row = pair.row
        if row["fact_id"] == view.fact:
            current = len(rows)
        # As the text writes it; what is computed has two decimals.
        stated = NONE if pair.stated is None else t.amount(row)
        computed = NONE if pair.computed is None else t.rate(pair.computed)
        best = pair.computed if pair.computed is not None else pair.stated
        span = years(row)
        per_year = t.rate(annual(best, span)) if best is not None and span > 1 else NONE
        link = view.links.here(fact=str(row["fact_id"]))
        rows.append(
            [
                t.region(str(row["region"])),
                name({**row, "measure": "level"}, about, t),
                span_label(row),
                anchor(link, stated) if pair.stated is not None else stated,
                anchor(link, computed) if pair.stated is None else computed,
                f"{pair.gap:.2f}" if pair.gap >= 0 else NONE,
                per_year,
                verdict_badge(row["verdict"], t),
            ]
        )
    looks = "ca-facts" if not about else "ca-facts ca-short"
    return table(caption, head, rows, numeric=(3, 4, 5, 6), current=current, bare=(0, 1, 2, 7), class_=looks)

"""Blocks that pages are made of: titled chart, its table, its sentence, its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import canvas, chrome, evidence, growth, series, standards, tables
from dashboard.figures import dot_panels
from dashboard.markup import Html, tag
from dashboard.panels import Panel
from dashboard.params import Values
from dashboard.state import View
from dashboard.store import records

SHORT = 5
"""Rows up to which a table below a chart stands open: longer ones would push the next chart off the screen."""
LOCALE = {
    "dictionary": {"Download plot as a PNG": "下载 PNG 图片", "Download plot as a png": "下载 PNG 图片"},
    "format": {},
}


def html(*content: object) -> None:
    """Show HTML that the dashboard made."""
    canvas.here().html(tag("div", *content, class_="ca-page"))


def title(words: str, lead: str = "", lang: str = "") -> None:
    """Title of the page with the finding, and what it is about; `lang` where it is the title of a text."""
    html(chrome.heading(words, lead, lang=lang))


def section(words: str, lead: str = "") -> None:
    """Title of a part of the page."""
    html(chrome.heading(words, lead, "h2"))


def chart(view: View, key: str, panels: Sequence[Panel], alt: str, frame: pd.DataFrame, note: str = "") -> None:
    """A chart whose points choose their fact, with legend and source line.

    Args:
        view: The view.
        key: Name of the chart, unique on its page.
        panels: What is drawn; their shapes make the legend.
        alt: What the chart shows, in a sentence.
        frame: The rows drawn: their texts make the source line.
        note: A remark on reading it.
    """
    t = view.t
    config: dict[str, Any] = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"filename": f"{view.page or 'overview'}_{key}", "scale": 2},
    }
    if t.lang == "zh":
        config |= {"locale": "zh-CN", "locales": {"zh-CN": LOCALE}}
    canvas.here().chart(key, dot_panels(panels, t, view.fact), config, alt)
    points = [point for panel in panels for row in panel.rows for point in row.points]
    parts: list[object] = [tables.legend(frame, {point.shape for point in points}, view)]
    if any(series.CAUTION in point.label for point in points):
        marks = dict.fromkeys(evidence.flag(code, t) for codes in frame["flags"] for code in codes)
        note = " ".join(filter(None, (note, f"{series.CAUTION} {t(zh='；', en='; ').join(marks)}")))
    if note:
        parts.append(tag("p", note, class_="ca-small"))
    html(*parts, chrome.source_line(view, sorted(frame["doc_id"].unique())))


def facts_table(
    view: View,
    caption: str,
    frame: pd.DataFrame,
    values: Values,
    gaps: Sequence[str] = (),
    folds: bool = False,
    about: str = "",
) -> None:
    """The rows behind a chart, each value a link to its sentence; then the same rows as files.

    Args:
        view: The view.
        caption: Names the table.
        frame: The rows.
        values: Parameters that select exactly these rows: the downloads use them.
        gaps: Regions that have no row: each gets one that says so.
        folds: Whether the table waits behind its caption.
        about: The one indicator that the caption names.
    """
    html(tables.facts(frame, view, caption, gaps, folds, about), tables.downloads(view, values, len(frame)))


def columns(*shares: float) -> Sequence[AbstractContextManager[Any]]:
    """Columns beside each other, of some shares of the width."""
    return canvas.here().columns(shares)


@contextmanager
def with_evidence(view: View) -> Iterator[None]:
    """Two columns: what the page draws inside, and beside it the sentence of the chosen fact."""
    main, side = columns(0.66, 0.34)
    with main:
        yield
    with side:
        html(evidence.panel(view.fact, view.store, view.t, view.links))


def empty(view: View) -> None:
    """Words where a selection leaves nothing."""
    words = view.t(
        zh="当前筛选下没有数据。请放宽地区、城乡或其他条件。",
        en="No figures under the present filters. Widen region, residence or other filters.",
    )
    html(tag("p", words, class_="ca-none", role="status"), Html(""))


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What a chart and its table show."""

    panels: Sequence[Panel]
    words: str
    drawn: pd.DataFrame
    rows: pd.DataFrame


def _definitions(view: View, facts: pd.DataFrame, indicators: Sequence[str], per: str) -> _Drawing:
    t = view.t
    frame = series.levels(facts, indicators)
    frame = frame[frame["region"].isin(view.regions)]
    drawn = series.drawable(frame)
    drawn = drawn[drawn.groupby(["indicator", "dims", "measure"])["fact_id"].transform("size") > 1]
    panels = series.definition_panels(drawn, view.regions, view.every_region, t, per) if len(drawn) else []
    words = t(zh="点图：", en="Dot chart: ") + t(zh="；", en="; ").join(evidence.one_line(r, t) for r in records(drawn))
    order = {slug: at for at, slug in enumerate(t.catalogue.indicators)}
    ranks = {"_rank": frame["indicator"].map(order), "_dims": frame["dims"].map(t.dims_order)}
    rows = frame.assign(**ranks).sort_values(["_rank", "_dims", "dims", "region", "period"], kind="stable")
    return _Drawing(panels, words, drawn, rows)


def definition_chart(
    view: View, key: str, name: str, facts: pd.DataFrame, indicators: Sequence[str], per: str = "month"
) -> None:
    """One panel for each definition with values of two regions or years; what is alone stands in the table only.

    Args:
        view: The view.
        key: Name of the chart, unique on its page.
        name: Names the table.
        facts: Rows after the filters of the page.
        indicators: What is shown; said to be missing where there is nothing of them.
        per: month or year, for rates of money.
    """
    t = view.t
    made = view.once(key, lambda: _definitions(view, facts, indicators, per))
    if made.rows.empty:
        names = t(zh="、", en=", ").join(t.indicator(slug) for slug in indicators)
        words = t(zh=f"所选地区的文本没有这些数据：{names}。", en=f"The texts of these regions give none of: {names}.")
        html(tag("p", words, class_="ca-none"))
        return
    if made.panels:
        chart(view, key, made.panels, made.words, made.drawn)
    caption = t(zh=f"{name}：全部数据", en=f"{name}: all figures")
    wanted = standards.values(view, tuple(dict.fromkeys(made.rows["indicator"]))) | {"measure": series.LEVELS}
    facts_table(view, caption, made.rows, wanted, folds=bool(made.panels) and len(made.rows) > SHORT)


def growth_chart(
    view: View, key: str, found: Callable[[], Sequence[growth.Pair]], caption: str, about: str = ""
) -> None:
    """Stated beside computed growth, then the same as a table with verdicts.

    Args:
        view: The view.
        key: Name of the chart, unique on its page.
        found: Gives the growth rates, in the order of the table.
        caption: Names the table.
        about: The one indicator that the caption names.
    """
    t = view.t

    def work() -> tuple[list[growth.Pair], _Drawing]:
        pairs = [pair for pair in found() if pair.row["region"] in view.regions]
        if view.one("derived") == "0":
            # The verdict stays: it is a word about what is stated.
            pairs = [replace(pair, computed=None) for pair in pairs]
        panels = growth.panels(pairs, view.regions, view.every_region, t, view.one("annual") == "1")
        frame = view.facts.loc[[pair.row["fact_id"] for pair in pairs]]
        words = t(zh="点图：", en="Dot chart: ") + t(zh="；", en="; ").join(evidence.one_line(p.row, t) for p in pairs)
        return pairs, _Drawing(panels, words, frame, frame)

    pairs, made = view.once(key, work)
    if not pairs:
        words = t(zh="所选地区的文本没有公布增长率。", en="The texts of these regions state no growth rate.")
        html(tag("p", words, class_="ca-none"))
        return
    chart(view, key, made.panels, made.words, made.drawn)
    if not made.drawn["verdict"].notna().any():
        html(tag("p", t(zh="当前数据表没有核对结论。", en="The present table holds no verdicts."), class_="ca-none"))
    html(tables.growth(pairs, view, caption, about))


def scroll_to(view: View, place: str) -> None:
    """Bring a marked place into view; runs again for each fact, since its id is part of the script."""
    if not view.fact:
        return
    # Only below Streamlit's own root: the first view may stand beside it, with the same place.
    canvas.here().live(
        "",
        f"/* {view.fact} */ document.querySelector('#root #{place}')?.scrollIntoView({{block: 'center'}});"
        "const item = document.querySelector('#root .ca-list .chosen'), list = item?.parentElement;"
        "if (list) list.scrollTop = item.offsetTop - list.offsetTop - list.clientHeight / 2;",
    )

"""The page that compares regions: title, words, tools, chart."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import pandas as pd

from dashboard import blocks, compare, compare_blocks
from dashboard.markup import Html, anchor, tag
from dashboard.params import PAGE_PARAMS, SHARED, encode
from dashboard.state import View

WIDER = 5
"""Years that the page offers where few rows can be compared."""


def title(view: View, found: Sequence[compare.Line]) -> str:
    """How many rows can be compared."""
    t = view.t
    names = t(zh="、", en=", ").join(t.region(code) for code in view.regions)
    sound = sum(line.is_sound for line in found)
    return t(
        zh=f"{names}：{len(found)} 项指标中 {sound} 项可以比较",
        en=f"{names}: {sound} of {len(found)} indicators can be compared",
    )


def lead(view: View) -> str:
    """How to read the table."""
    return view.t(
        zh="默认只比较同一年的数值；放宽年份时，单元格写明所用的年份。没有数值的单元格用文字说明，不作估计。",
        en="By default a row holds values of one year; where you allow others, the cell names the year. A cell "
        "without a "
        "value says so in words; nothing is estimated.",
    )


def tools(view: View) -> Html:
    """The table as a file, the view as a link."""
    t = view.t
    query = urlencode([("lang", t.lang), *encode(view.values | {"fact": ""}, (*SHARED, *PAGE_PARAMS["compare"]))])
    link = tag(
        "a", t(zh="下载此表（CSV）", en="Download this table (CSV)"), href=f"data/compare.csv?{query}", download=""
    )
    copy = tag(
        "button",
        t(zh="复制此视图的链接", en="Copy link to this view"),
        type="button",
        data_copy_here="1",
        class_="ca-button",
    )
    return tag("p", link, " ", copy, class_="ca-tools")


def chart(view: View, found: Sequence[compare.Line]) -> None:
    """Panels of the rows that can be compared; words where none can."""
    t = view.t
    blocks.section(t(zh="可以比较的指标", en="What can be compared"))
    panels = view.once("panels", lambda: compare_blocks.panels(view, found))
    if not panels:
        words = t(
            zh="当前各行都不宜直接比较；原因见上表“可比性”一列。",
            en="No row can be compared as it stands; the column of lamps says why.",
        )
        blocks.html(tag("p", words, class_="ca-none"))
        return
    frame, words = view.once("drawn", lambda: _told(view, found))
    blocks.chart(view, "compare", panels, words, frame)


def _told(view: View, found: Sequence[compare.Line]) -> tuple[pd.DataFrame, str]:
    frame = compare_blocks.drawn(view, found)
    return frame, compare_blocks.alt(view, frame)


def wider(view: View, found: Sequence[compare.Line]) -> Html:
    """Where most rows have one region only: how many more a wider span of years makes comparable, as a link to it."""
    if int(view.one("within") or 0) >= WIDER or not found:
        return Html("")
    now = sum(line.is_sound for line in found)
    then = view.once(
        "wider",
        lambda: sum(
            line.is_sound for line in compare_blocks.lines(view.store, view.values | {"within": WIDER}, view.t)
        ),
    )
    if then <= now:
        return Html("")
    t = view.t
    words = t(
        zh=f"允许相差 {WIDER} 年，可比较 {then} 项（单元格写明所用年份）",
        en=f"allow {WIDER} years apart: {then} can be compared, and each cell names its year",
    )
    return tag("p", anchor(view.links.here(within=WIDER), words), class_="ca-tools")

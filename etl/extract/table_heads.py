"""Heads of a table: one text for each column, of one head row or several with merged cells.

In: head rows as lists of cell texts, blank where a cell is empty or belongs to the merged cell before it. Out: the text
of each column, the upper head before the lower one. Where rows have lost their blanks, widths tell what was merged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNIT_IN_HEAD = re.compile(r"[(（](?P<unit>[^()（）]{1,10})[)）]\s*$")
_GROWTH = re.compile(r"^(?:比|较)?(?:上年|去年|上期|同期|上年同期)|^同比|^增[长幅速减]|^环比|^涨幅")
_LAST = re.compile(r"上年|去年|上期|同期")
_LEVEL_OF_LAST = re.compile(
    r"(?:上年|去年|上期|同期)(?:同期|同月|末)?(?:累计)?(?:数|数值|实绩|完成数?)?(?:[(（][^()（）]*[)）])?"
)
"""上年同期 alone heads the level of the year before."""
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_UNIT_OF_HEAD = re.compile(r"[(（][^()（）]*[)）]$")


def join_heads(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Heads of `width` columns, or of as many as the last row has where the rows do not say which column is whose."""
    heads = list(rows[0]) if rows else []
    for row in rows[1:]:
        heads = _join(heads, list(row), width)
    return heads


def _join(above: list[str], row: list[str], width: int) -> list[str]:
    """Heads of two rows."""
    if "" in above or "" in row:
        columns = max(width, len(above), len(row))
        above, row = (cells + [""] * (columns - len(cells)) for cells in (above, row))
        return [f"{a}{b}" for a, b in zip(_spread(above, row), row, strict=True)]
    if len(row) < len(above) and all(_UNIT_IN_HEAD.fullmatch(cell) for cell in row):
        row = [""] * (len(above) - len(row)) + row
    if len(row) == len(above):
        return [f"{a}{b}" for a, b in zip(above, row, strict=True)]
    merged = len(above) + len(row) - width  # heads of the upper row that stand over the lower one
    if 0 < merged <= len(above) and len(row) > merged and len(row) % merged == 0:
        each = len(row) // merged
        under = [head for head in above[-merged:] for _ in range(each)]
        return above[:-merged] + [f"{a}{b}" for a, b in zip(under, row, strict=True)]
    return row


def _spread(above: Sequence[str], row: Sequence[str]) -> list[str]:
    """The upper row with each merged head said for all columns that have a head of their own below it."""
    spread: list[str] = []
    source = -1
    for at, head in enumerate(above):
        if head:
            source = at
        reaches = not head and source >= 0 and row[at] and row[source]
        spread.append(above[source] if reaches else head)
    return spread


def full_head(heads: Sequence[str], at: int) -> str:
    """Head of a column; 比上年增长(%) speaks of the column before it, of several years' columns of the last year's."""
    if not 0 <= at < len(heads):
        return ""
    head = heads[at]
    if not at or not is_growth_head(head):
        return head
    before = [h for h in heads[:at] if not is_growth_head(h) and not _LAST.search(h)] or [""]
    years = [(m[0], h) for h in before if (m := _YEAR.search(h))]
    compared = max(years)[1] if years and _YEAR.search(before[-1]) else before[-1]
    return _UNIT_OF_HEAD.sub("", compared) + head


def is_growth_head(head: str) -> bool:
    """Whether a head says that its column compares the one before it with an earlier time: 同比±%."""
    return bool(_GROWTH.search(head)) and not _LEVEL_OF_LAST.fullmatch(head)


def unit_in(text: str) -> str:
    """Unit that closes a head or a label in brackets: 平均标准(元/月)."""
    m = _UNIT_IN_HEAD.search(text)
    return m["unit"] if m and not re.search(r"[级类岁区]", m["unit"]) else ""

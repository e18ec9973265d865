"""What the clean stage cuts out of a text with HTML in it: tags, scripts, entities; rows of tables become lines.

In: raw text. Out: cuts as (start, end, replacement) and the spans of blocks that are nothing but links. Merged cells
(colspan, rowspan) leave blank ones, so that a column keeps its place; inside a row a line break parts nothing.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from etl.merged_cells import blank_columns, span_of

Cut = tuple[int, int, str]

_LOOKS_HTML = re.compile(r"<(?:html|body|div|p|br|td|tr|table|span|h[1-6]|li|ul|a|strong|b)\b[^<>]{0,300}>", re.I)
_JUNK = re.compile(
    r"""
      <!--.{0,5000}?-->                                        # comments
    | <(?P<dead>script|style|noscript|svg)\b[^<>]*>(?:(?!</(?P=dead)).)*(?:</(?P=dead)\s*>)?
    | </?(?P<tag>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,2000}>          # one tag
    | &(?:[a-zA-Z]{2,8}|\#\d{1,6}|\#x[0-9a-fA-F]{1,6});         # one entity
    """,
    re.S | re.X,
)
_CELL_TAGS = {"td", "th"}
_INLINE_TAGS = {"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "u1", "ins"}
_ROW = re.compile(r"<tr\b[^<>]*>(?:(?!<tr\b|<table\b|</tr\b).)*</tr\s*>", re.S | re.I)
_TAG = re.compile(r"<[^<>]*>")
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.I)
_LONGEST_CELL = 300
_LONGEST_ALONE = 60
"""Characters of a cell, or of the only cell of a row, beyond which it places blocks on the page."""
_TABLE = re.compile(r"</?table\b", re.I)
_COLSPAN = re.compile(r"\bcolspan\s*=\s*[\"']?([^\"'>]*)", re.I)
_ROWSPAN = re.compile(r"\browspan\s*=\s*[\"']?([^\"'>]*)", re.I)
_BREAK = re.compile(r"[ \t]*[\r\n]\s*")
_THOUSANDS = re.compile(r"\d{3}(?!\d)")
HAN = "\u3400-\u9fff\uf900-\ufaff"
"""Chinese characters, for a class of a pattern."""
WORD = re.compile(f"[{HAN}]")


def is_markup(raw: str) -> bool:
    """Whether a text holds HTML tags."""
    return "<" in raw and bool(_LOOKS_HTML.search(raw))


def markup_cuts(raw: str) -> tuple[list[Cut], list[tuple[int, int]]]:
    """Cuts for tags, scripts and entities, and the raw spans of blocks that are nothing but links."""
    cuts: list[Cut] = []
    skip: list[tuple[int, int]] = []
    rows = _Rows.of(raw)
    block_start, linked, plain, link_open, last = 0, 0, 0, -1, 0
    for m in _JUNK.finditer(raw):
        if rows.holds(last):
            cuts += [(b.start(), b.end(), "") for b in _BREAK.finditer(raw, last, m.start())]
        visible = len(raw[last : m.start()].strip())
        if link_open >= 0:
            linked += visible
        else:
            plain += visible
        last = m.end()
        tag = (m["tag"] or "").lower()
        if not tag:
            cuts.append((m.start(), m.end(), "" if m["dead"] and rows.holds(m.start()) else _instead(raw, m)))
            continue
        if tag == "a":
            link_open = -1 if raw[m.start() + 1] == "/" else m.start()
        if tag in _INLINE_TAGS:
            cuts.append((m.start(), m.end(), ""))
            continue
        cuts.append((m.start(), m.end(), rows.mark(m, tag)))
        if linked > 3 and plain <= 14:  # a date or source may stand beside the link
            skip.append((block_start, m.start()))
        block_start, linked, plain = m.end(), 0, 0
    return cuts, skip


def _instead(raw: str, m: re.Match[str]) -> str:
    """What stands for a comment, a script or an entity."""
    entity = html.unescape(m[0]) if m[0].startswith("&") else "\n" if m["dead"] else ""
    if entity.isspace() and entity != "\n" and _joins(raw, m.start(), m.end()):
        return ""
    return entity[:1] if entity.isprintable() or entity.isspace() else ""


def _joins(raw: str, start: int, end: int) -> bool:
    """Whether a blank entity stands inside a number or between a number and its unit: 8&nbsp;135人, 60</b>&nbsp;元."""
    left = re.sub(r"<[^<>]*>$", "", raw[max(0, start - 40) : start])[-1:]
    if not left.isdigit():
        return False
    right = re.sub(r"^<[^<>]*>", "", raw[end : end + 40])
    return bool(_THOUSANDS.match(right) or WORD.match(right[:1]) or right[:1] in "%％")


def _tabulates(row: str) -> bool:
    """Whether the cells of a row hold figures and labels, not the blocks of a page."""
    cells = [len(_TAG.sub("", cell).strip()) for cell in _CELL.split(row)[1:]]
    return bool(cells) and max(cells) <= (_LONGEST_CELL if len(cells) > 1 else _LONGEST_ALONE)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of tables, in text order, and the columns without a cell of their own."""

    starts: list[int]
    ends: list[int]
    blanks: dict[int, int]
    """Blank columns before the cell whose tag begins at a place, or at the end of the row that it closes."""

    @classmethod
    def of(cls, raw: str) -> _Rows:
        """The rows of a text that tabulate something."""
        rows = [m for m in _ROW.finditer(raw) if _tabulates(m[0])]
        tables = [m.start() for m in _TABLE.finditer(raw)] if rows else []
        blanks: dict[int, int] = {}
        for _, group in groupby(rows, key=lambda row: bisect_right(tables, row.start())):
            for row, cells, before in _with_blanks(raw, list(group)):
                places = [cell.start() for cell in cells] + [raw.rindex("<", row.start(), row.end())]
                blanks.update((at, count) for at, count in zip(places, before, strict=True) if count)
        return cls([row.start() for row in rows], [row.end() for row in rows], blanks)

    def holds(self, at: int) -> bool:
        """Whether a place lies inside a row."""
        row = bisect_right(self.starts, at) - 1
        return row >= 0 and at < self.ends[row]

    def mark(self, m: re.Match[str], tag: str) -> str:
        """What stands for a tag that is not inline: a tab before each cell and for each column that has none."""
        if not self.holds(m.start()):
            return "\t" if tag in _CELL_TAGS else "\n"
        if tag == "tr" and m[0][1] != "/":
            return "\n"
        is_cell = tag in _CELL_TAGS and m[0][1] != "/"
        return "\t" * (self.blanks.get(m.start(), 0) + is_cell)


def _with_blanks(raw: str, rows: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], list[re.Match[str]], list[int]]]:
    """The rows of one table, each with the tags that open its cells and the blank columns before them."""
    cells = [list(_CELL.finditer(raw, row.start(), row.end())) for row in rows]
    spans = [[(_span(_COLSPAN, cell[0]), _span(_ROWSPAN, cell[0])) for cell in row] for row in cells]
    yield from zip(rows, cells, blank_columns(spans), strict=True)


def _span(attribute: re.Pattern[str], tag: str) -> int:
    found = attribute.search(tag)
    return span_of(found[1]) if found else 1

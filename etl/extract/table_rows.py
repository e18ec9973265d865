"""Rows of a table: their cells as spans, blank ones too, so that a column keeps its place where a cell is empty.

In: the row blocks of one table. Out: a `Row` for each, with the blank edges gone that the marks of a format leave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from etl.extract.layout import Block

Span = tuple[int, int]

_RATE = r"(?:每[人名床张户](?:床位)?)?每[月年]"
_VALUE = re.compile(
    rf"^(?!.*岁)(?!\d+[.、)）]\s*[^\d\s])(?P<rate>{_RATE})?(?P<number>[-+]?\d[\d,]*(?:\.\d+)?\s*(?:[%‰]|[^\d\s]{{0,8}}))$"
)
_YEAR = re.compile(r"^(?:19|20)\d{2}\s*年(?:度|末|底)?$")
_NUMBERING = re.compile(
    r"(?P<l1>[一二三四五六七八九十]{1,3}[、.])|(?P<l2>[(（][一二三四五六七八九十]{1,3}[)）])|(?P<l3>\d{1,2}\s*[.、](?!\d))"
    r"|(?P<l4>[(（]\d{1,2}[)）]|\d{1,2}[)）])|(?P<l5>[A-Za-z][.、]|[①-⑳])"
)


class Row(NamedTuple):
    """A row with the spans of its cells; a blank cell is an empty span."""

    block: Block
    cells: list[Span]

    def texts(self, text: str) -> list[str]:
        """What the cells say."""
        return [text[s:e] for s, e in self.cells]


def split_rows(text: str, table: Sequence[Block]) -> list[Row]:
    """Rows and section lines of a table, without the columns at its edges that are blank in all rows (outer pipes)."""
    rows = [Row(block, _cells(text, block)) for block in table]
    full = [row for row in rows if row.block.kind == "row"]
    first = int(all(_is_blank(row.cells[0]) for row in full))
    has_last = len({len(row.cells) for row in full}) == 1 and all(_is_blank(row.cells[-1]) for row in full)
    cut = [Row(row.block, row.cells[first:] if _is_blank(row.cells[0]) else row.cells) for row in rows]
    return [Row(row.block, row.cells[:-1]) if has_last and _is_blank(row.cells[-1]) else row for row in cut]


def _cells(text: str, block: Block) -> list[Span]:
    """Spans of the cells of a row, without the blanks around them."""
    spans = []
    at = block.start
    for piece in text[block.start : block.end].split("\t"):
        start = at + len(piece) - len(piece.lstrip())
        spans.append((start, max(start, at + len(piece.rstrip()))))
        at += len(piece) + 1
    return spans or [(block.start, block.start)]


def _is_blank(span: Span) -> bool:
    return span[0] == span[1]


def value_start(cell: str) -> int:
    """Where the number of a cell begins that states one, behind 每人每月; -1 for a cell of words, an age or a year."""
    m = _VALUE.match(cell)
    return m.start("number") if m and not _YEAR.match(cell) else -1


def numbering(label: str) -> tuple[int, int]:
    """Depth of the number that a label begins with (一、 1, (一) 2, 1. 3, (1) 4, A、 5; else 0), and its length."""
    m = _NUMBERING.match(label)
    return (int((m.lastgroup or "l0")[1:]), m.end()) if m else (0, 0)

"""Tables: rows whose cells stand apart, with what a cell's row label, column head and title say together.

In: blocks of a clean text. Out: for each number cell a `Cell` with the words that speak for it, in the order title,
row, head; the assembler reads them like the words of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.layout import Block

_VALUE = re.compile(r"^(?!.*岁)\s*(?:[-+]?\d[\d,]*(?:\.\d+)?)\s*(?:[%‰]|[^\d\s]{0,8})\s*$")
_YEAR = re.compile(r"^\s*(?:19|20)\d{2}\s*年(?:度|末|底)?\s*$")
_ROW_NUMBER = re.compile(r"序号|编号|^No\.?$|^#$|^行次$", re.I)
_GROWTH_HEAD = re.compile(r"^(?:比|较)?(?:上年|去年|上期|同期|上年同期)|^同比|^增[长幅速减]|^环比|^涨幅")
_EMPTY = re.compile(r"^\s*(?:[-—–/.…]+|无|空)?\s*$")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
_UNIT_CHARS = r"[元万亿千百人户床张个家所处次%‰/·.每月年对具名位项条件支块平方米口、]{1,14}"
_UNIT = re.compile(_UNIT_CHARS)
_UNIT_NOTE = re.compile(rf"(?:计量)?单位\s*[:：]\s*(?P<unit>{_UNIT_CHARS})")
_UNIT_IN_HEAD = re.compile(r"[(（](?P<unit>[^()（）]{1,10})[)）]\s*$")
_PART = re.compile(r"^\s*(?:其中|#|其\s*中)\s*[:：]?")
_LABEL_NUMBER = re.compile(r"^\s*(?:\d{1,3}\s*[.、)）]?|[一二三四五六七八九十]{1,3}[、.])\s*")
_LOOK_BACK = 4
"""Lines above a table that may name it."""
_LONGEST_TITLE = 60
_TIME_HEAD = re.compile(r"年份|年度|时间")
_UNIT_OF_HEAD = re.compile(r"[(（][^()（）]*[)）]$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number cell: its clean span, and the texts that speak for it."""

    start: int
    end: int
    text: str
    label: str
    head: str
    title: str
    unit: str
    row: Block


def find_tables(blocks: Sequence[Block]) -> list[list[Block]]:
    """Runs of two or more row blocks; a short heading between two rows (a section of the table) does not end a run."""
    tables: list[list[Block]] = []
    run: list[Block] = []
    pending: list[Block] = []
    for block in blocks:
        if block.kind == "row":
            run += pending
            pending = []
            run.append(block)
        elif run and block.kind == "heading" and not pending and block.end - block.start <= 16:
            pending = [block]
        else:
            if sum(b.kind == "row" for b in run) >= 2:
                tables.append(run)
            run, pending = [], []
    if sum(b.kind == "row" for b in run) >= 2:
        tables.append(run)
    return tables


def read_table(text: str, table: Sequence[Block], blocks: Sequence[Block]) -> list[Cell]:
    """Number cells of a table in reading order."""
    first = next(i for i, block in enumerate(blocks) if block is table[0])
    above = [
        text[b.start : b.end].strip()
        for b in blocks[max(0, first - _LOOK_BACK) : first]
        if b.kind != "row" and b.end - b.start <= _LONGEST_TITLE
    ]
    title = "\n".join(above)
    note = next((m["unit"] for line in reversed(above) if (m := _UNIT_NOTE.search(line))), "")
    heads: list[str] = []
    cells: list[Cell] = []
    parent = section = ""
    for block in table:
        if block.kind != "row":
            section = text[block.start : block.end].strip()
            continue
        spans = _cells(text, block)
        values = [i for i, (s, e) in enumerate(spans) if _VALUE.match(text[s:e]) and not _YEAR.match(text[s:e])]
        if not values or (not heads and len(values) < 2 and len(spans) > 3):
            row = [text[s:e].strip() for s, e in spans]
            heads = row if cells else _join_heads(heads, row)
            unit_note = _UNIT_NOTE.search(text[block.start : block.end])
            note = unit_note["unit"] if unit_note else note
            continue
        offset = len(heads) - len(spans)
        named = {i: heads[i + offset] if 0 <= i + offset < len(heads) else "" for i in range(len(spans))}
        values = [i for i in values if not _ROW_NUMBER.search(named[i])]
        values = [i for i in values if i or not _TIME_HEAD.search(named[0])]
        units = {i for i, (s, e) in enumerate(spans) if _is_unit(named[i], text[s:e])}
        unit_cell = next((text[slice(*spans[i])].strip() for i in sorted(units)), "")
        label, parent = _label(text, spans, values, units, named, parent)
        for i in values:
            s, e = spans[i]
            head = _full_head(heads, i + offset)
            unit = _unit(head, label, unit_cell, note)
            cells.append(Cell(s, e, text[s:e], label, head, f"{title},{section}", unit, block))
    return cells


def _full_head(heads: list[str], at: int) -> str:
    """Head of a column; 比上年增长(%) speaks of the column before it."""
    if not 0 <= at < len(heads):
        return ""
    head = heads[at]
    if at and _GROWTH_HEAD.search(head):
        return _UNIT_OF_HEAD.sub("", heads[at - 1]) + head
    return head


def _cells(text: str, block: Block) -> list[tuple[int, int]]:
    """Spans of the cells of a row, without the blanks around them; empty cells make none."""
    spans = []
    at = block.start
    for piece in text[block.start : block.end].split("\t"):
        start, end = at, at + len(piece)
        at = end + 1
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((start + lead, start + len(piece.rstrip())))
    return spans


def _join_heads(above: list[str], row: list[str]) -> list[str]:
    """Heads of two rows where they have as many cells, or the later one holds only units; else the later row."""
    if len(row) < len(above) and all(_UNIT_IN_HEAD.fullmatch(cell) for cell in row):
        row = [""] * (len(above) - len(row)) + row
    return [f"{a}{b}" for a, b in zip(above, row, strict=True)] if len(above) == len(row) else row


def _label(
    text: str, spans: list[tuple[int, int]], values: list[int], units: set[int], named: dict[int, str], parent: str
) -> tuple[str, str]:
    """Words of the row's cells that are no values, units or row numbers; and the row that 其中 rows belong to."""
    words = [
        text[s:e].strip()
        for i, (s, e) in enumerate(spans)
        if i not in values
        and not _EMPTY.match(text[s:e])
        and i not in units
        and not _ROW_NUMBER.search(named[i])
        and (not values or i < values[-1])
    ]
    label = _LABEL_NUMBER.sub("", "".join(words)) if words and not _YEAR.match(words[0]) else "".join(words)
    if _PART.match(label):
        return f"{parent}{_PART.sub('', label)}", parent
    return label, label


def _is_unit(head: str, cell: str) -> bool:
    """Whether a cell holds the unit of its row; 单位 heads a column of organisations as often."""
    return bool(_UNIT_HEAD.match(re.sub(r"\s", "", head)) and _UNIT.fullmatch(cell.strip()))


def _unit(head: str, label: str, unit_cell: str, note: str) -> str:
    """Unit of a cell: its head says it, or its row, or the note above the table."""
    for text in (head, label):
        m = _UNIT_IN_HEAD.search(text)
        if m and not re.search(r"[级类岁区]", m["unit"]):
            return m["unit"]
    return unit_cell or note

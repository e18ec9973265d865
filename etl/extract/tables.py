"""Tables: rows whose cells stand apart, with what a cell's row label, column head and title say together.

In: blocks of a clean text. Out: for each number cell a `Cell` with the words that speak for it, in the order title,
row, head; the assembler reads them like the words of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from etl.extract.layout import Block
from etl.extract.table_heads import full_head, is_growth_head, join_heads, unit_in
from etl.extract.table_rows import Row, numbering, split_rows, value_start

_ROW_NUMBER = re.compile(r"序号|编号|^No\.?$|^#$|^行次$", re.I)
_EMPTY = re.compile(r"^\s*(?:[-—–/.…]+|无|空)?\s*$")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
_UNIT_CHARS = r"[元万亿千百人户床张个家所处次件对%‰/·.每月年具名位项条支块平方米口、]{1,14}"
_UNIT = re.compile(_UNIT_CHARS)
_UNIT_NOTE = re.compile(rf"(?:计量)?单位\s*[:：]\s*(?P<unit>{_UNIT_CHARS})")
_PART = re.compile(r"^\s*(?:其中|#|其\s*中)\s*[:：]?")
_TIME_HEAD = re.compile(r"年份|年度|时间")
_REMARK = re.compile(r"备注|说明|文件|文号|依据")
_SHARE_OF_LAST = re.compile(r"%|增[长幅速]|涨幅|同比|环比")
_AMOUNT = re.compile(r"增加|减少|增减|变动|提高|额")
_STATEMENT = re.compile(r"\d[\d,.]*(?:万|亿)?(?:元|人|名|户|张|%)")
_IMPRINT = re.compile(r"\s*(?:发布|编制|填报|制表|发文|主办|信息来源|来源|索引号?|文号|字体|浏览)[^,，。]{0,6}[:：]")
"""A line that says who published a table, not what it counts."""
_LOOK_BACK = 4
"""Lines above a table that may name it."""
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A number cell: the clean span of its number, and the texts that speak for it."""

    start: int
    end: int
    text: str
    label: str
    head: str
    title: str
    """Lines above the table and the sections that the row stands in, the nearest last."""
    parents: tuple[str, ...]
    """Labels of the rows that this one is a part of (其中, or a deeper number), the nearest last."""
    unit: str
    row: Block
    is_serial: bool = False
    """Whether it only counts the rows."""


def find_tables(blocks: Sequence[Block], text: str) -> list[list[Block]]:
    """Runs of two or more row blocks; section lines between rows do not end a run: rows with one cell, or a heading."""
    tables: list[list[Block]] = []
    run: list[Block] = []
    pending: list[Block] = []
    for block in blocks:
        is_section = block.kind == "heading" and ("\t" in text[block.start : block.end] or not pending)
        if block.kind == "row":
            run += [*pending, block]
            pending = []
        elif run and is_section and block.end - block.start <= 24:
            pending.append(block)
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
        if b.kind != "row" and b.end - b.start <= _LONGEST_TITLE and not _IMPRINT.match(text, b.start, b.end)
    ]
    note = next((m["unit"] for line in reversed(above) if (m := _UNIT_NOTE.search(line))), "")
    reader = _TableReader(text, "\n".join(above), note)
    return [cell for row in split_rows(text, table) for cell in reader.read(row)]


class _Section(NamedTuple):
    """A line of a table that the lines below it belong to: one of words alone, or a numbered row."""

    depth: int
    words: str
    is_row: bool


@dataclass(slots=True)
class _TableReader:
    """Reads the rows of one table in order; what the rows before have said is kept here."""

    text: str
    title: str
    note: str
    head_rows: list[list[str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    width: int = 0
    """Cells of the first row below the heads."""
    has_values: bool = False
    sections: list[_Section] = field(default_factory=list)
    parent: str = ""
    """Label of the last row that was no part of another (其中)."""
    labels: dict[int, str] = field(default_factory=dict)
    """Cells before the first value of the row before, for those that a merged cell leaves blank."""

    def read(self, row: Row) -> Iterator[Cell]:
        """Number cells of a row; a row without any is a head or a section."""
        texts = row.texts(self.text)
        words = [cell for cell in texts if cell]
        values = [i for i, cell in enumerate(texts) if value_start(cell) >= 0]
        if unit_note := _UNIT_NOTE.search(self.text, row.block.start, row.block.end):
            self.note = unit_note["unit"]
        if row.block.kind != "row" or (len(words) == 1 and not values and self.head_rows):
            self._open(words[0] if words else "", False)
        elif not values and any(_STATEMENT.search(cell) for cell in texts):
            return  # 低保标准 | 城市每人每月941元: its words are read like those of a sentence
        elif not values or (not self.head_rows and len(values) < 2 and len(words) > 3):
            if self.has_values:
                self.head_rows, self.has_values = [], False
            self.head_rows.append(texts)
        else:
            if not self.has_values:
                self.heads, self.width = join_heads(self.head_rows, len(texts)), len(texts)
                self.has_values, self.labels = True, {}
            yield from self._cells(row, texts, values)

    def _open(self, label: str, is_row: bool) -> str:
        """Note a section of the table; its words without their number."""
        depth, length = numbering(label)
        words = label[length:]
        if depth:
            self.sections = [one for one in self.sections if 0 < one.depth < depth]
        else:
            self.sections = [one for one in self.sections if one.depth and not one.is_row]
        self.sections.append(_Section(depth, words, is_row))
        return words

    def _cells(self, row: Row, texts: list[str], values: list[int]) -> Iterator[Cell]:
        """The number cells of a row under its heads."""
        shift, named = self._named(texts, values)
        serial = [i for i in values if _ROW_NUMBER.search(named[i])]
        for i in serial:
            yield Cell(*row.cells[i], texts[i], "", named[i], "", (), "", row.block, is_serial=True)
        values = [i for i in values if i not in serial and (i or not _TIME_HEAD.search(named[0]))]
        units = {i for i, cell in enumerate(texts) if _is_unit(named[i], cell)}
        unit_cell = next((texts[i] for i in sorted(units)), "")
        label, parents = self._label(texts, values, units, named)
        title = "\n".join([self.title, *(one.words for one in self.sections if not one.is_row)])
        for i in values:
            start, end = row.cells[i]
            at = start + value_start(texts[i])
            unit = self.text[start:at] or self._unit(named[i], label, parents, unit_cell)
            head = full_head(self.heads, i + shift)
            yield Cell(at, end, self.text[at:end], label, head, title, parents, unit, row.block)

    def _named(self, texts: list[str], values: list[int]) -> tuple[int, list[str]]:
        """By how much the columns of a row stand left of their heads, and the head of each of its cells."""
        shift = len(self.heads) - self.width
        if shift > 0 and _REMARK.search(self.heads[-1]):
            shift = 0  # no row says anything there
        if len(texts) < self.width and self.labels and values[0] <= max(self.labels):
            shift += self.width - len(texts)  # a merged label is left out, not the last column
        elif len(texts) > self.width:
            shift = len(self.heads) - len(texts)
        return shift, [self.heads[i + shift] if 0 <= i + shift < len(self.heads) else "" for i in range(len(texts))]

    def _label(
        self, texts: list[str], values: list[int], units: set[int], named: list[str]
    ) -> tuple[str, tuple[str, ...]]:
        """Words of the row's cells that are no values, units or row numbers, and the rows that it is a part of."""
        lead = [i for i in range(values[0] if values else 0) if not _ROW_NUMBER.search(named[i])]
        if len(lead) > 1 and not texts[lead[0]] and any(texts[i] for i in lead):
            for i in takewhile(lambda i: not texts[i], lead):  # 兰山区 | 城市 over a blank | 农村: a merged cell
                texts[i] = self.labels.get(i, "")
        self.labels = {i: texts[i] for i in lead}
        words = [
            cell
            for i, cell in enumerate(texts)
            if i not in values
            and not _EMPTY.match(cell)
            and i not in units
            and not _ROW_NUMBER.search(named[i])
            and (not values or i < values[-1])
        ]
        label = "".join(words)
        if _PART.match(label):
            return _PART.sub("", label), (self.parent,)
        if numbering(label)[0]:
            label = self._open(label, True)
        if label.startswith("占") and self.parent:
            return f"{self.parent}{label}", ()  # 60周岁及以上老年人口, and below it 占总人口比重
        self.parent = label
        return label, tuple(one.words for one in self.sections if one.is_row and one.words != label)

    def _unit(self, head: str, label: str, parents: tuple[str, ...], unit_cell: str) -> str:
        """Unit of a cell: its head says it, or its row, or the note above the table."""
        if own := unit_in(head):
            return own
        if is_growth_head(head) and _SHARE_OF_LAST.search(head) and not _AMOUNT.search(head):
            return "%"
        return unit_in(label) or unit_cell or next(filter(None, map(unit_in, reversed(parents))), "") or self.note


def _is_unit(head: str, cell: str) -> bool:
    """Whether a cell holds the unit of its row; 单位 heads a column of organisations as often."""
    return bool(_UNIT_HEAD.match(re.sub(r"\s", "", head)) and _UNIT.fullmatch(cell))

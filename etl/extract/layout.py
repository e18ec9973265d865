"""Layout of a cleaned text: blocks (paragraphs, headings, rows of tables) with their sentences, as spans.

Boundaries only; what a sentence means is left to the finders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Literal, NamedTuple

BlockKind = Literal["text", "heading", "row", "skip"]

_SENTENCE_END = re.compile(r"[。!?！？](?:[”’』」)）\"]*)")
_NUMBERED = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]*)?"
    r"(?:第[一二三四五六七八九十]{1,3}[章节部分]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)  # 第一章, 二、, (三)
_INLINE = 3
"""How much deeper a title within a line stands than the same number on a line of its own."""
_NUMBERED_TITLE = re.compile(
    r"[ \t]*(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
    r"(?:\d{4}年)?[^,，。;；:：!?！？\d]{2,20}。"
)  # 五、2011年工作打算。


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the clean text: `text[start:end]`.

    `level`: for headings, 1 for the outermost; for text 0. `headings`: (start, end) of the headings it stands under,
    outermost first.
    """

    start: int
    end: int
    kind: BlockKind
    level: int
    headings: tuple[tuple[int, int], ...]


class Sentence(NamedTuple):
    """A sentence `text[start:end]` within a block."""

    start: int
    end: int
    block: Block


def find_blocks(text: str, skip: tuple[tuple[int, int], ...] = ()) -> list[Block]:
    """Blocks of `text` in order; empty lines make none."""
    blocks: list[Block] = []
    open_headings: list[tuple[int, tuple[int, int]]] = []
    skip = tuple(sorted(skip))
    at = near = 0
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            continue
        first = start + len(line) - len(line.lstrip())
        while near < len(skip) and skip[near][1] <= start:
            near += 1
        reaching = takewhile(lambda span, end=end: span[0] < end, islice(skip, near, None))  # type: ignore[misc]
        if any(s <= first and end <= e + 2 for s, e in reaching if e > start):
            blocks.append(Block(start, end, "skip", 0, ()))
            continue
        for part_start, part_end in _split_title(line, start):
            kind, level = _kind(text[part_start:part_end]) if part_end == end else ("heading", _level(line) + _INLINE)
            if kind == "heading":
                while open_headings and open_headings[-1][0] >= level:
                    open_headings.pop()
            headings = tuple(span for _, span in open_headings)
            blocks.append(Block(part_start, part_end, kind, level, headings))
            if kind == "heading":
                open_headings.append((level, (part_start, part_end)))
    return blocks


def _split_title(line: str, start: int) -> list[tuple[int, int]]:
    """Spans of a line: one, or a numbered title and what follows it in the same line (五、明年打算。一是…)."""
    end = start + len(line)
    title = _NUMBERED_TITLE.match(line)
    if title is None or not line[title.end() :].strip():
        return [(start, end)]
    return [(start, start + title.end()), (start + title.end(), end)]


def _level(line: str) -> int:
    """Level of a numbered heading: 7 for 一、, 8 for (一)."""
    return 8 if line.lstrip()[0] in "(（" else 7


def _kind(line: str) -> tuple[BlockKind, int]:
    """Kind of a line, and the level of a heading: Markdown's own, 7 for 一、, 8 for (一), 9 for a bare short line."""
    stripped = line.strip()
    cells = [cell for cell in stripped.split("\t") if cell.strip()]
    if len(cells) >= 2 and not any("。" in cell or len(cell) > 36 for cell in cells):
        return "row", 0
    if stripped.startswith("#"):
        return "heading", len(stripped) - len(stripped.lstrip("#"))
    ends_open = stripped[-1] in "。!?；;！？,，、"
    if _NUMBERED.match(line) and len(stripped) <= 40 and not ends_open:
        return "heading", _level(stripped)
    if len(stripped) <= 42 and not ends_open and "。" not in stripped and not stripped.startswith(("-", "*", "+")):
        return "heading", 9
    return "text", 0


def find_sentences(text: str, block: Block) -> list[Sentence]:
    """Sentences of a block, in order; headings and rows are one sentence each."""
    if block.kind != "text":
        return list(_bounded(text, Sentence(block.start, block.end, block)))
    sentences = []
    start = block.start
    for m in _SENTENCE_END.finditer(text, block.start, block.end):
        if _is_enclosed(text, start, m.end(), block.end):
            continue
        sentences.append(Sentence(start, m.end(), block))
        start = m.end()
    if text[start : block.end].strip():
        sentences.append(Sentence(start, block.end, block))
    return [part for sentence in sentences for part in _bounded(text, sentence)]


_LONGEST = 1500
"""Characters of a sentence beyond any that a person writes (227 in the press texts): work grows with its square."""


def _bounded(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """The sentence, cut behind clause marks where it is too long."""
    start = sentence.start
    while sentence.end - start > _LONGEST:
        end = max(text.rfind(mark, start, start + _LONGEST) for mark in "，；;、:\t") + 1 or start + _LONGEST
        yield sentence._replace(start=start, end=end)
        start = end
    yield sentence._replace(start=start) if start > sentence.start else sentence


_ASIDE = 400
"""Characters that an aside in brackets may hold."""


def _is_enclosed(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a full stop stands inside brackets that close later in the block."""
    is_open = text.count("(", start, end) > text.count(")", start, end)
    return is_open and text.find(")", end, min(limit, end + _ASIDE)) >= 0


_CLAUSE_MARK = re.compile(r"[,，;；:：]")


def find_clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Clauses of a span as half-open spans; the mark that closes a clause belongs to it."""
    clauses = []
    at = start
    for m in _CLAUSE_MARK.finditer(text, start, end):
        clauses.append((at, m.end()))
        at = m.end()
    if at < end:
        clauses.append((at, end))
    return clauses


def stretch_start(text: str, at: int, marks: str, floor: int = 0) -> int:
    """Where the stretch before `at` begins that holds none of the marks; not before `floor`."""
    while at > floor and text[at - 1] not in marks:
        at -= 1
    return at

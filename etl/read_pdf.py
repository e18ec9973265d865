"""A PDF file as text: wrapped lines are joined again, ruled tables become rows with tabs.

A line goes on in the next one if it fills the page's width and no sentence ends there, so that a number at the end
of a line is never cut. Page numbers between two pages are left out. Pages without ruled lines are read with pdfium;
pages with them also with pdfplumber, which is slower but knows where the cells are.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH

from etl.model import SourceError
from etl.read import Extract

MAX_PAGES = 2_000
MAX_TABLE_PAGES = 300
"""Pages that are searched for tables; later ones are read as running text, because the search is slow."""
_MIN_RULES, _MAX_RULES = 4, 5_000
"""Lines drawn on a page that may hold tables: fewer are underlines, more are a map or a chart."""
_PAGE_NUMBER = re.compile(r"^[\s\-—–·•第]*\d{1,4}[\s\-—–·•页]*(?:[/共]\s*\d{1,4}\s*页?)?$")
_SENTENCE_END = "。！？；!?;"
_NEW_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、是]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]+[章节条])"
)
# Fonts share a glyph between a character and the radical of the same shape, and PDF files then name the radical:
# 养⽼床位. The first block has compatibility mappings in Unicode, the second has not.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS |= str.maketrans(
    "⺁⺎⺒⺓⺝⺟⺠⺩⺫⺮⺶⺷⺸⺻⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻟⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻳",
    "厂兀巳幺月母民王目竹羊羊羊聿肉虎西见角贝车長长门雨青韦页风飞食食食马骨鬼鱼鸟麦黄斉齐歯齿竜龙龟",
)
_INVISIBLE = re.compile("[\u200b\ufeff\ufffe\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")


# It complains of fonts without a bounding box once per character.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(data: bytes) -> Extract:
    """The text of a PDF file, and its title if it states one.

    Raises:
        SourceError: encrypted, broken, too long, or made of images only.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise SourceError("the PDF file is password-protected; save it without a password") from error
        raise SourceError("the PDF file is broken; open it in a viewer and save it again") from error
    try:
        if len(document) > MAX_PAGES:
            raise SourceError(f"the PDF file has {len(document)} pages, the limit is {MAX_PAGES}; split it")
        title = str(document.get_metadata_value("Title") or "")
        lines = list(_document_lines(document, data))
    except pypdfium2.PdfiumError as error:
        raise SourceError("a page of the PDF file is broken; open it in a viewer and save it again") from error
    finally:
        document.close()
    return Extract("\n".join(_joined(lines)), title.strip())


def _document_lines(document: Any, data: bytes) -> Iterator[tuple[str, int]]:
    """Lines with the width that a full line has on their page; 0 for table rows, which stay as they are."""
    images = chars = 0
    for index in range(len(document)):
        page = document[index]
        rules = sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_PATH], max_depth=3))
        images += sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3))
        tables = list(_table_page(data, index)) if rules >= _MIN_RULES else []
        lines = tables or [(line, 1) for line in page.get_textpage().get_text_range().splitlines()]
        page.close()
        lines = [(_INVISIBLE.sub("", line).translate(_RADICALS).rstrip(), kind) for line, kind in lines]
        lines = [(line, kind) for line, kind in lines if line.strip()]
        if lines and _PAGE_NUMBER.match(lines[-1][0].strip()) and len(lines) > 1:
            lines.pop()
        if lines and _PAGE_NUMBER.match(lines[0][0].strip()) and len(lines) > 1:
            lines.pop(0)
        chars += sum(len(line) for line, _ in lines)
        full = max((_width(line) for line, kind in lines if kind), default=0)
        yield from ((line, full * kind) for line, kind in lines)
    if images and chars < 20 * len(document):
        raise SourceError("the PDF file holds images of pages and no text; run character recognition on it first")
    if not chars:
        raise SourceError("the PDF file holds no text; supply the text as .txt")


def _table_page(data: bytes, index: int) -> Iterator[tuple[str, int]]:
    """The lines of a page with ruled tables, from top to bottom; nothing if there is no table."""
    with pdfplumber.open(io.BytesIO(data), pages=[index + 1]) as document:
        page = document.pages[0]
        tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
        if not tables:
            return
        boxes = [table.bbox for table in tables]
        outside = page.filter(lambda item: not any(_inside(item, box) for box in boxes))
        parts: list[tuple[float, list[tuple[str, int]]]] = [
            (line["top"], [(line["text"], 1)]) for line in outside.extract_text_lines(return_chars=False)
        ]
        for table in tables:
            rows = [["".join((cell or "").split("\n")) for cell in row] for row in table.extract()]
            parts.append((table.bbox[1], [("\t".join(row).rstrip("\t"), 0) for row in rows]))
    for _, lines in sorted(parts, key=lambda part: part[0]):
        yield from lines


def _inside(item: dict[str, Any], box: Sequence[float]) -> bool:
    if item.get("object_type") != "char":
        return False
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _width(line: str) -> int:
    """Columns a line takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _joined(lines: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Paragraphs: each line with those that it goes on in."""
    paragraph, open_line = "", False
    for line, full in lines:
        if open_line and full and not line.startswith(("\u3000", "  ")) and not _NEW_ITEM.match(line):
            paragraph += _glue(paragraph, line) + line.lstrip()
        else:
            if paragraph:
                yield paragraph
            paragraph = line
        # Six columns short of full: a number or a word that did not fit went to the next line as a whole.
        open_line = bool(full) and _width(line) >= min(full - 6, 0.9 * full) and line[-1] not in _SENTENCE_END
    if paragraph:
        yield paragraph


def _glue(left: str, right: str) -> str:
    """A blank between two Latin words; nothing between Chinese characters or inside a number."""
    words = (
        left[-1:].isascii()
        and right[:1].isascii()
        and (left[-1:].isalpha() or left[-1:] in ",;")
        and right[:1].isalnum()
    )
    return " " if words else ""

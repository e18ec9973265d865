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
from dataclasses import dataclass, replace
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException
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
_RADICALS: dict[int, str | int] = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS |= str.maketrans(
    "⼾⺁⺎⺒⺓⺝⺟⺠⺩⺫⺮⺶⺷⺸⺻⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻟⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻳",
    "户厂兀巳幺月母民王目竹羊羊羊聿肉虎西见角贝车長长门雨青韦页风飞食食食马骨鬼鱼鸟麦黄斉齐歯齿竜龙龟",
)
_INVISIBLE = re.compile("[\u200b\ufeff\ufffe\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")


# It complains of fonts without a bounding box once per character.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line and where it stands, in points; a row of a table has no size and is never joined."""

    text: str
    left: float = 0
    right: float = 0
    size: float = 0

    @property
    def column(self) -> int:
        """Which strip of the page, four characters wide, the line begins in."""
        return int(self.left / (4 * self.size)) if self.size else -9


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


def _document_lines(document: Any, data: bytes) -> Iterator[_Line]:
    images = chars = 0
    tables = _Tables(data)
    for index in range(len(document)):
        page = document[index]
        rules = sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_PATH], max_depth=3))
        images += sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3))
        ruled = tables.lines(index) if _MIN_RULES <= rules <= _MAX_RULES else []
        lines = _without_numbers(ruled or list(_text_page(page)))
        page.close()
        chars += sum(len(line.text) for line in lines)
        yield from lines
    if images and chars < 20 * len(document):
        raise SourceError("the PDF file holds images of pages and no text; run character recognition on it first")
    if not chars:
        raise SourceError("the PDF file holds no text; supply the text as .txt")


def _without_numbers(lines: list[_Line]) -> list[_Line]:
    """The lines of a page without its number and without invisible characters."""
    lines = [replace(line, text=_INVISIBLE.sub("", line.text).translate(_RADICALS).rstrip()) for line in lines]
    lines = [line for line in lines if line.text.strip()]
    for edge in (-1, 0):
        if len(lines) > 1 and _PAGE_NUMBER.match(lines[edge].text.strip()):
            del lines[edge]
    return lines


def _text_page(page: Any) -> Iterator[_Line]:
    """The lines of a page by pdfium, with the places of their first and last characters."""
    textpage = page.get_textpage()
    text, start = textpage.get_text_range(), 0
    # Characters beyond the basic plane take two places in pdfium's count; then only the order is known.
    exact = len(text) == textpage.count_chars()
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare and exact:
            first = start + len(line) - len(line.lstrip())
            left, bottom, _, top = textpage.get_charbox(first, loose=True)
            right = textpage.get_charbox(first + len(bare) - 1, loose=True)[2]
            yield _Line(line.rstrip(), left, right, abs(top - bottom))
        elif bare:
            yield _Line(line.rstrip(), 0, _width(line), 1)
        start += len(line)


class _Tables:
    """Pages read with pdfplumber; the file is opened when the first page with ruled lines comes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.searched = 0
        self.document: Any = None

    def lines(self, index: int) -> list[_Line]:
        """The lines of a page that holds ruled tables; empty if it holds none or cannot be searched."""
        self.searched += 1
        if self.searched > MAX_TABLE_PAGES:
            return []
        try:
            self.document = self.document or pdfplumber.open(io.BytesIO(self.data))
            page = self.document.pages[index]
            found = list(_table_page(page))
            page.close()
        except (PDFException, PdfminerException, ValueError, KeyError, TypeError, IndexError, RecursionError):
            # pdfium has read the page: its text is still there, only the cells are not told apart.
            return []
        return found


def _table_page(page: Any) -> Iterator[_Line]:
    """The lines of a page with ruled tables, from top to bottom; nothing if there is no table."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    if not tables:
        return
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda item: not any(_inside(item, box) for box in boxes))
    parts: list[tuple[float, list[_Line]]] = [
        (line["top"], [_Line(line["text"], line["x0"], line["x1"], line["bottom"] - line["top"])])
        for line in outside.extract_text_lines(return_chars=False)
    ]
    for table in tables:
        rows = [["".join((cell or "").split("\n")) for cell in row] for row in table.extract()]
        parts.append((table.bbox[1], [_Line("\t".join(row).rstrip("\t")) for row in rows]))
    for _, lines in sorted(parts, key=lambda part: part[0]):
        yield from lines


def _inside(item: dict[str, Any], box: Sequence[float]) -> bool:
    if item.get("object_type") != "char":
        return False
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _width(line: str) -> int:
    """Columns a line takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)


def _joined(lines: Sequence[_Line]) -> Iterator[str]:
    """Paragraphs: each line with those that it goes on in."""
    rights: dict[int, float] = {}
    for line in lines:
        rights[line.column] = max(rights.get(line.column, 0), line.right)
    paragraph, last = "", None
    for line in lines:
        if last is not None and _goes_on(last, line, rights):
            paragraph += _glue(paragraph, line.text.lstrip()) + line.text.lstrip()
        else:
            if paragraph:
                yield paragraph
            paragraph = line.text
        last = line
    if paragraph:
        yield paragraph


def _goes_on(last: _Line, line: _Line, rights: dict[int, float]) -> bool:
    """Whether a line continues the one before: that one is full and ends no sentence, this one is not set in."""
    if not last.size or not line.size or last.text[-1] in _SENTENCE_END:
        return False
    # An indent of the next column or page is a jump, not the start of a paragraph.
    indented = 1.2 < (line.left - last.left) / line.size < 5
    if indented or line.text.startswith(("\u3000", "  ")) or _NEW_ITEM.match(line.text):
        return False
    # Paragraphs begin up to four characters right of the other lines of their column.
    full = max(rights.get(last.column + step, 0) for step in (-1, 0, 1))
    return last.right >= full - max(0.1 * (full - last.left), 2.5 * last.size)


def _glue(left: str, right: str) -> str:
    """A blank between two Latin words; nothing between Chinese characters or inside a number."""
    words = (
        left[-1:].isascii()
        and right[:1].isascii()
        and (left[-1:].isalpha() or left[-1:] in ",;")
        and right[:1].isalnum()
    )
    return " " if words else ""

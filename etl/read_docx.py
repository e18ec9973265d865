"""A Word file as text: paragraphs and tables in document order, table rows as lines with tabs.

The XML is walked here instead of with `paragraph.text`, which leaves out content controls, accepted insertions and
text boxes; deleted text and field codes are no text. Entities are never resolved: python-docx switches that off, and
a part that declares a document type is refused before it is parsed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from etl.model import SourceError
from etl.read import Extract

MAX_UNPACKED = 200_000_000
_ADVICE = "open it in a word processor and save it again as .docx"
# What python-docx and the XML parser below it raise for a broken file (its syntax errors are SyntaxError too).
_BROKEN = (
    *(KeyError, ValueError, LookupError, AttributeError, TypeError, OSError, SyntaxError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, EOFError, PythonDocxError, OpcError),
)
_BREAKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Text that is not on the page: deletions, and the copy of a text box for old programs.
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}


def read_docx(data: bytes) -> Extract:
    """The text of a Word file, and its title if it states one.

    Raises:
        SourceError: encrypted, broken, a ZIP bomb, or with a document type declaration.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError("it is password-protected or an old .doc file; save it as .docx without a password")
    _check_container(data)
    try:
        document = docx.Document(io.BytesIO(data))
        title = document.core_properties.title or ""
    except _BROKEN as error:
        raise SourceError(f"the Word file is broken ({type(error).__name__}); {_ADVICE}") from error
    return Extract("\n".join(line for line in _blocks(document.element.body) if line.strip()), title.strip())


def _check_container(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED:
                raise SourceError(
                    f"it unpacks to {unpacked:,} bytes, the limit is {MAX_UNPACKED:,}; leave out its images"
                )
            if any(part.flag_bits & 1 for part in parts):
                raise SourceError("it is password-protected; save it without a password")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with container.open(part) as stream:
                        if b"<!doctype" in stream.read(4096).replace(b"\x00", b"").lower():
                            raise SourceError(
                                f"{part.filename} declares a document type, which Word never does; {_ADVICE}"
                            )
    except _BROKEN as error:
        raise SourceError(f"the Word file is broken ({type(error).__name__}); {_ADVICE}") from error


def _blocks(parent: Any) -> Iterator[str]:
    """One line per paragraph and per table row."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield _paragraph(child)
        elif child.tag == qn("w:tbl"):
            yield from (_row(row) for row in _within(child, "w:tr"))
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
            yield from _blocks(child)


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Children of that tag, also inside content controls, not inside nested tables."""
    for child in parent:
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _within(child, tag)


def _row(row: Any) -> str:
    cells: list[str] = []
    for cell in _within(row, "w:tc"):
        text = " ".join(line.strip() for line in _blocks(cell) if line.strip())
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        width = int(span.get(qn("w:val"), "1")) if span is not None else 1
        # Merged columns keep their width, so that the cells of a column stay below each other.
        cells += [text.replace("\n", "").replace("\t", " "), *[""] * min(width - 1, 100)]
    return "\t".join(cells).rstrip("\t")


def _paragraph(paragraph: Any) -> str:
    parts: list[str] = []
    stack = [paragraph]
    while stack:
        node = stack.pop()
        if node.tag in _SKIPPED:
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in _BREAKS:
            parts.append(_BREAKS[node.tag])
        elif node.tag == qn("w:p") and node is not paragraph:
            parts.append("\n")
        stack.extend(reversed(node))
    return "".join(parts)

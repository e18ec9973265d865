"""Stage before `sources`: a file as it came (text, Markdown, web page, PDF, Word) becomes one text.

Text and Markdown are handed on exactly as decoded, line ends and byte-order mark included, because spans count their
characters. From the other formats the text is extracted, and spans refer to what was extracted. A file that cannot be
used raises `SourceError` with one line that says what to do.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from charset_normalizer import from_bytes

from etl.model import SourceError

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 2_000_000
"""Length of a text: two hundred times a press conference. Reading one takes some 400 bytes of memory a character."""
Media = Literal["txt", "md", "html", "pdf", "docx"]
_MEDIA: dict[str, Media] = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
# First bytes of files that are no text, and what to do with them.
_BINARY = (
    (b"%PDF-", "it is a PDF file; give it the ending .pdf"),
    (b"PK\x03\x04", "it is a ZIP container; if it is a Word file, give it the ending .docx, else unpack it"),
    (b"\xd0\xcf\x11\xe0", "it is an old or password-protected Office file; save it as .docx without a password"),
    (b"\x89PNG", "it is an image; supply the text"),
    (b"\xff\xd8\xff", "it is an image; supply the text"),
    (b"GIF8", "it is an image; supply the text"),
    (b"{\\rtf", "it is a rich-text file; save it as .docx or .txt"),
    (b"\x1f\x8b", "it is compressed; unpack it"),
)
# UTF-32 first: its mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Characters of Chinese press texts: letters with tone marks, punctuation, Chinese, full-width forms.
_PLAIN = re.compile("[\t\r\n -~\u00a0-\u024f\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_CHINESE = ["gb18030", "big5", "cp950", "big5hkscs"]
_SAMPLE = 200_000


class Extract(NamedTuple):
    """What a reader of one format hands back."""

    text: str
    title: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as text. With `extracted`, spans refer to `text`; else `text` is the file as decoded."""

    text: str
    media: Media
    encoding: str
    title: str = ""
    published: date | None = None
    extracted: bool = False


def read_text(data: bytes) -> tuple[str, str]:
    """The text of some bytes, and the encoding by name.

    Order: byte-order mark, strict UTF-8, UTF-16 without a mark, Chinese encodings told apart by charset-normalizer.
    Damaged bytes are replaced and the name then says so: `gb18030 (damaged)`. The byte-order mark of UTF-8 stays in
    the text as U+FEFF, as `bytes.decode("utf-8")` leaves it.

    Raises:
        SourceError: nothing is in it, or it is no text.
    """
    if not data.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf"):
        raise SourceError("the file is empty; supply the text")
    for mark, advice in _BINARY:
        if data.startswith(mark):
            raise SourceError(f"this is no text: {advice}")
    text, encoding = _decode(data)
    _check_text(text)
    return check_length(text), encoding


def check_length(text: str) -> str:
    """The text, which is no longer than any press text; SourceError otherwise."""
    if len(text) > MAX_CHARACTERS:
        raise SourceError(f"the text has {len(text):,} characters, the limit is {MAX_CHARACTERS:,}; split it")
    return text


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data, encoding)
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text, "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    except UnicodeDecodeError:
        pass
    wide = _utf16(data)
    if wide:
        return _lenient(data, wide)
    if b"\x00" in data:
        raise SourceError("this is no text: it holds zero bytes; supply a text, web page, PDF or Word file")
    almost = data.decode("utf-8", errors="replace")
    # One bad byte must not turn a whole UTF-8 text into nonsense of another encoding.
    if almost.count("\ufffd") <= max(2, len(almost) // 200):
        return almost, "utf-8 (damaged)"
    best = from_bytes(data[:_SAMPLE], cp_isolation=_CHINESE).best()
    return _lenient(data, best.encoding if best else "gb18030")


def _lenient(data: bytes, encoding: str) -> tuple[str, str]:
    """Decoded; bytes that do not fit are replaced, and the name says so."""
    try:
        return data.decode(encoding), encoding.replace("_", "-")
    except UnicodeDecodeError:
        return data.decode(encoding, errors="replace"), f"{encoding.replace('_', '-')} (damaged)"


def _utf16(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` if nearly all characters are then Chinese or plain; else empty."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        plain = sum(bool(_PLAIN.match(char)) for char in text)
        if plain > 0.9 * len(text):
            return encoding
    return ""


def _check_text(text: str) -> None:
    if not text.strip("\ufeff \t\r\n\u3000\u00a0"):
        raise SourceError("the file holds only blanks; supply the text")
    strange = sum(char < " " and char not in "\t\r\n\f\x0b" for char in text) + text.count("\ufffd")
    if strange > len(text) // 20 + 5:
        raise SourceError("this is no text: too many of its bytes are no characters; supply it as UTF-8")


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """The text of a file, by its ending.

    Raises:
        SourceError: one line with the path, what is wrong, and what to do.
    """
    try:
        return _read(path, max_bytes)
    except SourceError as error:
        raise SourceError(f"{path}: {' '.join(str(error).split())}") from error


def _read(path: Path, max_bytes: int) -> Document:
    data = _bytes(path, max_bytes)
    media = _MEDIA.get(path.suffix.lower())
    if media is None:
        raise SourceError(f"the ending {path.suffix!r} is unknown; use one of {', '.join(_MEDIA)}")
    if not data:
        raise SourceError("the file is empty; supply the text")
    if media == "pdf":
        from etl.read_pdf import read_pdf as extract
    elif media == "docx":
        from etl.read_docx import read_docx as extract
    else:
        text, encoding = read_text(data)
        if media != "html":
            return Document(text, media, encoding)
        from etl.read_html import read_html

        return _document(read_html(text), media, encoding)
    return _document(extract(data), media, "")


def _document(found: Extract, media: Media, encoding: str) -> Document:
    if not found.text.strip():
        raise SourceError("no text was found in it; supply the text as .txt")
    return Document(check_length(found.text), media, encoding, found.title, found.published, extracted=True)


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise SourceError("this is a folder; name the files in it")
        if path.exists() and not path.is_file():
            raise SourceError("this is no ordinary file; supply a file")
        size = path.stat().st_size
        if size > max_bytes:
            raise SourceError(
                f"the file has {size:,} bytes, the limit is {max_bytes:,}; split it or leave out its images"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError("there is no such file; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"the file cannot be read ({reason}); check its path and permissions") from None

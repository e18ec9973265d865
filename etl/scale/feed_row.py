"""One row of an input table becomes a `Source`, or a reason why it cannot.

Nothing is guessed here; region and date that a row leaves open are read off the text where it is read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from etl.model import Source, SourceError
from etl.read import MAX_BYTES, MAX_CHARACTERS

COLUMNS = ("doc_id", "text", "region", "published", "title", "publisher", "url", "language", "note")
REQUIRED = ("doc_id", "text")
_MAX_ID = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it came: where it stands, and the text or the reason why there is none."""

    origin: str
    """File and row or line, for whoever mends it."""
    source: Source | None = None
    doc_id: str = ""
    reason: str = ""


def parse_row(origin: str, fields: Mapping[str, Any], regions: Container[str]) -> Entry:
    """The entry of a row; fields that are not of `COLUMNS` are left alone."""
    doc_id = str(fields.get("doc_id") or "").strip()
    try:
        return Entry(origin, _source(doc_id, fields, regions), doc_id)
    except SourceError as error:
        return Entry(origin, None, doc_id[:_MAX_ID], str(error))


def _source(doc_id: str, fields: Mapping[str, Any], regions: Container[str]) -> Source:
    if not doc_id or len(doc_id) > _MAX_ID or not doc_id.isprintable():
        raise SourceError(f"doc_id: found {doc_id[:40]!r}, expected 1 to {_MAX_ID} printable characters")
    return Source(
        doc_id=doc_id,
        text=_text(fields.get("text")),
        title=_plain("title", fields),
        publisher=_plain("publisher", fields),
        published=_date(fields.get("published")),
        region=_region(fields.get("region"), regions),
        language=_plain("language", fields),
        url=_plain("url", fields),
        note=_plain("note", fields),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise SourceError(f"text: found {type(value).__name__}, expected a text")
    if not value.strip("\ufeff \t\r\n\u3000\u00a0"):
        raise SourceError("text: found none, expected a press text")
    size = len(_encoded("text", value))
    if size > MAX_BYTES:
        raise SourceError(f"text: found {size:,} bytes, the limit is {MAX_BYTES:,}; split it")
    if len(value) > MAX_CHARACTERS:
        raise SourceError(f"text: found {len(value):,} characters, the limit is {MAX_CHARACTERS:,}; split it")
    return value


def _encoded(name: str, value: str) -> bytes:
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise SourceError(f"{name}: found half a character at {error.start}, expected Unicode") from error


def _plain(name: str, fields: Mapping[str, Any]) -> str:
    value = fields.get(name)
    text = "" if value is None else str(value)
    _encoded(name, text)
    return text


def _date(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError as error:
        raise SourceError(f"published: found {str(value)[:40]!r}, expected a day such as 2025-03-21") from error


def _region(value: object, regions: Container[str]) -> str | None:
    if value is None or value == "":
        return None
    code = str(value).strip()
    if code not in regions:
        raise SourceError(f"region: found {code[:40]!r}, expected a GB/T 2260 code of the table of divisions")
    return code

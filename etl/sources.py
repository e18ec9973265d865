"""Stage `sources`: a folder of data/press becomes a `Source`, or an error that says what to mend.

A folder holds `text.txt`, the bytes as received, and `source.toml`, what is known about them. The text is decoded and
never touched, not even its line ends: every span counts its code points. Whether a correction fits the facts is left
to the stage `corrections`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from etl.model import Correction, Source, SourceError
from etl.read import MAX_BYTES, MAX_CHARACTERS

DOC_ID = re.compile(r"[a-z0-9]+_(?P<published>\d{4}-\d{2}-\d{2})_[a-z0-9]+")
YEARS = (1949, 2100)
"""Years a text can be from; any other is a slip. Whether a day lies ahead is not known: no clock is read."""
MAX_METADATA_BYTES = 1_000_000
LANGUAGES = ("zh-Hans", "zh-Hant")
ACTIONS = ("flag", "override", "drop")
# What a correction may say about the facts that it touches.
FIELDS: Mapping[str, Collection[str]] = {
    "flag": ("flags",),
    "override": (
        *("indicator", "dims", "region", "measure", "value", "value_max", "unit", "period", "period_type"),
        *("base_period", "qualifier", "status", "flags"),
    ),
    "drop": (),
}
_REQUIRED = ("title", "publisher", "published", "region", "language", "sha256")
_OPTIONAL = ("url", "note", "correction")
_CORRECTION_REQUIRED = ("start", "end", "expected", "action", "reason")


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of a source.toml, with what is needed to say where a mistake is."""

    path: Path
    name: str
    keys: Mapping[str, Any]

    def fail(self, key: str, found: object, expected: str, advice: str) -> NoReturn:
        raise SourceError(f"{self.path}: {self.name}{key}: found {found!r}, expected {expected}; {advice}")

    def check_keys(self, required: Collection[str], optional: Collection[str]) -> None:
        for key in required:
            if key not in self.keys:
                self.fail(key, None, "a value", "add the key")
        for key in self.keys:
            if key not in required and key not in optional:
                self.fail(
                    key, self.keys[key], f"one of the keys {', '.join([*required, *optional])}", "remove or rename it"
                )

    def string(self, key: str) -> str:
        value = self.keys.get(key, "")
        if not isinstance(value, str) or (key in self.keys and not value.strip()):
            self.fail(key, value, "a text in quotes that is not empty", "write it, or leave out an optional key")
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        value = self.string(key)
        if value not in allowed:
            self.fail(key, value, f"one of {', '.join(allowed)}", "choose one")
        return value

    def integer(self, key: str) -> int:
        value = self.keys[key]
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.fail(key, value, "a whole number from 0", "count code points of the raw text")
        return value

    def date(self, key: str) -> date:
        value = self.keys[key]
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fail(key, value, "a date such as 2025-03-21, without quotes", "write the day of publication")
        if not YEARS[0] <= value.year <= YEARS[1]:
            self.fail(key, value.isoformat(), f"a day of the years {YEARS[0]} to {YEARS[1]}", "look it up")
        return value


def _read_own(path: Path, what: str, limit: int) -> bytes:
    """The bytes of a file of the folder itself: a link could lead anywhere, a pipe could wait for ever."""
    try:
        if path.is_symlink() or path.parent.is_symlink():
            raise SourceError(f"{path}: found a symbolic link, expected {what}; put the file itself there")
        if path.exists() and not path.is_file():
            raise SourceError(f"{path}: found no ordinary file, expected {what}; put one there")
        if path.stat().st_size > limit:
            raise SourceError(f"{path}: found {path.stat().st_size:,} bytes, expected at most {limit:,}; split it")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: found {error.strerror}, expected {what}; add it") from error


def _load_table(path: Path) -> _Table:
    try:
        content = _read_own(path, "the text's metadata", MAX_METADATA_BYTES).decode("utf-8")
        keys = tomllib.loads(content, parse_float=_parse_number)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise SourceError(f"{path}: found {error}, expected TOML in UTF-8; mend the file") from error
    return _Table(path, "", keys)


def _parse_number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(f"the number {text}")
    return number


def _load_text(path: Path, table: _Table) -> str:
    data = _read_own(path, "the text as received", MAX_BYTES)
    checksum = hashlib.sha256(data).hexdigest()
    if table.string("sha256") != checksum:
        table.fail(
            "sha256", table.string("sha256"), checksum, f"restore {path.name}, or write the checksum of the new text"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: found byte {data[error.start]:#04x} at {error.start}, expected UTF-8; convert the text"
        ) from error
    if not text.strip("\ufeff \t\r\n\u3000\u00a0"):
        raise SourceError(f"{path}: found no text, expected a press text; add it or remove the folder")
    if len(text) > MAX_CHARACTERS:
        raise SourceError(f"{path}: found {len(text):,} characters, expected at most {MAX_CHARACTERS:,}; split it")
    if "\x00" in text:
        raise SourceError(f"{path}: found a zero byte at {data.index(0)}, expected a text; supply it without")
    return text


def _load_corrections(path: Path, tables: object) -> Iterator[Correction]:
    if not isinstance(tables, list) or not all(isinstance(keys, dict) for keys in tables):
        _Table(path, "", {}).fail("correction", tables, "tables", "head each one with [[correction]]")
    for number, keys in enumerate(tables, start=1):
        table = _Table(path, f"correction {number}: ", keys)
        table.check_keys(_CORRECTION_REQUIRED, ("fields",))
        action = table.choice("action", ACTIONS)
        fields = keys.get("fields", {})
        if not isinstance(fields, dict) or bool(fields) != bool(FIELDS[action]) or set(fields) - set(FIELDS[action]):
            expected = f"a table with keys among {', '.join(FIELDS[action])}" if FIELDS[action] else "none"
            table.fail("fields", fields, expected, f"say what {action!r} changes")
        for key in ("value", "value_max"):
            if not isinstance(fields.get(key, 0), int | Decimal):
                table.fail(f"fields.{key}", fields[key], "a number", "write it without quotes")
        yield Correction(
            start=table.integer("start"),
            end=table.integer("end"),
            expected=table.string("expected"),
            action=action,  # type: ignore[arg-type]  # one of ACTIONS
            reason=table.string("reason"),
            fields=fields,
        )


def load_source(folder: Path, *, regions: Container[str] | None = None) -> Source:
    """Return the text of `folder` with its metadata, all of it checked.

    Args:
        folder: `data/press/<doc_id>`; its name is the id of the text.
        regions: Known GB/T 2260 codes; without them only the form of the code is checked.

    Raises:
        SourceError: A key is missing, unknown or wrong, or the text is not the one whose checksum is declared.
    """
    table = _load_table(folder / "source.toml")
    table.check_keys(_REQUIRED, _OPTIONAL)
    named = DOC_ID.fullmatch(folder.name)
    published = table.date("published")
    if named is None or named["published"] != published.isoformat():
        expected = f"<region>_{published}_<slug> in small ASCII letters"
        raise SourceError(
            f"{folder}: found the name {folder.name!r}, expected {expected}; rename the folder or mend `published`"
        )
    region = table.string("region")
    if not re.fullmatch(r"[1-9]\d{5}", region) or (regions is not None and region not in regions):
        table.fail(
            "region", region, "a GB/T 2260 code of the table of divisions, such as 420200", "look the code up there"
        )
    return Source(
        doc_id=folder.name,
        text=_load_text(folder / "text.txt", table),
        title=table.string("title"),
        publisher=table.string("publisher"),
        published=published,
        region=region,
        language=table.choice("language", LANGUAGES),
        url=table.string("url"),
        note=table.string("note"),
        corrections=tuple(_load_corrections(table.path, table.keys.get("correction", []))),
    )


def load_sources(press_dir: Path, *, regions: Container[str] | None = None) -> list[Source]:
    """Return every text of `press_dir`, sorted by doc_id; see `load_source`."""
    if not press_dir.is_dir():
        raise SourceError(f"{press_dir}: found no such folder, expected one folder for each text; give another path")
    there = [path for path in press_dir.iterdir() if not path.name.startswith(".")]
    folders = [path for path in there if path.is_dir() or path.is_symlink()]
    if not folders:
        raise SourceError(f"{press_dir}: found no text, expected one folder for each text; add one")
    return [load_source(folder, regions=regions) for folder in sorted(folders, key=lambda path: path.name)]

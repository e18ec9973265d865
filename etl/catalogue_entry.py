"""One table of a catalogue file: its keys, read with checks whose errors say where the mistake is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from etl.model import CatalogueError

_NOT_PLAIN = re.compile(r"[\s{}\[\]*+?^$|\\\uff01-\uff5e]")
"""Spaces, marks of a formula and full-width signs: what is matched is cleaned text, in half width."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A name or explanation in both languages of the dashboard."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file, with what is needed to say where a mistake is."""

    file: str
    name: str
    keys: Mapping[str, Any]

    def fail(self, key: str, found: object, expected: str) -> NoReturn:
        """Raise a `CatalogueError` that names file, entry, key, what was found and what was expected."""
        raise CatalogueError(f"{self.file}: [{self.name}] {key}: found {found!r}, expected {expected}")

    def check_keys(self, required: str, optional: str = "") -> None:
        """Refuse a missing or unknown key; the names are given as words of one string."""
        if not isinstance(self.keys, dict):
            raise CatalogueError(f"{self.file}: [{self.name}]: found {self.keys!r}, expected a table")
        for key in required.split():
            if key not in self.keys:
                self.fail(key, None, "the key, which is required")
        for key in self.keys:
            if key not in required.split() + optional.split():
                self.fail(key, key, f"one of {required} {optional}".strip())

    def string(self, key: str, default: str | None = None) -> str:
        """Text that is not empty."""
        value = self.keys.get(key, default)
        if value == default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fail(key, value, "a text that is not empty")
        return value

    def choice(self, key: str, allowed: Iterable[str]) -> str:
        """Text out of a closed list."""
        value = self.string(key)
        if value not in allowed:
            self.fail(key, value, f"one of {', '.join(sorted(allowed))}")
        return value

    def text(self, key: str) -> Text:
        """Pair `{zh = …, en = …}`."""
        value = self.keys.get(key)
        if not isinstance(value, dict) or set(value) != {"zh", "en"}:
            self.fail(key, value, "{zh = …, en = …}")
        parts = Entry(self.file, f"{self.name}.{key}", value)
        return Text(parts.string("zh"), parts.string("en"))

    def list(self, key: str) -> Words:
        """Texts, none empty, none twice."""
        value = self.keys.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            self.fail(key, value, "a list of texts that are not empty")
        for word in value:
            if value.count(word) > 1:
                self.fail(key, word, "each word once")
        return tuple(value)

    def words(self, key: str) -> Words:
        """Texts that are matched as they stand."""
        for word in self.list(key):
            self.check_plain(key, word)
        return self.list(key)

    def check_plain(self, key: str, word: str) -> None:
        """Refuse what can never match cleaned text."""
        if not word or _NOT_PLAIN.search(word):
            self.fail(key, word, "plain words: simplified, half width, no space, no formula")


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """Tables of a file of the catalogue."""
    path = folder / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CatalogueError(f"{name}: cannot be read as TOML: {error}") from error


def read_entries(folder: Path, name: str) -> Iterator[Entry]:
    """Entries of a file that holds nothing but tables."""
    for entry, keys in read_toml(folder, name).items():
        if not isinstance(keys, dict):
            raise CatalogueError(f"{name}: [{entry}]: found {keys!r}, expected a table")
        yield Entry(name, entry, keys)

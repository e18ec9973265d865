"""Cuts the rows into chunks that are read as one piece of work, and names each by its content.

Where a chunk ends depends on the rows in it alone: a text that is added or changed moves the border of its own chunk
and leaves the others, and what was made of them, as they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from etl.model import Source
from etl.scale.feed_row import Entry

CHUNK_BYTES = 512_000
"""Text in one chunk, as UTF-8: about a second or two of work, and the unit that is done again after a crash."""
_BORDER_BITS = 0x0F
_COMMIT_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some texts in the order of the input, and the key of what is made of them."""

    number: int
    key: str
    sources: tuple[Source, ...]
    origins: tuple[str, ...]
    size: int

    @property
    def name(self) -> str:
        """How a message names the chunk."""
        return f"chunk {self.number} ({self.sources[0].doc_id} to {self.sources[-1].doc_id})"


def content_key(*parts: object) -> str:
    """A hash of values whose `repr` says all there is to say of them."""
    whole = sha256()
    for part in parts:
        whole.update(repr(part).encode())
        whole.update(b"\x00")
    return whole.hexdigest()[:32]


def cut(
    entries: Iterable[Entry],
    versions: Mapping[str, str],
    reject: Callable[[Entry], None],
    *,
    scratch: Path,
    chunk_bytes: int = CHUNK_BYTES,
) -> Iterator[Chunk]:
    """Yield the chunks of the rows.

    Args:
        entries: Rows in their order.
        versions: Hashes of catalogue and code; they go into every key.
        reject: Called with each row that has no text, or the id of an earlier one.
        scratch: A file for the ids seen so far, which need not fit into memory; removed at the end.
        chunk_bytes: How much text makes a chunk.
    """
    held: list[Entry] = []
    size, number = 0, 0

    def chunk() -> Chunk:
        sources = tuple(entry.source for entry in held if entry.source)
        key = content_key(json.dumps(dict(versions), sort_keys=True), *sources)
        return Chunk(number, key, sources, tuple(entry.origin for entry in held), size)

    for entry in _without_repeats(entries, reject, scratch):
        held.append(entry)
        size += len(entry.source.text.encode()) if entry.source else 0
        if size >= chunk_bytes or (2 * size >= chunk_bytes and _is_border(entry.doc_id)):
            yield chunk()
            held, size, number = [], 0, number + 1
    if held:
        yield chunk()


def _is_border(doc_id: str) -> bool:
    return not sha256(doc_id.encode()).digest()[0] & _BORDER_BITS


def _without_repeats(entries: Iterable[Entry], reject: Callable[[Entry], None], scratch: Path) -> Iterator[Entry]:
    scratch.unlink(missing_ok=True)
    with closing(sqlite3.connect(scratch)) as seen:
        seen.execute("PRAGMA synchronous = OFF")
        seen.execute("PRAGMA journal_mode = OFF")
        seen.execute("CREATE TABLE seen (doc_id TEXT PRIMARY KEY, origin TEXT) WITHOUT ROWID")
        for number, entry in enumerate(entries):
            if entry.source is None:
                reject(entry)
                continue
            known = seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (entry.doc_id, entry.origin))
            if known.rowcount:
                yield entry
            else:
                first = seen.execute("SELECT origin FROM seen WHERE doc_id = ?", (entry.doc_id,)).fetchone()[0]
                reject(Entry(entry.origin, None, entry.doc_id, f"doc_id: stands already at {first}; give it its own"))
            if not number % _COMMIT_EVERY:
                seen.commit()
    scratch.unlink(missing_ok=True)

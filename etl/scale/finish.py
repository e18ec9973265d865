"""Last step of a run: the tables beside the indicators, the report, and the new set in the place of the old one.

Everything is streamed: no table is held as a whole. `report.json` names every file with its checksum.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl import release, tables
from etl.scale import shelf
from etl.scale.read_chunk import shelf_of
from etl.scale.relate_bucket import BY_TEXT_SCHEMA, BucketTask

ROWS_PER_FILE = 1_000_000
ROWS_PER_GROUP = 10_000
"""Rows that a reader who asks for a few texts reads with them."""
_TEXTS_PER_FILE, _TEXTS_PER_GROUP = 20_000, 50
"""Of the texts themselves: a reader wants one, of some ten thousand bytes."""
_TEXTS = """
SELECT texts.* REPLACE (
    CAST(coalesce(computed.derived, 0) AS BIGINT) AS derived,
    CAST(coalesce(computed.issues, 0) AS BIGINT) AS issues)
FROM read_parquet($texts) texts LEFT JOIN (
    SELECT doc_id, sum(derived) AS derived, sum(issues) AS issues FROM read_parquet($by_text) GROUP BY doc_id
) computed USING (doc_id)
ORDER BY texts.doc_id
"""


class _Files:
    """Writes tables to numbered files of bounded size."""

    def __init__(
        self, folder: Path, schema: pa.Schema, per_file: int = ROWS_PER_FILE, per_group: int = ROWS_PER_GROUP
    ) -> None:
        self._folder, self._schema = folder, schema
        self._per_file, self._per_group = per_file, per_group
        self._held: list[pa.Table] = []
        self._writer: pq.ParquetWriter | None = None
        self._rows, self._files = 0, 0
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, table: pa.Table) -> None:
        self._held.append(table.cast(self._schema))
        if sum(len(one) for one in self._held) >= self._per_group:
            self._flush()

    def _flush(self) -> None:
        if self._writer is None:
            path = self._folder / f"part-{self._files:05}.parquet"
            self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", write_page_index=True)
            self._files += 1
        table = pa.concat_tables([self._schema.empty_table(), *self._held])
        self._writer.write_table(table, row_group_size=self._per_group)
        self._rows += len(table)
        self._held = []
        if self._rows >= self._per_file:
            self._writer.close()
            self._writer, self._rows = None, 0

    def close(self) -> None:
        if self._held or not self._files:
            self._flush()
        if self._writer is not None:
            self._writer.close()


def write_tables(work: Path, plan: Path, keys: Sequence[str], tasks: Sequence[BucketTask]) -> None:
    """Write the numbers, the texts, what is known of them, and the issues of all chunks and buckets."""
    numbers = _Files(plan / "set" / "numbers", tables.arrow_schema(tables.SIDE_TABLES["numbers"]))
    texts = _Files(plan / "texts", tables.arrow_schema(tables.SIDE_TABLES["texts"]))
    schema = tables.arrow_schema(tables.SOURCES)
    sources = _Files(plan / "set" / "sources", schema, _TEXTS_PER_FILE, _TEXTS_PER_GROUP)
    for key in keys:
        numbers.add(_table(shelf.read_section(shelf_of(work, key), "numbers")))
        texts.add(_table(shelf.read_section(shelf_of(work, key), "texts")))
        sources.add(_table(shelf.read_section(shelf_of(work, key), "sources")))
    for files in (numbers, texts, sources):
        files.close()
    issues = _Files(plan / "set" / "issues", tables.arrow_schema(tables.SIDE_TABLES["issues"]))
    by_text = _Files(plan / "by_text", BY_TEXT_SCHEMA)
    for task in tasks:
        issues.add(_table(shelf.read_section(task.done, "issues")))
        by_text.add(_table(shelf.read_section(task.done, "by_text")))
    issues.close()
    by_text.close()
    _write_texts(plan)


def _table(content: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(content))


def _write_texts(plan: Path) -> None:
    """Join what the buckets count to the rows of the texts; DuckDB spills to disk what it cannot hold."""
    files = _Files(plan / "set" / "texts", tables.arrow_schema(tables.SIDE_TABLES["texts"]))
    spill = plan / "spill"
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(spill), "threads": 2}) as database:
        places = {name: f"{plan / name}/*.parquet" for name in ("texts", "by_text")}
        for batch in database.sql(_TEXTS, params=places).to_arrow_reader(ROWS_PER_GROUP):
            files.add(pa.Table.from_batches([batch]))
    files.close()
    for name in ("texts", "by_text", "spill"):
        shutil.rmtree(plan / name, ignore_errors=True)


def write_report(folder: Path, inputs: Mapping[str, str], counts: Mapping[str, Any]) -> dict[str, Any]:
    """Write and return the report: what the set was made of, what is in it, every file with its checksum."""
    files = {path.relative_to(folder).as_posix(): _entry(path) for path in sorted(_files_below(folder))}
    report = {"inputs": dict(inputs), "total": dict(counts), "files": files}
    content = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    shelf.write_file(folder / release.MANIFEST, content.encode())
    return report


def _files_below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _entry(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


def read_report(folder: Path) -> dict[str, Any]:
    """The report of a finished set; empty where none is there."""
    try:
        return dict(json.loads((folder / release.MANIFEST).read_bytes()))
    except (OSError, ValueError):
        return {}


def put_in_place(made: Path, out: Path, old: Path) -> None:
    """Let a finished set take the place of the one in `out`; `mend` completes what a kill between the names left."""
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    made.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def mend(out: Path, old: Path) -> None:
    """Put the old set back where a run was killed after it had taken it away."""
    if old.exists() and not out.exists():
        old.rename(out)


def rejects_lines(rejects: Iterable[tuple[str, str, str]]) -> Iterator[bytes]:
    """One line of JSON for each reject: where it stands, its id, the reason."""
    for origin, doc_id, reason in rejects:
        line = {"origin": origin, "doc_id": doc_id, "reason": reason}
        yield json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"

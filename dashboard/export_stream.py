"""Files of a table on disk: sent as they are read where the kind of file allows it, else within a limit."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow.parquet as pq

from dashboard import export, window
from dashboard.file_bytes import csv_bytes, json_bytes, parquet_bytes
from dashboard.large import MOST_AT_ONCE, Large
from dashboard.params import Values, one
from dashboard.rows import TooManyError
from dashboard.store import Store

_PIECE = 1 << 20
_BOM = "\ufeff".encode()


def make(store: Store, table: Large, kind: str, values: Values) -> tuple[str, int, Iterator[bytes]]:
    """Name, rows and content of a file.

    Raises:
        TooManyError: The rows do not fit into this kind of file.
    """
    rows = table.count(values)
    name = export.file_name(values, rows, store.build, kind)
    if kind in ("xlsx", "zip"):
        if rows > MOST_AT_ONCE:  # these are made in memory
            raise TooManyError(kind, rows, MOST_AT_ONCE)
        whole = pd.concat([table.rows(["false"], {}, 0), *table.chunks(values)])
        return name, rows, iter([export.make(window.around(store, table, whole), kind, values).body])
    frames = _frames(store, table, values)
    return name, rows, {"csv": _csv, "json": _json, "parquet": _parquet}[kind](frames)


def _frames(store: Store, table: Large, values: Values) -> Iterator[pd.DataFrame]:
    """The rows with their names, some at a time; none at least once, for the heads of the columns."""
    names = one(values, "names") or "both"
    empty = True
    for chunk in table.chunks(values):
        empty = False
        yield export.named(chunk, store if names == "codes" else window.with_texts(store, table, chunk), names)
    if empty:
        yield export.named(table.rows(["false"], {}, 0), store, names)


def _csv(frames: Iterator[pd.DataFrame]) -> Iterator[bytes]:
    yield csv_bytes(next(frames))
    for frame in frames:
        yield csv_bytes(frame).removeprefix(_BOM).partition(b"\n")[2]


def _json(frames: Iterator[pd.DataFrame]) -> Iterator[bytes]:
    before = b"[\n"
    for frame in frames:
        yield before + json_bytes(frame).removeprefix(b"[\n").removesuffix(b"\n]\n")
        before = b",\n"
    yield b"\n]\n"


def _parquet(frames: Iterator[pd.DataFrame]) -> Iterator[bytes]:
    """The end of a Parquet file says where all before it lies: it is written beside and sent then."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "rows.parquet"
        writer: pq.ParquetWriter | None = None
        for frame in frames:
            part = pq.read_table(io.BytesIO(parquet_bytes(frame)))
            writer = writer or pq.ParquetWriter(path, part.schema)
            writer.write_table(part)
        if writer is not None:
            writer.close()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece

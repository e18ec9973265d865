"""Opens the inputs of a run and yields their rows one by one: tables, folders of tables, folders of files.

An input is a Parquet or JSON-lines file (also `.jsonl.gz`), a folder of them, a folder with a manifest
(`manifest.parquet`, `.jsonl` or `.csv`, whose column `file` names the text of each row), or a folder like data/press.
A path may be a URL of any kind that the package fsspec opens: https, s3, gs and others with the driver it names.
An input that cannot be opened stops the run before it starts; a bad row only yields its reason.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from etl.divisions import Divisions
from etl.model import SourceError
from etl.read import MAX_BYTES, read_file
from etl.scale.feed_row import COLUMNS, REQUIRED, Entry, parse_row
from etl.sources import load_source

_DRIVERS = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("abfs", "abfss", "az"), "adlfs"),
    **dict.fromkeys(("http", "https"), "aiohttp"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
}
"""Packages through which fsspec opens a kind of URL, where it does not do so by itself."""
_TABLES = (".parquet", ".jsonl", ".jsonl.gz", ".ndjson")
_MANIFESTS = ("manifest.parquet", "manifest.jsonl", "manifest.csv")
_BATCH = 64


def open_place(path: str) -> tuple[fs.FileSystem, str]:
    """The file system that holds a path or URL, and the path in it.

    Raises:
        SourceError: The kind of URL is unknown, or what opens it is not installed, or nobody answers there.
    """
    scheme = path.partition("://")[0] if "://" in path else ""
    if not scheme:
        return fs.LocalFileSystem(), str(Path(path).resolve())
    if scheme == "file":
        return fs.FileSystem.from_uri(path)
    try:
        import fsspec

        found, inner = fsspec.core.url_to_fs(path)
    except ImportError as error:
        driver = _DRIVERS.get(scheme, "fsspec")
        advice = f"pip install -r requirements-cluster.txt{f' {driver}' if driver != 'fsspec' else ''}"
        raise SourceError(f"{path}: {scheme}:// needs the package {driver} ({error}); {advice}") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be opened: {error}") from error
    return fs.PyFileSystem(fs.FSSpecHandler(found)), inner  # type: ignore[abstract]  # the stubs know half of it


class Feed:
    """The rows of all inputs in order; `bytes_read` of `bytes_total` says how far it is."""

    def __init__(self, inputs: Sequence[str], divisions: Divisions) -> None:
        """Look every input up; `SourceError` where one is not there or not of a known kind."""
        self._divisions = divisions
        self._files: list[tuple[fs.FileSystem, str, str]] = []
        self.bytes_total = 0
        self.bytes_read = 0
        for name in inputs:
            self._add(name)

    def _add(self, name: str) -> None:
        system, path = open_place(name)
        try:
            info = system.get_file_info(path)
        except OSError as error:
            raise SourceError(f"{name}: cannot be opened: {error}") from error
        if info.type == fs.FileType.NotFound:
            raise SourceError(f"{name}: found nothing there, expected a file or folder of texts; check the path")
        if info.type == fs.FileType.File:
            self._add_file(system, info, name)
            return
        inside = system.get_file_info(fs.FileSelector(path, recursive=True))
        below = {str(PurePosixPath(one.path).relative_to(path)): one for one in inside if one.is_file}
        manifest = next((below[one] for one in _MANIFESTS if one in below), None)
        if manifest is not None:
            self._files.append((system, manifest.path, "manifest"))
            self.bytes_total += manifest.size
            return
        folders = sorted(one for one in below if one.endswith("/source.toml") and one.count("/") == 1)
        for one in folders:
            self._files.append((system, str(Path(path) / one), "press"))
            self.bytes_total += below[one].size
        tables = sorted(one for one in below if one.endswith(_TABLES) and not _is_hidden(one))
        for one in tables:
            self._add_file(system, below[one], one)
        if not folders and not tables:
            raise SourceError(
                f"{name}: found neither Parquet nor JSON-lines files nor a manifest ({', '.join(_MANIFESTS)}); "
                "write a manifest with the columns file, doc_id, region, published"
            )

    def _add_file(self, system: fs.FileSystem, info: fs.FileInfo, name: str) -> None:
        if not info.path.endswith(_TABLES):
            raise SourceError(f"{name}: found an unknown kind of file, expected one of {', '.join(_TABLES)}")
        self._files.append((system, info.path, "table"))
        self.bytes_total += info.size

    def __iter__(self) -> Iterator[Entry]:
        """Yield each row of each input."""
        for system, path, kind in self._files:
            start, size = self.bytes_read, system.get_file_info(path).size or 0
            try:
                if kind == "press":
                    yield self._press(path)
                elif kind == "manifest":
                    yield from self._manifest(system, path)
                else:
                    for origin, fields in self._rows(system, path, start):
                        yield fields if isinstance(fields, Entry) else parse_row(origin, fields, self._divisions)
            except (OSError, pa.ArrowException) as error:
                raise SourceError(f"{path}: cannot be read: {error}") from error
            self.bytes_read = start + size

    def _rows(self, system: fs.FileSystem, path: str, start: int) -> Iterator[tuple[str, Any]]:
        if path.endswith(".parquet"):
            yield from self._parquet(system, path, start)
        elif path.endswith(".csv"):
            with system.open_input_stream(path) as stream:
                lines = io.TextIOWrapper(stream, "utf-8-sig", newline="")  # type: ignore[type-var]
                for number, fields in enumerate(csv.DictReader(lines), start=2):
                    yield f"{path}:{number}", fields
        else:
            yield from self._jsonl(system, path, start)

    def _parquet(self, system: fs.FileSystem, path: str, start: int) -> Iterator[tuple[str, Any]]:
        with system.open_input_file(path) as file:
            table = pq.ParquetFile(file)
            names = table.schema_arrow.names
            wanted = [name for name in (*COLUMNS, "file") if name in names]
            if "file" not in wanted and set(REQUIRED) - set(wanted):
                raise SourceError(f"{path}: found the columns {', '.join(names)}, expected {', '.join(REQUIRED)}")
            number, size = 0, file.size()
            for batch in table.iter_batches(batch_size=_BATCH, columns=wanted):
                for fields in batch.to_pylist():
                    number += 1
                    yield f"{path}:{number}", fields
                self.bytes_read = start + size * number // max(1, table.metadata.num_rows)

    def _jsonl(self, system: fs.FileSystem, path: str, start: int) -> Iterator[tuple[str, Any]]:
        with system.open_input_file(path) as file:
            plain = pa.CompressedInputStream(file, "gzip") if path.endswith(".gz") else file
            lines = io.BufferedReader(plain)  # type: ignore[type-var]
            number = 0
            while line := lines.readline(2 * MAX_BYTES):
                number += 1
                origin = f"{path}:{number}"
                self.bytes_read = start + file.tell()
                if line.strip():
                    yield origin, _parse_line(origin, line)

    def _press(self, path: str) -> Entry:
        folder = Path(path).parent
        try:
            return Entry(str(folder), load_source(folder, regions=self._divisions), folder.name)
        except SourceError as error:
            return Entry(str(folder), None, folder.name, str(error))

    def _manifest(self, system: fs.FileSystem, path: str) -> Iterator[Entry]:
        folder = PurePosixPath(path).parent
        for origin, fields in self._rows(system, path, self.bytes_read):
            if isinstance(fields, Entry):
                yield fields
                continue
            doc_id = str(fields.get("doc_id") or PurePosixPath(str(fields.get("file") or "")).stem)
            try:
                document = _read_beside(system, folder, str(fields.get("file") or ""))
            except SourceError as error:
                yield Entry(origin, None, doc_id, str(error))
                continue
            said = {"title": document.title, "published": document.published}
            given = {name: value for name, value in fields.items() if value not in (None, "")}
            yield parse_row(origin, {**said, **given, "doc_id": doc_id, "text": document.text}, self._divisions)


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) for part in PurePosixPath(path).parts)


def _parse_line(origin: str, line: bytes) -> Any:
    with suppress(ValueError, RecursionError):
        fields = json.loads(line)
        if isinstance(fields, dict):
            return fields
    return Entry(origin, None, "", "found no JSON object on this line")


def _read_beside(system: fs.FileSystem, folder: PurePosixPath, name: str) -> Any:
    """The document of a manifest's row; only files inside the folder of the manifest are read."""
    if not name or name.startswith("/") or ".." in PurePosixPath(name).parts:
        raise SourceError(f"file: found {name!r}, expected a path below the folder of the manifest")
    path = folder / name
    if isinstance(system, fs.LocalFileSystem):
        if not Path(path).resolve().is_relative_to(Path(folder).resolve()):
            raise SourceError(f"file: {name!r} is a link out of the folder of the manifest")
        return read_file(Path(path))
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / f"text{path.suffix}"
        try:
            with system.open_input_stream(str(path)) as stream:
                copy.write_bytes(stream.read(MAX_BYTES + 1))
        except OSError as error:
            raise SourceError(f"{name}: the file cannot be read ({error})") from error
        return read_file(copy)

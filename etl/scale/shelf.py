"""Files of named sections that hold what one piece of work has made: complete, or not there at all.

A shelf is written beside its place and renamed, so a kill leaves none; two workers that make the same one write the
same bytes. What a power cut has torn is found by its checksum. Sections can be read one by one. They hold pickled
records: only files of one's own are read.
"""

from __future__ import annotations

import json
import os
import pickle
import struct
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.model import EtlError

_MAGIC = b"shelf1\n"
_SIZE = struct.Struct("<Q")


def write_file(path: Path, content: bytes) -> None:
    """Put a complete file in place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with open(handle, "wb") as file:  # noqa: PTH123  # a handle, not a path
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def packed(value: Any) -> bytes:
    """A section: any records of ours, compressed."""
    return zlib.compress(pickle.dumps(value, protocol=5), 1)


def write_shelf(path: Path, head: Mapping[str, Any], sections: Mapping[str, bytes]) -> None:
    """Write a shelf.

    Args:
        path: Its place.
        head: What can be read without reading a section; JSON.
        sections: Content by name.
    """
    index: dict[str, tuple[int, int, int]] = {}
    at = len(_MAGIC)
    for name, content in sections.items():
        index[name] = (at, len(content), zlib.crc32(content))
        at += len(content)
    tail = json.dumps({"head": dict(head), "index": index}, ensure_ascii=False, sort_keys=True).encode()
    write_file(path, b"".join([_MAGIC, *sections.values(), tail, _SIZE.pack(len(tail))]))


def _tail(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise EtlError(f"{path}: found no shelf, expected one of this project; remove the file and run again")
        file.seek(-_SIZE.size, os.SEEK_END)
        size = _SIZE.unpack(file.read(_SIZE.size))[0]
        file.seek(-_SIZE.size - size, os.SEEK_END)
        return dict(json.loads(file.read(size)))


def read_head(path: Path) -> dict[str, Any] | None:
    """The head of a shelf; None where there is none, or a broken one."""
    try:
        return dict(_tail(path)["head"])
    except (OSError, EtlError, ValueError, KeyError, struct.error):
        return None


def read_section(path: Path, name: str) -> bytes:
    """One section as it was written; empty where the shelf has none of that name."""
    index = _tail(path)["index"]
    if name not in index:
        return b""
    start, size, checksum = index[name]
    with path.open("rb") as file:
        file.seek(start)
        content = file.read(size)
    if zlib.crc32(content) != checksum:
        raise EtlError(f"{path}: section {name} is damaged; remove the file and run again")
    return content


def read_packed(path: Path, name: str) -> Any:
    """The records of a section; an empty list where there is none."""
    content = read_section(path, name)
    return pickle.loads(zlib.decompress(content)) if content else []

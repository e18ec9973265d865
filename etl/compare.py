"""Compares two published sets by what they say, for `check`: a difference is printed as a reviewer would read it.

Parquet files are compared as tables, since other versions of the packages write other bytes for the same table; the
hashes of files and of inputs in the manifest are left out for the same reason.
"""

from __future__ import annotations

import difflib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import PurePath

import pyarrow.parquet as pq

_MOST_LINES = 40
_ABOUT_BYTES = frozenset({"files", "inputs", "hash", "bytes"})


def _without_bytes(value: object) -> object:
    """A JSON value without what is said of the bytes of files."""
    if isinstance(value, dict):
        return {key: _without_bytes(part) for key, part in value.items() if key not in _ABOUT_BYTES}
    return [_without_bytes(part) for part in value] if isinstance(value, list) else value


def _lines(name: str, content: bytes) -> list[str]:
    """A file as lines that are equal where the content is."""
    if PurePath(name).suffix == ".json":
        return json.dumps(_without_bytes(json.loads(content)), ensure_ascii=False, indent=1).splitlines()
    if PurePath(name).suffix == ".parquet":
        table = pq.read_table(io.BytesIO(content))
        types = [f"{field.name}: {field.type}{'' if field.nullable else ' not null'}" for field in table.schema]
        return types + [json.dumps(row, ensure_ascii=False) for row in table.to_pylist()]
    return content.decode("utf-8", errors="backslashreplace").splitlines()


def differences(committed: Mapping[str, bytes], rebuilt: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the difference as lines, `-` for what is committed and `+` for what the inputs give; none where equal."""
    for name in sorted(committed.keys() | rebuilt.keys()):
        if name not in rebuilt or name not in committed:
            yield f"{name}: only {'committed' if name in committed else 'rebuilt'}"
            continue
        if committed[name] == rebuilt[name]:
            continue
        old, new = _lines(name, committed[name]), _lines(name, rebuilt[name])
        changed = list(difflib.unified_diff(old, new, f"committed/{name}", f"rebuilt/{name}", lineterm="", n=0))
        yield from changed[:_MOST_LINES]
        if len(changed) > _MOST_LINES:
            yield f"… and {len(changed) - _MOST_LINES} more lines of {name}"

"""A corpus from 100 texts on: time, memory and recall of `python -m etl run`, by size and by way of running."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.machine import watched
from benchmarks.recall import recall


def digest(folder: Path) -> str:
    """A hash of every file of a dataset."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(folder).as_posix().encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def ways() -> Iterator[tuple[str, list[str]]]:
    """Names and options of the ways to run."""
    yield "serial", []
    yield "pool of 2", ["--workers", "2"]
    if find_spec("distributed"):
        yield "dask, 2 workers", ["--workers", "2", "--scheduler", "local"]


def _run(texts: int, folder: Path, name: str, options: Sequence[str]) -> dict[str, Any]:
    out = folder / f"set-{name.replace(' ', '-').replace(',', '')}"
    used = watched(["-m", "etl", "run", str(folder / "texts"), "--out", str(out), *options])
    report = json.loads((out / "report.json").read_bytes())
    total = report["total"]
    return {
        "texts": texts,
        "way": name,
        "mb": total["bytes"] / 1e6,
        "facts": total["facts"],
        "derived": total["derived"],
        "rejects": total["rejects"],
        **used,
        "texts_per_s": texts / used["seconds"],
        "mb_per_cpu_s": total["bytes"] / 1e6 / used["cpu_seconds"],
        "out": str(out),
    }


def _corpus(texts: int, scratch: Path) -> Path:
    folder = scratch / f"corpus-{texts}"
    corpus.write(texts, folder)
    return folder


def by_size(sizes: Sequence[int], scratch: Path) -> list[dict[str, Any]]:
    """One row for each size, with the recall of what was planted."""
    found = []
    for texts in sizes:
        folder = _corpus(texts, scratch)
        row = _run(texts, folder, "pool of 2", ["--workers", "2"])
        out = Path(row.pop("out"))
        found.append({**row, "recall": recall(folder, out)})
    return found


def by_way(texts: int, scratch: Path) -> list[dict[str, Any]]:
    """One row for each way to run, and whether its bytes are those of the first; then a run that has nothing to do."""
    folder = _corpus(texts, scratch / "ways")
    found: list[dict[str, Any]] = []
    for name, options in ways():
        row = _run(texts, folder, name, options)
        row["digest"] = digest(Path(row.pop("out")))
        found.append({**row, "same_bytes": row["digest"] == (found or [row])[0]["digest"]})
    row = _run(texts, folder, "serial", [])
    row["digest"] = digest(Path(row.pop("out")))
    found.append({**row, "way": "serial again, unchanged", "same_bytes": row["digest"] == found[0]["digest"]})
    return found

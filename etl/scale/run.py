"""The flow of a run over a corpus: what `etl.pipeline` does for a few texts, for any number of them.

The folder `OUT.work` beside the set keeps what was read of each chunk, by its content: a run that was cut off goes on
from there, and one after a change of the corpus reads the changed chunks only. Another catalogue, or other code of
what reads texts, reads all anew; other code of the later steps repeats these. What no present chunk needs is removed at
the end.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from etl.model import EtlError
from etl.scale import finish, shelf
from etl.scale.chunks import CHUNK_BYTES, Chunk, content_key, cut
from etl.scale.feed import Feed
from etl.scale.feed_row import Entry
from etl.scale.progress import Meter, meter
from etl.scale.read_chunk import ReadTask, add_counts, known, read_chunk, reading_versions, shelf_of, versions
from etl.scale.relate_bucket import BucketTask, bucket_tasks, link_bucket, relate_bucket
from etl.scale.runners import Runner

REJECTS = "rejects.jsonl"


@dataclass(slots=True)
class _Seen:
    """What the run keeps of the corpus: one line a chunk."""

    keys: list[str] = field(default_factory=list)
    reused: int = 0


def run(
    inputs: Sequence[str],
    out: Path,
    make_runner: Callable[[], Runner],
    *,
    chunk_bytes: int = CHUNK_BYTES,
    is_fresh: bool = False,
) -> dict[str, Any]:
    """Read the inputs and replace the set in `out`; return its report.

    Args:
        inputs: Files, folders or URLs; see `etl.scale.feed`.
        out: Folder of the set.
        make_runner: Gives what runs the work.
        chunk_bytes: How much text is one piece of work.
        is_fresh: Whether to forget what an earlier run has read.

    Raises:
        EtlError: An input cannot be read, or another run is at work on `out`.
    """
    out = out.resolve()
    work = out.with_name(f"{out.name}.work")
    feed = Feed(inputs, known().divisions)
    with _locked(work):
        finish.mend(out, work / "old")
        _check_owned(out)
        if is_fresh:
            for path in (*work.glob("plan-*"), work / "chunks"):
                shutil.rmtree(path, ignore_errors=True)
        with meter(feed.bytes_total) as told:
            runner = make_runner()
            try:
                return _run(feed, out, work, runner, told, chunk_bytes)
            finally:
                runner.close()


def _run(feed: Feed, out: Path, work: Path, runner: Runner, told: Meter, chunk_bytes: int) -> dict[str, Any]:
    seen = _Seen()
    with (work / REJECTS).open("wb") as file:

        def reject(entry: Entry) -> None:
            file.writelines(finish.rejects_lines([(entry.origin, entry.doc_id, entry.reason)]))

        chunks = cut(feed, reading_versions(), reject, scratch=work / "seen.sqlite", chunk_bytes=chunk_bytes)
        _read_all(chunks, feed, work, runner, told, seen)
    made_of = {**versions(), "texts": content_key(*seen.keys), "rows_rejected": _digest(work / REJECTS)}
    done = {"reused": seen.reused, "chunks": len(seen.keys)}
    before = finish.read_report(out)
    if before.get("inputs") == made_of:
        return {**before, **done}
    plan = work / f"plan-{content_key(made_of)}"
    for other in work.glob("plan-*"):
        if other != plan:
            shutil.rmtree(other, ignore_errors=True)
    counts, buckets = _counts_of_chunks(work, seen.keys)
    tasks = bucket_tasks(buckets, work, plan, versions())
    counts = _relate_all(tasks, runner, told, counts)
    told.step("writing tables", 0, 1)
    finish.write_tables(work, plan, seen.keys, tasks)
    counts["rejects"] = _write_rejects(work, plan, seen.keys)
    report = finish.write_report(plan / "set", made_of, counts)
    finish.put_in_place(plan / "set", out, work / "old")
    shutil.rmtree(plan)
    _forget_others(work, seen.keys)
    return {**report, **done}


def _read_all(chunks: Iterator[Chunk], feed: Feed, work: Path, runner: Runner, told: Meter, seen: _Seen) -> None:
    def missing() -> Iterator[ReadTask]:
        for chunk in chunks:
            seen.keys.append(chunk.key)
            _write_origins(work, chunk)
            if shelf.read_head(shelf_of(work, chunk.key)) is None:
                yield ReadTask(chunk, work, versions())
            else:
                seen.reused += 1
                told.read(len(chunk.sources), chunk.size, feed.bytes_read, is_fresh=False)

    for task in runner.run(read_chunk, missing()):
        told.read(len(task.chunk.sources), task.chunk.size, feed.bytes_read, is_fresh=True)


def _write_origins(work: Path, chunk: Chunk) -> None:
    """Where the texts of a chunk stand in the inputs of this run, for its rejects."""
    path = shelf_of(work, chunk.key).with_suffix(".origins")
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [[origin, source.doc_id] for origin, source in zip(chunk.origins, chunk.sources, strict=True)]
    path.write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


def _counts_of_chunks(work: Path, keys: Sequence[str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    counts: dict[str, Any] = {}
    buckets = {}
    for key in keys:
        head = shelf.read_head(shelf_of(work, key))
        if head is None:
            raise EtlError(f"{shelf_of(work, key)}: found no complete file; is the folder shared by all workers?")
        counts = add_counts(counts, {"texts": head["texts"], "bytes": head["bytes"], **head["counts"]})
        buckets[key] = list(head["buckets"])
    return counts, buckets


def _relate_all(tasks: Sequence[BucketTask], runner: Runner, told: Meter, counts: dict[str, Any]) -> dict[str, Any]:
    linking = [task for task in tasks if shelf.read_head(task.linked) is None]
    for done, _ in enumerate(runner.run(link_bucket, linking), start=1):
        told.step("linking repeats", done, len(linking))
    relating = [task for task in tasks if shelf.read_head(task.done) is None]
    for done, _ in enumerate(runner.run(relate_bucket, relating), start=1):
        told.step("judging and deriving", done, len(relating))
    for task in tasks:
        counts = add_counts(counts, (shelf.read_head(task.done) or {})["counts"])
    return counts


def _write_rejects(work: Path, plan: Path, keys: Sequence[str]) -> int:
    """Write the rejects of rows, then those of texts, and return how many there are."""
    path = plan / "set" / REJECTS
    count = 0
    with path.open("wb") as file, (work / REJECTS).open("rb") as of_rows:
        for line in chain(of_rows, _rejected_texts(work, keys)):
            file.write(line)
            count += 1
    return count


def _rejected_texts(work: Path, keys: Sequence[str]) -> Iterator[bytes]:
    for key in keys:
        rejects = (shelf.read_head(shelf_of(work, key)) or {})["rejects"]
        if rejects:
            origins = json.loads(shelf_of(work, key).with_suffix(".origins").read_text(encoding="utf-8"))
            yield from finish.rejects_lines((*origins[index], reason) for index, reason in rejects)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget_others(work: Path, keys: Sequence[str]) -> None:
    """Remove what no chunk of this corpus needs."""
    kept = set(keys)
    for path in (work / "chunks").glob("*/*"):
        if path.stem not in kept:
            path.unlink()


def _check_owned(out: Path) -> None:
    """Refuse a folder with something else in it: it would be lost."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not finish.read_report(out))):
        raise EtlError(f"{out}: found files that are no set of this project; choose another folder with --out")


@contextmanager
def _locked(work: Path) -> Iterator[None]:
    """Keep a second run away; the kernel frees the lock when the process dies."""
    work.mkdir(parents=True, exist_ok=True)
    handle = os.open(work, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise EtlError(f"{work}: another run is at work there; wait for it, or give another --out") from error
    finally:
        os.close(handle)

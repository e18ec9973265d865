"""First step of a run: a chunk of texts becomes a shelf of facts, sorted into buckets of regions.

Runs in any worker; needs the chunk, the folder of the run and the same code as the one who sent it. A text that cannot
be read, or whose facts break a rule that a build would stop at, becomes a reject with its reason; the others go on.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl import inputs, pipeline, publish, tables, validate
from etl.clean import clean
from etl.extract.periods import guess_published
from etl.extract.regions import guess_home
from etl.model import EtlError, Fact, Source
from etl.scale import shelf
from etl.scale.chunks import Chunk

ROOT = Path(__file__).resolve().parent.parent.parent
_TEXT_CHECKS = (validate.check_spans, validate.check_ids, validate.check_slugs, validate.check_periods)
"""Those that can find an error in the facts of one text alone."""
_DIED = "the process that read this text died twice (out of memory, or a crash); read it alone to see why"


@dataclass(frozen=True, slots=True)
class ReadTask:
    """A chunk to read, where to put the result, and the texts in it that must not be tried again."""

    chunk: Chunk
    work: Path
    versions: Mapping[str, str]
    skip: frozenset[int] = frozenset()

    @property
    def shelf(self) -> Path:
        """Where the result is put."""
        return shelf_of(self.work, self.chunk.key)

    @property
    def marker(self) -> Path:
        """Says which text of the chunk is being read."""
        return self.work / "reading" / self.chunk.key

    def after_death(self) -> ReadTask:
        """The task without the text that was being read when its worker died."""
        try:
            culprit = int(self.marker.read_text())
        except (OSError, ValueError) as error:
            raise EtlError(f"{self.chunk.name}: its worker died again and again; is there enough memory?") from error
        return replace(self, skip=self.skip | {culprit})


def shelf_of(work: Path, key: str) -> Path:
    """The shelf of a chunk."""
    return work / "chunks" / key[:2] / f"{key}.shelf"


def bucket_of(region: str) -> str:
    """The bucket of a fact: its prefecture, so that all facts of a region lie in one.

    >>> [bucket_of(region) for region in ("140902", "140900", "140000", "100000", "")]
    ['1409', '1409', '1400', '1000', 'none']
    """
    return region[:4] or "none"


@lru_cache(maxsize=1)
def known() -> pipeline.Inputs:
    """The catalogue, read once by each worker."""
    return pipeline.load_known(ROOT / "data")


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Hashes of catalogue and code as this process finds them, and the packages that read and write."""
    return inputs.worker_versions(ROOT)


def reading_versions() -> dict[str, str]:
    """Those that what is read of a chunk depends on: another way to derive or to report reads no text again."""
    return {name: value for name, value in versions().items() if name != "code"}


def check_versions(expected: Mapping[str, str]) -> None:
    """Raise EtlError where a worker has other code or another catalogue than the one who sent the work."""
    if versions() != dict(expected):
        raise EtlError("a worker has other code, catalogue or packages than this run; bring them to one, run again")


def read_chunk(task: ReadTask) -> None:
    """Read the texts of a chunk and put the shelf in place."""
    check_versions(task.versions)
    buckets: dict[str, list[tuple[str, str | None, list[Fact]]]] = defaultdict(list)
    facts: list[Fact] = []
    numbers: list[Fact] = []
    texts: list[dict[str, Any]] = []
    sources: list[dict[str, str]] = []
    rejects: list[tuple[int, str]] = []
    with _marker(task.marker) as mark:
        for index, given in enumerate(task.chunk.sources):
            mark(index)
            if index in task.skip:
                rejects.append((index, _DIED))
                continue
            try:
                source = with_home(given)
                read = pipeline.read_facts(source, known())
                stated = [fact for fact in read if fact.kind == "fact"]
                _check(stated, source)
            except Exception as error:  # whatever one text does, the others are read
                rejects.append((index, _reason(error)))
                continue
            left = [fact for fact in read if fact.kind != "fact"]
            texts.append(publish.text_row(source, publish.counts(stated, left, ())))
            sources.append({"doc_id": source.doc_id, "text": source.text})
            facts += stated
            numbers += left
            for bucket, some in _by_bucket(stated).items():
                published = source.published.isoformat() if source.published else None
                buckets[bucket].append((source.doc_id, published, some))
    head = {
        "counts": publish.counts(facts, numbers, ()),
        "texts": len(texts),
        "bytes": task.chunk.size,
        "rejects": rejects,
        "buckets": {bucket: sum(len(some) for *_, some in buckets[bucket]) for bucket in sorted(buckets)},
    }
    columns = tables.SIDE_TABLES
    sections = {f"facts/{bucket}": shelf.packed(buckets[bucket]) for bucket in sorted(buckets)}
    sections["numbers"] = publish.parquet(publish.rows(numbers, columns["numbers"]), columns["numbers"])
    sections["texts"] = publish.parquet(texts, columns["texts"])
    sections["sources"] = publish.parquet(sources, tables.SOURCES)
    shelf.write_shelf(task.shelf, head, sections)


def _by_bucket(facts: list[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[bucket_of(fact.region)].append(fact)
    return found


def with_home(source: Source) -> Source:
    """The text with region and date: as given, else as it says itself."""
    if source.region is not None and source.published is not None:
        return source
    text = clean(source.text).text
    region = source.region or next(iter(guess_home(text) or ()), None)
    return replace(source, region=region, published=source.published or guess_published(text))


def _check(facts: list[Fact], source: Source) -> None:
    """Raise EtlError with the first error in the facts of one text."""
    against = validate.Known(known().catalogue, known().identities, {source.doc_id: source})
    for check in _TEXT_CHECKS:
        for issue in check(facts, against):
            if issue.severity == "error":
                raise EtlError(f"{issue.check}: {issue.message}")


def _reason(error: Exception) -> str:
    kind = "" if isinstance(error, EtlError) else f"{type(error).__name__}: "
    return " ".join(f"{kind}{error}".split())[:500]


@contextmanager
def _marker(path: Path) -> Iterator[Any]:
    """Yield what notes, on disk, the text that is being read: whoever finds the worker dead learns which it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=0) as file:
        yield lambda index: os.pwrite(file.fileno(), b"%08d" % index, 0)
    path.unlink(missing_ok=True)


def add_counts(total: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of two parts of a corpus together, keys sorted."""
    added: dict[str, Any] = dict(total)
    for name, value in more.items():
        if isinstance(value, Mapping):
            added[name] = dict(sorted((Counter(added.get(name, {})) + Counter(value)).items()))
        else:
            added[name] = added.get(name, 0) + value
    return added

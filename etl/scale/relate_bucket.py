"""Second and third step of a run: the facts of one bucket of regions from all chunks side by side.

`link_bucket` links repeats, which only looks at facts of one region. `relate_bucket` judges and derives; a statement of
a place is held against its own region, and against three things of others, which `link_bucket` lays out for it: what
the province and the nation say of shares, and the standards that a province sets everywhere in it. So a worker holds
one prefecture and these, never the whole table, and the answer is that of `pipeline.run`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import pyarrow as pa
import pyarrow.parquet as pq

from etl import pipeline, publish, tables, validate
from etl.columns import COLUMNS, Column
from etl.levels import province_of
from etl.model import EtlError, Fact, Issue, Severity, Source
from etl.reconcile import reconcile
from etl.scale import shelf
from etl.scale.read_chunk import bucket_of, check_versions, known, shelf_of

NATION = "100000"
ROWS_PER_GROUP = 5_000
"""Rows that a reader of the dataset skips or reads together: a division or a few of them."""
_TABLE_CHECKS = tuple(check for check in validate.CHECKS if check is not validate.check_spans)
"""Spans were checked where the texts were at hand; a derived fact has that of a reported one."""
_WITHIN_PROVINCE = ("level", "share_pct")


@dataclass(frozen=True, slots=True)
class BucketTask:
    """A bucket, the chunks that hold facts of it, and where the steps put their files."""

    bucket: str
    keys: tuple[str, ...]
    work: Path
    plan: Path
    others: tuple[str, ...]
    """The buckets whose facts may be looked at: those of the province, and the nation."""
    versions: Mapping[str, str]

    @property
    def linked(self) -> Path:
        """The shelf of linked facts."""
        return linked_of(self.plan, self.bucket)

    @property
    def done(self) -> Path:
        """The shelf that says the bucket is finished, and counts it."""
        return self.plan / "related" / f"{self.bucket}.shelf"

    @property
    def part(self) -> Path:
        """The file of the dataset."""
        folder = self.plan / "set" / "indicators" / f"province={province_name(self.bucket)}"
        return folder / f"part-{self.bucket}.parquet"

    def after_death(self) -> BucketTask:
        """The same task: a bucket has no part that could be left out."""
        return self


def linked_of(plan: Path, bucket: str) -> Path:
    """The shelf of the linked facts of a bucket."""
    return plan / "linked" / f"{bucket}.shelf"


def province_name(bucket: str) -> str:
    """The value of the partition column for a bucket.

    >>> province_name("1409"), province_name("none")
    ('140000', 'none')
    """
    return bucket if bucket == "none" else province_of(bucket)


def link_bucket(task: BucketTask) -> None:
    """Gather the facts of a bucket, link their repeats, lay out what others may look at."""
    check_versions(task.versions)
    texts = [one for key in task.keys for one in shelf.read_packed(shelf_of(task.work, key), f"facts/{task.bucket}")]
    texts.sort(key=lambda one: one[0])  # the order of a build, whatever that of the input
    facts = reconcile([fact for *_, some in texts for fact in some], known().catalogue)
    published = {doc_id: day for doc_id, day, _ in texts}
    sections = {
        "facts": shelf.packed(facts),
        "published": shelf.packed(published),
        "shown": shelf.packed([fact for fact in facts if _is_shown(fact)]),
    }
    shelf.write_shelf(task.linked, {"facts": len(facts)}, sections)


def _is_shown(fact: Fact) -> bool:
    is_reference = fact.measure == "share_pct" and fact.region in (NATION, province_of(fact.region))
    is_standard = fact.indicator in known().identities.province_wide and fact.measure in _WITHIN_PROVINCE
    return is_reference or (is_standard and fact.is_primary)


def relate_bucket(task: BucketTask) -> None:
    """Judge and derive the facts of a bucket, write its part of the dataset and its counts."""
    check_versions(task.versions)
    reported: list[Fact] = shelf.read_packed(task.linked, "facts")
    others: list[Fact] = [
        fact for bucket in task.others for fact in shelf.read_packed(linked_of(task.plan, bucket), "shown")
    ]
    facts = pipeline.relate(reported, known(), others)
    issues = _issues(facts, others, shelf.read_packed(task.linked, "published"))
    derived = [fact for fact in facts if fact.provenance != "reported"]
    counted = publish.counts(facts, (), issues)
    counts = {name: counted[name] for name in ("derived", "verdicts", "issues")}
    task.part.parent.mkdir(parents=True, exist_ok=True)
    write_parts(task.part, sorted(facts, key=_place), COLUMNS)
    columns = tables.SIDE_TABLES["issues"]
    sections = {"issues": publish.parquet(publish.rows(issues, columns), columns), "by_text": _by_text(derived, issues)}
    shelf.write_shelf(task.done, {"counts": counts, "rows": len(facts)}, sections)


def _place(fact: Fact) -> tuple[object, ...]:
    """Rows that are asked for together stand together, so that statistics of row groups can skip the others.

    Questions name divisions first: a page, a comparison and an export of one read a row group for each.
    """
    return (fact.region, fact.indicator, fact.period, fact.doc_id, fact.start, fact.fact_id)


def _issues(facts: Sequence[Fact], others: Sequence[Fact], published: Mapping[str, str | None]) -> list[Issue]:
    """The issues of the bucket in the order of `validate`; those of other buckets are theirs to tell."""
    sources = {
        doc_id: Source(doc_id, "", published=date.fromisoformat(day) if day else None)
        for doc_id, day in published.items()
    }
    against = validate.Known(known().catalogue, known().identities, sources)
    own = {fact.fact_id: (fact.doc_id, fact.start) for fact in facts}
    table = [*facts, *others]
    found = [issue for check in _TABLE_CHECKS for issue in check(table, against) if issue.fact_ids[0] in own]
    severities = get_args(Severity)
    return sorted(
        found,
        key=lambda issue: (severities.index(issue.severity), issue.check, *own[issue.fact_ids[0]], issue.message),
    )


def _by_text(derived: Iterable[Fact], issues: Iterable[Issue]) -> bytes:
    """What the table of texts needs of a bucket: computed facts and issues of each text."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in derived:
        counts[fact.doc_id]["derived"] += 1
    for issue in issues:
        counts[issue.doc_id]["issues"] += 1
    rows = [{"doc_id": doc_id, **{name: counts[doc_id][name] for name in BY_TEXT}} for doc_id in sorted(counts)]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=BY_TEXT_SCHEMA), sink)
    return sink.getvalue().to_pybytes()


BY_TEXT = ("derived", "issues")
_BY_TEXT_TYPES: Mapping[str, pa.DataType] = {"doc_id": pa.string(), **dict.fromkeys(BY_TEXT, pa.int64())}
BY_TEXT_SCHEMA = pa.schema([pa.field(name, type_) for name, type_ in _BY_TEXT_TYPES.items()])


def open_part(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer of one file of the dataset, with statistics of every page.

    No Bloom filters for ids: DuckDB 2.0 fails on some of those that pyarrow 26 writes.
    """
    return pq.ParquetWriter(path, schema, compression="zstd", write_page_index=True)


def write_parts(path: Path, facts: Sequence[Fact], columns: Sequence[Column]) -> None:
    """Write a Parquet file group by group, checked."""
    unfinished = path.with_name(f".{path.name}")
    schema = tables.arrow_schema(columns)
    with open_part(unfinished, schema) as writer:
        for start in range(0, len(facts), ROWS_PER_GROUP):
            rows = publish.rows(facts[start : start + ROWS_PER_GROUP], columns)
            table = pa.Table.from_pylist(rows, schema=schema)
            _check_nothing_missing(table, path)
            writer.write_table(table)
    unfinished.replace(path)


def _check_nothing_missing(table: pa.Table, path: Path) -> None:
    """Raise EtlError where a cell is empty that must not be: Arrow checks types when it makes a table, but not this."""
    for column in table.schema:
        if not column.nullable and table[column.name].null_count:
            raise EtlError(f"{path.name}: found empty cells in {column.name}; mend the stage that fills the column")


def bucket_tasks(
    chunks: Mapping[str, Sequence[str]], work: Path, plan: Path, versions: Mapping[str, str]
) -> list[BucketTask]:
    """The tasks of all buckets, sorted.

    Args:
        chunks: The buckets of each chunk by its key, in the order of the input.
        work: Folder of the shelves of chunks.
        plan: Folder of this set of chunks.
        versions: Hashes of catalogue and code.
    """
    keys: dict[str, list[str]] = defaultdict(list)
    for key, buckets in chunks.items():
        for bucket in buckets:
            keys[bucket].append(key)
    nation = bucket_of(NATION)
    return [
        BucketTask(
            bucket,
            tuple(keys[bucket]),
            work,
            plan,
            tuple(
                other
                for other in sorted(keys)
                if other != bucket and (other == nation or province_name(other) == province_name(bucket))
            ),
            versions,
        )
        for bucket in sorted(keys)
    ]

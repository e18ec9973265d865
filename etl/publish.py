"""Stage `publish`: the result of a build becomes the bytes of the published files.

What comes in is what goes out, sorted and typed: nothing is decided here. The same result gives the same bytes with
the same packages, and the same table with any. `release` puts the files in place.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl import listing, release
from etl.columns import COLUMNS, NAMES, Column
from etl.datapackage import datapackage
from etl.model import EtlError, Evidence, Fact, Issue, Source
from etl.tables import SIDE_TABLES, TABLES, arrow_schema

if TYPE_CHECKING:
    from etl.pipeline import Result


def canonical(value: Any) -> str:
    """JSON with sorted keys: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _evidence(evidence: Mapping[str, Evidence]) -> dict[str, dict[str, Any]]:
    return {
        name: {"rule": one.rule, "start": one.start, "end": one.end, "text": one.text} for name, one in evidence.items()
    }


def _cell(record: Any, column: Column) -> Any:
    """The value of one column, as Parquet holds it."""
    value = getattr(record, column.name)
    if column.name == "evidence":
        return canonical(_evidence(value))
    if isinstance(value, Mapping):
        return canonical(dict(value))
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return float(value)
    return None if value == "" and column.nullable else value


def rows(records: Iterable[Any], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """One row for each record, with these columns."""
    return [{column.name: _cell(record, column) for column in columns} for record in records]


def parquet(table: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> bytes:
    """The rows as a Parquet file whose schema is the column list."""
    buffer = io.BytesIO()
    rows = pa.Table.from_pylist([dict(row) for row in table], schema=arrow_schema(columns))
    pq.write_table(rows, buffer, compression="zstd")
    return buffer.getvalue()


def _written(value: Any) -> str:
    """One cell of the CSV: numbers in the shortest form that is exact, lists joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(listing.number(Decimal(repr(value))))
    return ";".join(value) if isinstance(value, list) else str(value)


def as_csv(table: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> bytes:
    """The rows as UTF-8 text that a reviewer can compare line by line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_written(row[column.name]) for column in columns] for row in table)
    return buffer.getvalue().encode()


def check_table(table: Sequence[Mapping[str, Any]]) -> None:
    """Raise EtlError where the rows of the indicators do not fit the schema of `columns`."""
    import pandas as pd
    from pandera.errors import SchemaErrors

    from etl.schema import table_schema

    try:
        table_schema().validate(
            pd.DataFrame([dict(row) for row in table], columns=list(NAMES), dtype=object), lazy=True
        )
    except SchemaErrors as error:
        first = error.failure_cases.iloc[0]
        raise EtlError(
            f"indicators: found {len(error.failure_cases)} cells, first {first['column']} {first['failure_case']!r}, "
            f"expected {first['check']}; mend the stage that fills the column, or etl/columns.py"
        ) from error


def _reason_class(why: str) -> str:
    """The kind of noise without its particulars: `age threshold` of `age threshold (60+)`."""
    return why.partition("(")[0].partition(":")[0].strip() or "not said"


def counts(facts: Iterable[Fact], numbers: Iterable[Fact], issues: Iterable[Issue]) -> dict[str, Any]:
    """What the report says of one text, or of all."""
    facts, numbers = list(facts), list(numbers)
    reported = [fact for fact in facts if fact.provenance == "reported"]
    return {
        "numbers": len({(fact.doc_id, fact.start, fact.end) for fact in (*reported, *numbers)}),
        "facts": len(reported),
        "derived": len(facts) - len(reported),
        "noise": dict(sorted(Counter(_reason_class(fact.why) for fact in numbers if fact.kind == "noise").items())),
        "unknown": sum(fact.kind == "unknown" for fact in numbers),
        "verdicts": dict(sorted(Counter(fact.verdict for fact in facts if fact.verdict).items())),
        "issues": dict(sorted(Counter(f"{issue.severity}: {issue.check}" for issue in issues).items())),
    }


def text_row(source: Source, counted: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a text in the table of texts; `counted` is what `counts` says of it."""
    names = ("doc_id", "title", "publisher", "region", "language", "url", "note")
    return {
        **{name: getattr(source, name) for name in names},
        "published": source.published.isoformat() if source.published else None,
        "sha256": hashlib.sha256(source.text.encode()).hexdigest(),
        "characters": len(source.text),
        **{name: counted[name] for name in ("numbers", "facts", "derived", "unknown")},
        "noise": sum(counted["noise"].values()),
        "issues": sum(counted["issues"].values()),
    }


def render(result: Result, versions: Mapping[str, str]) -> dict[str, bytes]:
    """Return the content of each published file by name, the manifest among them.

    Args:
        result: What the build made.
        versions: Hashes of the inputs it was made of; they go into the manifest.
    """
    by_text = {
        source.doc_id: counts(
            (fact for fact in result.facts if fact.doc_id == source.doc_id),
            (fact for fact in result.numbers if fact.doc_id == source.doc_id),
            (issue for issue in result.issues if issue.doc_id == source.doc_id),
        )
        for source in result.sources
    }
    tables = {
        "indicators": rows(result.facts, COLUMNS),
        "numbers": rows(result.numbers, SIDE_TABLES["numbers"]),
        "texts": [text_row(source, by_text[source.doc_id]) for source in result.sources],
        "issues": rows(result.issues, SIDE_TABLES["issues"]),
    }
    check_table(tables["indicators"])
    files = {f"{name}.parquet": parquet(table, TABLES[name]) for name, table in tables.items()}
    files["indicators.csv"] = as_csv(tables["indicators"], COLUMNS)
    files["datapackage.json"] = _json(datapackage(TABLES, result.sources))
    report = {
        "inputs": dict(versions),
        "texts": by_text,
        "total": counts(result.facts, result.numbers, result.issues),
        "files": {name: release.manifest_entry(content) for name, content in sorted(files.items())},
    }
    return {**files, release.MANIFEST: _json(report)}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()

"""Asks a published table: one file, or a dataset of any size, on this machine or at a URL.

Filters become conditions on columns with statistics, so that DuckDB skips the files, row groups and pages that cannot
hold an answer. Rows are handed on as they come: nothing loads the whole table.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb

from etl.columns import NAMES
from etl.model import EtlError

SHOWN = ("doc_id", "indicator", "dims", "region", "period", "measure", "value", "unit", "value_text", "sentence")
PARTITION = "province"
_ORDER = ("indicator", "region", "period", "doc_id", "start", "fact_id")
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a table."""

    equal: Mapping[str, Sequence[str]]
    within: str = ""
    """A division: it and all that lies in it."""
    years: tuple[int, int] | None = None
    """First and last year in which the period ends."""
    headline: bool = False
    columns: Sequence[str] = SHOWN
    count_by: Sequence[str] = ()
    """Count the rows by these columns instead of showing them."""
    limit: int | None = None


@contextmanager
def answer(table: str, query: Query) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """Yield the names of the columns, and the rows.

    Args:
        table: A Parquet file, the folder of a dataset or of its set, or the URL of one.
        query: What is asked.

    Raises:
        EtlError: There is no such table, or a column is unknown.
    """
    with closing(duckdb.connect()) as database:
        place, is_dataset = _place(table, database)
        sql, values = statement(query, is_dataset=is_dataset)
        try:
            found = database.execute(sql, {"table": place, **values})
            names = [str(column[0]) for column in found.description or ()]
        except duckdb.Error as error:
            raise EtlError(f"{table}: {str(error).splitlines()[0]}") from error
        yield names, _rows(found)


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := found.fetchmany(_BATCH):
        yield from rows


def _place(table: str, database: duckdb.DuckDBPyConnection) -> tuple[str, bool]:
    """The files of a table as DuckDB names them, and whether they are partitioned."""
    table = table.removeprefix("file://")
    if "://" in table:
        _register(table, database)
        return (table, False) if table.endswith(".parquet") else (f"{table.rstrip('/')}/**/*.parquet", True)
    path = Path(table)
    if path.is_dir():
        inside = [one for one in (path / "indicators", path) if list(one.glob(f"{PARTITION}=*"))]
        if inside:
            return f"{inside[0]}/{PARTITION}=*/*.parquet", True
        path = path / "indicators.parquet"
    if not path.is_file():
        raise EtlError(f"{table}: found no table there, expected a Parquet file or a dataset of `python -m etl run`")
    return str(path), False


def _register(url: str, database: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB read URLs through fsspec, which knows more of them and needs no download of an extension."""
    try:
        import fsspec

        database.register_filesystem(fsspec.filesystem(url.partition("://")[0]))
    except (ImportError, ValueError) as error:
        raise EtlError(f"{url}: {error}; pip install -r requirements-cluster.txt") from error


def statement(query: Query, *, is_dataset: bool) -> tuple[str, dict[str, Any]]:
    """The SQL of a query over `$table`, and its values.

    Raises:
        EtlError: A column is unknown.
    """
    where, values = _conditions(query, is_dataset=is_dataset)
    known = (*NAMES, PARTITION) if is_dataset else NAMES
    for name in (*query.columns, *query.count_by, *query.equal):
        if name not in known:
            raise EtlError(f"{name}: found no such column, expected one of {', '.join(known)}")
    source = "read_parquet($table, hive_partitioning = false)"
    if is_dataset:
        source = f"read_parquet($table, hive_partitioning = true, hive_types = {{'{PARTITION}': VARCHAR}})"
    select = _listed(query.columns)
    # To sort all of a large table would need room for it; its files are sorted already.
    tail = "" if query.limit is None else f" ORDER BY {_listed(_ORDER)}"
    if query.count_by:
        by = _listed(query.count_by)
        select, tail = f'{by}, count(*) AS "rows"', f' GROUP BY {by} ORDER BY "rows" DESC, {by}'
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    limit = f" LIMIT {int(query.limit)}" if query.limit is not None else ""
    return f"SELECT {select} FROM {source}{condition}{tail}{limit}", values


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _conditions(query: Query, *, is_dataset: bool) -> tuple[list[str], dict[str, Any]]:
    where: list[str] = []
    values: dict[str, Any] = {}
    for name, wanted in query.equal.items():
        if wanted:
            where.append(f'list_contains(${name}, "{name}")' if len(wanted) > 1 else f'"{name}" = ${name}')
            values[name] = list(wanted) if len(wanted) > 1 else wanted[0]
    if query.within:
        stem = query.within
        while stem.endswith("00") and len(stem) > 2:
            stem = stem[:-2]
        if stem != "10":  # not all of the nation
            where.append('"region" BETWEEN $first AND $last')
            values |= {"first": stem.ljust(6, "0"), "last": stem.ljust(6, "9")}
            if is_dataset:
                where.append(f'"{PARTITION}" = $home')
                values["home"] = stem[:2] + "0000"
    if query.years:
        where.append("TRY_CAST(split_part(split_part(period, '/', -1), '-', 1) AS INTEGER) BETWEEN $from AND $until")
        values |= {"from": query.years[0], "until": query.years[1]}
    if query.headline:
        where.append("headline")
    return where, values


def write_csv(names: Sequence[str], rows: Iterator[tuple[Any, ...]], file: IO[str]) -> None:
    """Print rows as CSV: nothing where there is no value, lists joined by semicolons."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([";".join(map(str, cell)) if isinstance(cell, list) else cell for cell in row])


def write_jsonl(names: Sequence[str], rows: Iterator[tuple[Any, ...]], file: IO[str]) -> None:
    """Print rows as JSON, one object a line; dims and evidence are objects."""
    for row in rows:
        fields = dict(zip(names, row, strict=True))
        for name in ("dims", "evidence"):
            if name in fields:
                fields[name] = json.loads(fields[name])
        file.write(json.dumps(fields, ensure_ascii=False) + "\n")


def print_table(names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Print rows for people: a table on a terminal, columns separated by tabs elsewhere."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        print("\t".join(names))
        for row in rows:
            print("\t".join(_cell(cell) for cell in row))
        return
    table = Table(*names)
    for row in rows:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    console.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return " ".join(str(value).split())

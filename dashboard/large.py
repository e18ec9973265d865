"""A published set that is too large for memory: DuckDB asks its files for what an address needs, and for no more.

Counts come from the cube (`dashboard.cube`), rows from the files: a page of the table is found by place first, so that
its wide columns are read for fifty rows and not for all that were passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from dashboard.asking import any_of, condition, frame, quoted, read
from dashboard.cube import COMPARABLE, Cube, Where
from dashboard.params import Values, many, one
from dashboard.rows import ORDERS, TooManyError
from dashboard.store import NO_TEXT
from etl.columns import NAMES

MEMORY = "1GB"
MOST_SEARCHED = 500_000
"""Rows whose sentences are searched; of more, other filters must leave out some first."""
MOST_SORTED = 200_000
"""Rows that are put in another order than that of the files; amounts of unlike things are hardly worth it."""
MOST_REGIONS = 6
"""Divisions that a page shows where none is chosen."""
_FIRST_ROWS = 500
"""Rows of a file that is sent which go out before the others: the browser starts to write at once."""
_ROWS = 10_000
"""Rows of such a file that are in memory at a time."""
MOST_AT_ONCE = 50_000
"""Rows that are ever in memory as one frame."""
_HIVE = "hive_partitioning = true, hive_types = {'province': VARCHAR}"
_ALL = ", ".join(f'"{name}"' for name in NAMES)
WIDE = ("sentence", "evidence", "formula")
_LISTED = ", ".join(f"'' AS {name}" if name in WIDE else f'"{name}"' for name in NAMES)
"""What a list of rows shows: all but the widest columns, which the panel of a fact reads for itself."""


class Large:
    """The tables of a set on disk; what is asked is in parameters of an address."""

    def __init__(self, folder: Path) -> None:
        """Open the set of a run and count its rows; some seconds for ten million."""
        self._spill = TemporaryDirectory(prefix="civil-affairs-")  # removed with the object
        self._database = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": self._spill.name})
        # What lies where in the files is read once, not for each question: most questions cost more for it than for
        # their rows.
        self._database.execute("LOAD parquet; SET GLOBAL parquet_metadata_cache = true")
        self._folder = folder
        files = f"{folder}/indicators/*/*.parquet"
        self._files = read(files, _HIVE)
        self._placed = read(files, f"{_HIVE}, filename = true, file_row_number = true")
        self.cube = Cube(self._database, self._files)
        # Where each fact and each text stands: fourteen bytes a row instead of reading all ids for every link.
        self._index("places", "fact_id", "indicators/*/*.parquet", _HIVE)
        self._has_sources = any((folder / "sources").glob("*.parquet"))
        if self._has_sources:
            self._index("sources", "doc_id", "sources/*.parquet", "hive_partitioning = false")
        texts = int(self.ask(f"SELECT count(*) AS n FROM {self._side('texts')}", {})["n"].iloc[0])
        self._size = self.cube.count({})[()], texts, self.cube.count({"verdict": ("conflict",)})[()]
        self.searched = lru_cache(maxsize=64)(self._searched)
        self.source = lru_cache(maxsize=64)(self._source)

    def _index(self, name: str, key: str, inside: str, options: str) -> None:
        files = f"{self._folder}/{inside}"
        self._database.execute(
            f"CREATE TYPE {name}_file AS ENUM (SELECT file FROM glob('{quoted(files)}') ORDER BY 1)"
        )
        self._database.execute(
            f"CREATE TABLE {name} AS SELECT hash({key}) AS id, filename::{name}_file AS filename, "
            f"file_row_number::INTEGER AS line "
            f"FROM {read(files, f'{options}, filename = true, file_row_number = true')}"
        )

    def ask(self, sql: str, values: Mapping[str, Any]) -> pd.DataFrame:
        """The answer of the database; each question has a cursor of its own, as visitors ask at once."""
        return frame(self._database.cursor().sql(sql, params=dict(values)).to_arrow_table())

    def _side(self, name: str) -> str:
        return read(f"{self._folder}/{name}/*.parquet", "hive_partitioning = false")

    def size(self) -> tuple[int, int, int]:
        """Rows, texts and conflicts."""
        return self._size

    def known(self) -> dict[str, tuple[str, ...]]:
        """Values that a link may name; ids of facts and texts are too many to list."""
        names = ("topic", "indicator", "measure", "status", "provenance", "region")
        known = {name: self.cube.words[name] for name in names}
        return {**known, "year": self.cube.years, "publishing": self.top_regions()}

    @cached_property
    def comparable(self) -> list[tuple[str, str, str, str, int]]:
        """Topic, indicator, dims and measure of each series that can be compared, and how many divisions have it."""
        return self.cube.series({}, COMPARABLE)

    def where(self, values: Values) -> Where:
        """Conditions on the files for all parameters, with those that only help to skip files."""
        kept, known = self.cube.where(values)
        regions = many(values, "region")
        if regions:
            any_of("province", sorted({code[:2] + "0000" for code in regions}), kept, known)
        if docs := many(values, "doc"):
            any_of("doc_id", docs, kept, known)
        if words := one(values, "q").strip():
            kept.append("(contains(lower(sentence), $q) OR contains(lower(value_text), $q) OR contains(indicator, $q))")
            known["q"] = words.lower()
        return kept, known

    def count(self, values: Values) -> int:
        """Rows that the parameters keep.

        Raises:
            TooManyError: Words are searched for in more rows than are searched.
        """
        words = one(values, "q").strip()
        known = self.cube.count({name: value for name, value in values.items() if name not in ("q", "doc")}).get((), 0)
        if not words and not many(values, "doc"):
            return known
        if words and not many(values, "doc") and known > MOST_SEARCHED:
            raise TooManyError("search", known, MOST_SEARCHED)
        kept, given = self.where(values)
        return self.searched(tuple(kept), tuple(given.items()))

    def _searched(self, kept: tuple[str, ...], known: tuple[tuple[str, Any], ...]) -> int:
        return self.number(kept, dict(known))

    def count_by(self, values: Values, facet: str) -> dict[str, int]:
        """Rows by the values of a facet; of texts only the chosen ones, as there are too many to list."""
        if facet == "doc" or one(values, "q").strip() or many(values, "doc"):
            return self._count_by_files(values, facet)
        return {str(value): count for (value,), count in self.cube.count(values, (facet,)).items() if count}

    def _count_by_files(self, values: Values, facet: str) -> dict[str, int]:
        if facet == "doc" and not many(values, "doc"):
            return {}
        self.count(values)  # refuses what is too much
        kept, known = self.where(values)
        column = {"doc": "doc_id", "verdict": "coalesce(verdict, 'none')"}.get(facet, facet)
        sql = f"SELECT {column} AS value, count(*) AS n FROM {self._files}{condition(kept)} GROUP BY 1"
        found = self.ask(sql, known)
        return {str(value): int(count) for value, count in zip(found["value"], found["n"], strict=True)}

    def page(self, values: Values, order: str, start: int, size: int) -> pd.DataFrame:
        """Some rows in the order asked for, in that of the files otherwise; without their widest columns.

        Raises:
            TooManyError: The rows are more than are sorted.
        """
        kept, known = self.where(values)
        name = order.removeprefix("-")
        by = ""
        if name in ORDERS:
            if (rows := self.count(values)) > MOST_SORTED:
                raise TooManyError("sort", rows, MOST_SORTED)
            by = f" ORDER BY {name} {'DESC' if order.startswith('-') else 'ASC'}, filename, file_row_number"
        sql = f"SELECT filename, file_row_number AS line FROM {self._placed}{condition(kept)}"
        return self._rows_at(self.ask(f"{sql}{by} LIMIT {int(size)} OFFSET {int(start)}", known), _LISTED)

    def _rows_at(self, places: pd.DataFrame, columns: str) -> pd.DataFrame:
        if places.empty:
            return self._empty()
        # File by file: a condition on all of them at once would look for the rows of one in each. The lines are given
        # as a list, which is joined: as so many conditions they would take twice the time.
        files = {str(name): mine.tolist() for name, mine in places.groupby("filename", sort=False)["line"]}
        parts = [
            f"SELECT {columns}, {number} AS file, file_row_number AS line FROM {read(name, 'file_row_number = true')} "
            f"WHERE file_row_number IN (SELECT unnest($lines_{number}::BIGINT[]))"
            for number, name in enumerate(files)
        ]
        lines = {f"lines_{number}": mine for number, mine in enumerate(files.values())}
        found = self.ask(" UNION ALL ".join(parts), lines)
        order = places.assign(file=places["filename"].map({name: number for number, name in enumerate(files)}))
        return order[["file", "line"]].merge(found, on=["file", "line"], how="left")[list(NAMES)]

    def _empty(self) -> pd.DataFrame:
        return self.ask(f"SELECT {_ALL} FROM {self._files} LIMIT 0", {})

    def rows(self, kept: Sequence[str], known: Mapping[str, Any], most: int = MOST_AT_ONCE) -> pd.DataFrame:
        """Rows under conditions, in the order of the files."""
        return self.ask(f"SELECT {_ALL} FROM {self._files}{condition(kept)} LIMIT {int(most)}", known)

    def number(self, kept: Sequence[str], known: Mapping[str, Any]) -> int:
        """How many rows are under some conditions."""
        return int(self.ask(f"SELECT count(*) AS n FROM {self._files}{condition(kept)}", known)["n"].iloc[0])

    def newest(self, kept: Sequence[str], known: Mapping[str, Any], most: int) -> pd.DataFrame:
        """Rows under conditions where they are more than can be shown: of each division and series the newest first."""
        nth = "row_number() OVER (PARTITION BY region, indicator, dims, measure ORDER BY period DESC, fact_id)"
        sql = f"SELECT filename, file_row_number AS line, {nth} AS nth FROM {self._placed}{condition(kept)}"
        found = self.ask(f"{sql} ORDER BY nth, filename, line LIMIT {int(most)}", known)
        return self._rows_at(found.sort_values(["filename", "line"]), _ALL)

    def chunks(self, values: Values) -> Iterator[pd.DataFrame]:
        """All rows that the parameters keep, some at a time."""
        kept, known = self.where(values)
        found = self._database.cursor().sql(f"SELECT {_ALL} FROM {self._files}{condition(kept)}", params=known)
        most, held, count = _FIRST_ROWS, list[pa.RecordBatch](), 0
        for batch in found.to_arrow_reader(_FIRST_ROWS):
            held.append(batch)
            count += len(batch)
            if count >= most:
                yield frame(pa.Table.from_batches(held))
                most, held, count = _ROWS, [], 0
        if count:
            yield frame(pa.Table.from_batches(held))

    def fact(self, fact_id: str) -> pd.DataFrame:
        """The row of one fact, or none."""
        sql = "SELECT filename::VARCHAR AS filename, line FROM places WHERE id = hash($fact_id)"
        found = self._rows_at(self.ask(sql, {"fact_id": fact_id}), _ALL)
        return found[found["fact_id"] == fact_id]

    def repeats(self, row: Mapping[str, Any], most: int = 20) -> pd.DataFrame:
        """Other tellings of a fact: they are on the same division and indicator."""
        names = ("occurrence_of", "region", "indicator", "fact_id")
        kept = [f"{name} = ${name}" for name in names[:3]]
        return self.rows([*kept, "fact_id <> $fact_id"], {name: row[name] for name in names}, most)

    def texts(self, docs: Sequence[str]) -> list[dict[str, str]]:
        """What is known of some texts; empty words where nothing is."""
        sql = f"SELECT doc_id, {', '.join(NO_TEXT)} FROM {self._side('texts')}"
        wanted = "doc_id IN (SELECT unnest($docs::VARCHAR[]))"
        found = self._database.cursor().sql(f"{sql} WHERE {wanted}", params={"docs": list(docs)}).fetchall()
        return [{name: value or "" for name, value in zip(("doc_id", *NO_TEXT), row, strict=True)} for row in found]

    def _source(self, doc_id: str) -> str:
        """A text as received; empty where the set has none."""
        if not self._has_sources:
            return ""
        sql = "SELECT filename::VARCHAR AS filename, line FROM sources WHERE id = hash($doc_id)"
        for name, line in self._database.cursor().sql(sql, params={"doc_id": doc_id}).fetchall():
            found = read(name, "file_row_number = true")
            sql = f"SELECT text FROM {found} WHERE file_row_number = {line} AND doc_id = $doc_id"
            for (text,) in self._database.cursor().sql(sql, params={"doc_id": doc_id}).fetchall():
                return str(text)
        return ""

    def numbers(self, doc_id: str) -> pd.DataFrame:
        """Numbers of a text that state no indicator."""
        sql = f"SELECT * FROM {self._side('numbers')} WHERE doc_id = $doc_id ORDER BY start"
        return self.ask(sql, {"doc_id": doc_id})

    def top_regions(self) -> tuple[str, ...]:
        """Divisions that a page shows where none is chosen: the nation and the first provinces that have rows."""
        return self._provinces()[:MOST_REGIONS]

    def _provinces(self) -> tuple[str, ...]:
        return tuple(code for code in self.cube.words["region"] if code.endswith("0000"))

    def offered(self, chosen: Sequence[str]) -> list[str]:
        """Divisions to choose from: the provinces, and what lies next below the chosen ones."""
        found = {*self._provinces(), *chosen}
        for region in chosen:
            stem = region[:2] if region.endswith("0000") else region[:4]
            step = 2 if region.endswith("0000") else 4
            inside = (code for code in self.cube.words["region"] if code[:step] == stem)
            found.update(code for code in inside if step == 4 or code.endswith("00"))
        return sorted(found)

"""Counts of a table that is too large for memory: how many rows there are of each combination of what facets ask for.

Made once when the table is opened, and held as small numbers for words: ten million rows become some ninety megabytes,
and a facet is counted in the time that a table of four million rows takes instead of reading the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import duckdb

from dashboard.asking import condition
from dashboard.params import Values, many, one
from dashboard.selection import PLANNED, REPORTED
from dashboard.topics import LEVEL_MEASURES
from dashboard.units import CONVERSIONS

COLUMNS: Mapping[str, str] = {
    "topic": "topic",
    "indicator": "indicator",
    "dims": "dims",
    "region": "region",
    "measure": "measure",
    "status": "status",
    "provenance": "provenance",
    "verdict": "coalesce(verdict, 'none')",
}
"""Words that are counted by, as the files give them."""
YEAR = "coalesce(try_cast(split_part(split_part(period, '/', -1), '-', 1) AS SMALLINT), 0)"
_FLAGS = ("headline", "is_primary", "urban", "rural", "restated")
_HAS = """contains(dims, '"residence": "{}"')"""


def _any_of(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_RESTATED = f"coalesce(derivation IN ({_any_of(CONVERSIONS)}), false)"
COMPARABLE = f"measure IN ({_any_of(LEVEL_MEASURES)}) AND provenance <> 'implied' AND NOT restated"
"""What `compare.comparable_rows` keeps."""
FACETS = ("region", "topic", "indicator", "measure", "status", "provenance", "verdict")

Where = tuple[list[str], dict[str, Any]]


class Cube:
    """Counts by combination, in the database of the table."""

    def __init__(self, database: duckdb.DuckDBPyConnection, source: str) -> None:
        """Count the rows of `source`, an SQL expression for the table."""
        self._database = database
        for name, given in COLUMNS.items():
            database.execute(f"CREATE TYPE {name}_word AS ENUM (SELECT DISTINCT {given} FROM {source} ORDER BY 1)")
        words = ", ".join(f"{given}::{name}_word AS {name}" for name, given in COLUMNS.items())
        flags = f"headline, is_primary, {_HAS.format('urban')} AS urban, {_HAS.format('rural')} AS rural, "
        flags += f"{_RESTATED} AS restated"
        database.execute(
            f"CREATE TABLE cube AS SELECT {words}, {flags}, {YEAR} AS year, count(*)::INTEGER AS n "
            f"FROM {source} GROUP BY ALL ORDER BY region, indicator"
        )
        # Few questions ask by region: without it the same counts are some thousand rows.
        brief = ", ".join(name for name in (*COLUMNS, *_FLAGS) if name not in ("region", "dims"))
        database.execute(f"CREATE TABLE brief AS SELECT {brief}, sum(n)::BIGINT AS n FROM cube GROUP BY ALL")
        self.words = {name: self._words(name) for name in COLUMNS}
        self.years = tuple(str(year) for (year,) in self._rows("SELECT DISTINCT year FROM cube ORDER BY 1", {}) if year)
        self.counted = lru_cache(maxsize=512)(self._counted)

    def _rows(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._database.cursor().execute(sql, dict(values)).fetchall()

    def _words(self, name: str) -> tuple[str, ...]:
        return tuple(word for (word,) in self._rows(f"SELECT unnest(enum_range(NULL::{name}_word))", {}))

    def where(self, values: Values, *, in_files: bool = True) -> Where:
        """Conditions on the columns that `COLUMNS` names, as `selection.select` keeps rows.

        Text searched for and single texts are not among them.

        Args:
            values: Parameters of an address.
            in_files: Whether the conditions are for the files; for the cube, words are compared as numbers.
        """
        kept, known = list[str](), dict[str, Any]()
        for name in FACETS:
            if wanted := many(values, name):
                column = COLUMNS[name] if in_files else name
                words = [word for word in wanted if word in self.words[name]]
                keys = [f"{name}_{number}" for number in range(len(words))]
                listed = ", ".join(f"${key}" if in_files else f"${key}::{name}_word" for key in keys)
                kept.append(f"{column} IN ({listed})" if keys else "false")
                known.update(zip(keys, words, strict=True))
        residence = one(values, "residence")
        if residence in ("urban", "rural"):
            # Other residences than these two are of neither.
            other = "rural" if residence == "urban" else "urban"
            kept.append(f"NOT {_HAS.format(other)}" if in_files else f"NOT {other}")
        for name, column, word, sign in (
            ("derived", "provenance", REPORTED, "="),
            ("plans", "status", PLANNED, "<>"),
        ):
            if one(values, name) == "0" and word in self.words[column]:
                kept.append(f"{column} {sign} '{word}'" + ("" if in_files else f"::{column}_word"))
        if one(values, "headline") == "1":
            kept.append("headline")
        if one(values, "repeats") == "0":
            kept.append("is_primary")
        return kept, known

    def count(self, values: Values, by: Sequence[str] = ()) -> dict[tuple[Any, ...], int]:
        """Rows that the parameters keep, by the values of some columns; with none, one number under `()`."""
        kept, known = self.where(values, in_files=False)
        return self.counted(tuple(kept), tuple(known.items()), tuple(by))

    def _counted(
        self, kept: tuple[str, ...], known: tuple[tuple[str, Any], ...], by: tuple[str, ...]
    ) -> dict[tuple[Any, ...], int]:
        listed = "".join(f"{name}, " for name in by)
        group = f" GROUP BY {', '.join(by)}" if by else ""
        is_regional = "region" in by or any(kept_by.startswith("region ") for kept_by in kept)
        source = f"{'cube' if is_regional else 'brief'}{condition(kept)}"
        found = self._rows(f"SELECT {listed}coalesce(sum(n), 0)::BIGINT FROM {source}{group}", dict(known))
        return {row[:-1]: row[-1] for row in found}

    def series(self, values: Values, extra: str = "") -> list[tuple[str, str, str, str, int]]:
        """Topic, indicator, dims and measure of each series, and how many regions have it; the widest spread first."""
        kept, known = self.where(values, in_files=False)
        where = condition([*kept, extra] if extra else kept)
        return [
            (str(topic), str(indicator), str(dims), str(measure), int(regions))
            for topic, indicator, dims, measure, regions in self._rows(
                f"SELECT topic, indicator, dims, measure, count(DISTINCT region) AS regions FROM cube{where} "
                "GROUP BY 1, 2, 3, 4 ORDER BY regions DESC, 1, 2, 3, 4",
                known,
            )
        ]

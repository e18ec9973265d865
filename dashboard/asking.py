"""Pieces of a question to the database, and its answer as a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa


def frame(table: pa.Table) -> pd.DataFrame:
    """Rows as a frame whose words are plain objects: the dashboard goes through them one by one.

    The columns of words that pandas would make of them are many times slower at that.
    """
    made = {
        name: pd.Series(column.to_pylist(), dtype=object)
        if pa.types.is_nested(column.type) or pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)
        else column.to_pandas()
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return pd.DataFrame(made)


def read(files: str, options: str) -> str:
    """The files of a table as something to select from."""
    return f"read_parquet('{quoted(files)}', {options})"


def quoted(text: str) -> str:
    """Text between quotation marks."""
    return text.replace("'", "''")


def condition(kept: Sequence[str]) -> str:
    """Conditions of which all must hold; nothing where there are none."""
    return f" WHERE {' AND '.join(kept)}" if kept else ""


def any_of(column: str, wanted: Sequence[Any], kept: list[str], known: dict[str, Any]) -> None:
    """Add the condition that a column has one of some values."""
    names = [f"{column}_{number}" for number in range(len(wanted))]
    kept.append(f"{column} IN ({', '.join(f'${name}' for name in names)})" if names else "false")
    known.update(zip(names, wanted, strict=True))

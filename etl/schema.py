"""The schema of the published table, for whoever writes or reads it: made from the one list of columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from etl.columns import COLUMNS, Column
from etl.model import Measure, PeriodType, Provenance, Qualifier, Status, Verdict

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

_CLOSED: Mapping[str, tuple[str, ...]] = {
    "measure": get_args(Measure),
    "period_type": get_args(PeriodType),
    "qualifier": get_args(Qualifier),
    "status": get_args(Status),
    "provenance": get_args(Provenance),
    "verdict": get_args(Verdict),
}


def table_schema(columns: Sequence[Column] = COLUMNS) -> DataFrameSchema:
    """The pandera schema of the published table, made from the one list of columns.

    Columns and their order are as listed, ids are unique, closed lists hold, dims and evidence are JSON objects.
    """
    import pandera.pandas as pa  # half a second, and only for whoever checks a table

    made: dict[str, Any] = {}
    for column in columns:
        checks = [pa.Check(_element_check(column), element_wise=True, name=f"{column.name} is {column.type}")]
        if column.name in _CLOSED:
            checks.append(pa.Check.isin(_CLOSED[column.name]))
        is_key = column.name == "fact_id"
        made[column.name] = pa.Column(None, checks, nullable=column.nullable, unique=is_key)
    spans = pa.Check(lambda table: table["start"] < table["end"], name="start is before end")
    return pa.DataFrameSchema(made, checks=[spans], strict=True, ordered=True)


def _element_check(column: Column) -> Callable[[Any], bool]:
    if column.name in ("dims", "evidence"):
        return _is_json_object
    kinds: Mapping[str, Callable[[Any], bool]] = {
        "string": lambda value: isinstance(value, str),
        "float": lambda value: isinstance(value, float),
        "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
        "boolean": lambda value: type(value).__name__ in ("bool", "bool_"),
        "strings": lambda value: all(isinstance(part, str) for part in value) and not isinstance(value, str),
    }
    return kinds[column.type]


def _is_json_object(value: Any) -> bool:
    try:
        return isinstance(json.loads(value), dict)
    except (TypeError, ValueError):
        return False

"""The description of the published files as a data package (frictionless): every column with meaning, type and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from etl.columns import Column, Type
from etl.model import Source

if TYPE_CHECKING:
    pass

_TYPES: Mapping[Type, str] = {
    "string": "string",
    "float": "number",
    "integer": "integer",
    "boolean": "boolean",
    "strings": "any",
}
_OBJECTS = frozenset({"dims", "evidence"})
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("start", "end", "sentence_start", "sentence_end", "characters"), "code point"),
    **dict.fromkeys(
        ("value", "value_max", "resolution", "stated_value", "computed_value"), "the unit in column `unit` of the row"
    ),
    "implied_base": "the unit of the levels in `operands`",
}
_KEYS: Mapping[str, Sequence[str]] = {"indicators": ("fact_id",), "texts": ("doc_id",)}
_CSV_NOTE = "Lists are joined by semicolons in the CSV file; the Parquet file holds them as lists."


def _field(column: Column, *, is_text: bool) -> dict[str, Any]:
    type_ = "object" if column.name in _OBJECTS else _TYPES[column.type]
    # Readers get the lists of a Parquet file as arrays of their own kind, which the type `array` does not cover.
    field: dict[str, Any] = {
        "name": column.name,
        "type": "string" if is_text and column.type == "strings" else type_,
        "title": column.zh,
        "description": column.en,
    }
    if column.name in _UNITS:
        field["unit"] = _UNITS[column.name]
    # An empty text is a value of its own (no address known); in a CSV file it cannot be told from nothing.
    if not column.nullable and column.type in ("float", "integer", "boolean"):
        field["constraints"] = {"required": True}
    return field


def _resource(name: str, columns: Sequence[Column], format_: str) -> dict[str, Any]:
    is_text = format_ == "csv"
    schema: dict[str, Any] = {"fields": [_field(column, is_text=is_text) for column in columns]}
    if name in _KEYS:
        schema["primaryKey"] = list(_KEYS[name])
    resource = {
        "name": name if not is_text else f"{name}-csv",
        "path": f"{name}.{format_}",
        "format": format_,
        "mediatype": "text/csv" if is_text else "application/vnd.apache.parquet",
        "encoding": "utf-8",
        "schema": schema,
    }
    if is_text:
        resource["description"] = _CSV_NOTE
    return resource


def _source(source: Source) -> dict[str, str]:
    entry = {"title": source.title or source.doc_id}
    if source.url:
        entry["path"] = source.url
    return entry


def datapackage(
    tables: Mapping[str, Sequence[Column]], sources: Sequence[Source], *, csv_tables: Sequence[str] = ("indicators",)
) -> dict[str, Any]:
    """The content of datapackage.json; the same tables and texts give the same description.

    Args:
        tables: Columns of each published table by name; the file is `<name>.parquet`.
        sources: The texts that the tables were made of.
        csv_tables: Tables that are also published as `<name>.csv`.
    """
    resources = [_resource(name, columns, "parquet") for name, columns in tables.items()]
    resources += [_resource(name, tables[name], "csv") for name in csv_tables]
    return {
        "name": "civil-affairs-indicators",
        "title": "Civil-affairs indicators from press texts 民政新闻文本指标",
        "description": "One row of `indicators` is one fact: a number of a press text with what it states, or a value "
        "computed from such numbers (`provenance`). Key: `fact_id`.",
        "resources": resources,
        "sources": [_source(source) for source in sources],
    }

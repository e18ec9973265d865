"""Rows as files: CSV that Excel opens in Chinese, XLSX, Parquet, JSON, and a zip that explains itself.

The pages' downloads and the data addresses both call `make`. Codes are never translated; names stand beside them.
Text that a spreadsheet would run as a formula is made harmless in the CSV by an apostrophe before it, which the README
of the zip says; the other formats need no such thing.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import readme
from dashboard.evidence import citation
from dashboard.labels import MEASURES, PROVENANCES, QUALIFIERS, STATUSES, VERDICTS, labels
from dashboard.once import once
from dashboard.params import DATA_PARAMS, Values, encode, one, query_string
from dashboard.reasons import reason
from dashboard.selection import select
from dashboard.store import Store, records
from etl.columns import COLUMNS, NAMES

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
CODES = (
    "region",
    "indicator",
    "dims",
    "measure",
    "unit",
    "qualifier",
    "status",
    "topic",
    "provenance",
    "verdict",
    "verdict_reason",
)
STRINGS = tuple(column.name for column in COLUMNS if column.type == "strings")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its name says what the filter was."""

    name: str
    media: str
    body: bytes
    rows: int


def neutral(text: object) -> object:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it; anything else as it is.

    >>> neutral("=1+1"), neutral("-27个"), neutral("584元"), neutral(-27.0)
    ("'=1+1", "'-27个", '584元', -27.0)
    """
    return f"'{text}" if isinstance(text, str) and FORMULA.match(text) else text


def named(frame: pd.DataFrame, store: Store, names: str) -> pd.DataFrame:
    """The published columns with names beside the codes.

    Args:
        frame: Rows of `store.facts`.
        store: For the texts.
        names: `codes` for the published columns alone, `both`, or `names` instead of the codes.
    """
    made = frame[list(NAMES)].reset_index(drop=True)
    if names == "codes":
        return made
    for lang in ("zh", "en"):
        t = labels(lang)
        words: dict[str, Any] = {
            "region": t.region,
            "indicator": t.indicator,
            "dims": t.dims,
            "unit": t.unit,
            "topic": t.topic,
            "measure": lambda code, t=t: t.pick(MEASURES, code),
            "qualifier": lambda code, t=t: t.pick(QUALIFIERS, code),
            "status": lambda code, t=t: t.pick(STATUSES, code),
            "provenance": lambda code, t=t: t.pick(PROVENANCES, code),
            "verdict": lambda code, t=t: t.pick(VERDICTS, code) if code else "",
            "verdict_reason": lambda code, t=t: reason(code, t.lang),
        }
        for column in CODES:
            made[f"{column}_{lang}"] = [words[column](value) for value in made[column]]
    for key in ("title", "publisher", "published", "url"):
        made[f"doc_{key}"] = [store.text(doc)[key] for doc in made["doc_id"]]
    for style in ("gbt", "en"):
        made[f"citation_{style}"] = [citation(store.text(doc), style) for doc in made["doc_id"]]
    return made.drop(columns=list(CODES)) if names == "names" else made


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Lists as text, for formats that have none."""
    frame = frame.copy()
    for column in STRINGS:
        if column in frame:
            frame[column] = [";".join(values) for values in frame[column]]
    return frame


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV in UTF-8 with a byte order mark, without formulas."""
    flat = _flat(frame)
    for column in flat.columns:
        if flat[column].dtype == object or str(flat[column].dtype) in ("str", "string"):
            flat[column] = pd.Series([neutral(value) for value in flat[column]], index=flat.index, dtype=object)
    text: str = flat.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def json_bytes(frame: pd.DataFrame) -> bytes:
    """A list of records, one a line."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    lines = [
        json.dumps({k: list(v) if isinstance(v, tuple) else v for k, v in r.items()}, ensure_ascii=False) for r in rows
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Parquet with the types of the published table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[str, pa.DataType] = {
        "string": pa.string(),
        "float": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "strings": pa.list_(pa.string()),
    }
    known = {column.name: types[column.type] for column in COLUMNS}
    schema = pa.schema([(name, known.get(name, pa.string())) for name in frame.columns])
    plain = frame.astype(object).where(frame.notna(), None)
    table = pa.Table.from_pylist(
        [{k: list(v) if isinstance(v, tuple) else v for k, v in r.items()} for r in records(plain)],
        schema=schema,
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def xlsx_bytes(frame: pd.DataFrame, about: str) -> bytes:
    """A workbook: the rows, the columns explained, the README."""
    import xlsxwriter

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(sink, options)
    # Without a fixed date the same rows would give other bytes each second.
    book.set_properties({"created": datetime(2000, 1, 1)})
    bold = book.add_format({"bold": True, "text_wrap": False})
    sheet = book.add_worksheet("data")
    flat = _flat(frame)
    for at, name in enumerate(flat.columns):
        sheet.write_string(0, at, name, bold)
    for line, row in enumerate(flat.itertuples(index=False), start=1):
        for at, value in enumerate(row):
            if value is None or value != value:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(line, at, value)
            elif isinstance(value, int | float):
                sheet.write_number(line, at, value)
            else:
                sheet.write_string(line, at, str(value)[:32000])
    sheet.freeze_panes(1, 1)
    if len(flat):
        sheet.autofilter(0, 0, len(flat), len(flat.columns) - 1)
    sheet.set_column(0, len(flat.columns) - 1, 16)
    book_sheet = book.add_worksheet("columns")
    for line, cells in enumerate(readme.codebook()):
        for at, cell in enumerate(cells):
            book_sheet.write_string(line, at, cell, bold if line == 0 else None)
    book_sheet.set_column(0, 0, 20)
    book_sheet.set_column(1, 3, 44)
    words = book.add_worksheet("readme")
    for line, text in enumerate(about.splitlines()):
        words.write_string(line, 0, text)
    words.set_column(0, 0, 110)
    book.close()
    return sink.getvalue()


def zip_bytes(frame: pd.DataFrame, store: Store, values: Values, about: str) -> bytes:
    """The rows with metadata, columns, definitions and README; the same rows give the same bytes."""
    metadata = {
        "build": store.build,
        "rows": len(frame),
        "filters": dict(encode_pairs(values)),
        "texts": [store.text(doc) for doc in sorted(frame["doc_id"].unique())],
        "columns": [{"name": c.name, "type": c.type, "zh": c.zh, "en": c.en} for c in COLUMNS],
    }
    files = {
        "data.csv": csv_bytes(frame),
        "columns.csv": csv_bytes(pd.DataFrame(readme.codebook()[1:], columns=readme.codebook()[0])),
        "indicators.csv": csv_bytes(readme.indicators(sorted(store.facts["indicator"].unique()))),
        "metadata.json": json.dumps(metadata, ensure_ascii=False, indent=1).encode(),
        "README.md": about.encode(),
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def encode_pairs(values: Values) -> dict[str, list[str]]:
    """The filters as lists, for metadata."""
    made: dict[str, list[str]] = {}
    for name, value in encode(values, DATA_PARAMS):
        made.setdefault(name, []).append(value)
    return made


def file_name(values: Values, rows: int, build: str, kind: str) -> str:
    """The name of a file: what was filtered, how many rows, of which build.

    >>> file_name({"region": ("140900",), "topic": ("elderly_care",)}, 12, "abc", "csv")
    'civil-affairs_140900_elderly_care_12rows_abc.csv'
    """
    parts = [value for name, value in encode(values, DATA_PARAMS) if name not in ("names", "repeats")]
    slug = re.sub(r"[^\w+.-]+", "-", "_".join(parts))[:80].strip("_-") or "all"
    return f"civil-affairs_{slug}_{rows}rows_{build}.{kind}"


def make(store: Store, kind: str, values: Values) -> File:
    """The rows that the parameters keep, as a file of some kind."""
    return _make(store.build, kind, query_string(values, DATA_PARAMS), _Hidden((store, values)))


class _Hidden(tuple[Any, ...]):
    """Arguments that the cache must not compare: the build and the query say it all."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden)

    def __hash__(self) -> int:
        return 0


@once(maxsize=16)
def _make(build: str, kind: str, query: str, hidden: _Hidden) -> File:
    store, values = hidden
    kept = select(store.facts, values)
    frame = named(kept, store, one(values, "names") or "both")
    name = file_name(values, len(kept), build, kind)
    if kind == "csv":
        body = csv_bytes(frame)
    elif kind == "json":
        body = json_bytes(frame)
    elif kind == "parquet":
        body = parquet_bytes(frame)
    else:
        about = readme.text(kept, store, encode_pairs(values))
        body = xlsx_bytes(frame, about) if kind == "xlsx" else zip_bytes(frame, store, values, about)
    return File(name, MEDIA[kind], body, len(kept))

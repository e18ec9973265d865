"""Rows as the bytes of a file: CSV that Excel opens in Chinese, XLSX, Parquet, JSON.

Text that a spreadsheet would run as a formula is made harmless in the CSV by an apostrophe before it, which the README
of the zip says; the other formats need no such thing.
"""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import readme
from dashboard.store import records
from etl.columns import COLUMNS

FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_FIRST = frozenset("=+-@") | {chr(code) for code in range(0x3001) if chr(code).isspace()}
"""What the text of a formula can begin with: no letter after U+3000 is white space."""
_SPECIAL = re.compile(r'[",\r\n]')
STRINGS = tuple(column.name for column in COLUMNS if column.type == "strings")


def neutral(text: object) -> object:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it; anything else as it is.

    >>> neutral("=1+1"), neutral("-27个"), neutral("584元"), neutral(-27.0)
    ("'=1+1", "'-27个", '584元', -27.0)
    """
    return f"'{text}" if isinstance(text, str) and FORMULA.match(text) else text


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Lists as text, for formats that have none."""
    frame = frame.copy()
    for column in STRINGS:
        if column in frame:
            frame[column] = [";".join(values) for values in frame[column]]
    return frame


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV in UTF-8 with a byte order mark, without formulas."""
    lines = map(",".join, zip(*(_cells(frame[name]) for name in frame.columns), strict=True))
    return "\n".join([",".join(map(_written, frame.columns)), *lines, ""]).encode("utf-8-sig")


def _cells(column: pd.Series) -> list[str]:
    """A column as the cells of a CSV; lists are joined by semicolons.

    The same few words stand in thousands of rows, so each is written once: `csv.writer`, which looks at every letter of
    every cell, takes three times as long.
    """
    cells: list[Any] = column.tolist()
    if column.name in STRINGS:
        cells = [";".join(values) for values in cells]
    written = {value: _written(value) for value in set(cells)}
    return [written[value] for value in cells]


def _written(value: object) -> str:
    """A cell of a CSV: nothing where there is no value, in quotation marks where it would read as several.

    >>> _written(None), _written(584.0), _written("a,b"), _written('of "a" and b'), _written("=1+1")
    ('', '584.0', '"a,b"', '"of ""a"" and b"', "'=1+1")
    """
    if value is None or value != value:
        return ""
    text = str(neutral(value) if isinstance(value, str) and value[:1] in _FIRST else value)
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


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

    from etl.tables import ARROW

    known = {column.name: ARROW[column.type] for column in COLUMNS}
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

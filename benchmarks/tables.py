"""Datasets of any number of rows, laid out as `python -m etl run` lays them out: the published rows again elsewhere.

Every row is a published one on another division, year and text, with an id, a value and a sentence of its own, so that
columns compress and filters keep as much as they would in a real set of that size. No facts can be learnt from it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.machine import ROOT
from etl.columns import COLUMNS
from etl.divisions import load_divisions
from etl.publish import SIDE_TABLES, arrow_schema
from etl.scale import finish
from etl.scale.relate_bucket import ROWS_PER_GROUP, open_part

ROWS_PER_TEXT = 60
_YEARS = (2016, 2025)
_ORDER = [(name, "ascending") for name in ("region", "indicator", "period")]


def regions() -> list[str]:
    """The codes of the divisions that are there today."""
    return sorted(row.code for row in load_divisions().rows if not row.valid_to and row.code.isdigit())


def make_dataset(rows: int, folder: Path) -> Path:
    """Write a set of that many rows, one file for each province, and return its folder."""
    real = pq.read_table(ROOT / "data" / "published" / "indicators.parquet")
    chance = np.random.default_rng(0)
    by_province: dict[str, list[str]] = {}
    for code in regions():
        by_province.setdefault(code[:2], []).append(code)
    total = sum(map(len, by_province.values()))
    texts: list[pa.Table] = []
    done, seen = 0, 0
    for province, codes in sorted(by_province.items()):
        seen += len(codes)
        count = rows * seen // total - done
        table = _rows(real, codes, count, chance)
        place = folder / "indicators" / f"province={province}0000"
        place.mkdir(parents=True, exist_ok=True)
        with open_part(place / f"part-{province}00.parquet", table.schema) as writer:
            writer.write_table(table, row_group_size=ROWS_PER_GROUP)
        texts.append(_texts(table))
        done += count
    _write_beside(folder, pa.concat_tables(texts).sort_by("doc_id"), rows)
    return folder


def _rows(real: pa.Table, codes: list[str], count: int, chance: np.random.Generator) -> pa.Table:
    table = real.take(pa.array(chance.integers(0, len(real), count)))
    years = pa.array(chance.integers(_YEARS[0], _YEARS[1] + 1, count)).cast(pa.string())
    places = np.array(codes)[chance.integers(0, len(codes), count)]
    texts = chance.integers(0, max(1, count // len(codes) // ROWS_PER_TEXT), count)
    numbers = pa.array([f"{number:06}" for number in texts])
    ids = pa.array([f"{high:012x}{low:08x}" for high, low in chance.integers(0, 2**31, (count, 2))])
    changed: dict[str, Any] = {
        "region": pa.array(places),
        "period": pc.replace_substring_regex(table["period"], r"^\d{4}$", "x"),
        "fact_id": ids,
        "occurrence_of": ids,
        "doc_id": pc.binary_join_element_wise(pa.array(places), numbers, "_text_"),
        "value": pc.round(pc.multiply(table["value"], pa.array(0.5 + chance.random(count))), 2),
        "sentence": pc.binary_join_element_wise(table["sentence"], numbers, "："),
    }
    changed["period"] = pc.if_else(pc.equal(changed["period"], "x"), years, table["period"])
    for name, column in changed.items():
        table = table.set_column(table.column_names.index(name), name, column)
    return table.cast(arrow_schema(COLUMNS)).sort_by(_ORDER)


def _texts(table: pa.Table) -> pa.Table:
    """A row of the table of texts for each text of a province."""
    docs = table.group_by("doc_id").aggregate([("region", "min"), ([], "count_all")])
    schema = arrow_schema(SIDE_TABLES["texts"])
    known = {
        "doc_id": docs["doc_id"],
        "title": docs["doc_id"],
        "publisher": pa.array(["民政局"] * len(docs)),
        "published": pa.array(["2026-01-10"] * len(docs)),
        "region": docs["region_min"],
        "facts": docs["count_all"],
    }
    empty: dict[pa.DataType, Any] = {pa.string(): "", pa.int64(): 0}
    columns = [known.get(field.name, pa.array([empty[field.type]] * len(docs), field.type)) for field in schema]
    return pa.table(columns, names=schema.names).cast(schema)


def _write_beside(folder: Path, texts: pa.Table, rows: int) -> None:
    for name, columns in SIDE_TABLES.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        table = texts if name == "texts" else arrow_schema(columns).empty_table()
        pq.write_table(table, place / "part-00000.parquet", compression="zstd", row_group_size=finish.ROWS_PER_GROUP)
    report = {"inputs": {}, "total": {"facts": rows, "texts": len(texts)}, "files": {}}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")

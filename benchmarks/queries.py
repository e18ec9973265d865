"""Latency of what a dashboard asks of the table, by its size and by the engine that answers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from benchmarks.machine import ROOT
from etl.scale.relate_bucket import ROWS_PER_GROUP

_COLUMNS = ["indicator", "region", "period", "value", "unit", "provenance", "headline", "doc_id", "sentence"]
_YEARS = 10
_REGIONS = 3_000
_REPEAT = 7

_Engine = dict[str, Callable[[], object]]


def make_table(rows: int, path: Path) -> None:
    """Write a table of that many rows, the published ones again on other regions and years, sorted as a run sorts."""
    real = pq.read_table(ROOT / "data" / "published" / "indicators.parquet", columns=_COLUMNS).to_pandas()
    chance = np.random.default_rng(0)
    table = real.iloc[chance.integers(0, len(real), rows)].reset_index(drop=True)
    regions = np.array(sorted(f"{number:06}" for number in Random(0).sample(range(110000, 660000), _REGIONS)))
    if rows > len(real):
        table["region"] = chance.choice(regions, rows)
        table["period"] = (2016 + chance.integers(0, _YEARS, rows)).astype(str)
        table["doc_id"] = [f"text_{number // 100:07}" for number in range(rows)]
    table = table.sort_values(["indicator", "region", "period"], kind="stable")
    pq.write_table(
        pa.Table.from_pandas(table, preserve_index=False), path, compression="zstd", row_group_size=ROWS_PER_GROUP
    )


def _engines(path: Path, region: str) -> dict[str, _Engine]:
    database = duckdb.connect()
    source = f"read_parquet('{path}')"

    def sql(query: str, *values: object) -> Callable[[], object]:
        return lambda: database.cursor().execute(query.replace("$table", source), list(values)).fetchall()

    data = ds.dataset(path)
    is_indicator, is_region = pc.field("indicator") == "dibao_standard", pc.field("region") == region
    frame = pd.read_parquet(path)
    return {
        "duckdb on the file": {
            "rows of one indicator and region": sql(
                "SELECT * FROM $table WHERE indicator = ? AND region = ?", "dibao_standard", region
            ),
            "counts by indicator": sql("SELECT indicator, count(*) FROM $table WHERE headline GROUP BY 1"),
            "medians by year": sql(
                "SELECT period, median(value) FROM $table WHERE indicator = ? GROUP BY 1", "dibao_standard"
            ),
            "page of 50 newest": sql("SELECT * FROM $table WHERE headline ORDER BY period DESC, doc_id LIMIT 50"),
        },
        "pyarrow on the file": {
            "rows of one indicator and region": lambda: data.to_table(filter=is_indicator & is_region),
            "counts by indicator": lambda: (
                data.to_table(columns=["indicator"], filter=pc.field("headline"))
                .group_by("indicator")
                .aggregate([([], "count_all")])
            ),
            "medians by year": lambda: (
                data.to_table(columns=["period", "value"], filter=is_indicator)
                .group_by("period")
                .aggregate([("value", "approximate_median")])
            ),
            "page of 50 newest": lambda: pc.select_k_unstable(
                data.to_table(columns=["period", "doc_id"], filter=pc.field("headline")),
                50,
                [("period", "descending"), ("doc_id", "ascending")],
            ),
        },
        "pandas in memory": {
            "rows of one indicator and region": lambda: frame[
                (frame["indicator"] == "dibao_standard") & (frame["region"] == region)
            ],
            "counts by indicator": lambda: frame[frame["headline"]].groupby("indicator").size(),
            "medians by year": lambda: (
                frame[frame["indicator"] == "dibao_standard"].groupby("period")["value"].median()
            ),
            "page of 50 newest": lambda: (
                frame[frame["headline"]].sort_values(["period", "doc_id"], ascending=[False, True]).head(50)
            ),
        },
    }


def measure(sizes: list[int], scratch: Path) -> list[dict[str, Any]]:
    """One row for each size, engine and question: milliseconds, the median of several."""
    found = []
    for size in sizes:
        path = scratch / f"table-{size}.parquet"
        make_table(size, path)
        region = pq.read_table(path, columns=["region"])["region"][0].as_py()
        for engine, questions in _engines(path, region).items():
            for question, ask in questions.items():
                times = []
                for _ in range(_REPEAT):
                    start = time.perf_counter()
                    ask()
                    times.append((time.perf_counter() - start) * 1000)
                found.append({"rows": size, "engine": engine, "question": question, "ms": statistics.median(times[1:])})
    return found

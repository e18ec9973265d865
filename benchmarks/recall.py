"""Holds a dataset against the facts its corpus was planted with."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

_JOIN = """
WITH found AS (
    SELECT doc_id, start, "end", indicator, dims, region, measure, unit, value, period,
    FROM read_parquet($facts, hive_partitioning = false) WHERE provenance = 'reported'
), joined AS (
    SELECT planted.kind, planted.doc_id, planted.start, planted.indicator,
        bool_or(found.doc_id IS NOT NULL) AS is_found,
        coalesce(bool_or(
            found.indicator = planted.indicator AND found.dims = planted.dims AND found.region = planted.region
            AND found.measure = planted.measure AND found.unit = planted.unit
            AND abs(found.value - planted.value) <= 1e-6 * greatest(1, abs(planted.value))
            AND (planted.period IS NULL OR found.period = planted.period)
        ), false) AS is_right
    FROM read_parquet($planted) planted LEFT JOIN found
        ON found.doc_id = planted.doc_id AND found.start < planted."end" AND planted.start < found."end"
    GROUP BY ALL
)
SELECT kind, count(*) AS planted, avg(is_found::INT) AS found, avg(is_right::INT) AS "right" FROM joined
GROUP BY kind ORDER BY kind
"""
_EXTRA = """
SELECT count(*) FROM read_parquet($facts, hive_partitioning = false) found
WHERE provenance = 'reported'
    AND doc_id IN (SELECT doc_id FROM read_parquet($planted) WHERE kind = 'composed')
    AND NOT EXISTS (SELECT 1 FROM read_parquet($planted) planted WHERE planted.doc_id = found.doc_id
        AND found.start < planted."end" AND planted.start < found."end")
"""


def recall(corpus: Path, dataset: Path) -> dict[str, Any]:
    """Shares of the planted facts that were found, and right in all, by kind of text; facts nobody planted."""
    places = {
        "facts": f"{dataset}/indicators/*/*.parquet",
        "planted": f"{corpus}/planted/*.parquet",
    }
    with closing(duckdb.connect()) as database:
        rows = database.execute(_JOIN, places).fetchall()
        extra = database.execute(_EXTRA, places).fetchall()[0][0]
    kinds = {kind: {"planted": n, "found": found, "right": right} for kind, n, found, right in rows}
    return {**kinds, "extra_in_composed": extra}

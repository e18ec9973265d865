"""Rows as files: names beside the codes, a name that says what the filter was, and a zip that explains itself.

The pages' downloads and the data addresses both call `make`. Codes are never translated; names stand beside them.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import readme
from dashboard.evidence import citation
from dashboard.file_bytes import csv_bytes, json_bytes, parquet_bytes, xlsx_bytes
from dashboard.labels import MEASURES, PROVENANCES, QUALIFIERS, STATUSES, VERDICTS, labels
from dashboard.once import once
from dashboard.params import DATA_PARAMS, FLAGS, Values, encode, one, query_string
from dashboard.reasons import reason
from dashboard.selection import select
from dashboard.store import Store
from etl.columns import COLUMNS, NAMES

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
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
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its name says what the filter was."""

    name: str
    media: str
    body: bytes
    rows: int


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
    beside: dict[str, list[str]] = {}
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
            # The same few codes stand in thousands of rows: each is looked up once.
            known = {code: words[column](code) for code in made[column].unique()}
            beside[f"{column}_{lang}"] = [known[code] for code in made[column]]
    texts = {doc: store.text(doc) for doc in made["doc_id"].unique()}
    for key in ("title", "publisher", "published", "url"):
        beside[f"doc_{key}"] = [texts[doc][key] for doc in made["doc_id"]]
    for style in ("gbt", "en"):
        cited = {doc: citation(text, style) for doc, text in texts.items()}
        beside[f"citation_{style}"] = [cited[doc] for doc in made["doc_id"]]
    made = pd.concat([made, pd.DataFrame(beside, index=made.index, dtype=object)], axis=1)
    return made.drop(columns=list(CODES)) if names == "names" else made


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
    >>> file_name({"derived": "0"}, 2, "abc", "json")
    'civil-affairs_derived-0_2rows_abc.json'
    """
    pairs = [pair for pair in encode(values, DATA_PARAMS) if pair[0] not in ("names", "repeats")]
    # A bare 0 or 1 would not say of what.
    parts = [f"{name}-{value}" if value in FLAGS else value for name, value in pairs]
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

"""The published tables in memory: read once per build, shared by all visitors and the data addresses, never changed.

`facts` is data/published/indicators.parquet with some helper columns, whose names begin with an underscore and are
never exported. `numbers` holds the numbers of the texts that state no indicator (noise, with why) or one that the
catalogue does not know; `texts` what is known of each text.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard import log, periods
from dashboard.once import once
from dashboard.params import Values
from dashboard.rows import FrameRows, Rows, TableRows
from dashboard.selection import select
from etl import release
from etl.columns import COLUMNS
from etl.tables import TABLES, arrow_schema

if TYPE_CHECKING:
    from dashboard.large import Large

ROOT = Path(__file__).resolve().parent.parent
NO_TEXT = ("title", "publisher", "published", "region", "language", "url", "note")
ADVICE = "run `python -m etl build`"
RETRY_S = 5.0
"""A damaged set is looked at again after this time, not by every visitor."""


class NoTableError(Exception):
    """The published table cannot be shown; the message says why, and how to build it."""


class _Failed(NamedTuple):
    stamp: str
    reason: str
    until: float


_failed: dict[Path, _Failed] = {}


@dataclass(frozen=True, slots=True)
class Cut:
    """That a page shows part of its rows only: of how many, and the parameters that find them all."""

    rows: int
    values: Values


@dataclass(frozen=True, slots=True)
class Store:
    """The tables of one build."""

    facts: pd.DataFrame
    numbers: pd.DataFrame
    texts: pd.DataFrame
    build: str
    """Short hash of the tables: the same for the same data."""
    report: dict[str, Any]
    issues: pd.DataFrame | None
    cache: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    told: dict[str, dict[str, str]] = field(default_factory=dict, repr=False, compare=False)
    table: Large | None = None
    """Where the table stays on disk: `facts` are then what one page shows of it."""
    cut: Cut | None = None
    """Where the page leaves out rows that it would show."""

    def size(self) -> tuple[int, int, int]:
        """Rows, texts and conflicts of the whole table."""
        if self.table is not None:
            return self.table.size()
        return len(self.facts), len(self.texts), int((self.facts["verdict"] == "conflict").sum())

    def rows(self, values: Values) -> Rows:
        """The rows that an address keeps."""
        return FrameRows(select(self.facts, values)) if self.table is None else TableRows(self.table, values, prepare)

    def repeats(self, row: Mapping[str, Any]) -> pd.DataFrame:
        """Other tellings of a fact."""
        if self.table is not None:
            return prepare(self.table.repeats(row))
        same = self.facts["occurrence_of"] == row["occurrence_of"]
        found: pd.DataFrame = self.facts[same & (self.facts["fact_id"] != row["fact_id"])]
        return found

    def offered(self, chosen: Sequence[str]) -> list[str]:
        """Divisions to choose from: of a table on disk the provinces, and what lies in the chosen ones."""
        return self.regions() if self.table is None else self.table.offered(chosen)

    def fact(self, fact_id: str) -> dict[str, Any] | None:
        """The row of one fact as a dictionary; None where there is none."""
        if fact_id in self.facts.index:
            return cast("dict[str, Any]", self.facts.at[fact_id, "_row"])
        found = records(prepare(self.table.fact(fact_id))) if self.table is not None and fact_id else []
        return found[0] if found else None

    def text(self, doc_id: str) -> dict[str, str]:
        """What is known of a text; empty words where nothing is."""
        if not self.told:
            rows = self.texts.to_dict("index")
            self.told.update({str(k): {str(n): str(v or "") for n, v in row.items()} for k, row in rows.items()})
        if doc_id in self.told:
            return self.told[doc_id]
        return {"doc_id": doc_id, **dict.fromkeys(NO_TEXT, "")}

    def regions(self) -> list[str]:
        """Codes of the divisions that publish a text: the ones a chart has a row for, province first."""
        return list(self.known()["publishing"])

    def known(self) -> dict[str, tuple[str, ...]]:
        """Values that a link may name, by parameter; worked out once for each build."""
        if not self.cache:
            self.cache.update(self._known())
        return self.cache

    def _known(self) -> dict[str, tuple[str, ...]]:
        if self.table is not None:
            series = self.table.cube.series({})
            return {**self.table.known(), "series": tuple(sorted({series_key(*key) for _, *key, _ in series}))}
        facts = self.facts
        columns = {name: name for name in ("topic", "indicator", "measure", "status", "provenance", "region")}
        known = {name: tuple(sorted(facts[column].dropna().unique())) for name, column in columns.items()}
        known["publishing"] = tuple(sorted({code for code in self.texts["region"] if code}))
        known["region"] = tuple(sorted({*known["region"], *known["publishing"]}))
        known["doc"] = known["text"] = tuple(sorted(self.texts.index))
        known["series"] = tuple(sorted(facts["_series"].unique()))
        known["fact"] = tuple(facts.index)
        known["year"] = tuple(str(year) for year in sorted(facts["_year"].unique()) if year)
        return known


def folder() -> Path:
    """Where the published table is: `PUBLISHED`, or data/published."""
    return Path(os.environ.get("PUBLISHED") or ROOT / "data" / "published")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries, which nobody may change: rows of the table share theirs."""
    if "_row" in frame.columns:
        shared: list[dict[str, Any]] = frame["_row"].tolist()
        return shared
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def series_key(indicator: str, dims: str, measure: str) -> str:
    """Code of what a number counts, for links: `dibao_standard.level.residence-urban`.

    >>> series_key("dibao_standard", '{"residence": "urban"}', "level")
    'dibao_standard.level.residence-urban'
    """
    parts = [f"{name}-{value}" for name, value in sorted(json.loads(dims or "{}").items())]
    return ".".join([indicator, measure, *parts])


def prepare(facts: pd.DataFrame) -> pd.DataFrame:
    """The table with its helper columns, indexed by `fact_id`, in the order of the texts."""
    made: dict[str, Any] = {}
    for column in COLUMNS:
        cells = facts[column.name].tolist()
        if column.type == "strings":
            made[column.name] = [() if value is None else tuple(value) for value in cells]
        elif column.type == "string":
            made[column.name] = [value if isinstance(value, str) else None for value in cells]
        else:
            made[column.name] = facts[column.name].to_numpy()
    # The same few words stand in thousands of rows: each is read once.
    residences = {text: json.loads(text or "{}").get("residence", "") for text in set(made["dims"])}
    years = {text: periods.last_year(text) for text in set(made["period"])}
    keys = list(zip(made["indicator"], made["dims"], made["measure"], strict=True))
    named = {key: series_key(*key) for key in set(keys)}
    made["_residence"] = [residences[text] for text in made["dims"]]
    made["_year"] = np.array([years[text] for text in made["period"]], dtype="int64")
    made["_series"] = [named[key] for key in keys]
    made["_verdict"] = [value or "none" for value in made["verdict"]]
    # Rows as dictionaries are made once and kept as a column; pandas makes them some ten times slower.
    plain = (values if isinstance(values, list) else values.tolist() for values in made.values())
    made["_row"] = [dict(zip(made, row, strict=True)) for row in zip(*plain, strict=True)]
    index = pd.Index(made["fact_id"], dtype=object)
    columns = {
        name: pd.Series(values, index=index, dtype=object if isinstance(values, list) else None)
        for name, values in made.items()
    }
    # One block of memory for each type instead of one for each column: every later selection is five times as fast.
    return pd.DataFrame(columns, index=index).copy()


def _table(name: str, content: bytes) -> pd.DataFrame:
    """A published table; refused where its columns are not those that this version publishes."""
    found = pq.read_table(io.BytesIO(content))
    wanted = arrow_schema(TABLES[name])
    lacking = [column for column in wanted.names if column not in found.column_names]
    if lacking:
        raise ValueError(f"{name} lacks the columns {', '.join(lacking)}")
    return found.select(wanted.names).cast(wanted).to_pandas()


def by_text(found: pd.DataFrame) -> pd.DataFrame:
    """What is known of the texts, as words, by their id."""
    made = found.fillna("").astype(str).set_index("doc_id", drop=False)
    made.index.name = None
    return made


@once(maxsize=2)
def _load(path: Path, stamp: str) -> Store:
    files = release.read_set(path, [f"{name}.parquet" for name in TABLES])
    made = {name: _table(name, files[f"{name}.parquet"]) for name in TABLES}
    build = hashlib.sha256(b"".join(hashlib.sha256(files[f"{name}.parquet"]).digest() for name in TABLES))
    report = json.loads(files[release.MANIFEST])
    return Store(
        prepare(made["indicators"]),
        made["numbers"],
        by_text(made["texts"]),
        build.hexdigest()[:12],
        report,
        made["issues"],
    )


def load(path: Path | None = None) -> Store:
    """The tables of the set that is published now, all of one build; read again only when another is published.

    Raises:
        NoTableError: There is no set, or it is damaged, or of another version of this program.
    """
    path = path or folder()
    if (path / "indicators").is_dir():
        from dashboard import window  # a tenth of a second, and only for who has such a set

        return window.load(path)
    stamp = release.stamp(path)
    failed = _failed.get(path)
    if failed and failed.stamp == stamp and time.monotonic() < failed.until:
        raise NoTableError(failed.reason)
    try:
        return _load(path, stamp)
    except release.ReleaseError as error:
        reason = str(error).replace(f"{path}{os.sep}", "").replace(f"{path}: ", "")
    except (pa.ArrowException, ValueError, TypeError, KeyError) as error:
        reason = f"the published tables are not of this version ({' '.join(str(error).split())[:200]}); {ADVICE}"
    _failed[path] = _Failed(stamp, reason, time.monotonic() + RETRY_S)
    log.write("no table", reason=reason)
    raise NoTableError(reason)


@once(maxsize=64)
def _raw(path: Path, sha256: str) -> str:
    """The text of a file if it is the one that the tables were made of; else empty."""
    content = path.read_bytes() if path.is_file() else b""
    return content.decode("utf-8") if hashlib.sha256(content).hexdigest() == sha256 else ""


def raw_text(tables: Store, doc_id: str) -> str:
    """The text as received, in the code points that spans count; empty where that very text is not there."""
    if tables.table is not None:
        return tables.table.source(doc_id)
    sha256 = tables.text(doc_id).get("sha256", "")
    return _raw(ROOT / "data" / "press" / doc_id / "text.txt", sha256) if sha256 and "/" not in doc_id else ""

"""A set on disk as the store of one page: the few rows that the page shows, with their texts.

What pages do with a small table they do with these; what they say of the whole table comes from its counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboard import compare, memory, topics
from dashboard.cube import COMPARABLE
from dashboard.labels import labels
from dashboard.large import Large
from dashboard.once import once
from dashboard.params import PAGE_PARAMS, SHARED, Values, many, one, query_string
from dashboard.store import NO_TEXT, Cut, NoTableError, Store, prepare

MOST_ROWS = 1_500
"""Rows that a page with charts gets."""
MOST_DOUBTS = 100
"""Conflicts and corrections that the page of doubts gets: each is shown with the rows it was computed from."""
MOST_TEXTS = 40
"""Texts that a page lists: those with most of its rows."""

_SHOWN: Mapping[str, Sequence[str]] = {
    "": (topics.DIBAO, *topics.CARD_ELDERLY, *topics.CARD_SUBSIDY),
    "low-income": (topics.DIBAO, *topics.DIBAO_BESIDE, *topics.DIBAO_RATIO, *topics.RECIPIENTS),
    "subsidy-growth": topics.ALLOWANCES,
}
"""What the charts of a page show, where it is a closed list."""
_TOPICS = {"elderly-care": "elderly_care"}


@once(maxsize=1)  # opening counts all rows
def _open(path: Path, report: bytes) -> Store:
    table = Large(path)
    rows = prepare(table.rows(["false"], {}, 0))
    texts = pd.DataFrame(columns=["doc_id", *NO_TEXT])
    numbers = pd.DataFrame(columns=["doc_id", "start", "end", "value_text", "kind", "why"])
    build = hashlib.sha256(report).hexdigest()[:12]
    return Store(rows, numbers, texts, build, json.loads(report), None, table=table)


def load(path: Path) -> Store:
    """The set on disk, without any rows; opened again only when another is put in its place.

    Raises:
        NoTableError: The set is not finished, or its files are not those of a run.
    """
    try:
        report = (path / "report.json").read_bytes()
    except OSError as error:
        raise NoTableError(f"no finished set at {path.name}: run `python -m etl run`") from error
    try:
        return _open(path, report)
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:200].replace(f"{path}/", "")
        raise NoTableError(f"the set at {path.name} cannot be read ({reason}): run `python -m etl run`") from error


def for_page(store: Store, page: str, values: Values) -> Store:
    """The store with the rows of one page; a store in memory as it is."""
    table = store.table
    if table is None or page == "data":
        return store
    address = query_string(values | {"fact": ""}, (*SHARED, *PAGE_PARAMS[page]))
    fact = one(values, "fact") if page == "reader" else ""
    key = (store.build, page, "", f"{address} {fact}", "window")
    return memory.once(key, lambda: _for_page(store, table, page, values))


def _for_page(store: Store, table: Large, page: str, values: Values) -> Store:
    if page == "reader" and not one(values, "text"):
        row = store.fact(one(values, "fact"))
        values = values | {"text": str(row["doc_id"]) if row else ""}
    found, cut = rows_of(table, page, values)
    numbers = table.numbers(one(values, "text")) if page == "reader" else store.numbers
    return replace(around(store, table, found), cut=cut, numbers=numbers)


def around(store: Store, table: Large, found: pd.DataFrame) -> Store:
    """A store of some rows of the table and their texts."""
    made = with_texts(store, table, found)
    counts = found["doc_id"].value_counts()
    listed = sorted(doc for doc in counts.index[:MOST_TEXTS] if doc in made.told)
    texts = pd.DataFrame([made.told[doc] for doc in listed], columns=["doc_id", *NO_TEXT], dtype=object)
    return replace(made, facts=prepare(found), texts=texts.set_index("doc_id", drop=False).rename_axis(None))


def with_texts(store: Store, table: Large, found: pd.DataFrame) -> Store:
    """The store with what is known of the texts of some rows."""
    known = table.texts(list(found["doc_id"].unique()))
    return replace(store, told={str(row["doc_id"]): row for row in known})


def rows_of(table: Large, page: str, values: Values) -> tuple[pd.DataFrame, Cut | None]:
    """The rows that a page with charts is drawn from, and whether there are more that it leaves out."""
    asked: Values = {name: values[name] for name in ("residence", "derived", "plans") if name in values}
    asked["region"] = many(values, "region") or table.top_regions()
    asked["repeats"] = "0"
    if page == "reader":
        asked = {"doc": (one(values, "text"),)}
    elif page in _TOPICS:
        asked["topic"] = (_TOPICS[page],)
    elif page in _SHOWN:
        asked["indicator"] = tuple(_SHOWN[page])
    kept, known = table.where(asked)
    most = MOST_ROWS
    if page == "compare":
        wanted, series, given = _compared(table, values, asked)
        kept, known, asked = [*kept, *series], known | given, asked | wanted
    elif page == "quality":
        kept.append("(verdict = 'conflict' OR correction IS NOT NULL)")
        most = MOST_DOUBTS
    if table.count(asked) > most and (rows := table.number(kept, known)) > most:
        return table.newest(kept, known, most), Cut(rows, asked)
    return table.rows(kept, known), None


def _compared(table: Large, values: Values, asked: Values) -> tuple[Values, list[str], dict[str, Any]]:
    """Parameters and conditions for the rows of the chosen series, else of those that most of the divisions have."""
    keys = many(values, "series")
    if keys:
        found = [compare.Spread(*row) for row in table.comparable]
    else:
        spread = table.cube.series(asked | {"headline": "1"}, f"{COMPARABLE} AND status = 'actual'")
        found = [compare.Spread(*row) for row in spread]
        keys = tuple(compare.widest(found, labels("zh")))
    wanted = [one for one in found if one.key in keys]
    single: Values = {name: tuple(sorted({getattr(one, name) for one in wanted})) for name in ("indicator", "measure")}
    # Each column by itself lets the files skip what cannot answer; the three together say it exactly.
    kept, given = table.where(single) if wanted else (["false"], {})
    exactly = list[str]()
    for number, one_of in enumerate(wanted):
        names = {f"{name}_of_{number}": getattr(one_of, name) for name in ("indicator", "dims", "measure")}
        exactly.append(" AND ".join(f"{name.partition('_')[0]} = ${name}" for name in names))
        given |= names
    return single, [*kept, *([f"({' OR '.join(exactly)})"] if exactly else [])], given

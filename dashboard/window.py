"""A set on disk as the store of one page: the few rows that the page shows, with their texts.

What pages do with a small table they do with these; what they say of the whole table comes from its counts.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from dashboard import memory
from dashboard.large import Large
from dashboard.params import PAGE_PARAMS, SHARED, Values, one, query_string
from dashboard.store import NO_TEXT, NoTableError, Store, prepare

MOST_TEXTS = 40
"""Texts that a page lists: those with most of its rows."""


@lru_cache(maxsize=2)
def _open(path: Path, report: bytes) -> Store:
    table = Large(path)
    rows = prepare(table.rows(["false"], {}, 0))
    texts = _texts(table.texts(()))
    numbers = pd.DataFrame(columns=["doc_id", "start", "end", "value_text", "kind", "why"])
    build = hashlib.sha256(report).hexdigest()[:12]
    return Store(rows, numbers, texts, build, json.loads(report), None, table=table)


def load(path: Path) -> Store:
    """The set on disk, without any rows; opened again only when another is put in its place.

    Raises:
        NoTableError: The set is not finished.
    """
    try:
        report = (path / "report.json").read_bytes()
    except OSError as error:
        raise NoTableError(f"no finished set at {path.name}: run `python -m etl run`") from error
    return _open(path, report)


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
    found, is_cut = table.window(page, values)
    numbers = table.numbers(one(values, "text")) if page == "reader" else store.numbers
    return replace(around(store, table, found), is_cut=is_cut, numbers=numbers)


def around(store: Store, table: Large, found: pd.DataFrame) -> Store:
    """A store of some rows of the table and their texts."""
    counts = found["doc_id"].value_counts()
    texts = _texts(table.texts(list(counts.index)))
    listed = texts.loc[[doc for doc in counts.index[:MOST_TEXTS] if doc in texts.index]].sort_index()
    told = {str(doc): {str(name): str(value) for name, value in row.items()} for doc, row in texts.T.to_dict().items()}
    return replace(store, facts=prepare(found), texts=listed, told=told)


def _texts(found: pd.DataFrame) -> pd.DataFrame:
    found = found[["doc_id", *NO_TEXT]].fillna("").astype(str).set_index("doc_id", drop=False)
    found.index.name = None
    return found



"""The id of a fact: a hash of where it stands and what it says, the same on every build."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from etl.model import Fact

_LENGTH = 20
"""Eighty bits: among a billion facts two share an id by chance once in two million tables."""


def dims_key(dims: Mapping[str, str]) -> str:
    """Dimensions as text that is equal when they are: JSON with sorted keys, as in the published table.

    >>> dims_key({"residence": "urban", "group": "monitored"})
    '{"group": "monitored", "residence": "urban"}'
    """
    return _dims_key(tuple(dims.items())) if dims else "{}"


@lru_cache(maxsize=4096)
def _dims_key(items: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(dict(items), ensure_ascii=False, sort_keys=True)


def fact_id(fact: Fact) -> str:
    """Twenty hexadecimal digits for a reported or derived fact.

    The value is left out on purpose: a better reading of the same number keeps its id, and so the links to it. The base
    period and the parents are in it because one end level can have several derived growths.
    """
    parts = (
        fact.doc_id,
        str(fact.start),
        str(fact.end),
        fact.indicator,
        dims_key(fact.dims),
        fact.measure,
        fact.period,
        fact.base_period or "",
        fact.derivation,
        *fact.parents,
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()[:_LENGTH]

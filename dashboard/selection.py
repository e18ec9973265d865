"""Which rows a set of parameters keeps: one function for pages, downloads and data addresses."""

from __future__ import annotations

import pandas as pd

from dashboard.params import Values, many, one

PLANNED = "planned"
REPORTED = "reported"


def select(facts: pd.DataFrame, values: Values) -> pd.DataFrame:
    """The rows of `facts` that the parameters keep, in their order.

    A residence keeps its own rows and those that make no difference between city and countryside. Facets with several
    values keep rows that have any of them. `derived=0` drops computed rows, `plans=0` drops plans.
    """
    keep = pd.Series(True, index=facts.index)
    for name, column in (
        ("region", "region"),
        ("topic", "topic"),
        ("indicator", "indicator"),
        ("measure", "measure"),
        ("status", "status"),
        ("provenance", "provenance"),
        ("verdict", "_verdict"),
        ("doc", "doc_id"),
    ):
        wanted = many(values, name)
        if wanted:
            keep &= facts[column].isin(wanted)
    residence = one(values, "residence")
    if residence in ("urban", "rural"):
        keep &= facts["_residence"].isin(("", residence))
    if one(values, "derived") == "0":
        keep &= facts["provenance"] == REPORTED
    if one(values, "plans") == "0":
        keep &= facts["status"] != PLANNED
    if one(values, "headline") == "1":
        keep &= facts["headline"]
    words = one(values, "q").strip()
    if words:
        hit = pd.Series(False, index=facts.index)
        for column in ("sentence", "value_text", "indicator"):
            hit |= facts[column].str.contains(words, case=False, regex=False)
        keep &= hit
    kept = facts[keep]
    return primary(kept) if one(values, "repeats") == "0" else kept


def primary(facts: pd.DataFrame) -> pd.DataFrame:
    """One row for each statement: later tellings of the same fact are left out, whoever recognised them."""
    same = ["region", "_series", "value", "unit", "period", "base_period", "status", "provenance"]
    return facts[facts["is_primary"]].drop_duplicates(subset=same)


def chosen_regions(values: Values, regions: list[str]) -> list[str]:
    """Regions a chart has rows for: the chosen ones, else all that publish a text."""
    wanted = many(values, "region")
    return list(wanted) if wanted else list(regions)

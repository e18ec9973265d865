"""Queries of the overview: what is known of each region, and the matrix of what is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import periods
from dashboard.labels import Labels
from dashboard.store import records
from dashboard.topics import CARD_ELDERLY, CARD_SUBSIDY, DIBAO
from dashboard.units import CONVERSIONS

ORDER = ("reported", "derived", "growth", "planned", "none")


def latest(frame: pd.DataFrame) -> dict[str, Any] | None:
    """The row of the latest period, reported before derived; None of an empty frame."""
    if frame.empty:
        return None
    rows = records(frame)
    return max(
        rows, key=lambda r: (periods.last_year(r["period"]), r["provenance"] == "reported", periods.order(r["period"]))
    )


def first_known(facts: pd.DataFrame, indicators: Sequence[str]) -> dict[str, Any] | None:
    """The latest actual level of the first indicator that has one, the broadest definition first; else a growth."""
    for measures in (("level", "share_pct"), ("growth_pct",)):
        for slug in indicators:
            mine = facts[(facts["indicator"] == slug) & facts["measure"].isin(measures) & (facts["status"] == "actual")]
            if len(mine):
                broadest = mine["dims"].str.len().min()
                return latest(mine[mine["dims"].str.len() == broadest])
    return None


@dataclass(frozen=True, slots=True)
class Card:
    """What the overview says of a region: for each line its name and the row, or None."""

    region: str
    lines: tuple[tuple[str, dict[str, Any] | None], ...]


def cards(facts: pd.DataFrame, regions: Sequence[str], t: Labels) -> list[Card]:
    """One card for each region."""
    facts = facts[~facts["derivation"].isin(CONVERSIONS)]
    made = []
    for code in regions:
        mine = facts[facts["region"] == code]
        dibao = mine[
            (mine["indicator"] == DIBAO)
            & (mine["measure"] == "level")
            & (mine["status"] == "actual")
            & (mine["provenance"] != "implied")
        ]
        lines = [
            (t(zh="城市低保标准", en="Urban dibao standard"), latest(dibao[dibao["_residence"] == "urban"])),
            (t(zh="农村低保标准", en="Rural dibao standard"), latest(dibao[dibao["_residence"] == "rural"])),
        ]
        for words, slugs in (
            (t(zh="养老服务", en="Elderly care"), CARD_ELDERLY),
            (t(zh="补贴", en="Allowance"), CARD_SUBSIDY),
        ):
            row = first_known(mine, slugs)
            lines.append((t.series(row["indicator"], row["dims"], row["measure"]) if row else words, row))
        made.append(Card(code, tuple(lines)))
    return made


def states(facts: pd.DataFrame) -> pd.Series:
    """What each row says at best, as a place in `ORDER`: a level as reported, derived; a growth only; a plan."""
    rank = pd.Series(0, index=facts.index)
    rank[facts["provenance"] != "reported"] = 1
    rank[facts["measure"].isin(("growth_pct", "change_abs"))] = 2
    rank[facts["status"] == "planned"] = 3
    return rank


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the matrix: for each region the state, how many rows, and the series there are."""

    indicator: str
    topic: str
    cells: tuple[tuple[str, int], ...]
    series: tuple[str, ...]


def coverage(facts: pd.DataFrame, regions: Sequence[str], t: Labels) -> list[Line]:
    """Headline indicators with any row, in the order of the catalogue."""
    head = facts[facts["headline"]]
    head = head.assign(_state=states(head))
    groups = head.groupby(["indicator", "region"])["_state"].agg(["min", "size"])
    known = {key: (ORDER[int(best)], int(size)) for key, best, size in groups.itertuples(name=None)}
    spread = head[head["measure"] != "change_abs"].groupby(["indicator", "_series"])["region"].nunique()
    series: dict[str, list[tuple[int, str]]] = {}
    for slug, key, count in spread.reset_index().itertuples(index=False, name=None):
        series.setdefault(str(slug), []).append((-int(count), str(key)))
    made = []
    for slug, entry in t.catalogue.indicators.items():
        cells = tuple(known.get((slug, code), ("none", 0)) for code in regions)
        if any(size for _, size in cells):
            keys = tuple(key for _, key in sorted(series.get(slug, []))[:6])
            made.append(Line(slug, entry.topic, cells, keys))
    return made

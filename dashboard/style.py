"""What charts share: hue for region, shape for provenance. Colours are told apart by colour-blind readers too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.labels import Labels

HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A6FD0", "#A6761D", "#5E8C1B", "#8C564B", "#5B7083", "#B0457B")
"""The first four keep 3:1 on white and on the dark ground; more regions take the next ones, then begin again."""
GREY = "rgba(128,128,128,0.55)"
SYMBOLS = {
    "reported": "circle",
    "derived": "diamond-open",
    "implied": "diamond-open-dot",
    "growth": "triangle-up",
    "planned": "circle-open",
}
SIGNS = {"reported": "●", "derived": "◇", "implied": "◈", "growth": "▲", "planned": "○", "none": "·"}


def hue(region: str, regions: Sequence[str]) -> str:
    """The colour of a region: by its place in the list of all regions, so filters never change it."""
    return HUES[regions.index(region) % len(HUES)] if region in regions else "#6B7280"


def shape(row: Mapping[str, Any]) -> str:
    """How a row is drawn: planned, else by provenance."""
    return "planned" if row["status"] == "planned" else str(row["provenance"])


def shape_name(name: str, t: Labels) -> str:
    """A shape in words, for legends and for people who do not see it."""
    words = {
        "reported": t(zh="原文", en="reported"),
        "derived": t(zh="推算", en="derived"),
        "implied": t(zh="由增速反推", en="implied by a stated rate"),
        "growth": t(zh="仅有增速", en="growth only"),
        "planned": t(zh="计划", en="planned"),
        "none": t(zh="资料中未见", en="none in the texts"),
    }
    return words[name]

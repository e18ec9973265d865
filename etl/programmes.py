"""Programmes: the indicators that speak of one payment or one service; see the head of data/catalogue/programmes.toml.

A sum or a number of people of which a text only says that it was paid out is that of the programme named last.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from etl.catalogue_entry import read_entries

_FILE = "programmes.toml"
_ROLES = "expenditure recipients average coverage pair"


@dataclass(frozen=True, slots=True)
class Programme:
    """What a payment is stated by: slugs of indicators, empty where there is none."""

    name: str
    expenditure: str
    recipients: str
    average: str
    coverage: str
    """Which share of places its facilities cover."""
    pair: str
    """Who was paid by this programme or by its twin, where a text counts them together."""


def load_programmes(folder: Path, slugs: Collection[str]) -> dict[str, Programme]:
    """Programme by the slug of each indicator that says which programme is meant.

    Raises:
        CatalogueError: An entry names an indicator that is not among `slugs`, or one that another programme has.
    """
    found: dict[str, Programme] = {}
    for entry in read_entries(folder, _FILE):
        entry.check_keys("of", _ROLES)
        roles = {role: entry.choice(role, slugs) if role in entry.keys else "" for role in _ROLES.split()}
        programme = Programme(entry.name, **roles)
        for slug in entry.list("of"):
            if slug not in slugs:
                entry.fail("of", slug, "the slug of an indicator")
            if slug in found:
                entry.fail("of", slug, f"a slug that the programme {found[slug].name} does not have")
            found[slug] = programme
    return found

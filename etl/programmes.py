"""Programmes: the indicators that speak of one payment or one service; see the head of data/catalogue/programmes.toml.

A number of which a text only says that it was paid out, or covers, or serves, is that of the programme named last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from etl.catalogue_entry import read_entries

Role = Literal[
    "expenditure", "recipients", "households", "average", "standard", "persontimes", "share", "coverage", "pair"
]
"""What an indicator states of a programme; the head of the file says what each is."""

ROLES: tuple[Role, ...] = get_args(Role)
_FILE = "programmes.toml"


@dataclass(frozen=True, slots=True)
class Programme:
    """A payment or service with the slug of the indicator that plays each role in it."""

    name: str
    roles: Mapping[Role, str]


def load_programmes(folder: Path, slugs: Collection[str]) -> dict[str, Programme]:
    """Programme by the slug of each indicator that says which programme is meant.

    Raises:
        CatalogueError: An entry names an indicator that is not among `slugs`, or one that another programme has.
    """
    found: dict[str, Programme] = {}
    for entry in read_entries(folder, _FILE):
        entry.check_keys("of", " ".join(ROLES))
        programme = Programme(entry.name, {role: entry.choice(role, slugs) for role in ROLES if role in entry.keys})
        for slug in entry.list("of"):
            if slug not in slugs:
                entry.fail("of", slug, "the slug of an indicator")
            if slug in found:
                entry.fail("of", slug, f"a slug that the programme {found[slug].name} does not have")
            found[slug] = programme
    return found

"""What a page is given: the words of the language, the parameters of the address, the tables, and links."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.labels import Labels
from dashboard.links import Links
from dashboard.params import Values, many, one
from dashboard.selection import chosen_regions
from dashboard.store import Store


@dataclass(frozen=True, slots=True)
class View:
    """One look at the data."""

    t: Labels
    page: str
    values: Values
    store: Store
    links: Links

    @property
    def facts(self) -> pd.DataFrame:
        """All rows, unfiltered."""
        return self.store.facts

    @property
    def regions(self) -> list[str]:
        """Regions a chart has rows for, in fixed order."""
        return chosen_regions(self.values, self.store.regions())

    @property
    def every_region(self) -> list[str]:
        """All regions that publish a text, for colours."""
        return self.store.regions()

    @property
    def fact(self) -> str:
        """fact_id of the chosen fact; empty where none is."""
        return one(self.values, "fact")

    def one(self, name: str) -> str:
        """A parameter that takes one value."""
        return one(self.values, name)

    def many(self, name: str) -> tuple[str, ...]:
        """A parameter that takes several."""
        return many(self.values, name)


def view() -> View:
    """The view of this run."""
    made: View = st.session_state["view"]
    return made

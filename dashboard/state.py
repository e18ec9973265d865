"""What a page is given: the words of the language, the parameters of the address, the tables, and links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dashboard import canvas, memory
from dashboard.labels import Labels
from dashboard.links import Links
from dashboard.memory import Made
from dashboard.params import PAGE_PARAMS, SHARED, Values, many, one, query_string
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
    origin: str = "http://HOST"
    """Scheme, host and folder that the visitor's browser has the dashboard under."""

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

    def once(self, name: str, work: Callable[[], Made]) -> Made:
        """What `work` gives, worked out once for this build and address; the chosen fact makes no difference to it.

        Args:
            name: What is worked out, unique on the page.
            work: Does it; from the tables and the address alone: not from `fact`, and with no `links` but `fresh`, as
                the others carry the fact and what this visitor did on other pages.
        """
        address = query_string(self.values | {"fact": ""}, (*SHARED, *PAGE_PARAMS[self.page]))
        return memory.once((self.store.build, self.page, self.t.lang, address, name), work)

    def one(self, name: str) -> str:
        """A parameter that takes one value."""
        return one(self.values, name)

    def many(self, name: str) -> tuple[str, ...]:
        """A parameter that takes several."""
        return many(self.values, name)


def view() -> View:
    """The view that this run draws."""
    return canvas.here().view

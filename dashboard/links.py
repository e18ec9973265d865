"""Addresses of views: each carries the language, the shared filters and the page's own parameters.

They are relative, so the dashboard may live under any path, and every one of them works in a fresh browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode

from dashboard.params import DATA_PARAMS, PAGE_PARAMS, SHARED, Param, Value, Values, encode


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses from where a visitor is: `page` with `values` in `lang`."""

    page: str
    lang: str
    values: Values
    remembered: Mapping[str, Values] = field(default_factory=dict)
    """Own parameters of the other pages, as the visitor left them."""
    stem: list[str] = field(default_factory=list, repr=False, compare=False)
    """This page without a chosen fact, once it has been asked for."""

    def to(self, page: str, **changes: Value) -> str:
        """Address of a page with the shared filters of here; `changes` set parameters of it."""
        own = self.values if page == self.page else self.remembered.get(page, {})
        values: Values = {param.name: self.values.get(param.name, param.default) for param in SHARED}
        values |= {param.name: own.get(param.name, param.default) for param in PAGE_PARAMS[page]}
        if page != self.page:
            values["fact"] = ""
        values |= changes
        pairs = [("lang", str(changes.get("lang", self.lang))), *encode(values, (*SHARED, *PAGE_PARAMS[page]))]
        return f"{page or './'}?{urlencode(pairs)}"

    def fresh(self, page: str, **changes: Value) -> str:
        """Address of a page with nothing but `changes` set."""
        pairs = [("lang", self.lang), *encode(changes, (*SHARED, *PAGE_PARAMS[page]))]
        return f"{page or './'}?{urlencode(pairs)}"

    def here(self, **changes: Value) -> str:
        """Address of this page with some parameters changed."""
        if changes.keys() == {"fact"}:
            # Most links of a page differ in nothing else: what they share is written once.
            stem, fact = self._stem(), str(changes["fact"])
            return f"{stem}&fact={quote_plus(fact)}" if fact else stem
        return self.to(self.page, **changes)

    def _stem(self) -> str:
        if not self.stem:
            self.stem.append(self.to(self.page, fact=""))
        return self.stem[0]

    def data(self, kind: str, params: tuple[Param, ...] = DATA_PARAMS, **changes: Value) -> str:
        """Address of the rows of this view as a file."""
        query = urlencode(encode(self.values | changes, params))
        return f"data/indicators.{kind}" + (f"?{query}" if query else "")

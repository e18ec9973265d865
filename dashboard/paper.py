"""The canvas of the first moment: a page as plain HTML, laid out as Streamlit will lay it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from dashboard import drawing
from dashboard.markup import Html, tag
from dashboard.state import View

Parts = list[Html]


class Paper:
    """Keeps what a page draws; `text` is the page then."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._page: Parts = []
        self._open = self._page
        self._rows: list[tuple[int, Sequence[float], list[Parts]]] = []
        """Rows of columns: where on the page they stand, the shares of the width, what each column holds."""

    def _add(self, content: Html) -> None:
        self._open.append(tag("div", content, class_="ca-part"))

    def html(self, content: str) -> None:
        """HTML that the dashboard made."""
        self._add(Html(content))

    def live(self, content: str, script: str) -> None:
        """The HTML alone: on paper nothing runs."""
        if content:
            self._add(Html(content))

    def note(self, words: str, icon: str) -> None:
        """A remark in a box; the quotes of code that Streamlit would set are only signs here."""
        self._add(tag("p", words.replace("`", ""), class_="ca-note", role="status"))

    def chart(self, key: str, figure: dict[str, Any], config: dict[str, Any], alt: str) -> None:
        """The same figure, drawn at once."""
        self._add(drawing.chart(figure, alt))

    def columns(self, shares: Sequence[float]) -> Sequence[AbstractContextManager[Any]]:
        """Columns beside each other; a page has no columns within columns."""
        columns: list[Parts] = [[] for _ in shares]
        self._rows.append((len(self._page), shares, columns))
        return [self._inside(column) for column in columns]

    @contextmanager
    def _inside(self, column: Parts) -> Iterator[None]:
        before, self._open = self._open, column
        try:
            yield
        finally:
            self._open = before

    def text(self) -> Html:
        """The page, from top to bottom."""
        made, done = "", 0
        for at, shares, columns in self._rows:
            sides = [
                tag("div", *parts, class_="ca-col", style=f"flex-basis:calc({share:.0%} - 2rem)")
                for share, parts in zip(shares, columns, strict=True)
            ]
            made += "".join(self._page[done:at]) + tag("div", *sides, class_="ca-cols")
            done = at
        return Html(made + "".join(self._page[done:]))

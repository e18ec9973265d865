"""The rows that an address keeps, to be counted, paged through and sorted: of a table in memory, or of one on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from dashboard.params import Values

if TYPE_CHECKING:
    from dashboard.large import Large

ORDERS = ("region", "indicator", "period", "value")
_COLUMNS = {"verdict": "_verdict", "doc": "doc_id"}


class TooManyError(Exception):
    """A question that would read too much: what was asked (`search`, `sort`, a kind of file), and of how many rows."""

    def __init__(self, what: str, rows: int, most: int) -> None:
        super().__init__(f"{rows:,} rows are too many for {what}, {most:,} are the most: choose regions or indicators")
        self.what, self.rows, self.most = what, rows, most


class Rows(Protocol):
    """Some rows of the table."""

    refused: TooManyError | None
    """Where finding them is too much: then they count as none."""

    def __len__(self) -> int:
        """How many there are."""

    def count_by(self, facet: str) -> dict[str, int]:
        """How many there are of each value of a facet."""

    def page(self, order: str, start: int, size: int) -> pd.DataFrame:
        """Some of them in the order that an address asks for; in that of the table otherwise."""


class FrameRows:
    """Rows in memory."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self.refused: TooManyError | None = None

    def __len__(self) -> int:
        return len(self._frame)

    def count_by(self, facet: str) -> dict[str, int]:
        """How many there are of each value of a facet."""
        found = self._frame[_COLUMNS.get(facet, facet)].value_counts(sort=False).to_dict()
        return {str(code): int(count) for code, count in found.items()}

    def page(self, order: str, start: int, size: int) -> pd.DataFrame:
        """Some of them in the order that an address asks for; in that of the texts otherwise."""
        frame, name = self._frame, order.removeprefix("-")
        if name in ORDERS:
            frame = frame.sort_values([name, "fact_id"], ascending=not order.startswith("-"), kind="stable")
        return frame.iloc[start : start + size]


class TableRows:
    """Rows on disk."""

    def __init__(self, table: Large, values: Values, prepare: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        """Count the rows.

        Args:
            table: Where they are.
            values: Parameters of the address.
            prepare: Adds the helper columns of the dashboard to a frame.
        """
        self._table, self._values, self._prepare = table, values, prepare
        self.refused: TooManyError | None = None
        try:
            self._count = table.count(values)
        except TooManyError as error:
            self.refused, self._count = error, 0

    def __len__(self) -> int:
        return self._count

    def count_by(self, facet: str) -> dict[str, int]:
        """How many there are of each value of a facet."""
        return {} if self.refused else self._table.count_by(self._values, facet)

    def page(self, order: str, start: int, size: int) -> pd.DataFrame:
        """Some of them in the order asked for.

        Raises:
            TooManyError: They are too many to sort; in the order of the files (`""`) there is no limit.
        """
        return self._prepare(self._table.page(self._values, order, start, size))

"""Merged cells of HTML tables: which columns of a row have no cell of their own.

In: the cells of each row with how many columns and rows they take. Out: blank columns before each cell and behind the
last, so that every row can be written with a cell for each column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_MOST = 200
"""Columns or rows that a cell can take; a page that says more is broken."""


def blank_columns(rows: Iterable[Sequence[tuple[int, int]]]) -> list[list[int]]:
    """For each row of (colspan, rowspan) the blank columns before each cell, and one more number for those behind all.

    >>> blank_columns([[(1, 2), (2, 1)], [(1, 1), (1, 1)]])
    [[0, 0, 1], [1, 0, 0]]
    """
    found = []
    taken: dict[int, int] = {}
    for row in rows:
        taken = {column: left - 1 for column, left in taken.items() if left > 1}
        blanks = []
        column = owed = 0
        for colspan, rowspan in row:
            free = _first_free(taken, column)
            blanks.append(owed + free - column)
            taken.update(dict.fromkeys(range(free, free + colspan), rowspan) if rowspan > 1 else {})
            column, owed = free + colspan, colspan - 1
        found.append([*blanks, owed + _first_free(taken, column) - column])
    return found


def _first_free(taken: Mapping[int, int], column: int) -> int:
    """The first column from here on that no cell above reaches into."""
    while column in taken:
        column += 1
    return column


def span_of(written: str | None) -> int:
    """Columns or rows that a colspan or rowspan says; 1 where it says nothing that can be meant."""
    number = re.match(r"\s*(\d{1,3})", written or "")
    return min(max(int(number[1]), 1), _MOST) if number else 1

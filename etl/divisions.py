"""The table of China's divisions: codes, names, short names, parents, and names that ended.

Read from data/catalogue/divisions.csv; divisions.toml beside it says where the table is from and holds the word lists
of the finder (`etl/extract/regions.py`). Nothing here looks at a text.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from etl.model import CatalogueError

DEFAULT_PATH = Path(__file__).resolve().parent.parent / "data" / "catalogue" / "divisions.csv"
NATION = "100000"
Level = Literal["nation", "province", "prefecture", "county"]
RANKS: Mapping[str, int] = {"nation": 0, "province": 1, "prefecture": 2, "county": 3}
AUTONOMOUS_REGIONS = frozenset({"150000", "450000", "540000", "640000", "650000"})
_COLUMNS = ["code", "name", "short", "parent", "level", "valid_to", "successor"]


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the table; `successor` is set where the name has ended."""

    code: str
    name: str
    short: str
    parent: str
    level: str
    valid_to: str = ""
    successor: str = ""

    @property
    def current_code(self) -> str:
        """Code of the division as it is today."""
        return self.successor or self.code


@dataclass(frozen=True)
class Divisions:
    """All divisions, current and ended; answers by code. Ended codes that are not in use again still answer."""

    rows: tuple[Division, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nicknames: Mapping[str, str] = field(default_factory=dict)
    by_code: Mapping[str, Division] = field(init=False)
    _chains: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_code: dict[str, Division] = {}
        for row in self.rows:
            if not row.valid_to and row.code in by_code:
                raise CatalogueError(f"divisions.csv: code {row.code} stands twice; keep one current row")
            by_code.setdefault(row.code, row)
        object.__setattr__(self, "by_code", by_code)
        for row in self.rows:
            for column, code in (("parent", row.parent), ("successor", row.successor)):
                if code and code not in by_code:
                    raise CatalogueError(
                        f"divisions.csv: {row.code} {row.name}: {column} {code} is no code of the table"
                    )
            if row.level not in RANKS:
                raise CatalogueError(
                    f"divisions.csv: {row.code} {row.name}: level {row.level!r}, expected {list(RANKS)}"
                )
            if row.parent and RANKS[row.level] <= RANKS.get(by_code[row.parent].level, -1):
                raise CatalogueError(
                    f"divisions.csv: {row.code} {row.name}: parent {row.parent} is a {by_code[row.parent].level}, "
                    f"expected a division above a {row.level}"
                )
        for name, code in self.nicknames.items():
            if code not in by_code:
                raise CatalogueError(f"divisions.toml: [nicknames] {name}: found {code!r}, expected a code of a row")

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def _row(self, code: str) -> Division:
        if code not in self.by_code:
            raise KeyError(f"{code} is no division code; see data/catalogue/divisions.csv")
        return self.by_code[code]

    def name(self, code: str) -> str:
        """Full name, e.g. 忻州市 for 140900."""
        return self._row(code).name

    def short(self, code: str) -> str:
        """Short name, e.g. 忻州 for 140900."""
        return self._row(code).short

    def level(self, code: str) -> str:
        """Level: nation, province, prefecture or county."""
        return self._row(code).level

    def parent(self, code: str) -> str | None:
        """Code of the division it lies in; None for the nation."""
        return self._row(code).parent or None

    def chain(self, code: str) -> tuple[str, ...]:
        """The division itself, then its parents up to the nation."""
        if code not in self._chains:  # asked many times for each name in a text
            parent = self.parent(code)
            self._chains[code] = (code, *(self.chain(parent) if parent else ()))
        return self._chains[code]

    def is_within(self, code: str, ancestor: str) -> bool:
        """Whether `code` is `ancestor` or lies in it."""
        return ancestor in self.chain(code)

    def at_level(self, code: str, level: Level) -> str | None:
        """The division of that level which `code` is or lies in; None where there is none."""
        return next((one for one in self.chain(code) if self.level(one) == level), None)


def read_divisions(path: Path) -> Divisions:
    """The table at `path`, with the word lists of the .toml file of the same name.

    Raises:
        CatalogueError: a file is missing, or a row is not what the head of the table promises.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            if reader.fieldnames != _COLUMNS:
                raise CatalogueError(f"{path}: columns {reader.fieldnames}, expected {_COLUMNS}")
            rows = tuple(_division(path, reader.line_num, row) for row in reader)
        notes = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        words = {key: tuple(value) for key, value in notes["words"].items()}
        nicknames = dict(notes["nicknames"])
    except (OSError, UnicodeDecodeError, csv.Error, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(
            f"{path} or {path.with_suffix('.toml').name}: cannot be read ({error}); restore the file"
        ) from error
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise CatalogueError(
            f"{path.with_suffix('.toml')}: found no {error}, expected tables [words] and [nicknames]; restore the file"
        ) from error
    return Divisions(rows, words, nicknames)


def _division(path: Path, line: int, row: Mapping[str | None, str | None]) -> Division:
    """One row of the table, which has a cell for each column and no more."""
    cells = {str(name): value for name, value in row.items() if name is not None and value is not None}
    if len(cells) != len(_COLUMNS) or None in row:
        raise CatalogueError(f"{path}: line {line}: found other than {len(_COLUMNS)} cells; mend the row")
    return Division(**cells)


@lru_cache(maxsize=1)
def load_divisions() -> Divisions:
    """The project's own table, read once."""
    return read_divisions(DEFAULT_PATH)

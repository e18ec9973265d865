"""What a link can say: the parameters of each page, read from and written to a query string.

The same parameters filter the pages and the data addresses (`routes`). Codes stand in the address, never labels, so a
link means the same in both languages. A value nobody knows is not an error: it is reported and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

Kind = Literal["one", "many", "text", "number"]
Value = str | tuple[str, ...] | int
Values = dict[str, Value]
Query = Mapping[str, list[str]]


MAX_VALUES = 500
MAX_LENGTH = 200
"""Limits of what an address may name: more is no link that anybody was given."""


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: its name in the address, how many values it takes, which are known, what it is when absent."""

    name: str
    kind: Kind
    default: Value
    choices: tuple[str, ...] | None = None
    """Known values; None where the data decide (`known` of `read`) or any text will do."""
    highest: int = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of an address that could not be used."""

    name: str
    value: str
    allowed: tuple[str, ...]


FLAGS = ("1", "0")
REGION = Param("region", "many", ())
RESIDENCE = Param("residence", "one", "all", ("all", "urban", "rural"))
DERIVED = Param("derived", "one", "1", FLAGS)
PLANS = Param("plans", "one", "1", FLAGS)
FACT = Param("fact", "text", "")
SHARED = (REGION, RESIDENCE, DERIVED, PLANS)

VERDICTS = ("consistent", "rounding", "conflict", "cannot_check", "none")
FACETS = (
    Param("topic", "many", ()),
    Param("indicator", "many", ()),
    Param("measure", "many", ()),
    Param("status", "many", ()),
    Param("provenance", "many", ()),
    Param("verdict", "many", (), VERDICTS),
    Param("doc", "many", ()),
)
SEARCH = Param("q", "text", "")
HEADLINE = Param("headline", "one", "0", FLAGS)
REPEATS = Param("repeats", "one", "1", FLAGS)
"""`repeats=0` leaves out later tellings of the same fact."""
NAMES = Param("names", "one", "both", ("both", "names", "codes"))
ANNUAL = Param("annual", "one", "0", FLAGS)

PAGE_PARAMS: dict[str, tuple[Param, ...]] = {
    "": (FACT,),
    "low-income": (Param("unit", "one", "month", ("month", "year")), ANNUAL, FACT),
    "elderly-care": (FACT,),
    "subsidy-growth": (
        Param("verdict", "many", (), VERDICTS),
        Param("sort", "one", "catalogue", ("catalogue", "gap")),
        ANNUAL,
        FACT,
    ),
    "compare": (
        Param("series", "many", ()),
        Param("year", "text", ""),
        Param("within", "number", 0),
        Param("flip", "one", "0", FLAGS),
        FACT,
    ),
    "data": (
        *FACETS,
        SEARCH,
        HEADLINE,
        REPEATS,
        NAMES,
        Param("order", "text", ""),
        Param("from", "number", 0, highest=10**7),
        FACT,
    ),
    "reader": (Param("text", "text", ""), Param("layer", "many", (), ("facts", "noise", "unknown", "cleaned")), FACT),
    "quality": (FACT,),
}
DATA_PARAMS = (*SHARED, *FACETS, SEARCH, HEADLINE, REPEATS, NAMES)


def read(query: Query, params: Iterable[Param], known: Mapping[str, Iterable[str]]) -> tuple[Values, list[Problem]]:
    """Values of `params` in a query string, and what in it could not be used.

    Args:
        query: Each name with its values, as in the address.
        params: The parameters of the page.
        known: Values that the data know, by parameter; a parameter without an entry takes what `choices` says.
    """
    values: Values = {}
    problems: list[Problem] = []
    for param in params:
        asked = [value for value in query.get(param.name, []) if value != ""]
        given = [value for value in asked[:MAX_VALUES] if len(value) <= MAX_LENGTH]
        values[param.name] = param.default
        if len(given) < len(asked):
            problems.append(Problem(param.name, "…", (f"at most {MAX_VALUES} values of {MAX_LENGTH} characters",)))
        if not given:
            continue
        if param.kind == "number":
            if given[-1].isdecimal() and len(given[-1]) < 12 and int(given[-1]) <= param.highest:
                values[param.name] = int(given[-1])
            else:
                problems.append(Problem(param.name, given[-1], (f"0–{param.highest}",)))
            continue
        choices = param.choices if param.choices is not None else known.get(param.name)
        allowed = None if choices is None else tuple(choices)
        good = [value for value in dict.fromkeys(given) if allowed is None or value in allowed]
        problems += [Problem(param.name, v, allowed or ()) for v in dict.fromkeys(given) if v not in good]
        if good:
            values[param.name] = tuple(good) if param.kind == "many" else good[-1]
    return values, problems


def encode(values: Mapping[str, Value], params: Iterable[Param]) -> list[tuple[str, str]]:
    """Name and value pairs of an address; what equals its default is left out."""
    pairs: list[tuple[str, str]] = []
    for param in params:
        value = values.get(param.name, param.default)
        if value == param.default:
            continue
        pairs += [(param.name, str(v)) for v in (value if isinstance(value, tuple) else (value,))]
    return pairs


def query_string(values: Mapping[str, Value], params: Iterable[Param]) -> str:
    """The same as text, without the question mark."""
    return urlencode(encode(values, params))


def many(values: Mapping[str, Value], name: str) -> tuple[str, ...]:
    """The values of a parameter that takes several."""
    value = values.get(name, ())
    return value if isinstance(value, tuple) else (str(value),)


def one(values: Mapping[str, Value], name: str) -> str:
    """The value of a parameter that takes one."""
    value = values.get(name, "")
    return "" if isinstance(value, tuple) else str(value)

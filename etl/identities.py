"""Declared relations between indicators, read from data/catalogue/identities.toml and checked against the catalogue.

The head comment of that file explains every field. A mistake in it raises `CatalogueError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args

from etl.catalogue import CATALOGUE, Catalogue, load_catalogue
from etl.catalogue_entry import Entry, Text, Words, read_toml
from etl.model import Measure

FILE = "identities.toml"
QUOTIENTS = ("per", "ratio", "share", "money")
_NO_DIMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Operand:
    """The facts that can stand in one place of a calculation."""

    indicator: str
    dims: Mapping[str, str] = field(default_factory=lambda: _NO_DIMS)
    same: Words = ()
    unit: str = ""
    measure: Measure = "level"


@dataclass(frozen=True, slots=True)
class Quotient:
    """Result = scale x sum of numerators / sum of denominators, by the month where the entry says so."""

    slug: str
    group: str
    name: Text
    indicator: str
    measure: Measure
    unit: str
    numerator: tuple[Operand, ...]
    denominator: tuple[Operand, ...]
    scale: Decimal
    per_month: bool
    tolerance_years: int
    result_dims: Mapping[str, str] | None
    derive: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Result = minuend - subtrahend."""

    slug: str
    name: Text
    indicator: str
    measure: Measure
    unit: str
    minuend: Operand
    subtrahend: Operand


@dataclass(frozen=True, slots=True)
class Parts:
    """Total = sum of the parts."""

    slug: str
    name: Text
    total: Operand
    parts: tuple[Operand, ...]
    complete: bool = True
    mixed_units: bool = False
    derive: bool = True


@dataclass(frozen=True, slots=True)
class Below:
    """The lesser is never above the greater."""

    slug: str
    name: Text
    lesser: Operand
    greater: Operand


@dataclass(frozen=True, slots=True)
class Identities:
    """All of identities.toml, checked."""

    quotients: tuple[Quotient, ...]
    gaps: tuple[Gap, ...]
    parts: tuple[Parts, ...]
    below: tuple[Below, ...]
    units: Mapping[str, Text]
    kinds: Mapping[str, Text]
    province_wide: frozenset[str]
    nearby_years: int
    nearby_from_years: int

    def derivation_name(self, slug: str) -> Text:
        """Name of a derivation in both languages, for labels."""
        named = {entry.slug: entry.name for entry in self.quotients} | {entry.slug: entry.name for entry in self.gaps}
        return self.kinds[slug] if slug in self.kinds else named[slug]


class _Loader:
    """Reads entries with the catalogue at hand, so that every slug is checked where it stands."""

    def __init__(self, catalogue: Catalogue, units: Mapping[str, Text]) -> None:
        self.catalogue = catalogue
        self.units = {*catalogue.units, *units}

    def indicator(self, entry: Entry) -> str:
        return entry.choice("indicator", self.catalogue.indicators)

    def dims(self, entry: Entry, key: str, indicator: str) -> Mapping[str, str]:
        dims = entry.keys.get(key, {})
        if not isinstance(dims, dict):
            entry.fail(key, dims, "a table {dim = value}")
        for dim, value in dims.items():
            if not isinstance(value, str):
                entry.fail(key, value, f"a value of the dim {dim}")
            if dim not in self.catalogue.indicators[indicator].dims:
                entry.fail(key, dim, f"a dim that {indicator} takes")
            if value not in self.catalogue.dims[dim]:
                entry.fail(key, value, f"a value of the dim {dim}")
        return MappingProxyType(dict(dims))

    def operand(self, owner: Entry, key: str, keys: Any) -> Operand:
        if not isinstance(keys, dict):
            owner.fail(key, keys, "an operand {indicator = …}")
        entry = Entry(owner.file, f"{owner.name}.{key}", keys)
        entry.check_keys("indicator", "dims same unit measure")
        indicator = self.indicator(entry)
        for dim in entry.list("same"):
            if dim not in self.catalogue.indicators[indicator].dims:
                entry.fail("same", dim, f"a dim that {indicator} takes")
        unit = entry.choice("unit", self.units) if "unit" in keys else ""
        dims = self.dims(entry, "dims", indicator)
        return Operand(indicator, dims, entry.list("same"), unit, self.measure(entry, "level"))

    def operands(self, entry: Entry, key: str) -> tuple[Operand, ...]:
        value = entry.keys[key]
        return tuple(self.operand(entry, key, keys) for keys in (value if isinstance(value, list) else [value]))

    def measure(self, entry: Entry, default: Measure | None = None) -> Measure:
        if default and "measure" not in entry.keys:
            return default
        return cast(Measure, entry.choice("measure", get_args(Measure)))

    def quotient(self, group: str, entry: Entry) -> Quotient:
        required = "name indicator measure unit numerator denominator"
        entry.check_keys(required, "scale per_month tolerance_years result_dims derive")
        indicator = self.indicator(entry)
        keys = entry.keys
        for key in ("per_month", "derive"):
            if not isinstance(keys.get(key, False), bool):
                entry.fail(key, keys[key], "true or false")
        for key in ("scale", "tolerance_years"):
            value = keys.get(key, 1)
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10**9:
                entry.fail(key, value, "a whole number from 0")
        return Quotient(
            slug=entry.name,
            group=group,
            name=entry.text("name"),
            indicator=indicator,
            measure=self.measure(entry),
            unit=entry.choice("unit", self.units),
            numerator=self.operands(entry, "numerator"),
            denominator=self.operands(entry, "denominator"),
            scale=Decimal(keys.get("scale", 1)),
            per_month=keys.get("per_month", False),
            tolerance_years=keys.get("tolerance_years", 0),
            result_dims=self.dims(entry, "result_dims", indicator) if "result_dims" in keys else None,
            derive=keys.get("derive", True),
        )

    def gap(self, entry: Entry) -> Gap:
        entry.check_keys("name indicator measure unit minuend subtrahend")
        return Gap(
            slug=entry.name,
            name=entry.text("name"),
            indicator=self.indicator(entry),
            measure=self.measure(entry),
            unit=entry.choice("unit", self.units),
            minuend=self.operand(entry, "minuend", entry.keys["minuend"]),
            subtrahend=self.operand(entry, "subtrahend", entry.keys["subtrahend"]),
        )

    def parts(self, entry: Entry) -> Parts:
        entry.check_keys("name total parts", "complete mixed_units derive")
        flags = {key: entry.keys[key] for key in ("complete", "mixed_units", "derive") if key in entry.keys}
        total = self.operand(entry, "total", entry.keys["total"])
        return Parts(entry.name, entry.text("name"), total, self.operands(entry, "parts"), **flags)

    def below(self, entry: Entry) -> Below:
        entry.check_keys("name lesser greater")
        lesser, greater = (self.operand(entry, key, entry.keys[key]) for key in ("lesser", "greater"))
        return Below(entry.name, entry.text("name"), lesser, greater)

    def split(self, entry: Entry) -> list[Parts]:
        """One `Parts` for each indicator that takes the dim; its name is that of the indicator."""
        entry.check_keys("values kinds", "complete")
        dim, values = entry.name, entry.list("values")
        complete = entry.keys.get("complete", True)
        for value in values:
            if value not in self.catalogue.dims.get(dim, {}):
                entry.fail("values", value, f"a value of the dim {dim}")
        found = []
        for indicator in self.catalogue.indicators.values():
            if dim in indicator.dims and indicator.kind in entry.list("kinds"):
                others = tuple(other for other in indicator.dims if other != dim)
                parts = tuple(Operand(indicator.slug, MappingProxyType({dim: value}), others) for value in values)
                total = Operand(indicator.slug, _NO_DIMS, others)
                found.append(Parts(f"{indicator.slug}_by_{dim}", indicator.name, total, parts, complete))
        return found


def _texts(keys: Mapping[str, Any], name: str) -> dict[str, Text]:
    table = Entry(FILE, name, keys)
    return {slug: table.text(slug) for slug in keys}


def _entries(tables: Mapping[str, Any], group: str) -> list[Entry]:
    return [Entry(FILE, slug, keys) for slug, keys in tables.get(group, {}).items()]


def _load(catalogue: Catalogue, folder: Path) -> Identities:
    tables = read_toml(folder, FILE)
    top = Entry(FILE, "top", tables)
    top.check_keys("province_wide nearby kinds units", "per ratio share money gap parts split below")
    units, kinds = _texts(tables["units"], "units"), _texts(tables["kinds"], "kinds")
    for slug in top.list("province_wide"):
        if slug not in catalogue.indicators:
            top.fail("province_wide", slug, "a slug of data/catalogue/indicators")
    loader = _Loader(catalogue, units)
    declared = tuple(loader.parts(entry) for entry in _entries(tables, "parts"))
    splits = tuple(parts for entry in _entries(tables, "split") for parts in loader.split(entry))
    return Identities(
        quotients=tuple(loader.quotient(group, entry) for group in QUOTIENTS for entry in _entries(tables, group)),
        gaps=tuple(loader.gap(entry) for entry in _entries(tables, "gap")),
        parts=declared + splits,
        below=tuple(loader.below(entry) for entry in _entries(tables, "below")),
        units=MappingProxyType(units),
        kinds=MappingProxyType(kinds),
        province_wide=frozenset(top.list("province_wide")),
        nearby_years=tables["nearby"]["years"],
        nearby_from_years=tables["nearby"]["from_span_of_years"],
    )


@lru_cache(maxsize=1)
def _load_default() -> Identities:
    return _load(load_catalogue(), CATALOGUE)


def load_identities(catalogue: Catalogue | None = None, folder: Path = CATALOGUE) -> Identities:
    """Read and check identities.toml.

    Args:
        catalogue: What the slugs are checked against; the project's own, read once, where none is given.
        folder: Folder of identities.toml.

    Raises:
        CatalogueError: An unknown slug, dim, value, unit or key; the message says where.
    """
    return _load_default() if catalogue is None else _load(catalogue, folder)

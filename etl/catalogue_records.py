"""Records of the catalogue: units, dimension values, phrases, indicators, wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from etl.catalogue_entry import Text, Words
from etl.programmes import Programme


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of published values; `factor` turns a value of it into one of `normalises_to`."""

    slug: str
    name: Text
    kind: str
    normalises_to: str
    factor: Fraction
    words: Words


@dataclass(frozen=True, slots=True)
class DimValue:
    """One value of a dimension and the words that state it."""

    dim: str
    value: str
    name: Text
    words: Words


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that name an indicator, in text order; between two parts a gap inside the clause is allowed."""

    text: str
    parts: tuple[Words, ...]
    """For each part, every spelling of it: references to terms are replaced by the words of the term."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One quantity that the project tracks."""

    slug: str
    name: Text
    topic: str
    unit: str
    kind: str
    dims: Words
    headline: bool
    range: tuple[float, float]
    definition: Text
    phrases: tuple[Phrase, ...]
    near: Words
    not_near: Words
    dim_words_off: Words
    unused: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Closed lists of cue words; see the head comment of wording.toml."""

    qualifiers_before: Mapping[str, Words]
    qualifiers_after: Mapping[str, Words]
    growth: Mapping[str, Words]
    change: Mapping[str, Words]
    gap: Mapping[str, Words]
    plan: Mapping[str, Words]
    past: Mapping[str, Words]
    hearsay: Mapping[str, Words]
    cumulative: Mapping[str, Words]
    average: Mapping[str, Words]
    foreign: Mapping[str, Words]
    noise: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of data/catalogue, checked."""

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    dims: Mapping[str, Mapping[str, DimValue]]
    dim_names: Mapping[str, Text]
    topics: Mapping[str, Text]
    wording: Wording
    terms: Mapping[str, Words]
    programmes: Mapping[str, Programme]
    """Programme by the slug of each indicator that says which one is meant."""

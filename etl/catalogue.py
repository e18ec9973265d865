"""The catalogue: what the project knows about indicators, units, dimensions and wording, read from data/catalogue.

Everything in it is plain words that a civil-affairs officer can judge; the head comment of each TOML file explains its
fields. Our own mistakes raise `CatalogueError`, which names file, entry, key, what was found and what was expected.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from etl.catalogue_entry import Entry, Text, Words, read_entries, read_toml
from etl.catalogue_records import Catalogue, DimValue, Indicator, Phrase, Unit, Wording
from etl.model import CatalogueError
from etl.programmes import load_programmes

__all__ = [
    "Catalogue",
    "CatalogueError",
    "DimValue",
    "Indicator",
    "Phrase",
    "Text",
    "Unit",
    "Wording",
    "load_catalogue",
]

CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "catalogue"
KINDS = frozenset({"standard", "stock", "flow", "share", "ratio", "bound"})
GAP = "…"
_MONEY = frozenset({"money", "money_rate", "money_per_unit"})
_REFERENCE = re.compile(r"\{([^{}]*)\}")


def _load_topics(folder: Path) -> dict[str, Text]:
    topics = {}
    for entry in read_entries(folder, "topics.toml"):
        entry.check_keys("name")
        topics[entry.name] = entry.text("name")
    return topics


def _load_units(folder: Path) -> dict[str, Unit]:
    entries = list(read_entries(folder, "units.toml"))
    slugs = {entry.name for entry in entries}
    units = {}
    for entry in entries:
        entry.check_keys("name kind normalises_to factor words")
        try:
            factor = Fraction(entry.keys["factor"])
        except (ValueError, TypeError):
            entry.fail("factor", entry.keys["factor"], 'a number, or a fraction such as "1/12"')
        target = entry.choice("normalises_to", slugs)
        kind = entry.string("kind")
        units[entry.name] = Unit(entry.name, entry.text("name"), kind, target, factor, entry.list("words"))
    return units


def _load_dims(folder: Path) -> tuple[dict[str, Mapping[str, DimValue]], dict[str, Text]]:
    dims: dict[str, Mapping[str, DimValue]] = {}
    names = {}
    for entry in read_entries(folder, "dims.toml"):
        names[entry.name] = entry.text("name")
        values: dict[str, DimValue] = {}
        stated: dict[str, str] = {}
        for slug, keys in entry.keys.items():
            if slug == "name":
                continue
            value = Entry(entry.file, f"{entry.name}.{slug}", keys)
            value.check_keys("name words")
            values[slug] = DimValue(entry.name, slug, value.text("name"), value.words("words"))
            for word in values[slug].words:
                if word in stated:
                    value.fail("words", word, f"a word that {entry.name}.{stated[word]} does not have")
                stated[word] = slug
        dims[entry.name] = MappingProxyType(values)
    return dims, names


def _load_terms(folder: Path) -> dict[str, Words]:
    owner: dict[str, str] = {}
    entry = Entry("terms.toml", "terms", read_toml(folder, "terms.toml"))
    terms = {}
    for term in entry.keys:
        terms[term] = entry.words(term)
        for word in terms[term]:
            if word in owner:
                entry.fail(term, word, f"a word that the term {owner[word]} does not have")
            owner[word] = term
    return terms


_WORDING_GROUPS = {
    "growth": "up down",
    "change": "up down",
    "gap": "up down",
    "plan": "words weak headings",
    "past": "words headings",
    "hearsay": "words not",
    "cumulative": "words",
    "average": "annual monthly",
    "foreign": "words",
}


def _load_wording(folder: Path) -> Wording:
    entries = {entry.name: entry for entry in read_entries(folder, "wording.toml")}
    Entry("wording.toml", "wording", entries).check_keys(f"qualifiers {' '.join(_WORDING_GROUPS)} noise")
    groups = {}
    for name, keys in _WORDING_GROUPS.items():
        entries[name].check_keys(keys)
        groups[name] = {key: entries[name].list(key) for key in keys.split()}
    qualifiers = entries["qualifiers"]
    qualifiers.check_keys("before after")
    sides = []
    for side in ("before", "after"):
        entry = Entry("wording.toml", f"qualifiers.{side}", qualifiers.keys[side])
        entry.check_keys("approx just_under at_least at_most")
        sides.append({key: entry.list(key) for key in entry.keys})
    noise = {key: entries["noise"].list(key) for key in entries["noise"].keys}
    return Wording(qualifiers_before=sides[0], qualifiers_after=sides[1], noise=noise, **groups)


def _spellings(entry: Entry, key: str, part: str, terms: Mapping[str, Words]) -> Words:
    """Expand `{dibao}对象` to each word of the term followed by 对象."""
    pieces = _REFERENCE.split(part)
    for term in pieces[1::2]:
        if term not in terms:
            entry.fail(key, part, f"a term of terms.toml in braces; {term!r} is none")
    choices = [terms[piece] if index % 2 else (piece,) for index, piece in enumerate(pieces)]
    words = tuple(dict.fromkeys("".join(choice) for choice in itertools.product(*choices)))
    for word in words:
        entry.check_plain(key, word)
    return words


def _parse_phrase(entry: Entry, text: str, terms: Mapping[str, Words]) -> Phrase:
    return Phrase(text, tuple(_spellings(entry, "phrases", part, terms) for part in text.split(GAP)))


def _load_range(entry: Entry, kind: str, unit: str) -> tuple[float, float]:
    value = entry.keys["range"]
    if not isinstance(value, list) or len(value) != 2 or not all(type(bound) in (int, float) for bound in value):
        entry.fail("range", value, "[lowest, highest], two numbers")
    low, high = value
    if low >= high or low < 0:
        entry.fail("range", value, "0 <= lowest < highest")
    if kind == "share" and unit == "percent" and value != [0, 100]:
        entry.fail("range", value, "[0, 100] for a share")
    return low, high


def _load_indicator(entry: Entry, topic: str, loaded: Catalogue) -> Indicator:
    entry.check_keys("name unit kind dims headline range definition phrases near not_near", "dim_words_off unused")
    unit, kind = entry.choice("unit", loaded.units), entry.choice("kind", KINDS)
    for dim in entry.list("dims"):
        if dim not in loaded.dims:
            entry.fail("dims", dim, f"one of {', '.join(loaded.dims)}")
    for off in entry.list("dim_words_off"):
        dim, _, value = off.partition(".")
        if dim not in entry.list("dims") or value not in loaded.dims[dim]:
            entry.fail("dim_words_off", off, "dim.value of a dim of this indicator")
    if not isinstance(entry.keys["headline"], bool):
        entry.fail("headline", entry.keys["headline"], "true or false")
    if not entry.list("phrases"):
        entry.fail("phrases", [], "at least one phrase")
    conditions = {
        key: tuple(word for item in entry.list(key) for word in _spellings(entry, key, item, loaded.terms))
        for key in ("near", "not_near")
    }
    return Indicator(
        slug=entry.name,
        name=entry.text("name"),
        topic=topic,
        unit=unit,
        kind=kind,
        dims=entry.list("dims"),
        headline=entry.keys["headline"],
        range=_load_range(entry, kind, unit),
        definition=entry.text("definition"),
        phrases=tuple(_parse_phrase(entry, text, loaded.terms) for text in entry.list("phrases")),
        near=conditions["near"],
        not_near=conditions["not_near"],
        dim_words_off=entry.list("dim_words_off"),
        unused=entry.string("unused", default=""),
    )


def are_units_apart(one: Unit, other: Unit) -> bool:
    """Whether the writing of a number shows which of the two units it has: 户 is no person, but 个 may be anything."""
    if one.kind in _MONEY or other.kind in _MONEY:
        return not (one.kind in _MONEY and other.kind in _MONEY)
    return not set(one.words) & set(other.words)


def find_shared_phrases(loaded: Catalogue) -> Iterator[tuple[Indicator, Phrase, Indicator, Phrase]]:
    """Yield phrases that two indicators share though neither unit nor near nor not_near tells the two apart."""
    by_spelling: dict[tuple[int, str], list[tuple[Indicator, Phrase]]] = defaultdict(list)
    for indicator in loaded.indicators.values():
        for phrase in indicator.phrases:
            for spelling in phrase.parts[0]:
                by_spelling[len(phrase.parts), spelling].append((indicator, phrase))
    for entries in by_spelling.values():
        for (one, phrase), (other, other_phrase) in itertools.combinations(entries, 2):
            if one.slug == other.slug or (one.near, one.not_near) != (other.near, other.not_near):
                continue
            if are_units_apart(loaded.units[one.unit], loaded.units[other.unit]):
                continue
            if all(set(mine) & set(theirs) for mine, theirs in zip(phrase.parts, other_phrase.parts, strict=True)):
                yield one, phrase, other, other_phrase


def _load_indicators(folder: Path, loaded: Catalogue) -> dict[str, Indicator]:
    indicators: dict[str, Indicator] = {}
    files = sorted(path.name for path in (folder / "indicators").glob("*.toml"))
    expected = sorted(f"{topic}.toml" for topic in loaded.topics)
    if files != expected:
        raise CatalogueError(f"indicators: found {files}, expected one file for each topic: {expected}")
    for topic in loaded.topics:
        for entry in read_entries(folder, f"indicators/{topic}.toml"):
            if entry.name in indicators:
                entry.fail("slug", entry.name, f"a slug that {indicators[entry.name].topic}.toml does not have")
            indicators[entry.name] = _load_indicator(entry, topic, loaded)
    return indicators


def _load(folder: Path) -> Catalogue:
    dims, dim_names = _load_dims(folder)
    base = Catalogue(
        indicators={},
        units=MappingProxyType(_load_units(folder)),
        dims=MappingProxyType(dims),
        dim_names=MappingProxyType(dim_names),
        topics=MappingProxyType(_load_topics(folder)),
        wording=_load_wording(folder),
        terms=MappingProxyType(_load_terms(folder)),
        programmes={},
    )
    indicators = _load_indicators(folder, base)
    programmes = load_programmes(folder, indicators)
    loaded = replace(base, indicators=MappingProxyType(indicators), programmes=MappingProxyType(programmes))
    for one, phrase, other, other_phrase in find_shared_phrases(loaded):
        raise CatalogueError(
            f"indicators/{other.topic}.toml: [{other.slug}] phrases: found {other_phrase.text!r}, which [{one.slug}] "
            f"of {one.topic}.toml has as {phrase.text!r}, expected a unit, near or not_near that tells them apart"
        )
    return loaded


@lru_cache(maxsize=1)
def _load_default() -> Catalogue:
    return _load(CATALOGUE)


def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """Read and check the catalogue.

    Args:
        path: Folder of the catalogue; the project's own by default, which is read once.

    Returns:
        The catalogue; indicators stand in the order of the topics, then of the files.

    Raises:
        CatalogueError: A file breaks a rule; the message names file, entry, key, what was found and expected.
    """
    return _load_default() if path == CATALOGUE else _load(path)

"""The flow of a build, and the only module that knows its order.

Up to the facts of one text, nothing looks at another text; from `reconcile` on, facts of all texts stand side by side.
Repeats are linked and statements judged before anything is derived, so that nothing is derived twice or from a repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from etl import corrections
from etl.catalogue import Catalogue, load_catalogue
from etl.derive import derive
from etl.extract import extract
from etl.extract.regions import Divisions, load_divisions
from etl.identities import Identities, load_identities
from etl.identity import fact_id
from etl.model import Fact, Issue, Source
from etl.reconcile import reconcile
from etl.sources import load_sources
from etl.validate import validate
from etl.verdicts import judge_statements


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build reads."""

    sources: tuple[Source, ...]
    catalogue: Catalogue
    identities: Identities
    divisions: Divisions


@dataclass(frozen=True, slots=True)
class Result:
    """What a build makes: the facts, the numbers that are none, and what is odd about them, all sorted."""

    sources: tuple[Source, ...]
    facts: tuple[Fact, ...]
    numbers: tuple[Fact, ...]
    issues: tuple[Issue, ...]


def load(data: Path) -> Inputs:
    """Read the texts and the catalogue of a data folder."""
    known = load_known(data)
    return replace(known, sources=tuple(load_sources(data / "press", regions=known.divisions)))


def load_known(data: Path) -> Inputs:
    """Read the catalogue of a data folder, without the texts."""
    catalogue, divisions = load_catalogue(data / "catalogue"), load_divisions()
    return Inputs((), catalogue, load_identities(catalogue, data / "catalogue"), divisions)


def read_facts(source: Source, inputs: Inputs) -> list[Fact]:
    """Every number of one text in reading order, corrected where that is declared."""
    numbers = corrections.apply(extract(source, inputs.catalogue, inputs.divisions), source)
    return [replace(number, fact_id=fact_id(number)) if number.kind == "fact" else number for number in numbers]


def run(inputs: Inputs, *, advance: Callable[[str], None] = lambda doc_id: None) -> Result:
    """Build the table.

    Args:
        inputs: What `load` has read.
        advance: Called with the id of each text when its facts are read.
    """
    read: list[Fact] = []
    for source in inputs.sources:
        read += read_facts(source, inputs)
        advance(source.doc_id)
    facts = relate(reconcile([fact for fact in read if fact.kind == "fact"], inputs.catalogue), inputs)
    issues = validate(facts, inputs.catalogue, inputs.identities, inputs.sources)
    return Result(inputs.sources, tuple(facts), tuple(fact for fact in read if fact.kind != "fact"), tuple(issues))


def relate(reported: Sequence[Fact], inputs: Inputs, others: Sequence[Fact] = ()) -> list[Fact]:
    """Reported facts with their verdicts, and what is derived from them, sorted by text, place and id.

    Args:
        reported: All facts of some regions, repeats linked.
        inputs: Catalogue and identities.
        others: Facts of other regions, repeats linked, that a statement may be held against; not in the answer.
    """
    judged = judge_statements([*reported, *others], inputs.catalogue, inputs.identities)[: len(reported)]
    derived = reconcile(derive(judged, inputs.catalogue, inputs.identities), inputs.catalogue)
    return sorted([*judged, *derived], key=lambda fact: (fact.doc_id, fact.start, fact.fact_id))

"""Runs tests/cases/*.toml against the finder each file names; a new case is a new entry there."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from etl.catalogue import load_catalogue
from etl.extract import Extractor
from etl.extract.periods import find_periods
from etl.extract.quantities import QuantityFinder, share_units
from etl.model import Source

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[dict]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]


def ids(case: dict) -> str:
    return case["text"][:40]


@pytest.fixture(scope="module")
def quantities() -> QuantityFinder:
    return QuantityFinder(load_catalogue())


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_catalogue())


@pytest.mark.parametrize("case", load("quantities"), ids=ids)
def test_quantities(case: dict, quantities: QuantityFinder) -> None:
    text = case["text"]
    found = [q for q in share_units(text, quantities.find(text, ())) if not (q.chinese and q.kind == "bare")]
    said = [
        f"{text[q.start : q.end]} | {q.value.normalize():f} | {q.kind} | {q.unit_words} | {q.qualifier}" for q in found
    ]
    assert said == case["expect"]


@pytest.mark.parametrize("case", load("periods"), ids=ids)
def test_periods(case: dict) -> None:
    text = case["text"]
    published: date | None = case.get("published")
    said = [
        f"{text[m.start : m.end]} | {m.period} | {m.role}" + (" | base" if m.is_base else "")
        for m in find_periods(text, published)
    ]
    assert said == case["expect"]


def facts_of(case: dict, extractor: Extractor) -> list[str]:
    source = Source(
        "case", case["text"], region=case.get("region", "130400"), published=case.get("published", date(2024, 6, 30))
    )
    said = []
    for fact in extractor.extract(source):
        if fact.kind != "fact":
            continue
        dims = ",".join(f"{dim}={value}" for dim, value in fact.dims.items()) or "-"
        parts = [fact.value_text, fact.indicator, dims, fact.measure, f"{fact.value.normalize():f}", fact.unit]
        extra = {
            "period": fact.period,
            "base": fact.base_period,
            "status": fact.status,
            "qualifier": fact.qualifier,
            "region": fact.region,
        }
        parts += [f"{key}={extra[key]}" for key in case.get("also", [])]
        said.append(" | ".join(parts))
    return said


@pytest.mark.parametrize("case", load("sentences"), ids=ids)
def test_sentences(case: dict, extractor: Extractor, request: pytest.FixtureRequest) -> None:
    if reason := case.get("xfail"):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    assert facts_of(case, extractor) == case["expect"]


@pytest.mark.parametrize("case", load("tables"), ids=ids)
def test_tables(case: dict, extractor: Extractor) -> None:
    assert facts_of(case, extractor) == case["expect"]

"""Scores the extraction on the hand-annotated texts: `python -m tests.scoring [-v] [--update]`.

A fact of the annotation is found where an extracted fact overlaps its span; it is right in its core where span, value
and unit, measure, indicator, dims and region are right, and right in full where period, base period, qualifier and
status are too. `accept` of the annotation lists other readings that count as right, `also` further facts that the same
number states. Precision counts an extracted fact that no annotated one explains as wrong.
"""

from __future__ import annotations

import argparse
import json
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from etl import listing
from etl.catalogue import load_catalogue
from etl.extract import extract
from etl.extract.regions import load_divisions
from etl.model import Fact
from etl.sources import load_source

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold"
PRESS = ROOT / "data" / "press"
FLOORS = ROOT / "tests" / "scores.toml"

Scope = Literal["all", "headline"]
SCOPES: tuple[Scope, ...] = ("all", "headline")
RATES = ("core", "full", "found", "precision")
_CORE = ("measure", "indicator", "dims", "region")
_SOFT = ("period", "base_period", "qualifier", "status")
_RELATIVE_ERROR = 1e-6
_HEAD = """\
# Floors of the scores on the annotated texts, held by test_gold.py: shares of the annotated facts (core, full, found)
# and of the extracted ones (precision). `python -m tests.scoring --update` raises them and never lowers one.
"""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one text, or of several added up."""

    gold: int = 0
    found_count: int = 0
    core_count: int = 0
    full_count: int = 0
    extra: int = 0
    misses: tuple[str, ...] = field(default=(), compare=False)

    def __add__(self, other: Score) -> Score:
        return Score(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def core(self) -> float:
        return self.core_count / max(1, self.gold)

    @property
    def full(self) -> float:
        return self.full_count / max(1, self.gold)

    @property
    def found(self) -> float:
        return self.found_count / max(1, self.gold)

    @property
    def precision(self) -> float:
        return self.core_count / max(1, self.found_count + self.extra)

    def __str__(self) -> str:
        rates = "  ".join(f"{name} {getattr(self, name):.3f}" for name in RATES)
        return f"{rates}  ({self.gold} facts, {self.extra} extra)"


def _is_right(gold: Mapping[str, Any], answer: Mapping[str, Any], name: str) -> bool:
    return answer[name] in [gold[name], *gold.get("accept", {}).get(name, [])]


def _is_number_right(gold: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    accept = gold.get("accept", {})
    numbers = [(gold["value"], gold["unit"])]
    numbers += [(value, gold["unit"]) for value in accept.get("value", [])]
    numbers += [(gold["value"], unit) for unit in accept.get("unit", [])]
    return answer["value"] is not None and any(
        answer["unit"] == unit and abs(answer["value"] - value) <= _RELATIVE_ERROR * max(1, abs(value))
        for value, unit in numbers
    )


def _wrong_parts(gold: Mapping[str, Any], answer: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Names of the wrong parts of an answer: those of the core, and the others."""
    core = [] if _is_number_right(gold, answer) else ["value", "unit"]
    core += [name for name in _CORE if not _is_right(gold, answer, name)]
    return core, [name for name in _SOFT if not _is_right(gold, answer, name)]


def _is_also(gold: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    return any(
        (answer["indicator"], answer["dims"]) == (other["indicator"], other["dims"]) for other in gold.get("also", [])
    )


def _name(number: Mapping[str, Any]) -> str:
    dims = "".join(f" {name}={value}" for name, value in number["dims"].items())
    return f"{number['start']:>6} {number['value_text']} {number['indicator']}{dims}"


def score(gold: list[dict[str, Any]], answers: list[dict[str, Any]], scope: Scope) -> Score:
    """Compare the annotated numbers of one text with the extracted facts."""
    explained: set[int] = set()
    found = core = full = wanted = 0
    misses = []
    for number in gold:
        over = [i for i, a in enumerate(answers) if a["start"] < number["end"] and number["start"] < a["end"]]
        if number["kind"] != "fact":
            continue
        if scope == "headline" and not number["headline"]:
            explained.update(over)
            continue
        wanted += 1
        name = _name(number)
        if not over:
            misses.append(f"{name}: not found")
            continue
        wrong = {i: _wrong_parts(number, answers[i]) for i in over}
        best = min(over, key=lambda i: (len(wrong[i][0]), len(wrong[i][1])))
        explained.update({best, *(i for i in over if _is_also(number, answers[i]))})
        found += 1
        core += not wrong[best][0]
        full += not any(wrong[best])
        if any(wrong[best]):
            parts = ", ".join(
                f"{part} {answers[best][part]!r} for {number[part]!r}" for part in (*wrong[best][0], *wrong[best][1])
            )
            misses.append(f"{name}: {parts}")
    extra = [a for i, a in enumerate(answers) if i not in explained and (scope == "all" or a["headline"])]
    misses += [f"{_name(a)}: extra" for a in extra]
    return Score(wanted, found, core, full, len(extra), tuple(misses))


def gold_texts() -> list[str]:
    """Ids of the annotated texts."""
    return sorted(path.stem for path in GOLD.glob("*.jsonl"))


@cache
def numbers_of(doc_id: str) -> tuple[Fact, ...]:
    """Every number that the extraction sees in a text."""
    return tuple(extract(load_source(PRESS / doc_id), load_catalogue(), load_divisions()))


def score_text(doc_id: str, scope: Scope) -> Score:
    """Score of one annotated text."""
    gold = [json.loads(line) for line in (GOLD / f"{doc_id}.jsonl").read_text(encoding="utf-8").splitlines()]
    return score(gold, [listing.record(fact) for fact in numbers_of(doc_id) if fact.kind == "fact"], scope)


def load_floors() -> dict[str, dict[str, dict[str, float]]]:
    """The committed floors, by text and scope."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def _raise_floors(scores: Mapping[tuple[str, Scope], Score]) -> None:
    old, lines = load_floors(), [_HEAD]
    for (doc_id, scope), result in scores.items():
        lines.append(f"[{doc_id}.{scope}]")
        for name in RATES:
            floor = max(
                math.floor(getattr(result, name) * 1000) / 1000, old.get(doc_id, {}).get(scope, {}).get(name, 0)
            )
            lines.append(f"{name} = {floor:.3f}")
        lines.append("")
    FLOORS.write_text("\n".join(lines), encoding="utf-8")


def report(scores: Mapping[tuple[str, Scope], Score], *, verbose: bool) -> Iterator[str]:
    """Lines of the report: each text, then the total, in both scopes."""
    for scope in SCOPES:
        for doc_id in gold_texts():
            yield f"{scope:8} {doc_id:32} {scores[doc_id, scope]}"
            yield from scores[doc_id, scope].misses if verbose else ()
        total = sum((scores[doc_id, scope] for doc_id in gold_texts()), Score())
        yield f"{scope:8} {'total':32} {total}"


def main() -> None:
    """Print the scores; with --update raise the committed floors to them."""
    parser = argparse.ArgumentParser(description="scores of the extraction on the annotated texts")
    parser.add_argument("--update", action="store_true", help="raise the floors of tests/scores.toml, lower none")
    parser.add_argument("-v", "--verbose", action="store_true", help="list each miss")
    options = parser.parse_args()
    scores = {(doc_id, scope): score_text(doc_id, scope) for doc_id in gold_texts() for scope in SCOPES}
    print("\n".join(report(scores, verbose=options.verbose)))
    if options.update:
        _raise_floors(scores)


if __name__ == "__main__":
    main()

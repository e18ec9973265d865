"""Time of linking, judging and deriving where many texts contradict each other on a few places.

The facts are those of the real texts with other digits, one version after the other: nothing is read, every version
states other levels of the same divisions and years. Time should grow with the versions, not with their square.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from benchmarks.machine import ROOT
from etl import pipeline
from etl.derive import derive
from etl.identity import fact_id
from etl.model import Fact
from etl.reconcile import reconcile
from etl.verdicts import judge_statements


def _other_digits(fact: Fact, chance: Random) -> Decimal:
    """A value of as many digits, whose first is the same."""
    steps = int(fact.value / fact.resolution) if fact.resolution else 0
    if steps <= 0:
        return fact.value
    first, *rest = str(steps)
    return Decimal(first + "".join(str(chance.randint(1, 9)) for _ in rest)) * fact.resolution


def versions(texts: Sequence[Sequence[Fact]], count: int) -> list[Fact]:
    """The facts of so many versions of the texts, in turn."""
    chance, found = Random(0), []
    for number in range(count):
        for fact in texts[number % len(texts)]:
            made = replace(fact, doc_id=f"{fact.doc_id}_{number:08}", value=_other_digits(fact, chance))
            found.append(replace(made, fact_id=fact_id(made)))
    return sorted(found, key=lambda fact: (fact.doc_id, fact.start))


def measure(counts: Sequence[int]) -> list[dict[str, Any]]:
    """One row for each number of versions: processor seconds of each step, and of all for a thousand facts."""
    known = pipeline.load(ROOT / "data")
    texts = [[fact for fact in pipeline.read_facts(one, known) if fact.kind == "fact"] for one in known.sources]
    found = []
    for count in counts:
        facts = versions(texts, count)
        start = time.process_time()
        linked = reconcile(facts, known.catalogue)
        link = time.process_time()
        judged = judge_statements(linked, known.catalogue, known.identities)
        judge = time.process_time()
        derived = reconcile(derive(judged, known.catalogue, known.identities), known.catalogue)
        end = time.process_time()
        found.append(
            {
                "versions": count,
                "facts": len(facts),
                "derived": len(derived),
                "link_s": link - start,
                "judge_s": judge - link,
                "derive_s": end - judge,
                "s_per_1000_facts": (end - start) / len(facts) * 1000,
            }
        )
    return found

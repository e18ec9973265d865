"""Facts made from the gold annotation, for tests of the stages that follow extraction."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from etl.identity import fact_id
from etl.model import Fact

GOLD = Path(__file__).parent / "gold"
_MULTIPLIERS = {"千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_FIELDS = "doc_id start end value_text indicator dims region measure unit period period_type base_period qualifier status headline topic"


def resolution_of(value_text: str) -> Decimal:
    """The smallest step of a number as written: 0.01 for 9.36%, 1E+8 for 13亿元, 100 for 78.65万."""
    digits, rest = "", ""
    for index, char in enumerate(value_text):
        if char.isascii() and (char.isdigit() or (char == "." and digits)):
            digits += char
        elif digits:
            rest = value_text[index:]
            break
    decimals = len(digits.partition(".")[2])
    power = sum(_MULTIPLIERS.get(char, 0) for char in rest[:3])
    return Decimal(1).scaleb(power - decimals)


def gold_fact(line: dict, doc_id: str = "", **changes) -> Fact:
    """The fact of one line of the gold."""
    keys = {**line, "doc_id": doc_id or line.get("doc", ""), **changes}
    fields = {key: keys[key] for key in _FIELDS.split() if keys.get(key) is not None}
    value_max = keys.get("value_max")
    fact = Fact(
        **fields,
        value=Decimal(str(keys["value"])),
        value_max=None if value_max is None else Decimal(str(value_max)),
        resolution=resolution_of(keys["value_text"]),
    )
    return with_id(fact)


def with_id(fact: Fact) -> Fact:
    """The fact with its id, primary until it is known as a repeat."""
    identity = fact_id(fact)
    return replace(fact, fact_id=identity, occurrence_of=identity)


def gold_facts() -> list[Fact]:
    """All facts of the gold, in the order of the files; a number that states two facts gives both."""
    facts = []
    for path in sorted(GOLD.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            if line["kind"] == "fact":
                facts.append(gold_fact(line, path.stem))
                facts.extend(gold_fact({**line, **other}, path.stem) for other in line.get("also", ()))
    return facts


def make_fact(value: object, unit: str = "CNY/person/month", **fields) -> Fact:
    """A small fact made by hand; the resolution is that of the value as given."""
    number = Decimal(str(value))
    exponent = min(int(number.as_tuple().exponent), 0)
    keys = {
        "doc_id": "text",
        "start": 0,
        "end": 1,
        "value_text": str(value),
        "indicator": "dibao_standard",
        "region": "140900",
        "period": "2025",
        "resolution": Decimal(1).scaleb(exponent),
        **fields,
    }
    return with_id(Fact(value=number, unit=unit, **keys))

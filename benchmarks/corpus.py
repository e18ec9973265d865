"""Makes corpora of any size whose facts are known: `python -m benchmarks.corpus --texts 1000 --out build/corpus`.

Two kinds of texts. Composed: sentences of the real texts that hold no number, in another order, with planted
sentences (`templates`) between them, on any division and year. Varied: a real, annotated text whose numbers have other
digits of the same length; the annotation is recomputed. The same options give the same corpus.

`OUT/texts` holds Parquet files as `python -m etl run` takes them, `OUT/planted` one row for each fact expected.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.templates import TEMPLATES
from etl.extract.regions import load_divisions
from etl.model import Source
from etl.sources import load_sources

ROOT = Path(__file__).resolve().parent.parent
VARIED_EVERY = 4
"""One of the first texts in so many is a varied one."""
VARIED_UP_TO = 1_000
"""No varied text from this number on: there are five, and thousands of versions of one place contradict each other."""
_PER_FILE = 10_000
_YEARS = (2016, 2025)
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]")
_DIGITS = re.compile(r"\d[\d.]*")
_NUMERALS = re.compile(r"[\d〇零一二三四五六七八九十百千万亿两几半％%]")
_TEXTS = pa.schema([(name, pa.string()) for name in ("doc_id", "text", "region", "published", "title", "publisher")])
_PLANTED = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("doc_id", "kind", "indicator", "dims", "region", "measure", "unit")),
        pa.field("period", pa.string()),  # nothing where it is not compared
        pa.field("value", pa.float64()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
    ]
)


@dataclass(slots=True)
class Text:
    """A made text and what it states."""

    row: dict[str, Any]
    facts: list[dict[str, Any]] = field(default_factory=list)


@cache
def _real() -> tuple[Source, ...]:
    return tuple(load_sources(ROOT / "data" / "press"))


@cache
def _filler() -> tuple[str, ...]:
    found = (sentence for source in _real() for sentence in _SENTENCE.findall(source.text))
    return tuple(dict.fromkeys(one.strip() for one in found if not _NUMERALS.search(one)))


@cache
def _annotation(doc_id: str) -> tuple[dict[str, Any], ...]:
    """Facts of an annotated text that leave one reading only."""
    path = ROOT / "tests" / "gold" / f"{doc_id}.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(line for line in lines if line["kind"] == "fact" and not {"accept", "also", "value_max"} & line.keys())


@cache
def _places() -> tuple[tuple[str, str], ...]:
    divisions = load_divisions()
    return tuple((row.code, row.name) for row in divisions.rows if not row.valid_to and row.level != "nation")


def varied(number: int, chance: Random) -> Text:
    """A real text with other digits in its annotated numbers."""
    source = _real()[number % len(_real())]
    doc_id = f"{source.region}_{source.published}_{number:08}"
    text, facts = source.text, []
    for line in _annotation(source.doc_id):
        found = _DIGITS.findall(line["value_text"])
        if len(found) != 1 or float(found[0]) == 0:
            continue
        at = line["start"] + line["value_text"].index(found[0])
        other = "".join(
            digit if digit == "." or not index else str(chance.randint(1, 9)) for index, digit in enumerate(found[0])
        )
        text = text[:at] + other + text[at + len(other) :]
        value = float(Decimal(str(line["value"])) * Decimal(other) / Decimal(found[0]))
        names = ("start", "end", "indicator", "region", "measure", "unit")
        facts.append({**{name: line[name] for name in names}, "value": value, **_known(doc_id, "varied", line["dims"])})
    row = {
        "doc_id": doc_id,
        "text": text,
        "region": source.region,
        "published": str(source.published),
        "title": source.title,
        "publisher": source.publisher,
    }
    return Text(row, facts)


def _known(doc_id: str, kind: str, dims: dict[str, str]) -> dict[str, Any]:
    return {"doc_id": doc_id, "kind": kind, "dims": json.dumps(dims, ensure_ascii=False, sort_keys=True)}


def composed(number: int, chance: Random) -> Text:
    """A text of planted sentences between sentences without numbers."""
    region, place = chance.choice(_places())
    year = chance.randint(*_YEARS)
    published = date(year + 1, 1, 10) + timedelta(days=chance.randrange(300))
    doc_id = f"{region}_{published}_{number:08}"
    pieces, facts, length = [f"{place}民政事业发展情况\n"], [], 0
    length = len(pieces[0])
    for template in chance.sample(TEMPLATES, chance.randint(4, len(TEMPLATES))):
        for filler in chance.sample(_filler(), chance.randint(0, 6)):
            pieces.append(filler)
            length += len(filler)
        written, value = template.number(region, year)
        is_end = template.time == "end_of_year"
        when = f"截至{year}年底" if is_end else f"{year}年"
        head, _, tail = template.sentence.partition("{number}")
        head = head.format(when=when, place=place)
        start = length + len(head)
        sentence = f"{head}{written}{tail}\n"
        facts.append(
            {
                **_known(doc_id, "composed", template.dims),
                "start": start,
                "end": start + len(written),
                "indicator": template.indicator,
                "region": region,
                "measure": template.measure,
                "unit": template.unit,
                "value": float(value),
                "period": f"{year}-12-31" if is_end else str(year),
            }
        )
        pieces.append(sentence)
        length += len(sentence)
    row = {
        "doc_id": doc_id,
        "text": "".join(pieces),
        "region": region,
        "published": published.isoformat(),
        "title": pieces[0].strip(),
        "publisher": f"{place}民政局",
    }
    return Text(row, facts)


def make(texts: int, *, seed: int = 0, varied_every: int = VARIED_EVERY) -> Iterator[Text]:
    """Yield that many texts; each depends on its number and the seed alone."""
    for number in range(texts):
        chance = Random(f"{seed} {number}")
        is_varied = number < VARIED_UP_TO and not number % varied_every
        yield varied(number // varied_every, chance) if is_varied else composed(number, chance)


def write(texts: int, out: Path, *, seed: int = 0, varied_every: int = VARIED_EVERY) -> int:
    """Write a corpus and return its bytes of text."""
    size, held, part = 0, list[Text](), 0
    for text in make(texts, seed=seed, varied_every=varied_every):
        held.append(text)
        size += len(text.row["text"].encode())
        if len(held) == _PER_FILE:
            _write_part(held, out, part)
            held, part = [], part + 1
    if held:
        _write_part(held, out, part)
    return size


def _write_part(texts: Sequence[Text], out: Path, part: int) -> None:
    rows = {"texts": [text.row for text in texts], "planted": [fact for text in texts for fact in text.facts]}
    for name, schema in (("texts", _TEXTS), ("planted", _PLANTED)):
        (out / name).mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pylist(rows[name], schema=schema)
        pq.write_table(table, out / name / f"part-{part:05}.parquet", compression="zstd", row_group_size=1_000)


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description="a corpus of press texts whose facts are known")
    parser.add_argument("--texts", type=int, default=1000, help="how many")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "corpus", help="folder")
    parser.add_argument("--seed", type=int, default=0, help="another one gives another corpus")
    every = "one of the first texts in so many is a varied one; 1 for texts as dense as the real ones"
    parser.add_argument("--varied-every", type=int, default=VARIED_EVERY, help=every)
    options = parser.parse_args()
    size = write(options.texts, options.out, seed=options.seed, varied_every=options.varied_every)
    print(f"{options.out}: {options.texts} texts, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

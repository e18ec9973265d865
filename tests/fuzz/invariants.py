"""What clean and extract promise for any text whatever; each broken promise is an AssertionError that quotes the text."""

import re
import time
from collections.abc import Iterator
from datetime import date

from etl.catalogue import load_catalogue
from etl.clean import CleanText, clean
from etl.divisions import load_divisions
from etl.extract import extract
from etl.listing import as_csv, as_jsonl, as_lines
from etl.model import Fact, Source

DIGITS = re.compile("[0-9０-９]+")
BASE_S, PER_CHARACTER_S = 1.0, 100e-6
"""Cost that a text may have: 5 times what press texts take for each character, so that a busy machine fails nothing."""


def source_of(text: str) -> Source:
    """The text as if a city had published it."""
    return Source("text", text, published=date(2025, 3, 21), region="420200")


def numbers_of(text: str) -> list[Fact]:
    """Every number of the text."""
    return extract(source_of(text), load_catalogue(), load_divisions())


def kept(cleaned: CleanText) -> list[bool]:
    """For each raw character whether it is still there in the clean text."""
    stays = [False] * len(cleaned.raw)
    ends = [*cleaned.clean_starts[1:], len(cleaned.text)]
    for clean_start, clean_end, raw_start in zip(cleaned.clean_starts, ends, cleaned.raw_starts, strict=True):
        for at in range(raw_start, min(raw_start + clean_end - clean_start, len(stays))):
            stays[at] = True
    return stays


def digit_runs(cleaned: CleanText) -> Iterator[tuple[int, int]]:
    """Raw spans of ASCII and full-width digits that cleaning keeps."""
    stays = kept(cleaned)
    for run in DIGITS.finditer(cleaned.raw):
        at = run.start()
        while at < run.end():
            end = at
            while end < run.end() and stays[end]:
                end += 1
            if end > at:
                yield at, end
            at = end + 1


def check_clean(text: str) -> CleanText:
    """The cleaned text, whose offsets are right."""
    cleaned = clean(text)
    assert cleaned.raw == text
    starts = [cleaned.raw_start(at) for at in range(len(cleaned.text))] if len(cleaned.text) < 5_000 else []
    assert starts == sorted(set(starts)), f"offsets are not in order: {text!r}"
    assert all(0 <= start < len(text) for start in starts), f"offset outside the text: {text!r}"
    for run in digit_runs(cleaned):
        assert run[1] <= len(text)
    for start, end in cleaned.skip:
        assert 0 <= start <= end <= len(cleaned.text), f"skipped span outside the text: {text!r}"
    return cleaned


def check_numbers(text: str) -> list[Fact]:
    """The numbers of the text, after every promise about them has been checked."""
    cleaned = check_clean(text)
    begin = time.process_time()
    facts = numbers_of(text)
    cost = time.process_time() - begin
    assert cost < BASE_S + PER_CHARACTER_S * len(text), f"{cost:.1f} s for {len(text)} characters: {text[:200]!r}"
    _check_spans(text, facts)
    _check_digits(text, cleaned, facts)
    assert numbers_of(text) == facts, f"two answers: {text!r}"
    _check_printable(facts)
    return facts


def _check_spans(text: str, facts: list[Fact]) -> None:
    last = (0, 0)
    for fact in facts:
        span = (fact.start, fact.end)
        assert 0 <= fact.start < fact.end <= len(text), f"span {span} outside the text: {text!r}"
        assert text[fact.start : fact.end] == fact.value_text, f"span {span} is not {fact.value_text!r}: {text!r}"
        assert last <= span, f"{span} comes after {last}: {text!r}"
        assert span == last or fact.start >= last[1], f"{span} overlaps {last}: {text!r}"
        assert 0 <= fact.sentence_start <= fact.sentence_end <= len(text), f"sentence of {span}: {text!r}"
        for name, one in fact.evidence.items():
            if one.start is not None and one.end is not None:
                assert 0 <= one.start <= one.end <= len(text), f"evidence {name} of {span}: {text!r}"
        last = span


def _check_digits(text: str, cleaned: CleanText, facts: list[Fact]) -> None:
    spans = sorted({(fact.start, fact.end) for fact in facts})
    at = 0
    for start, end in digit_runs(cleaned):
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        holds = at < len(spans) and spans[at][0] <= start and end <= spans[at][1]
        assert holds, f"digits {text[start:end][:40]!r} at {start} lie in no number: {text!r}"


def _check_printable(facts: list[Fact]) -> None:
    for lines in (as_jsonl(facts), as_csv(facts), as_lines(facts)):
        for line in lines:
            line.encode("utf-8")

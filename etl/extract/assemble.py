"""Joins what the finders found into facts: blocks -> sentences -> readings -> facts. This module knows only the order.

Lists (分别) come first, then the phrases beside a number, then elision (其中农村398元), then what stands above; a
number that nothing names becomes noise with a reason or an unknown quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from etl.extract.above import restated, take_from_above
from etl.extract.continuing import continue_sentence
from etl.extract.covering import cover, serve
from etl.extract.dimensions import settle_dims
from etl.extract.distribute import distribute
from etl.extract.frame import Setting, asks_for_plans, ends_plan, noted_years, opens_plan, settle
from etl.extract.layout import Block, Sentence, find_sentences
from etl.extract.lists import find_runs
from etl.extract.naming import name_number
from etl.extract.noise import reasons_of
from etl.extract.paragraph_times import Dates
from etl.extract.phrases import SubjectHit
from etl.extract.reading import Context, Passage, Reading, within
from etl.extract.resolve import candidates, choices
from etl.extract.slots import find_slots, lone_slot
from etl.extract.stating import number_alone, state
from etl.model import Fact

_QUESTION = re.compile(r"(?:\d{1,2}[.、])?[一二三四五六七八九十]{0,2}、?问\s*[:：]")  # 问:今年低保标准提高了多少
_OPENING = 24
"""Characters at the start of a paragraph whose words count as said in each of its sentences."""
_SAID = 300
"""Characters of the paragraph before a sentence whose words still count as said."""


@dataclass(slots=True)
class _Thread:
    """What one block hands on to the next."""

    question: tuple[int, int] = (0, 0)
    """Span of the question that is being answered; empty where there is none."""
    planning: bool = False
    """Whether a passage of plans (下一步) is open."""


def assemble(context: Context, blocks: Sequence[Block]) -> list[Fact]:
    """Facts, noise and unknown numbers of all blocks, in order."""
    facts: list[Fact] = []
    for new in _read_blocks(context, blocks):
        if facts:
            facts[-1] = restated(facts[-1], new)
        facts += new
    return facts


def _read_blocks(context: Context, blocks: Sequence[Block]) -> Iterator[list[Fact]]:
    """What each sentence states."""
    text = context.text
    noted = noted_years(text, blocks)
    thread = _Thread()
    for block in blocks:
        if block.kind == "skip":
            skipped = within(context.marks.quantities, block.start, block.end)
            yield [number_alone(context, q, "navigation", block.start, block.end) for q in skipped]
            continue
        setting = settle(text, block, context.frame, context.cues, context.marks.times, context.source.published)
        if block.start in noted:
            setting = replace(setting, year=noted[block.start], span="", yearly=True)
        if block.kind == "heading":
            thread.question = (0, 0)
        if ends_plan(text, block):
            thread.planning = asks_for_plans(text, block)
        yield from _read_block(context, block, setting, thread)
        line = text[block.start : block.end].strip()
        if line.endswith(("?", "？")) or _QUESTION.match(line):
            thread.question = (block.start, block.end)


def _read_block(context: Context, block: Block, setting: Setting, thread: _Thread) -> Iterator[list[Fact]]:
    """What each sentence of a block states; a day that one names dates the stocks of the next."""
    before: Sequence[Reading] = ()
    dates = Dates(setting)
    for sentence in find_sentences(context.text, block):
        thread.planning = thread.planning or opens_plan(context.text, sentence)
        if thread.planning:
            setting = replace(setting, planned=True)
        passage = _passage(context, sentence, before, thread.question)
        if passage is None:
            continue
        if passage.live:
            _name_numbers(context, passage)
        dates = Dates(setting, dates.as_of)
        yield state(context, passage, dates)
        before = passage.readings


def _passage(
    context: Context, sentence: Sentence, before: Sequence[Reading], question: tuple[int, int]
) -> Passage | None:
    """The sentence with its numbers and what could name them, or None where it holds no number."""
    text, marks = context.text, context.marks
    quantities = within(marks.quantities, sentence.start, sentence.end)
    if not quantities:
        return None
    find_hits = cache(partial(_hits, context, sentence, question))  # many sentences hold no number that needs them
    reasons = reasons_of(context, sentence, quantities, find_hits)
    counted = [q for q, why in zip(quantities, reasons, strict=True) if not why]
    live = [Reading(slot) for slot in find_slots(text, sentence.start, sentence.end, counted)]
    waiting = iter(live)
    readings = [
        Reading(lone_slot(q), why) if why else next(waiting) for q, why in zip(quantities, reasons, strict=True)
    ]
    if not live:
        return Passage(sentence, readings, live, (), (), (), {}, before, question)
    hits = find_hits()
    known = [
        (m.start, m.end)
        for group in (marks.times, marks.regions, marks.dims)
        for m in within(group, sentence.start, sentence.end)
    ]
    rated = [r.quantity for r in live]
    runs = dict(find_runs(text, rated, known))
    _share_in_runs(live, runs)
    starts = [q.start for q in rated]
    pool = candidates(text, hits, marks.words, starts, context.catalogue)
    ranked = [choices(text, r.slot, i, pool, marks.words, starts, context.fits) for i, r in enumerate(live)]
    return Passage(sentence, readings, live, hits, ranked, known, runs, before, question)


def _hits(context: Context, sentence: Sentence, question: tuple[int, int]) -> list[SubjectHit]:
    """Phrases of a sentence; what its headings, the start of its paragraph and the question say stands near them."""
    text, block = context.text, sentence.block
    headings = "".join(text[start:end] for start, end in block.headings)
    opening = text[block.start : block.start + _OPENING]
    before = text[max(block.start, sentence.start - _SAID) : sentence.start]
    around = headings + opening + before + text[slice(*question)]
    return context.finder.hits(context.marks.words, sentence.start, sentence.end, around)


def _share_in_runs(live: Sequence[Reading], runs: Mapping[int, int]) -> None:
    """Tell the numbers of each run where it begins, and give them the rate of its first: 每人每月584元、478元."""
    for first, last in runs.items():
        per = live[first].quantity.per
        for member in live[first : last + 1]:
            q = member.quantity
            member.lead = first
            if per and not q.per and q.kind == "money":
                member.slot = member.slot._replace(quantity=q._replace(per=per))


def _name_numbers(context: Context, passage: Passage) -> None:
    """Fill in what names each number of a passage, in reading order."""
    for i, reading in enumerate(passage.live):
        if reading.hit is None and (cover(context, passage, i) or serve(context, passage, i)):
            pass
        elif i in passage.runs:
            distribute(context, passage, i, passage.runs[i])
        if reading.hit is None:
            name_number(context, passage, i)
        if reading.hit is None and i == 0:
            continue_sentence(context, passage)
        settle_dims(context, passage, i)
    take_from_above(context, passage)

"""Joins what the finders found into facts: each number with its indicator, dims, region, measure, period and status.

Sentence by sentence, in reading order. Lists (分别), elision (其中农村398元) and from/to pairs are settled first, then
what is left; a number that names nothing becomes noise with a reason or an unknown quantity.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol, TypeVar

from etl.catalogue import Catalogue, Indicator
from etl.clean import CleanText
from etl.extract.cues import Cues
from etl.extract.frame import Frame, Setting, base_of, default_period, opens_plan, settle, year_before
from etl.extract.layout import Block, Sentence, find_clauses, find_sentences
from etl.extract.lists import DISTRIBUTE, Member, by_indicator, dims_in_order, find_runs, segments
from etl.extract.measures import is_created, measure_of
from etl.extract.noise import covering, reason_before, reason_left_over
from etl.extract.periods import TimeMention
from etl.extract.quantities import Quantity
from etl.extract.regions import RegionMention
from etl.extract.resolve import Choice, Compatibility, Slot, blank, choices, is_elliptical
from etl.extract.subjects import DimMention, SubjectFinder, SubjectHit
from etl.model import Evidence, Fact, Measure, PeriodType, Source, Status


@dataclass(slots=True)
class Reading:
    """What is known of one quantity while its sentence is read."""

    slot: Slot
    noise: str = ""
    hit: SubjectHit | None = None
    rule: str = ""
    dims: dict[str, str] = field(default_factory=dict)
    region: str = ""
    follows: int = -1
    """Index of the quantity whose subject it continues."""
    base_of_pair: int = -1
    """Index of the 到 member of a from/to pair, for the 由 member."""
    time: int = -1
    also: SubjectHit | None = None
    place: str = ""
    lead: int = -1
    """Index, among the live numbers of the sentence, of the first number of its list."""


GENERIC = re.compile(r"(?:提高|增加|上升|调整|增长|提升|上调|扩大|下降|减少|降低|升|降|增)(?:到|至|为)|达到?|为|新建|建成")


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...


_S = TypeVar("_S", bound=_Spanned)


def within(marks: Sequence[_S], start: int, end: int) -> Sequence[_S]:
    """Marks, sorted by start, that begin in the half-open span."""
    low = bisect_left(marks, start, key=lambda m: m.start)
    return marks[low : bisect_left(marks, end, lo=low, key=lambda m: m.start)]


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything the finders found in one text."""

    text: str
    clean: CleanText
    times: tuple[TimeMention, ...]
    regions: tuple[RegionMention, ...]
    words: list[tuple[int, int, int]]
    dims: tuple[DimMention, ...]
    quantities: tuple[Quantity, ...]
    names: list[tuple[int, int, str]]
    name_starts: list[int]


def readings_lead(readings: Sequence[Reading], reading: Reading) -> Reading:
    """The first number of the list that a reading belongs to, or the reading itself."""
    if reading.lead < 0:
        return reading
    live = [r for r in readings if not r.noise]
    return live[reading.lead]


class Assembler:
    """Makes facts of one text's finds; one per text, as blocks hand on what they were about."""

    def __init__(
        self, source: Source, marks: Marks, frame: Frame, catalogue: Catalogue, finder: SubjectFinder, cues: Cues, fits: Compatibility
    ) -> None:
        """Keep the finds and the knowledge to read them with."""
        self._source, self._marks, self._frame = source, marks, frame
        self._catalogue, self._finder, self._cues, self._fits = catalogue, finder, cues, fits
        self._q_starts = [q.start for q in marks.quantities]
        self._last_date: tuple[Block, TimeMention] | None = None
        self._plan_block: Block | None = None

    def read(self, blocks: Sequence[Block]) -> list[Fact]:
        """Facts, noise and unknown numbers of all blocks, in order."""
        facts: list[Fact] = []
        for block in blocks:
            if block.kind == "skip":
                facts += [self._noise(q, "navigation", block.start, block.end) for q in self._between(block.start, block.end)]
                continue
            setting = settle(self._marks.text, block, self._frame, self._cues, self._marks.times, self._source.published)
            before: list[Reading] = []
            for sentence in find_sentences(self._marks.text, block):
                if opens_plan(self._marks.text, sentence):
                    self._plan_block = block
                if self._plan_block is block:
                    setting = replace(setting, planned=True)
                readings = self._read_sentence(sentence, before)
                facts += self._facts(sentence, readings, setting)
                before = readings or before
        return facts

    # --- one sentence -------------------------------------------------------------------------------------------

    def _between(self, start: int, end: int) -> list[Quantity]:
        low = bisect_left(self._q_starts, start)
        high = bisect_left(self._q_starts, end)
        return list(self._marks.quantities[low:high])

    def _read_sentence(self, sentence: Sentence, before: Sequence[Reading]) -> list[Reading]:
        text = self._marks.text
        quantities = self._between(sentence.start, sentence.end)
        if not quantities:
            return []
        reasons = self._reasons(sentence, quantities)
        live = [Reading(slot) for slot in self._slots(sentence, [q for q, why in zip(quantities, reasons, strict=True) if not why])]
        waiting = iter(live)
        readings = [
            Reading(Slot(q, q.start, q.end, q.start, q.end), why) if why else next(waiting)
            for q, why in zip(quantities, reasons, strict=True)
        ]
        if not live:
            return readings
        headings = "".join(text[s:e] for s, e in sentence.block.headings)
        hits = self._finder.hits(text, self._marks.words, sentence.start, sentence.end, headings)
        self._resolve(sentence, live, hits, before)
        return readings

    def _slots(self, sentence: Sentence, quantities: Sequence[Quantity]) -> list[Slot]:
        text = self._marks.text
        slots = []
        clauses = find_clauses(text, sentence.start, sentence.end)
        for i, q in enumerate(quantities):
            clause = next(((s, e) for s, e in clauses if s <= q.start < e), (sentence.start, sentence.end))
            left = max(clause[0], quantities[i - 1].end if i else clause[0])
            right = min(clause[1], quantities[i + 1].start if i + 1 < len(quantities) else clause[1])
            slots.append(Slot(q, clause[0], max(clause[1], q.end), min(left, q.start), max(right, q.end)))
        return slots

    def _reasons(self, sentence: Sentence, quantities: Sequence[Quantity]) -> list[str]:
        """For each quantity the reason why its form or place makes it noise, or an empty string."""
        marks = self._marks
        reasons: list[str] = []
        previous: Quantity | None = None
        for q in quantities:
            why = covering(marks.names, marks.name_starts, q) or reason_before(marks.text, q, sentence.block.start, previous)
            reasons.append(why)
            if not why:
                previous = q
        return reasons

    def _known(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Spans of time, region and dimension words of a sentence."""
        marks = self._marks
        return [
            (m.start, m.end)
            for group in (marks.times, marks.regions, marks.dims)
            for m in within(group, sentence.start, sentence.end)
        ]

    def _resolve(self, sentence: Sentence, live: list[Reading], hits: list[SubjectHit], before: Sequence[Reading]) -> None:
        text = self._marks.text
        known = self._known(sentence)
        quantities = [r.slot.quantity for r in live]
        ranked = [
            choices(text, r.slot, hits, sentence.start, quantities, self._catalogue, self._fits) for r in live
        ]
        runs = {first: last for first, last in find_runs(text, quantities, known)}
        for i, reading in enumerate(live):
            if i in runs:
                for member in range(i, runs[i] + 1):
                    live[member].lead = i
                self._distribute(sentence, live, ranked, hits, i, runs[i])
            if not reading.hit:
                self._resolve_one(sentence, live, ranked, i, known)
            if reading.hit:
                self._settle_dims(live, i)

    def _resolve_one(
        self, sentence: Sentence, live: list[Reading], ranked: list[list[Choice]], i: int, known: list[tuple[int, int]]
    ) -> None:
        text, reading = self._marks.text, live[i]
        q = reading.slot.quantity
        barrier = self._barrier(live, i)
        own = next((c for c in ranked[i] if c.place == "own" and (c.hit.start >= barrier or c.hit.start >= q.end)), None)
        if own and own.score >= 8:
            self._take(reading, own.hit, "phrase beside the number", own.place)
            return
        ahead = self._head_after(live, ranked, i, known)
        if ahead is not None:
            self._take(reading, ahead.hit, "head noun after the last member", "own")
            return
        if not is_elliptical(text, reading.slot, self._cues, known, barrier):
            near = next((c for c in ranked[i] if c.place == "span" and c.score >= 12 and c.hit.end > barrier), None)
            if near:
                self._take(reading, near.hit, "phrase in the clause", near.place)
            return
        self._continue(sentence, live, ranked, i)

    def _barrier(self, live: list[Reading], i: int) -> int:
        """Where the words that belong to the number before end: its noun behind it speaks for no later count."""
        if i == 0:
            return 0
        previous, q = live[i - 1], live[i].slot.quantity
        if previous.hit is None or previous.hit.end <= previous.slot.quantity.end:
            return 0
        after = self._marks.text[previous.hit.end : q.start]
        if q.kind == previous.slot.quantity.kind or re.search(r"[、,，;；]|和|及|与", after):
            return min(previous.hit.end, q.start)
        return 0

    def _take(self, reading: Reading, hit: SubjectHit, rule: str, place: str) -> None:
        reading.hit, reading.rule, reading.place = hit, rule, place

    def _head_after(self, live: list[Reading], ranked: list[list[Choice]], i: int, known: list[tuple[int, int]]) -> Choice | None:
        """建成126个乡级、453个村级公益性公墓: the noun stands only after the last number."""
        text, q = self._marks.text, live[i].slot.quantity
        if q.kind != "count":
            return None
        for j in range(i, min(i + 6, len(live) - 1)):
            one, other = live[j].slot.quantity, live[j + 1].slot.quantity
            between = text[one.end : other.start]
            if other.kind != "count" or other.unit_words != q.unit_words or not re.search(r"[、和及]", between):
                return None
            if len(self._cues.residue(blank(text, one.end, other.start, known))) > 2:
                return None
            right = next((c for c in ranked[j + 1] if c.place == "own" and c.hit.start >= other.end and c.score >= 8), None)
            if right:
                return right
        return None

    def _continue(self, sentence: Sentence, live: list[Reading], ranked: list[list[Choice]], i: int) -> None:
        """A number without a name of its own continues the one before it, or the subject of the sentence."""
        reading = live[i]
        q = reading.slot.quantity
        verbal = next((c for c in ranked[i] if c.place == "span" and c.score >= 6 and self._names_verb(reading, c.hit)), None)
        if verbal:
            self._take(reading, verbal.hit, "verb beside the number", "span")
            return
        for j in range(i - 1, -1, -1):
            previous = live[j]
            if previous.hit is None:
                if q.kind in ("percent", "point", "times", "doubling"):
                    return
                break
            if self._may_continue(reading, previous):
                reading.hit, reading.rule, reading.follows = previous.hit, "continues the number before", j
                reading.place = previous.place
                return
            if q.kind in ("percent", "point"):
                return
            break
        far = next((c for c in ranked[i] if c.place in ("near", "far", "span") and c.score >= 6), None)
        if far:
            self._take(reading, far.hit, "subject of the sentence", far.place)

    def _names_verb(self, reading: Reading, hit: SubjectHit) -> bool:
        """Whether the last words of a phrase stand beside the number and are more than 提高到, 达到."""
        start, end = hit.parts[-1]
        return start >= reading.slot.left_start and not GENERIC.fullmatch(self._marks.text[start:end])

    def _may_continue(self, reading: Reading, previous: Reading) -> bool:
        q, p = reading.slot.quantity, previous.slot.quantity
        if previous.hit is None:
            return False
        indicator = self._catalogue.indicators[previous.hit.indicator]
        if not self._fits.fits(indicator, q):
            return False
        if q.kind == "count" and p.kind == "count" and q.unit_words != p.unit_words and {q.unit_words, p.unit_words} & {"户", "人次", "张", "对"}:
            return False
        return not (q.kind == "money" and p.kind == "money" and self._other_scale(q, p))

    @staticmethod
    def _other_scale(q: Quantity, p: Quantity) -> bool:
        return min(q.value, p.value) > 0 and max(q.value, p.value) / min(q.value, p.value) > 5000

    # --- lists --------------------------------------------------------------------------------------------------

    def _distribute(
        self, sentence: Sentence, live: list[Reading], ranked: list[list[Choice]], hits: list[SubjectHit], first: int, last: int
    ) -> None:  # fmt: skip
        """Give each number of a run its member."""
        text, size = self._marks.text, last - first + 1
        group = live[first : last + 1]
        start = live[first - 1].slot.quantity.end if first else sentence.start
        end = group[0].slot.quantity.start
        zone = text[start:end]
        shared = next((c for c in ranked[first] if c.place != "above" and c.hit.start >= start), None)
        spread = DISTRIBUTE.search(zone)
        if not spread and any(c.place == "own" and c.hit.start >= r.slot.left_start for r, cs in zip(group[1:], ranked[first + 1 : last + 1], strict=True) for c in cs[:1]):
            return  # each number has its own words
        members = self._members(start, spread.start() + start if spread else end, end, size, shared, hits, group[0])
        if members is None and first and (spread or self._is_to_run(zone)):
            self._inherit(live, first, last)
            return
        if members is None:
            return
        for reading, member in zip(group, members, strict=True):
            hit = member.hit or (shared.hit if shared else None)
            if hit is None:
                continue
            reading.hit, reading.rule = hit, "list: member by place"
            reading.dims = dict(member.dims)
            reading.region, reading.time = member.region, member.period
            reading.place = "own"

    @staticmethod
    def _is_to_run(zone: str) -> bool:
        return bool(re.search(r"(?:提高|增加|增长|上升|调整|提升|上调|下降|减少|降低|升|降|增|变)(?:到|至|为)|达到?|^[,，、]?(?:到|至)", zone))

    def _members(
        self, start: int, cut: int, end: int, size: int, shared: Choice | None, hits: list[SubjectHit], lead: Reading
    ) -> list[Member] | None:
        """Members of a list in the span before its numbers, or None."""
        text, q = self._marks.text, lead.slot.quantity
        fitting = [h for h in hits if self._fits.fits(self._catalogue.indicators[h.indicator], q) and h.start >= start and h.end <= q.start]
        segs = segments(text, start, cut)
        named = by_indicator(segs, fitting, size)
        allowed = self._catalogue.indicators[shared.hit.indicator].dims if shared else ()
        listed = dims_in_order(self._marks.dims, text, start, q.start, allowed)
        if named:
            return [
                Member(hit, self._dims_between(self._catalogue.indicators[hit.indicator], *self._segment_of(segs, hit)))
                for hit in named
            ]
        if shared is None:
            return None
        for dim, values in sorted(listed.items(), key=lambda item: (item[0] != "residence", item[0])):
            if len(values) == size and self._are_listed(dim, values, start, q.start):
                return [Member(None, {dim: value}) for value in values]
        both = by_indicator(segs, fitting, 2) if size == 4 else None
        residences = listed.get("residence", [])
        if both and len(residences) == 2:
            return [Member(hit, {"residence": value}) for hit in both for value in residences]
        regions = [m.code for m in self._marks.regions if start <= m.start < q.start and m.rule != "comparison"]
        if len(regions) == size and len(set(regions)) == size:
            return [Member(None, {}, code) for code in regions]
        times = [n for n, m in enumerate(self._marks.times) if start <= m.start < q.start and m.role == "at" and not m.is_base]
        if len(times) == size:
            return [Member(None, {}, "", n) for n in times]
        return None

    @staticmethod
    def _segment_of(segs: list[tuple[int, int]], hit: SubjectHit) -> tuple[int, int]:
        anchor = hit.parts[0][0]
        return next((s for s in segs if s[0] <= anchor < s[1]), (hit.start, hit.end))

    def _are_listed(self, dim: str, values: list[str], start: int, end: int) -> bool:
        """Whether the values stand as a list, with a joint between each (or as 城乡)."""
        text = self._marks.text
        places = [m for m in self._marks.dims if m.dim == dim and start <= m.start and m.end <= end]
        if len({m.value for m in places}) < len(values):
            return "城乡" in text[start:end]
        ordered = [next(m for m in places if m.value == value) for value in values]
        return all(re.search(r"[、,，和及与;；]", text[a.end : b.start]) and b.start - a.end <= 40 for a, b in zip(ordered, ordered[1:], strict=False))

    def _inherit(self, live: list[Reading], first: int, last: int) -> None:
        """Members of the run before, one for one: A和B提高到C和D; 584元、478元,分别增长9%和14%."""
        size = last - first + 1
        source = live[first - size : first] if first >= size else []
        if not source or any(r.hit is None for r in source):
            return
        for offset, reading in enumerate(live[first : last + 1]):
            parent = source[offset]
            if parent.hit is None or not self._fits.fits(self._catalogue.indicators[parent.hit.indicator], reading.slot.quantity):
                continue
            reading.hit, reading.rule = parent.hit, "list: member of the list before"
            reading.follows = first - size + offset
            reading.place = "own"

    # --- dims ---------------------------------------------------------------------------------------------------

    def _dims_between(self, indicator: Indicator, start: int, end: int) -> dict[str, str]:
        """Dimension values that exactly one word of the span states."""
        values: dict[str, set[str]] = {}
        for m in within(self._marks.dims, start, end):
            if m.end <= end and m.dim in indicator.dims and f"{m.dim}.{m.value}" not in indicator.dim_words_off:
                values.setdefault(m.dim, set()).add(m.value)
        if "residence" in values and "城乡" in self._marks.text[start:end]:
            del values["residence"]
        return {dim: next(iter(found)) for dim, found in values.items() if len(found) == 1}

    def _settle_dims(self, live: list[Reading], i: int) -> None:
        """Dims of a reading: its own words, then those around its phrase, then those of the number it continues."""
        reading = live[i]
        slot, hit = reading.slot, reading.hit
        if hit is None:
            return
        indicator = self._catalogue.indicators[hit.indicator]
        q = slot.quantity
        right = q.end
        if hit.end > q.end:
            right = min(max(hit.end, q.end), slot.right_end)
            if reading.rule.startswith("head noun"):
                right = slot.right_end
        left = max(slot.left_start, self._barrier(live, i)) if i else slot.left_start
        dims = self._dims_between(indicator, left, right)
        if reading.follows < 0 and hit.start < left and not reading.dims:
            clause = self._clause_of(hit)
            start = max([clause, *(r.slot.quantity.end for r in live[:i] if r.slot.quantity.end <= hit.start)])
            for dim, value in self._dims_between(indicator, start, min(hit.end, q.start)).items():
                dims.setdefault(dim, value)
        if reading.follows >= 0:
            parent = live[reading.follows]
            reading.region = reading.region or parent.region
            for dim, value in parent.dims.items():
                if dim in indicator.dims:
                    dims.setdefault(dim, value)
        for dim, value in reading.dims.items():
            dims.setdefault(dim, value)
        reading.dims = dims

    def _clause_of(self, hit: SubjectHit) -> int:
        text = self._marks.text
        at = hit.start
        while at > 0 and text[at - 1] not in ",，;；:：。!?\n\t":
            at -= 1
        return at

    # --- facts --------------------------------------------------------------------------------------------------

    def _noise(self, q: Quantity, why: str, start: int, end: int, kind: str = "noise") -> Fact:
        marks = self._marks
        raw_start, raw_end = marks.clean.raw_span(q.start, q.end)
        s, e = marks.clean.raw_span(start, end)
        return Fact(
            doc_id=self._source.doc_id, start=raw_start, end=raw_end, value_text=marks.clean.raw[raw_start:raw_end],
            kind="unknown" if kind == "unknown" else "noise", why=why, value=q.value, sentence_start=s, sentence_end=e,
        )  # fmt: skip

    def _facts(self, sentence: Sentence, readings: list[Reading], setting: Setting) -> list[Fact]:
        facts = []
        for reading in readings:
            q = reading.slot.quantity
            if reading.noise:
                facts.append(self._noise(q, reading.noise, sentence.start, sentence.end))
            elif reading.hit is None:
                why = reason_left_over(self._marks.text, q)
                facts.append(self._noise(q, why or "no indicator", sentence.start, sentence.end, "noise" if why else "unknown"))
            elif (q.chinese and q.kind in ("bare",)) or (q.chinese and q.kind == "count" and reading.place not in ("own",)):
                facts.append(self._noise(q, reason_left_over(self._marks.text, q) or "numeral in a word", sentence.start, sentence.end))
            else:
                facts.append(self._fact(sentence, reading, readings, setting))
        return facts

    def _fact(self, sentence: Sentence, reading: Reading, readings: list[Reading], setting: Setting) -> Fact:
        marks, text = self._marks, self._marks.text
        q, hit = reading.slot.quantity, reading.hit
        assert hit is not None  # noqa: S101
        indicator = self._catalogue.indicators[hit.indicator]
        lead = readings_lead(readings, reading)
        measure, factor = measure_of(text, lead.slot, q, indicator, self._cues)
        dims = dict(reading.dims)
        unit, unit_rule = self._unit(reading, indicator, measure, readings)
        period, period_type, time = self._period(sentence, reading, indicator, measure, setting)
        average = self._cues.average(text[reading.slot.clause_start : q.start])
        if average and "aggregation" in indicator.dims:
            dims["aggregation"] = average
            if unit == "CNY" and average == "annual_average":
                unit = "CNY/year"
        region, region_mention = self._region(sentence, reading)
        status = self._status(sentence, reading, setting)
        raw_start, raw_end = marks.clean.raw_span(q.start, q.end)
        s, e = marks.clean.raw_span(sentence.start, sentence.end)
        base = self._base(sentence, reading, measure, period, setting)
        evidence = {
            "indicator": self._evidence(reading.rule, hit.start, hit.end),
            "unit": self._evidence(unit_rule, q.start, q.end),
            "period": self._evidence(f"time word: {time.role}" if time else "setting of the text", *((time.start, time.end) if time else (0, 0))),
            "region": self._evidence(
                region_mention.rule if region_mention else "home of the text",
                *((region_mention.start, region_mention.end) if region_mention else (0, 0)),
            ),
        }
        value = q.value * factor
        return Fact(
            doc_id=self._source.doc_id, start=raw_start, end=raw_end, value_text=marks.clean.raw[raw_start:raw_end],
            indicator=indicator.slug, dims=dict(sorted(dims.items())), region=region, measure=measure,
            value=value, value_max=q.value_max, resolution=q.resolution * abs(factor), unit=unit, period=period,
            period_type=period_type, base_period=base, qualifier=q.qualifier, status=status, headline=indicator.headline,
            topic=indicator.topic, sentence_start=s, sentence_end=e, sentence=marks.clean.raw[s:e], rule=reading.rule, evidence=evidence,
        )  # fmt: skip

    def _evidence(self, rule: str, start: int, end: int) -> Evidence:
        if end <= start:
            return Evidence(rule)
        s, e = self._marks.clean.raw_span(start, end)
        return Evidence(rule, s, e, self._marks.clean.raw[s:e])

    def _unit(self, reading: Reading, indicator: Indicator, measure: Measure, readings: list[Reading]) -> tuple[str, str]:
        """Unit of the value and the rule that read it."""
        q = reading.slot.quantity
        if measure in ("growth_pct", "share_pct", "subsidy_rate_pct"):
            return "percent", "percent sign"
        if q.kind == "point":
            return "percentage_point", "percentage points"
        if measure == "ratio" and q.kind == "times":
            return "ratio", "times"
        if q.kind == "money":
            return self._money_unit(reading, indicator, readings)
        if self._fits.is_person_time(q) and indicator.unit == "person":
            return "person_time", "measure word"
        return indicator.unit, "measure word" if q.unit_words else "unit of the indicator"

    def _money_unit(self, reading: Reading, indicator: Indicator, readings: list[Reading]) -> tuple[str, str]:
        q, text = reading.slot.quantity, self._marks.text
        rated = {"CNY/person/month": "CNY/person/year", "CNY/household/month": "CNY/household/year", "CNY/bed/month": "CNY/bed/year"}
        if indicator.unit not in rated:
            return indicator.unit, "unit of the indicator"
        if "month" in q.per:
            return indicator.unit, "rate behind the number"
        if "year" in q.per:
            return rated[indicator.unit], "rate behind the number"
        before = text[max(reading.slot.left_start, q.start - 14) : q.start]
        m = None
        for m in re.finditer(r"每[人床张户]?(?:床位)?(?:每)?(?P<t>[月年])|每(?P<t2>[月年])|(?P<t3>[月年])(?:人均|平均|补助|保障|发放|标准|低保|最低)|人均(?P<t4>[月年])|(?P<t5>[月年])均", before):
            pass
        word = next((w for w in (m.groups() if m else ()) if w), "")
        if word:
            return (indicator.unit if word == "月" else rated[indicator.unit]), "rate before the number"
        high, low = Decimal(indicator.range[1]), Decimal(indicator.range[0])
        if reading.follows >= 0:
            parent = next((r for r in readings if r is not reading and r.hit is reading.hit and r.slot.quantity.start < q.start), None)
            if parent is not None:
                return self._money_unit(parent, indicator, readings)
        wide = text[reading.slot.clause_start : q.start]
        m = None
        for m in re.finditer(r"每人每?(?P<t>[月年])|每(?P<t2>[月年])|(?P<t3>[月年])(?:人均|平均|补助|保障|发放|标准|最低)|人均(?P<t4>[月年])|[^\d一二三四五六七八九十几](?P<t5>年)(?:均|度?标准)", wide):
            pass
        word = next((w for w in (m.groups() if m else ()) if w), "")
        if word and (word == "年" or q.value <= high):
            return (indicator.unit if word == "月" else rated[indicator.unit]), "rate in the clause"
        if abs(q.value) > high and abs(q.value) / 12 >= low:
            return rated[indicator.unit], "size of the amount"
        return indicator.unit, "unit of the indicator"

    def _region(self, sentence: Sentence, reading: Reading) -> tuple[str, RegionMention | None]:
        home = self._source.region or ""
        if reading.region:
            return reading.region, None
        q, hit = reading.slot.quantity, reading.hit
        best: RegionMention | None = None
        limit = max(q.start, 0)
        for m in self._marks.regions:
            if m.start >= limit:
                break
            if m.start < sentence.start or (m.rule == "comparison" and m.end < q.start - 1):
                continue
            best = m
        if best is None:
            return home, None
        return best.code, best

    def _period(
        self, sentence: Sentence, reading: Reading, indicator: Indicator, measure: Measure, setting: Setting
    ) -> tuple[str, PeriodType, TimeMention | None]:
        text, q = self._marks.text, reading.slot.quantity
        created = indicator.kind == "stock" and (
            measure == "change_abs" or is_created(text[reading.slot.clause_start : q.start])
        ) and not self._is_now(sentence, reading)
        mention = self._marks.times[reading.time] if reading.time >= 0 else self._time_of(sentence, reading)
        if mention is None and self._last_date and self._last_date[0] is sentence.block and indicator.kind != "flow" and not created:
            mention = self._last_date[1]
        if mention is not None:
            mention = self._in_setting(mention, setting)
        if mention is None or not mention.period:
            period, kind = default_period(setting, indicator.kind, created)
            return period, kind, None
        if len(mention.period) == 10 and mention.role == "at":
            self._last_date = (sentence.block, mention)
        return (*self._fit_period(mention, indicator, created, setting), mention)

    def _is_now(self, sentence: Sentence, reading: Reading) -> bool:
        return bool(re.search(r"目前|截至|现有|共有|现已", self._marks.text[sentence.start : reading.slot.quantity.start]))

    def _fit_period(self, mention: TimeMention, indicator: Indicator, created: bool, setting: Setting) -> tuple[str, PeriodType]:
        """The mention's time in the form the indicator's kind asks for."""
        period = mention.period
        if indicator.kind == "flow" or created:
            if mention.role == "at" and len(period) == 10:
                month = period[5:7]
                return (period[:4] if month == "12" else f"{period[:4]}-01/{period[:7]}"), "interval"
            return period, "interval"
        if mention.role in ("frame", "since", "span"):
            if mention.years or mention.role == "frame":
                last = period.split("/")[-1]
                return (last if setting.year and last[:4] >= str(setting.year) else period), "instant"
            if mention.role == "since":
                return period.split("/")[-1], "instant"
            return period, "interval"
        return period, "instant" if "/" not in period else "interval"

    def _in_setting(self, mention: TimeMention, setting: Setting) -> TimeMention:
        """The mention with its year taken from the setting where the text leaves the year out (年末, 比上年)."""
        if setting.year is None or mention.offset is None or not mention.period:
            return mention
        year = setting.year + mention.offset
        shift = year - int(mention.period[:4])
        if shift == 0 or (mention.offset == 0 and not setting.yearly):
            return mention
        parts = [f"{int(part[:4]) + shift}{part[4:]}" for part in mention.period.split("/")]
        return replace(mention, period="/".join(parts))

    def _time_of(self, sentence: Sentence, reading: Reading) -> TimeMention | None:
        """The time word that dates a number: the nearest before it in its clause, else in the clauses before."""
        text, q = self._marks.text, reading.slot.quantity
        best = None
        for m in self._marks.times:
            if m.start >= q.start:
                break
            if m.start < sentence.start or m.is_base or m.role == "name":
                continue
            if best is not None and self._binds_other(text, m, q):
                continue
            best = m
        if best is not None and self._binds_other(text, best, q):
            return None
        return best

    @staticmethod
    def _binds_other(text: str, mention: TimeMention, q: Quantity) -> bool:
        """由2020年底的398元提高到478元: the year belongs to the first amount."""
        between = text[mention.end : q.start]
        if re.search(r"[由从自][^,，。;；]{0,12}$", text[max(0, mention.start - 12) : mention.start]) or text[mention.end : mention.end + 1] == "的":
            return bool(re.search(r"(?:到|至|为|达)[^,，;；]{0,14}$", between)) and bool(re.search(r"\d", between))
        return False

    def _base(self, sentence: Sentence, reading: Reading, measure: Measure, period: str, setting: Setting) -> str | None:
        if measure not in ("growth_pct", "change_abs"):
            return None
        text, q = self._marks.text, reading.slot.quantity
        base = None
        for m in self._marks.times:
            if m.start >= q.start:
                break
            if m.start >= sentence.start and m.is_base:
                base = m
        if base is not None:
            return self._in_setting(base, setting).period or None
        clause = text[sentence.start : q.start]
        if re.search(r"同比|同期", clause):
            return year_before(period)
        if measure == "change_abs" or "/" in period:
            return base_of(period)
        return None

    def _status(self, sentence: Sentence, reading: Reading, setting: Setting) -> Status:
        text, q = self._marks.text, reading.slot.quantity
        before = text[sentence.start : q.start]
        if self._cues.is_hearsay(text[sentence.start : sentence.end]):
            return "reported_by_other"
        plan, past = self._cues.last_plan(before), self._cues.last_past(before)
        if plan >= 0 and plan > past:
            return "planned"
        return "planned" if setting.planned and past < 0 else "actual"

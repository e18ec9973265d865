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
from etl.extract.frame import Frame, Setting, asks_for_plans, base_of, default_period, ends_plan, noted_years, opens_plan, settle, year_before
from etl.extract.layout import Block, Sentence, find_clauses, find_sentences
from etl.extract.lists import DISTRIBUTE, Member, by_indicator, by_segment, dims_in_order, find_runs, segments
from etl.extract.measures import RATE_INDICATORS, is_created, measure_of
from etl.extract.noise import DURATIONS, covering, reason_before, reason_left_over
from etl.extract.periods import TimeMention, is_month_end
from etl.extract.quantities import Quantity
from etl.extract.regions import RegionMention
from etl.extract.resolve import Choice, Compatibility, Slot, blank, choices, is_elliptical, is_weak, with_rate
from etl.extract.subjects import DimMention, SubjectFinder, SubjectHit, narrow
from etl.model import Evidence, Fact, Measure, PeriodType, Qualifier, Source, Status


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
    floor: int = 0
    """End of the number before it."""
    own_start: int = -1
    """Where the words of a list member's own begin: behind 分别."""
    foreign: bool = False
    """Whether a noun of a neighbouring field stands before it."""
    lead: int = -1
    """Index, among the live numbers of the sentence, of the first number of its list."""


GENERIC = re.compile(r"(?:每[人户床张])?每?[月年]|人均|每人次?|(?:提高|增加|上升|调整|增长|提升|上调|扩大|下降|减少|降低|升|降|增)(?:到|至|为)|达到?|为|新建|建成")


PROGRAMMES = {frozenset({"dibao_recipients", "tekun_recipients"}): "dibao_and_tekun"}
"""Whose money it is, by who was counted before it in the sentence."""
PART = "part of the number before"
PERSONS = re.compile(r"养老服务|长者|市民|职工|精神|智力|多重|肢体|津贴|补贴|资金|补助金|补助|经费|老年人|老人|残疾人|对象|人员|家庭|群众|儿童|受益|惠及|地区|类|档|以上|周岁|岁|其他|一律|每人|每月|困难|符合条件的?|居民|户籍")
_RATES = frozenset({"percent", "fraction", "point", "doubling", "times"})
_OPENING = re.compile(r"[ \t]*(?:[一二三四五六七八九十]是|[(（]?[一二三四五六七八九十\d]+[)）、.])?(?:在|就)?[^,，。;；:：]{2,14}(?:方面|领域|工作中|上)[,，:：]")


def family(slug: str) -> str:
    """First word of a slug: dibao for dibao_recipients and dibao_expenditure."""
    return slug.split("_", 1)[0]


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
    atoms: tuple[DimMention, ...]
    quantities: tuple[Quantity, ...]
    names: list[tuple[int, int, str]]
    name_starts: list[int]


def readings_lead(readings: Sequence[Reading], reading: Reading) -> Reading:
    """The first number of the list that a reading belongs to, or the reading itself."""
    if reading.lead < 0:
        return reading
    live = [r for r in readings if not r.noise]
    return live[reading.lead]


def repeated(facts: list[Fact], new: list[Fact]) -> list[Fact]:
    """The new facts; a figure that stood alone in the line before (◆5.02亿元) takes what its repetition states."""
    if facts and new and facts[-1].kind == "unknown" and facts[-1].sentence_end - facts[-1].end <= 2 and facts[-1].end - facts[-1].sentence_start <= 14:
        alone = facts[-1]
        twin = next((f for f in new if f.kind == "fact" and f.value == alone.value and f.value_text.strip("近约超余") == alone.value_text.strip("近约超余")), None)
        twin = twin or next((f for f in new if f.kind == "fact" and f.value == alone.value), None)
        if twin is not None:
            facts[-1] = replace(
                twin, start=alone.start, end=alone.end, value_text=alone.value_text, sentence_start=alone.sentence_start,
                sentence_end=alone.sentence_end, sentence=alone.sentence, rule="repeated in the next line",
            )  # fmt: skip
    return new


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
        self._planning = False
        self._kin: list[Reading] = []
        self._block: Block | None = None
        self._question = (0, 0)
        self._current: list[Reading] = []

    def read(self, blocks: Sequence[Block]) -> list[Fact]:
        """Facts, noise and unknown numbers of all blocks, in order."""
        facts: list[Fact] = []
        noted = noted_years(self._marks.text, blocks)
        for block in blocks:
            if block.kind == "skip":
                facts += [self._noise(q, "navigation", block.start, block.end) for q in self._between(block.start, block.end)]
                continue
            setting = settle(self._marks.text, block, self._frame, self._cues, self._marks.times, self._source.published)
            if block.start in noted:
                setting = replace(setting, year=noted[block.start], span="", yearly=True)
            if block.kind == "heading":
                self._question = (0, 0)
            self._block = block
            line = self._marks.text[block.start : block.end].strip()
            before: list[Reading] = []
            if ends_plan(self._marks.text, block):
                self._planning = asks_for_plans(self._marks.text, block, self._cues)
            for sentence in find_sentences(self._marks.text, block):
                if opens_plan(self._marks.text, sentence):
                    self._planning = True
                if self._planning:
                    setting = replace(setting, planned=True)
                readings = self._read_sentence(sentence, before)
                facts += repeated(facts, self._facts(sentence, readings, setting))
                before = readings or before
            if line.endswith(("?", "？")) or re.match(r"(?:\d{1,2}[.、])?[一二三四五六七八九十]{0,2}、?问\s*[:：]", line):
                self._question = (block.start, block.end)
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
        headings = "".join(text[s:e] for s, e in sentence.block.headings) + text[sentence.block.start : sentence.block.start + 24]
        hits = self._finder.hits(text, self._marks.words, sentence.start, sentence.end, headings + text[slice(*self._question)])
        reasons = self._reasons(sentence, quantities, any(self._catalogue.indicators[h.indicator].unit in ("year", "hour") for h in hits))
        live = [Reading(slot) for slot in self._slots(sentence, [q for q, why in zip(quantities, reasons, strict=True) if not why])]
        waiting = iter(live)
        readings = [
            Reading(Slot(q, q.start, q.end, q.start, q.end), why) if why else next(waiting)
            for q, why in zip(quantities, reasons, strict=True)
        ]
        if not live:
            return readings
        self._resolve(sentence, live, hits, before)
        self._match_repeats(live)
        if any(r.hit is None for r in live):
            self._from_above(sentence, live, before)
        return readings

    def _from_above(self, sentence: Sentence, live: list[Reading], before: Sequence[Reading]) -> None:
        """Numbers that nothing in their sentence names: the lead, the sentence before or the heading may name them."""
        known = self._known(sentence)
        for i, reading in enumerate(live):
            if reading.hit is not None or reading.foreign or reading.slot.quantity.chinese and reading.slot.quantity.kind == "count" and reading.slot.quantity.value <= 20:
                continue
            if i and live[i - 1].hit is None and reading.slot.quantity.kind in _RATES:
                continue
            if not self._is_open(reading, known):
                continue
            if self._follow_list_above(live, i):
                continue
            for start, end, rule in self._places_above(sentence):
                hit = self._best_above(reading, start, end)
                if hit is not None:
                    reading.hit, reading.rule, reading.place = hit, rule, "above"
                    indicator = self._catalogue.indicators[hit.indicator]
                    slot = reading.slot
                    dims = self._dims_between(indicator, self._wide_start(sentence, live, i, slot.left_start), slot.quantity.end)
                    for dim, value in self._dims_between(indicator, start, end).items():
                        dims.setdefault(dim, value)
                    reading.dims = dims
                    break

    def _follow_list_above(self, live: list[Reading], i: int) -> bool:
        """分别提高50元、45元和40元 after three standards that a heading names."""
        lead = live[i].lead
        size = sum(r.lead == lead for r in live) if lead >= 0 else 0
        if not size or lead < size or any(live[j].hit is None or live[j].slot.quantity.kind in _RATES for j in range(lead - size, lead)):
            return False
        parent = live[lead - size + (i - lead)]
        live[i].hit, live[i].rule, live[i].dims, live[i].place = parent.hit, "list: member of the list before", dict(parent.dims), "above"
        return True

    def _is_open(self, reading: Reading, known: list[tuple[int, int]]) -> bool:
        """Whether the words around a number name nothing of their own."""
        slot, text = reading.slot, self._marks.text
        left = self._cues.residue(blank(text, slot.left_start, slot.quantity.start, known))
        right = self._cues.residue(blank(text, slot.quantity.end, slot.right_end, known))
        if slot.quantity.kind == "count" and len(right) > 2 and not PERSONS.match(right):
            return False
        if slot.quantity.kind == "money" and not (slot.quantity.per & {"month", "year"} or re.search(r"标准|提高|增加|调整" if slot.quantity.per else r"标准|提高|增加|调整|发放|支出|资金", text[slot.left_start : slot.quantity.start])):
            return False
        return len(PERSONS.sub("", left)) <= 1

    def _places_above(self, sentence: Sentence) -> list[tuple[int, int, str]]:
        """Where a subject may stand above a sentence: the sentences before it in its block, nearest first, then headings."""
        block, text = sentence.block, self._marks.text
        places = []
        if sentence.start > block.start:
            ends = [block.start, *(m.end() for m in re.finditer(r"[。!?]", text[block.start : sentence.start]))]
            cuts = [block.start, *(block.start + m.end() for m in re.finditer(r"[。!?]", text[block.start : sentence.start]))]
            del ends
            for start, end in list(zip(cuts, cuts[1:], strict=False))[-1:]:
                places.append((start, end, "subject of the sentence before"))
            if len(cuts) > 2 and cuts[1] - cuts[0] <= 26:
                places.append((cuts[0], cuts[1], "opening of the paragraph"))
        if self._question[1] > self._question[0]:
            places.append((*self._question, "question"))
        places += [(s, e, "heading") for s, e in reversed(block.headings)]
        return places

    def _best_above(self, reading: Reading, start: int, end: int) -> SubjectHit | None:
        q = reading.slot.quantity
        hits = [
            h
            for h in self._finder.hits(self._marks.text, self._marks.words, start, end)
            if self._fits.fits(self._catalogue.indicators[h.indicator], q) and not is_weak(self._marks.text, h)
        ]
        if q.kind == "count":
            hits = [h for h in hits if self._fits.exact(self._catalogue.indicators[h.indicator], q)]
        if q.kind in _RATES:
            hits = [h for h in hits if self._catalogue.indicators[h.indicator].unit == "percent"] if not self._cues.growth(
                self._marks.text[reading.slot.left_start : q.start]
            ) else hits
        if not hits:
            return None
        return max(hits, key=lambda h: (3 * h.length - 3 * h.crossed + (3 if self._fits.exact(self._catalogue.indicators[h.indicator], q) else 0), h.end))

    def _match_repeats(self, live: list[Reading]) -> None:
        """A figure set before its sentence (5.46亿元 全市共有…发放金额5.46亿元) states what its repetition states."""
        first = live[0]
        q = first.slot.quantity
        if first.hit is not None or not live[1:] or self._marks.text[first.slot.clause_start : q.start].strip(" ◆●■*-"):
            return
        for other in live[1:]:
            if other.hit and other.slot.quantity.value == q.value and other.slot.quantity.kind == q.kind:
                first.hit, first.rule, first.dims, first.place = other.hit, "repeated in its sentence", dict(other.dims), "own"
                return

    def _slots(self, sentence: Sentence, quantities: Sequence[Quantity]) -> list[Slot]:
        text = self._marks.text
        slots = []
        clauses = find_clauses(text, sentence.start, sentence.end)
        for i, q in enumerate(quantities):
            clause = next(((s, e) for s, e in clauses if s <= q.start < e), (sentence.start, sentence.end))
            left = max(clause[0], quantities[i - 1].end if i else clause[0])
            right = min(clause[1], quantities[i + 1].start if i + 1 < len(quantities) else clause[1])
            q = with_rate(text, q, left)
            slots.append(Slot(q, clause[0], max(clause[1], q.end), min(left, q.start), max(right, q.end)))
        return slots

    def _reasons(self, sentence: Sentence, quantities: Sequence[Quantity], counts_years: bool) -> list[str]:
        """For each quantity the reason why its form or place makes it noise, or an empty string."""
        marks = self._marks
        reasons: list[str] = []
        previous: Quantity | None = None
        for q in quantities:
            why = covering(marks.names, marks.name_starts, q) or reason_before(marks.text, q, sentence.block.start, previous)
            if not why and q.kind == "count" and q.unit_words in DURATIONS and not counts_years:
                why = "duration"
            if not why and q.chinese and any(m.start <= q.number_start < m.end for m in within(marks.atoms, q.number_start - 6, q.number_end)):
                why = "class or group"
            if not why and q.chinese and q.value <= 20 and re.match(r"个?(?:档|类|层|等|方面|级|地|方|部门|环节|阶段)", marks.text[q.unit_start :]):
                why = "count of things just named"
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
        self._kin = live
        runs = {first: last for first, last in find_runs(text, quantities, known)}
        for first, last in runs.items():
            for member in live[first + 1 : last + 1]:
                lead, q = live[first].slot.quantity, member.slot.quantity
                if lead.per and not q.per and q.kind == "money":
                    member.slot = replace(member.slot, quantity=replace(q, per=lead.per))
        ranked = [
            choices(text, r.slot, hits, sentence.start, quantities, self._catalogue, self._fits) for r in live
        ]
        for i, reading in enumerate(live):
            if i in runs:
                for member in range(i, runs[i] + 1):
                    live[member].lead = i
                self._distribute(sentence, live, ranked, hits, i, runs[i])
            if not reading.hit:
                self._resolve_one(sentence, live, ranked, i, known, hits)
            named = [r for r in before if r.hit is not None]
            if not reading.hit and i == 0 and named:
                self._continue_sentence(reading, named[-1], known)
            if reading.hit:
                self._settle_dims(sentence, live, i, before)

    def _resolve_one(
        self, sentence: Sentence, live: list[Reading], ranked: list[list[Choice]], i: int, known: list[tuple[int, int]], hits: list[SubjectHit]
    ) -> None:
        text, reading = self._marks.text, live[i]
        q = reading.slot.quantity
        barrier = self._barrier(live, i)
        foreign_start, foreign = self._cues.last_foreign(text, reading.slot.left_start, q.start)
        if foreign >= 0 and any(c.place == "own" and c.hit.start <= foreign_start and foreign <= c.hit.end for c in ranked[i]):
            foreign = -1
        if q.kind == "count" and self._cues.is_foreign_next(text, q.end):
            reading.foreign = True
            return
        if foreign >= 0:
            right = next((c for c in ranked[i] if c.place == "own" and c.hit.start >= q.end and c.score >= 14), None)
            behind = next((c for c in ranked[i] if c.place == "own" and foreign <= c.hit.start < q.start), None)
            if behind or right:
                self._take(reading, (behind or right).hit, "phrase beside the number", "own")  # type: ignore[union-attr]
            reading.foreign = behind is None and right is None
            return
        own = next((c for c in ranked[i] if c.place == "own" and (c.hit.start >= barrier or c.hit.start >= q.end)), None)
        if own and is_weak(text, own.hit):
            other = next((c for c in ranked[i] if c.place in ("near", "far", "span") and c.score >= 8 and not is_weak(text, c.hit)), None)
            if other and q.kind == "count":
                self._take(reading, other.hit, "subject of the sentence", other.place)
                return
        if own and own.score >= 8:
            part = self._part_of(live, i, own)
            if part >= 0:
                reading.hit, reading.rule, reading.follows, reading.place = live[part].hit, PART, part, "own"
                return
            self._take(reading, own.hit, "phrase beside the number", own.place)
            self._pair(reading, ranked[i])
            self._spend_on_kin(live, i)
            return
        ahead = self._head_after(live, ranked, i, known, hits)
        if ahead is not None:
            self._take(reading, ahead.hit, "head noun after the last member", "own")
            return
        if not is_elliptical(text, reading.slot, self._cues, known, barrier) and not self._names_group(
            reading, known, barrier
        ) and not self._names_reached(reading, known, barrier):
            near = next((c for c in ranked[i] if c.place == "span" and c.score >= 6 and c.hit.end > barrier and self._explains(reading, c.hit, known, barrier)), None)
            if near:
                self._take(reading, near.hit, "phrase in the clause", near.place)
            return
        self._continue(sentence, live, ranked, i)

    def _names_reached(self, reading: Reading, known: list[tuple[int, int]], barrier: int) -> bool:
        """Whether the words before a number only say who is reached or that money goes out: 惠及长者, 发放津贴."""
        slot, text = reading.slot, self._marks.text
        left = blank(text, max(slot.left_start, min(barrier, slot.quantity.start)), slot.quantity.start, known)
        if not re.search(r"惠及|覆盖|受益|保障|发放|支出|下拨|核销|兑现|拨付", left):
            return False
        return len(self._cues.residue(PERSONS.sub("", left))) <= 1

    def _names_group(self, reading: Reading, known: list[tuple[int, int]], barrier: int) -> bool:
        """Whether the words before a number only say for whom: 三、四级智力残疾人每人每年456元."""
        slot, text = reading.slot, self._marks.text
        start = max(slot.left_start, min(barrier, slot.quantity.start))
        if slot.quantity.kind != "money" or not within(self._marks.dims, start, slot.quantity.start):
            return False
        return len(self._cues.residue(PERSONS.sub("", blank(text, start, slot.quantity.start, known)))) <= 1

    def _explains(self, reading: Reading, hit: SubjectHit, known: list[tuple[int, int]], barrier: int) -> bool:
        """Whether nothing in the stretch before a number is left unsaid by a phrase that began earlier."""
        slot = reading.slot
        own = blank(self._marks.text, max(slot.left_start, min(barrier, slot.quantity.start)), slot.quantity.start, [*known, *hit.parts])
        return len(self._cues.residue(own)) <= 1

    def _spend_on_kin(self, live: list[Reading], i: int) -> None:
        """临时救助2310人次,发放救助金186万元: a general word for money means that of the programme just named."""
        hit = live[i].hit
        if hit is None or hit.indicator != "social_assistance_expenditure" or hit.start < live[i].slot.left_start or not i:
            return
        words = self._marks.text[hit.start : hit.end]
        previous = live[i - 1].hit
        if previous is None or not re.search(r"救助金|救助资金|资金|金额", words) or re.search(r"社会救助|困难群众|低保", words):
            return
        slug = next((s for s in (f"{previous.indicator.rsplit('_', n)[0]}_expenditure" for n in (1, 2)) if s in self._catalogue.indicators), "")
        if slug and live[i - 1].slot.quantity.kind == "count":
            live[i].hit = replace(hit, indicator=slug)

    def _part_of(self, live: list[Reading], i: int, own: Choice) -> int:
        """Index of the total that 其中 makes this number a part of by a dimension value of its own, or -1."""
        text, slot = self._marks.text, live[i].slot
        j = i - 1
        while j >= 0 and live[j].rule == PART:
            j -= 1
        if j < 0 or "其中" not in text[live[j].slot.quantity.end : slot.quantity.start]:
            return -1
        total = live[j].hit
        if total is None or own.hit.start >= slot.quantity.end:
            return -1
        indicator = self._catalogue.indicators[total.indicator]
        if self._catalogue.indicators[own.hit.indicator].unit != indicator.unit or not self._fits.fits(indicator, slot.quantity):
            return -1
        group = self._dims_between(indicator, slot.left_start, slot.quantity.end)
        return j if "group" in group else -1

    def _pair(self, reading: Reading, ranked: list[Choice]) -> None:
        """A second indicator that the same number states: A和B标准均为60元; 14个殡仪馆和公墓."""
        text, slot, hit = self._marks.text, reading.slot, reading.hit
        q = slot.quantity
        if hit is None:
            return
        own = [c.hit for c in ranked if c.place == "own"]
        kind = self._catalogue.indicators[hit.indicator].kind
        if hit.start >= q.end:
            after = re.match(r"(?:\([^)]{1,8}\))?[和及与]", text[hit.end : slot.right_end])
            second = [h for h in own if after and h.indicator != hit.indicator and 0 <= h.start - hit.end - after.end() <= 3]
            if second and re.search(r"均|都|全部|全面", text[second[0].end : slot.clause_end]):
                reading.also = max(second, key=lambda h: h.length)
            return
        if kind not in ("standard", "share", "bound"):
            return
        segs = segments(text, slot.left_start, q.start)
        named = by_indicator(segs, [h for h in own if h.end <= q.start], 2, self._catalogue.indicators)
        if named and named[1].end <= q.start and re.search(r"均|都|同步|同|统一|各|一律", text[named[1].parts[0][1] : q.start]):
            reading.hit, reading.also = named
            first = self._catalogue.indicators[named[0].indicator]
            reading.dims = self._dims_between(first, *self._segment_of(segs, named[0]))

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

    def _head_after(self, live: list[Reading], ranked: list[list[Choice]], i: int, known: list[tuple[int, int]], hits: list[SubjectHit]) -> Choice | None:
        """建成126个乡级、453个村级公益性公墓: the noun stands only after the last number."""
        text, q = self._marks.text, live[i].slot.quantity
        if q.kind != "count":
            return None
        for j in range(i, min(i + 6, len(live) - 1)):
            one, other = live[j].slot.quantity, live[j + 1].slot.quantity
            between = text[one.end : other.start]
            if other.kind != "count" or not re.search(r"[、和及]", between) or re.search(r"[,，;；]", between):
                return None
            if len(self._cues.residue(blank(text, one.end, other.start, known))) > 1:
                return None
            right = next((c for c in ranked[j + 1] if c.place == "own" and c.hit.start >= other.end and c.score >= 8), None)
            if right and self._fits.fits(self._catalogue.indicators[right.hit.indicator], q) and q.unit_words == other.unit_words:
                return right
            if right:
                twins = [h for h in hits if h.start == right.hit.start and self._fits.exact(self._catalogue.indicators[h.indicator], q)]
                return Choice(max(twins, key=lambda h: h.length), right.score, "own") if twins else None
        return None

    def _continue(self, sentence: Sentence, live: list[Reading], ranked: list[list[Choice]], i: int) -> None:
        """A number without a name of its own continues the one before it, or the subject of the sentence."""
        reading = live[i]
        q = reading.slot.quantity
        verbal = next((c for c in ranked[i] if c.place == "span" and c.score >= 6 and self._names_verb(reading, c.hit)), None)
        if verbal:
            self._take(reading, verbal.hit, "verb beside the number", "span")
            return
        if q.kind in _RATES and 0 <= reading.lead < i and live[reading.lead].hit is None:
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
        far = next((c for c in ranked[i] if c.place in ("near", "far", "span") and c.score >= 2), None)
        if far:
            self._take(reading, far.hit, "subject of the sentence", far.place)

    def _continue_sentence(self, reading: Reading, last: Reading, known: list[tuple[int, int]]) -> None:
        """今年新实施的30个正在建设中: the count of the sentence before, spoken of again."""
        text, q = self._marks.text, reading.slot.quantity
        if q.kind != "count" or q.chinese or last.hit is None or last.slot.quantity.unit_words != q.unit_words:
            return
        left = blank(text, reading.slot.left_start, q.start, known)
        if len(self._cues.residue(left)) <= 2 and re.match(r"(?:正在|全部|均|都|已|目前|计划|将)", text[q.end : q.end + 4]):
            reading.hit, reading.rule, reading.dims, reading.place = last.hit, "continues the sentence before", dict(last.dims), "own"

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
        foreign_start, foreign = self._cues.last_foreign(text, group[0].slot.left_start, end)
        if foreign >= 0 and not any(h.start <= foreign_start and foreign <= h.end for h in hits):
            return
        shared = next((c for c in ranked[first] if c.place != "above" and c.hit.start >= start), None)
        spread = DISTRIBUTE.search(zone)
        if not spread and any(c.place == "own" and c.hit.start >= r.slot.left_start for r, cs in zip(group[1:], ranked[first + 1 : last + 1], strict=True) for c in cs[:1]):
            return  # each number has its own words
        if not spread and any(
            m.dim != "aggregation"
            for a, b in zip(group, group[1:], strict=False)
            for m in within(self._marks.dims, a.slot.quantity.end, b.slot.quantity.start)
        ):
            return
        members = self._members(start, spread.start() + start if spread else end, end, size, shared, hits, group[0])
        grows = group[0].slot.quantity.kind in _RATES and self._cues.growth(zone)
        follows = bool(first) and (spread or grows or self._is_to_run(zone))
        if members is None and follows and not (shared and spread) and self._inherit(live, first, last):
            return
        if members is None and (spread or (follows and DISTRIBUTE.search(text, sentence.start, start))):
            shared = shared or next((c for c in ranked[first] if c.place != "above"), None)
            members = self._listed_before(sentence, shared, start, size)
        if members is None and follows:
            self._inherit(live, first, last)
        if members is None:
            return
        named_apart = len({m.hit.indicator for m in members if m.hit}) > 1
        for reading, member in zip(group, members, strict=True):
            hit = member.hit or (shared.hit if shared else None)
            if hit is None:
                continue
            reading.hit, reading.rule = hit, "list: member by place"
            reading.own_start = end if not spread else start + spread.end() if reading is group[0] else -1
            reading.dims = dict(member.dims)
            if not named_apart:
                indicator = self._catalogue.indicators[hit.indicator]
                for dim, value in self._dims_between(indicator, max(start, self._clause_of(hit)), end).items():
                    reading.dims.setdefault(dim, value)
            reading.region, reading.time = member.region, member.period
            reading.place = "own"

    def _listed_before(self, sentence: Sentence, shared: Choice | None, end: int, size: int) -> list[Member] | None:
        """A list of dimension values further ahead in the paragraph: 分全自理、半护理、全护理三档…依次为180元、300元、600元."""
        if shared is None:
            return None
        indicator = self._catalogue.indicators[shared.hit.indicator]
        for start in dict.fromkeys((sentence.start, sentence.block.start)):
            listed = dims_in_order(self._marks.atoms, self._marks.text, start, end, indicator.dims)
            for dim, values in listed.items():
                if len(values) == size and self._are_listed(dim, values, start, end):
                    return [Member(None, {dim: value}) for value in values]
        return None

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
        named = by_indicator(segs, fitting, size, self._catalogue.indicators)
        allowed = self._catalogue.indicators[shared.hit.indicator].dims if shared else ()
        listed = dims_in_order(self._marks.atoms, text, start, q.start, allowed)
        if named:
            return [
                Member(hit, self._dims_between(self._catalogue.indicators[hit.indicator], *self._segment_of(segs, hit)))
                for hit in named
            ]
        parted = by_segment(
            segs, fitting, size, lambda slug, s, e: self._dims_between(self._catalogue.indicators[slug], s, e, atoms=True)
        )
        if parted and not (shared and any(len(v) == size for v in listed.values()) and len({m.hit.indicator for m in parted if m.hit}) == 1):
            return parted
        if shared is None:
            return None
        for dim, values in sorted(listed.items(), key=lambda item: (item[0] != "residence", item[0])):
            if len(values) == size and self._are_listed(dim, values, start, q.start):
                return [Member(None, {dim: value}) for value in values]
        both = by_indicator(segs, fitting, 2, self._catalogue.indicators) if size == 4 else None
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
        places = [m for m in within(self._marks.atoms, start, end) if m.dim == dim and m.end <= end]
        if len({m.value for m in places}) < len(values):
            return "城乡" in text[start:end]
        ordered = [next(m for m in places if m.value == value) for value in values]
        return all(re.search(r"[、,，和及与;；]", text[a.end : b.start]) and b.start - a.end <= 40 for a, b in zip(ordered, ordered[1:], strict=False))

    def _inherit(self, live: list[Reading], first: int, last: int) -> bool:
        """Members of the run before, one for one: A和B提高到C和D; 584元、478元,分别增长9%和14%."""
        size = last - first + 1
        kind = live[first].slot.quantity.kind
        pool = [j for j in range(first) if live[j].hit is not None and live[j].slot.quantity.kind not in _RATES]
        if kind in _RATES:
            pool = [j for j in pool if not self._is_from(live[j])]
        indexes = pool[-size:]
        if len(indexes) < size:
            return False
        source = [live[j] for j in indexes]
        for offset, reading in enumerate(live[first : last + 1]):
            parent = source[offset]
            if parent.hit is None or not self._fits.fits(self._catalogue.indicators[parent.hit.indicator], reading.slot.quantity):
                continue
            reading.hit, reading.rule = parent.hit, "list: member of the list before"
            reading.follows = indexes[offset]
            reading.place = "own"
        return True

    # --- dims ---------------------------------------------------------------------------------------------------

    def _dims_between(self, indicator: Indicator, start: int, end: int, atoms: bool = False) -> dict[str, str]:
        """Dimension values that exactly one word of the span states; `atoms` for a member of a list."""
        values: dict[str, set[str]] = {}
        for m in within(self._marks.atoms if atoms else self._marks.dims, start, end):
            if m.dim in indicator.dims and m.dim not in ("versus", "aggregation") and f"{m.dim}.{m.value}" not in indicator.dim_words_off:
                values.setdefault(m.dim, set()).add(m.value)
        if "residence" in values and "城乡" in self._marks.text[start:end]:
            del values["residence"]
        return {dim: next(iter(found)) for dim, found in narrow(values).items() if len(found) == 1}

    def _settle_dims(self, sentence: Sentence, live: list[Reading], i: int, before: Sequence[Reading]) -> None:
        """Dims of a reading: its own words, then those around its phrase, then those of the number it continues."""
        reading = live[i]
        slot, hit = reading.slot, reading.hit
        if hit is None:
            return
        indicator = self._catalogue.indicators[hit.indicator]
        q = slot.quantity
        reading.floor = live[i - 1].slot.quantity.end if i else 0
        right = q.end
        if hit.end > q.end:
            right = min(max(hit.end, q.end), slot.right_end)
            if reading.rule.startswith("head noun"):
                right = slot.right_end
                last = max(r.slot.quantity.end for r in live if r.slot.quantity.end <= hit.start)
                for dim, value in self._dims_between(indicator, last, hit.end).items():
                    if dim == "residence":
                        reading.dims.setdefault(dim, value)
        left = max(slot.left_start, self._barrier(live, i)) if i else slot.left_start
        left = reading.own_start if reading.own_start >= 0 else self._wide_start(sentence, live, i, left)
        done = self._dims_between(indicator, q.end, slot.right_end).get("action") if hit.start >= q.end else None
        dims = dict(reading.dims) if reading.also else self._dims_between(indicator, left, right)
        if reading.also:
            return
        if done and dims.get("action") in (None, "new"):
            dims["action"] = done
        if reading.follows < 0 and hit.start < left and not reading.dims and not reading.rule.startswith("list"):
            clause = self._clause_of(hit)
            start = max([clause, *(r.slot.quantity.end for r in live[:i] if r.slot.quantity.end <= hit.start)])
            for dim, value in self._dims_between(indicator, start, min(hit.end, q.start)).items():
                dims.setdefault(dim, value)
        if reading.follows >= 0:
            parent = live[reading.follows]
            reading.region = reading.region or parent.region
            for dim, value in parent.dims.items():
                if dim == "residence" and "城乡" in self._marks.text[left : q.start]:
                    continue
                if dim in indicator.dims and not (dim == "area" and within(self._marks.regions, slot.left_start, q.start)):
                    dims.setdefault(dim, value)
        for dim, value in reading.dims.items():
            dims.setdefault(dim, value)
        if i and live[i - 1].hit and reading.follows < 0:
            piece = self._marks.text[sentence.start : q.start]
            part = max(piece.rfind("其中"), piece.rfind("其中:"))
            totals = {r.hit.indicator for r in [*before, *live[:i]] if r.hit and r.slot.quantity.start < sentence.start + part}
            if (
                part >= 0
                and indicator.slug in totals
                and not re.search(r"[;；。]", piece[part:])
                and sentence.start + part < live[i - 1].slot.quantity.start
            ):
                for dim in ("residence", "ownership"):
                    if dim in live[i - 1].dims and dim in indicator.dims and "城乡" not in piece[part:]:
                        dims.setdefault(dim, live[i - 1].dims[dim])
        self._dims_of_sentence(sentence, reading, indicator, dims)
        self._dims_of_whole(live, i, indicator, dims)
        reading.dims = dims

    def _dims_of_whole(self, live: list[Reading], i: int, indicator: Indicator, dims: dict[str, str]) -> None:
        """Dims that the numbers before lend: 占…的67% is about the part before, 发放金额 goes to those just counted."""
        text, slot = self._marks.text, live[i].slot
        q = slot.quantity
        earlier = [r for r in live[:i] if r.hit is not None]
        if q.kind == "percent" and earlier and text[slot.left_start : q.start].lstrip(",，").startswith("占"):
            same = [r for r in earlier if r.hit and r.hit.indicator == indicator.slug and r.rule in (PART, earlier[-1].rule)]
            if same and same[-1] is earlier[-1]:
                groups = list(dict.fromkeys(r.dims["group"] for r in same[-2:] if "group" in r.dims))
                joined = "_and_".join(groups)
                if len(groups) == 2 and joined in self._catalogue.dims["group"]:
                    dims["group"] = joined
                for dim, value in earlier[-1].dims.items():
                    dims.setdefault(dim, value)
        if "programme" in indicator.dims and "programme" not in dims and q.kind == "money":
            counted = frozenset(r.hit.indicator for r in earlier if r.hit and r.slot.quantity.kind == "count")
            if counted in PROGRAMMES:
                dims["programme"] = PROGRAMMES[counted]
        if "setting" in indicator.dims and indicator.unit == "CNY" and "setting" not in dims:
            for start, end in self._purpose(live, i):
                for dim, value in self._dims_between(indicator, start, end).items():
                    dims.setdefault(dim, value)

    def _purpose(self, live: list[Reading], i: int) -> list[tuple[int, int]]:
        """The clause before a sum of money and a clause 重点支持…, 用于… behind it, where no other number stands in them."""
        text, slot = self._marks.text, live[i].slot
        places = []
        start = slot.clause_start - 1
        while start > 0 and text[start - 1] not in ",，;；。!?\n":
            start -= 1
        if not i or live[i - 1].slot.quantity.end <= start:
            places.append((max(start, 0), slot.clause_start))
        m = re.match(r"[,，](?:重点|主要|专项)?(?:支持|用于|投向)[^,，。;；]*", text[slot.quantity.end :])
        if m:
            places.append((slot.quantity.end, slot.quantity.end + m.end()))
        return places

    def _wide_start(self, sentence: Sentence, live: list[Reading], i: int, left: int) -> int:
        """Where a number's own words begin: in the clause before, if its own has only a rate (重度失能的,每人每月400元)."""
        text, slot = self._marks.text, live[i].slot
        if left != slot.clause_start or self._cues.residue(text[left : slot.quantity.start]):
            return left
        floor = live[i - 1].slot.quantity.end if i else sentence.start
        start = slot.clause_start - 1
        while start > floor and text[start - 1] not in ",，;；:：":
            start -= 1
        return start if (start > floor or not i) and start < slot.clause_start and text[slot.clause_start - 1] in ",，" else left

    def _dims_of_sentence(self, sentence: Sentence, reading: Reading, indicator: Indicator, dims: dict[str, str]) -> None:
        """Add what the sentence as a whole says: its opening (在农村养老方面, ...) and, for population, the age before."""
        text, q = self._marks.text, reading.slot.quantity
        opening = _OPENING.match(text, sentence.start, q.start)
        if opening and "城乡" not in text[reading.slot.left_start : reading.slot.right_end]:
            for dim, value in self._dims_between(indicator, sentence.start, opening.end()).items():
                if dim in ("residence", "care", "age"):
                    dims.setdefault(dim, value)
        if (indicator.kind in ("standard", "bound") or indicator.slug in RATE_INDICATORS) and reading.follows < 0 and not reading.rule.startswith("list"):
            floor = max(sentence.start, reading.floor, 1 + max(text.rfind(c, sentence.start, q.start) for c in ";；。"))
            for dim, value in self._dims_between(indicator, floor, q.start).items():
                if dim in ("ownership", "ability", "group", "age", "grade", "setting", "programme", "tier"):
                    dims.setdefault(dim, value)
        own = text[reading.slot.clause_start : reading.slot.right_end]
        if "residence" in indicator.dims and "residence" not in dims and not re.search("城|农村|乡|全[省市县区]|其中", own):
            floor = max(sentence.start, *(1 + text.rfind(c, sentence.start, q.start) for c in ";；。"))
            kin = [r for r in self._kin if r.slot.quantity.start >= floor and r.slot.quantity.start < q.start]
            if kin and kin[-1].hit and indicator.topic == "social_assistance" and not kin[-1].rule.startswith("list") and family(kin[-1].hit.indicator) == family(indicator.slug) and "residence" in kin[-1].dims:
                dims["residence"] = kin[-1].dims["residence"]
        if indicator.topic != "population" and "residence" in indicator.dims and "residence" not in dims and not re.search("城|农村|乡", own):
            for start, end in self._short_leads(sentence):
                lead = self._dims_between(indicator, start, end)
                if "residence" in lead:
                    dims["residence"] = lead["residence"]
                if "residence" in lead or "城乡" in text[start:end]:
                    break
        if indicator.topic == "population" and "age" in indicator.dims and "age" not in dims:
            ages = [m for m in within(self._marks.dims, sentence.start, q.start) if m.dim == "age"]
            if ages:
                dims["age"] = ages[-1].value

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
        self._current = readings
        self._periods: dict[int, tuple[str, PeriodType]] = {}
        for reading in readings:
            q = reading.slot.quantity
            if reading.noise:
                facts.append(self._noise(q, reading.noise, sentence.start, sentence.end))
            elif reading.hit is None:
                why = reason_left_over(self._marks.text, q)
                facts.append(self._noise(q, why or "no indicator", sentence.start, sentence.end, "noise" if why else "unknown"))
            elif q.chinese and (q.kind == "bare" or (q.kind == "count" and q.value <= 20 and not self._is_beside(reading))):
                facts.append(self._noise(q, reason_left_over(self._marks.text, q) or "numeral in a word", sentence.start, sentence.end))
            else:
                facts.append(self._fact(sentence, reading, readings, setting))
                if reading.also:
                    twin = replace(reading, hit=reading.also, also=None, dims={}, follows=-1)
                    self._settle_twin(twin)
                    facts.append(self._fact(sentence, twin, readings, setting))
        return facts

    def _short_leads(self, sentence: Sentence) -> list[tuple[int, int]]:
        """The opening sentence of the paragraph and its nearest heading, where they are no more than titles."""
        block, text = sentence.block, self._marks.text
        leads = []
        first = re.match(r"[^。!?\n]{2,22}[。:：]", text[block.start : block.start + 24])
        if first and not re.search(r"\d", first[0]) and block.start + first.end() <= sentence.end:
            leads.append((block.start, block.start + first.end()))
        return leads + [(s, e) for s, e in block.headings[-1:] if e - s <= 22]

    @staticmethod
    def _is_beside(reading: Reading) -> bool:
        """Whether the phrase touches the number: 敬老院两所, 两处民间收留场所; a small numeral further off only counts what was said."""
        q, hit = reading.slot.quantity, reading.hit
        if hit is None or reading.place != "own":
            return False
        return any(0 <= s - q.end <= 6 or 0 <= q.start - e <= 4 for s, e in hit.parts)

    def _settle_twin(self, twin: Reading) -> None:
        """Dims of the second indicator of one number: the words around its own phrase."""
        if twin.hit is None:
            return
        indicator = self._catalogue.indicators[twin.hit.indicator]
        q = twin.slot.quantity
        start = twin.hit.start if twin.hit.end <= q.start else q.end
        twin.dims = self._dims_between(indicator, start, twin.hit.end)

    def _fact(self, sentence: Sentence, reading: Reading, readings: list[Reading], setting: Setting) -> Fact:
        marks, text = self._marks, self._marks.text
        q, hit = reading.slot.quantity, reading.hit
        assert hit is not None  # noqa: S101
        indicator = self._catalogue.indicators[hit.indicator]
        lead = readings_lead(readings, reading)
        if lead is not reading and self._cues.growth(text[reading.slot.left_start : q.start]):
            lead = reading
        measure, factor = measure_of(text, lead.slot, q, indicator, self._cues)
        dims = dict(reading.dims)
        if measure == "gap_pp" and "versus" in indicator.dims:
            compared = [m for m in within(marks.regions, reading.slot.clause_start, q.start) if self._is_compared(m)]
            if compared:
                dims["versus"] = "china" if compared[-1].code == "100000" else "province"
        unit, unit_rule = self._unit(reading, indicator, measure, readings)
        period, period_type, time = self._period(sentence, reading, indicator, measure, setting)
        average = self._cues.average(text[reading.slot.clause_start : q.start])
        if average and "aggregation" in indicator.dims:
            dims["aggregation"] = average
            if unit == "CNY" and average == "annual_average":
                unit = "CNY/year"
        if reading.follows >= 0 and measure in ("growth_pct", "change_abs", "ratio", "gap_pp") and id(self._parent(reading)) in self._periods:
            if time is None or time.start < reading.slot.clause_start:
                period, period_type = self._periods[id(self._parent(reading))]
        self._periods[id(reading)] = (period, period_type)
        region, region_mention = self._region(sentence, reading)
        if "area" in indicator.dims and "area" not in dims and region_mention is None:
            dims.update(self._area_of_list(reading))
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
            period_type=period_type, base_period=base, qualifier=self._qualifier(reading), status=status, headline=indicator.headline,
            topic=indicator.topic, sentence_start=s, sentence_end=e, sentence=marks.clean.raw[s:e], rule=reading.rule, evidence=evidence,
        )  # fmt: skip

    def _qualifier(self, reading: Reading) -> Qualifier:
        """Qualifier of a number, also where a few words part it from 最高 or 不低于."""
        q = reading.slot.quantity
        if q.qualifier != "exact":
            return q.qualifier
        left = self._marks.text[reading.slot.left_start : q.start]
        if re.search(r"(?:最高|最多|不超过|不高于|上限)[^\d,，;；]{0,10}$", left):
            return "at_most"
        if re.search(r"(?:不低于|不少于|至少|不得低于)[^\d,，;；]{0,14}$", left):
            return "at_least"
        return "exact"

    def _parent(self, reading: Reading) -> Reading:
        """The reading that a reading continues."""
        live = [r for r in self._current if not r.noise]
        return live[reading.follows]

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
            parent = self._parent(reading)
            if parent.slot.quantity.kind == "money":
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
        sibling = next((r for r in reversed(readings) if r.slot.quantity.start < q.start and r.hit and r.hit.indicator == indicator.slug and r.slot.quantity.kind == "money"), None)
        if sibling is not None and sibling.slot.quantity.per & {"year", "month"}:
            return (rated[indicator.unit] if "year" in sibling.slot.quantity.per else indicator.unit), "rate of the number before"
        return indicator.unit, "unit of the indicator"

    def _region(self, sentence: Sentence, reading: Reading) -> tuple[str, RegionMention | None]:
        home = self._source.region or ""
        if reading.region:
            return reading.region, None
        q, hit = reading.slot.quantity, reading.hit
        best: RegionMention | None = None
        found = [
            m
            for m in within(self._marks.regions, sentence.start, q.start)
            if (not self._is_compared(m) or (m.rule == "comparison" and m.end >= q.start - 1 and q.kind != "point")) and not self._marks.text[m.start - 1 : m.start] == "占"
        ]
        if not found:
            return self._region_named_before(sentence, q) or (home, None)
        best = found[-1]
        text = self._marks.text
        if len(found) > 1 and re.fullmatch(r"[、和及与]", text[found[-2].end : best.start]):  # 太谷、祁县两处
            return home, None
        return best.code, best

    def _area_of_list(self, reading: Reading) -> dict[str, str]:
        """城中区、鱼峰区、柳南区每人每月810元: a list of districts, or of counties, is a part of the home's area."""
        names = [self._marks.text[m.start : m.end] for m in within(self._marks.regions, reading.slot.clause_start, reading.slot.quantity.start)]
        if len(names) < 2:
            return {}
        if all(name.endswith("区") for name in names):
            return {"area": "city_districts"}
        return {"area": "counties"} if all(name.endswith(("县", "旗")) for name in names) else {}

    def _is_compared(self, mention: RegionMention) -> bool:
        """Whether a value is measured against the division: 比全市低, 高出全国."""
        before = self._marks.text[max(0, mention.start - 3) : mention.start]
        return mention.rule == "comparison" or before.endswith(("比", "较", "高于", "低于", "高出", "超出", "低", "超过"))

    def _region_named_before(self, sentence: Sentence, q: Quantity) -> tuple[str, RegionMention | None] | None:
        """该区, 该县: the division named last in the paragraph."""
        text = self._marks.text
        m = re.search(r"(?:该|当地|同)[省市县区州旗镇]", text[sentence.start : q.start])
        if not m or m[0].startswith("同"):
            return None
        found = within(self._marks.regions, sentence.block.start, sentence.start + m.start())
        named = [r for r in found if r.rule not in ("comparison", "relative")]
        return (named[-1].code, named[-1]) if named else None

    def _period(
        self, sentence: Sentence, reading: Reading, indicator: Indicator, measure: Measure, setting: Setting
    ) -> tuple[str, PeriodType, TimeMention | None]:
        text, q = self._marks.text, reading.slot.quantity
        created = (indicator.kind == "ratio" and measure == "change_abs") or indicator.kind == "stock" and (
            measure == "change_abs" or is_created(text[reading.slot.clause_start : q.start])
        ) and not self._is_now(sentence, reading)
        mention = self._marks.times[reading.time] if reading.time >= 0 else self._time_of(sentence, reading)
        if self._is_from(self._lead(reading)):
            base = self._base_mention(sentence, reading) or self._from_mention(sentence, reading)
            if base is not None and (mention is None or mention.start < base.start):
                mention = base
            elif mention is not None and mention.role == "since" and mention.period and indicator.kind == "standard":
                return str(int(mention.period[:4]) - 1), "instant", None
            elif mention is None or mention.end < reading.slot.clause_start:
                return (setting.span, "instant", None) if setting.span else (str(setting.year - 1) if setting.year else "", "instant", None)
        if (
            mention is None
            and self._last_date
            and self._last_date[0] is sentence.block
            and indicator.kind in ("stock", "share", "ratio")
            and not created
            and not re.search(r"全年|累计|现有|目前|已有", text[sentence.start : q.start])
            and not re.search(r"[。!?]", text[self._last_date[1].end : sentence.start - 1])
        ):
            mention = self._last_date[1]
        if mention is not None:
            mention = self._in_setting(mention, setting)
        if (
            mention is not None
            and indicator.kind == "stock"
            and mention.start < reading.slot.clause_start
            and mention.role == "at"
            and len(mention.period) == 4
            and re.search(r"已有|现有|目前|现已", text[reading.slot.clause_start : q.start])
        ):
            mention = None
        if mention is None or not mention.period:
            long_run = created and setting.span == self._frame.span and self._frame.congress
            period, kind = default_period(setting, indicator.kind, created and not long_run)
            return period, kind, None
        if mention.role == "at" and (
            (len(mention.period) == 10 and (is_month_end(mention.period) or self._is_as_of(mention)))
            or "普查" in text[mention.start : mention.end]
        ):
            self._last_date = (sentence.block, mention)
        return (*self._fit_period(mention, indicator, created, setting), mention)

    def _is_from(self, reading: Reading) -> bool:
        """Whether a number is the first of a from/to pair: 由398元提高到478元."""
        text, slot = self._marks.text, reading.slot
        before = text[max(slot.clause_start, slot.quantity.start - 40) : slot.quantity.start]
        m = None
        for m in re.finditer(r"[由从]|自(?!\d)", before):
            pass
        if not m or re.search(r"[到至](?!\d{4}年)|为|达", before[m.end() :]) or re.match(r"于|此", before[m.end() :]):
            return False
        return bool(re.match(r"[^。;；]{0,40}?(?:提高|增加|上升|增长|提升|上调|调整|扩大|下降|减少|降低|升|降|增|变|涨)[^,，。;；]{0,6}?(?:到|至|为)", text[slot.quantity.end : slot.quantity.end + 60]))

    def _from_mention(self, sentence: Sentence, reading: Reading) -> TimeMention | None:
        """The date of an earlier from-level of the sentence: 由2020年底的398元…,城市由514元提高到584元."""
        text = self._marks.text
        found = [
            m
            for m in within(self._marks.times, sentence.start, reading.slot.quantity.start)
            if m.period and re.search(r"[由从]", text[max(0, m.start - 3) : m.start])
        ]
        return found[-1] if found else None

    def _base_mention(self, sentence: Sentence, reading: Reading) -> TimeMention | None:
        q = reading.slot.quantity
        found = [
            m
            for m in within(self._marks.times, sentence.start, q.start)
            if m.period and (m.is_base or self._is_times_base(m, q))
        ]
        return found[-1] if found else None

    def _is_times_base(self, mention: TimeMention, q: Quantity) -> bool:
        """是2020年的2.4倍."""
        return q.kind == "times" and self._marks.text[mention.end : q.start] in ("的", "")

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
        if mention.role in ("frame", "span") and self._is_ahead(period):
            return period, "interval"
        if mention.role in ("frame", "since", "span"):
            if mention.years or mention.role == "frame":
                last = period.split("/")[-1]
                return (last if setting.year and last[:4] >= str(setting.year) else period), "instant"
            if mention.role == "since" and indicator.kind in ("standard", "bound") and mention.base != period[:4]:
                return period[:4], "instant"  # in force from that day
            if mention.role == "since":
                return period.split("/")[-1], "instant"
            return period, "interval"
        if "/" in period and indicator.kind != "flow":
            return period.split("/")[-1][:4], "instant"
        if len(period) == 10 and not is_month_end(period) and not self._is_as_of(mention):
            return period[:4], "instant"
        return period, "instant" if "/" not in period else "interval"

    def _is_ahead(self, period: str) -> bool:
        """Whether a span reaches beyond the year of publication."""
        return self._source.published is not None and int(period.split("/")[-1][:4]) > self._source.published.year

    def _is_as_of(self, mention: TimeMention) -> bool:
        return bool(re.search(r"截[至止]|[到至]$", self._marks.text[max(0, mention.start - 4) : mention.start]))

    def _year_of_block(self, mention: TimeMention, setting: Setting) -> Setting:
        """The setting with the year that the paragraph named last, for 全年 and 年末 that lean on it."""
        if mention.offset != 0 or setting.year is None:
            return setting
        text = self._marks.text
        block = next((b for b in (self._block,) if b is not None and b.start <= mention.start < b.end), None)
        if block is None or not re.match(r"全年|年末|年底", text[mention.start : mention.end]):
            return setting
        named = [m for m in within(self._marks.times, block.start, mention.start) if m.role == "at" and m.offset is None and m.period and not m.is_base]
        if named and int(named[-1].period[:4]) == setting.year - 1:
            return replace(setting, year=setting.year - 1, yearly=True)
        return setting

    def _in_setting(self, mention: TimeMention, setting: Setting) -> TimeMention:
        """The mention with its year taken from the setting where the text leaves the year out (年末, 比上年)."""
        setting = self._year_of_block(mention, setting)
        if setting.year is None or mention.offset is None or not mention.period:
            return mention
        year = setting.year + mention.offset
        shift = year - int((mention.period.split("/")[-1] if mention.years else mention.period)[:4])
        if shift == 0 or (mention.offset == 0 and not setting.yearly):
            return mention
        parts = [f"{int(part[:4]) + shift}{part[4:]}" for part in mention.period.split("/")]
        return replace(mention, period="/".join(parts))

    def _time_of(self, sentence: Sentence, reading: Reading) -> TimeMention | None:
        """The time word that dates a number: the nearest before it in its clause, else in the clauses before."""
        q = reading.slot.quantity
        best = None
        for m in within(self._marks.times, sentence.start, q.start):
            if m.is_base or m.role == "name" or self._is_times_base(m, q) or self._binds_other(m, reading):
                continue
            best = m
        return best

    def _binds_other(self, mention: TimeMention, reading: Reading) -> bool:
        """Whether a year belongs to an earlier number only: 由2020年底的398元提高到478元."""
        text = self._marks.text
        if mention.role != "at":
            return False
        before, after = text[max(0, mention.start - 3) : mention.start], text[mention.end : mention.end + 12]
        if not (re.search(r"[由从]", before) or re.match(r"的(?:每人每?[月年]|每[月年]|人均)?\d", after)):
            return False
        return bool(re.search(r"\d", text[mention.end : max(mention.end, self._lead(reading).slot.quantity.start)]))

    def _lead(self, reading: Reading) -> Reading:
        return readings_lead(self._current, reading)

    def _base(self, sentence: Sentence, reading: Reading, measure: Measure, period: str, setting: Setting) -> str | None:
        if measure == "ratio":
            compared = self._base_mention(sentence, reading)
            return compared.period if compared and self._is_times_base(compared, reading.slot.quantity) else None
        if measure not in ("growth_pct", "change_abs"):
            return None
        text, q = self._marks.text, reading.slot.quantity
        base = self._base_mention(sentence, reading)
        if base is not None:
            return self._in_setting(base, setting).period or None
        since = self._time_of(sentence, reading)
        if since is not None and since.role == "since" and since.base:
            return since.base
        clause = text[sentence.start : q.start]
        if re.search(r"同比|同期", clause):
            return year_before(period)
        if reading.follows >= 0:
            start = self._from_of(reading)
            if start is not None and id(start) in self._periods:
                return self._periods[id(start)][0] or None
        if measure == "change_abs" or "/" in period or (setting.year and (setting.yearly or setting.planned)):
            return base_of(period)
        return None

    def _from_of(self, reading: Reading) -> Reading | None:
        """The from-level of the pair whose end a growth continues."""
        live = [r for r in self._current if not r.noise]
        parent = live[reading.follows]
        if parent.follows >= 0 and self._is_from(self._lead(live[parent.follows])) and live[parent.follows].slot.quantity.kind == parent.slot.quantity.kind:
            return live[parent.follows]
        return None

    def _status(self, sentence: Sentence, reading: Reading, setting: Setting) -> Status:
        text, q = self._marks.text, reading.slot.quantity
        before = text[sentence.start : q.start]
        if self._cues.is_hearsay(text[sentence.start : sentence.end]):
            return "reported_by_other"
        plan = self._cues.last_plan(before, reading.slot.clause_start - sentence.start)
        past = self._cues.last_past(before)
        if plan >= 0 and plan > past:
            return "planned"
        time = self._time_of(sentence, reading)
        if time is not None and time.role in ("frame", "span") and time.period and self._is_ahead(time.period) and past < 0:
            return "planned"
        return "planned" if setting.planned and past < 0 else "actual"

"""Facts of tables: each number cell with the indicator, unit, place and time that its label, head and title name.

In: the cells of a table. Out: facts, or unknown quantities where the words name no indicator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from etl.catalogue import Catalogue, Indicator
from etl.clean import CleanText
from etl.divisions import NATION, load_divisions
from etl.extract.cell_dates import GROWTH, CellDates
from etl.extract.dim_mentions import DimFinder, DimMention, narrow, outside
from etl.extract.fitting import Compatibility
from etl.extract.frame import year_before
from etl.extract.phrases import PhraseFinder, SubjectHit
from etl.extract.quantities import Quantity, QuantityFinder
from etl.extract.reading import PERSONS
from etl.extract.regions import RegionMention, find_regions
from etl.extract.tables import Cell
from etl.extract.units import YEARLY
from etl.model import Evidence, Fact, Measure, Source, Status

_CHANGE = re.compile(r"(?:增加|减少|增减|变动|提高)(?:数|额|量|值|人数|户数)?(?:[(（][^()（）]*[)）])?$")
_OF_LABELS = frozenset({"division_type", "org_type", "admin_level"})
"""Dimensions that only the words of a row state: 行政区划 above a table speaks of no 区."""
_SAYS_NOTHING = re.compile(r"[():、/]")
_PLANNED = re.compile(r"目标|计划|预期|拟|任务")
_TIMES = {"月": "month", "年": "year"}
"""What a rate divides by, by its word."""


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the number cells of one text."""

    source: Source
    clean: CleanText
    catalogue: Catalogue
    phrases: PhraseFinder
    dims: DimFinder
    quantities: QuantityFinder
    fits: Compatibility
    dates: CellDates
    _regions: dict[tuple[str, str | None], list[RegionMention]] = field(default_factory=dict)
    """What was read of titles, heads and labels so far: each stands at many cells."""

    def read(self, cells: Sequence[Cell]) -> list[Fact]:
        """One fact, noise or unknown number for each cell; a growth is of what the cells before it in its row state."""
        facts: list[Fact] = []
        levels: dict[tuple[int, str], str] = {}
        for cell in cells:
            row = cell.row.start, cell.label
            facts.append(self._fact(cell, levels.get(row, "")))
            if facts[-1].kind == "fact":
                levels.setdefault(row, facts[-1].indicator)
        return facts

    def _quantity(self, cell: Cell) -> Quantity | None:
        """The cell's number with its unit, from the cell itself or from the head."""
        own = self.quantities.find(cell.text, ())
        if cell.unit.startswith("每") and own:  # 每人每月785元, or 785 alone
            return self.quantities.find(cell.text + ("元" if own[0].kind == "bare" else "") + cell.unit, ())[0]
        if own and own[0].kind == "money" and not own[0].per:
            return own[0]._replace(per=frozenset(slug for word, slug in _TIMES.items() if word in cell.unit))
        if own and own[0].kind != "bare":
            return own[0]
        joined = self.quantities.find(cell.text + cell.unit, ()) if cell.unit else own
        return joined[0] if joined else None

    def _fact(self, cell: Cell, stated: str) -> Fact:
        """What a cell states; `stated` is the indicator of the first level in its row."""
        q = self._quantity(cell)
        start, end = self.clean.raw_span(cell.start, cell.end)
        s, e = self.clean.raw_span(cell.row.start, cell.row.end)
        base = Fact(self.source.doc_id, start, end, self.clean.raw[start:end], sentence_start=s, sentence_end=e)
        if cell.is_serial:
            return replace(base, kind="noise", why="enumeration")
        words, spoken, hit = self._named(cell, q, stated) if q else ("", "", None)
        if q is None or hit is None:
            return _unknown(base)
        indicator = self.catalogue.indicators[hit.indicator]
        measure = self._measure(words, q, indicator)
        if measure == "share_pct" and indicator.kind == "standard":
            return _unknown(base)
        period, period_type, mention = self.dates.period_of(cell, indicator.kind)
        region, region_rule = self._region(cell)
        dims = self._dims(spoken, len(cell.title) + 1, indicator)
        if region != self.source.region and "area" not in self._dims(words, 0, indicator):
            dims.pop("area", None)  # a title that speaks of all rows does not make a row that names its place a part
        evidence = {
            "indicator": Evidence("table: row label and column head", s, e, spoken[hit.start : hit.end]),
            "unit": Evidence("table: cell, head or note", start, end, cell.unit or cell.text),
            "period": Evidence("table: time word" if mention else "setting of the text", s, e, mention),
            "region": Evidence(region_rule, s, e, cell.label),
        }
        return replace(
            base, indicator=indicator.slug, dims=dict(sorted(dims.items())), region=region, measure=measure,
            value=q.value, value_max=q.value_max, resolution=q.resolution, unit=self._unit(q, indicator, measure),
            period=period, period_type=period_type,
            base_period=year_before(period) if measure in ("growth_pct", "change_abs") else None, qualifier=q.qualifier,
            status=self._status(cell, period), headline=indicator.headline,
            topic=indicator.topic, sentence=self.clean.raw[s:e], rule="table cell", evidence=evidence,
        )  # fmt: skip

    def _named(self, cell: Cell, q: Quantity, stated: str) -> tuple[str, str, SubjectHit | None]:
        """The words of a cell, those with what stands above it, and the phrase of these that names its number."""
        words = f"{cell.label}{cell.head}"
        spoken = f"{cell.title}\t{words}"
        start = len(cell.title) + 1
        hit = self._hit(spoken, start, q, cell.head, stated, not cell.parents)
        if hit or not cell.parents:
            return words, spoken, hit
        if self._is_group(cell.label):
            words = f"{cell.parents[-1]}{words}"
            spoken = f"{cell.title}\t{words}"
            hit = self._hit(spoken, start, q, cell.head, stated, True)
            # a group that the indicator does not tell apart is not the whole
            is_told = hit and self._dims(cell.label, 0, self.catalogue.indicators[hit.indicator])
            return words, spoken, hit if is_told else None
        above = ",".join(cell.parents)  # 社会救助支出 above, 最低生活保障 here: the name is in both
        spoken = f"{cell.title}\t{above},{cell.label}"
        hit = self._hit(spoken, start, q, cell.head, stated, False)
        return words, spoken, hit if hit and any(end > start + len(above) for _, end in hit.parts) else None

    def _is_group(self, label: str) -> bool:
        """Whether a label only says which of those counted above are meant: 城市, 集中供养; not 社会福利."""
        rest = list(label)
        for m in self.dims.find(label)[0]:
            rest[m.start : m.end] = [""] * (m.end - m.start)
        for region in self._regions_in(label, self.source.region):
            rest[region.start : region.end] = [""] * (region.end - region.start)
        return not _SAYS_NOTHING.sub("", PERSONS.sub("", "".join(rest)))

    def _hit(
        self, spoken: str, from_label: int, q: Quantity, head: str, stated: str, may_be_above: bool
    ) -> SubjectHit | None:
        """The phrase that names a number: of its label and head, else - where it may - of the nearest line above."""
        words = self.phrases.read(spoken)
        lines = [0, *(m.end() for m in re.finditer("\n", spoken[:from_label]))]
        is_growth = q.kind == "percent" and bool(GROWTH.search(head))
        for start in (from_label, *(reversed(lines) if may_be_above else ())):
            hits = [
                h
                for h in self.phrases.hits(words, start, len(spoken), spoken)
                if self.fits.fits(self.catalogue.indicators[h.indicator], q)
                and not (is_growth and self.catalogue.indicators[h.indicator].unit == "percent")
            ]
            if is_growth and any(h.indicator == stated for h in hits):
                hits = [h for h in hits if h.indicator == stated]
            if hits:
                return max(hits, key=lambda h: (self._weight(h, q), -h.start, h.indicator))
        return None

    def _weight(self, hit: SubjectHit, q: Quantity) -> float:
        indicator = self.catalogue.indicators[hit.indicator]
        weight = 3.0 * hit.length - 4 * hit.crossed
        weight += 3 if self.fits.exact(indicator, q) else 0
        weight -= 0 if hit.ordered else 6
        return weight + (4 if q.kind == "percent" and indicator.unit == "percent" else 0)

    def _measure(self, words: str, q: Quantity, indicator: Indicator) -> Measure:
        if q.kind == "percent":
            return "growth_pct" if GROWTH.search(words) and indicator.unit != "percent" else "share_pct"
        if q.kind == "point" or _CHANGE.search(words):
            return "change_abs"
        return "ratio" if q.kind == "times" else "level"

    def _unit(self, q: Quantity, indicator: Indicator, measure: Measure) -> str:
        if measure in ("growth_pct", "share_pct"):
            return "percent"
        if measure == "change_abs" and q.kind == "point":
            return "percentage_point"
        if q.kind == "money" and indicator.unit in YEARLY:
            yearly = "year" in q.per or ("month" not in q.per and float(q.value) > indicator.range[1])
            return YEARLY[indicator.unit] if yearly else indicator.unit
        if self.fits.is_person_time(q) and indicator.unit == "person":
            return "person_time"
        return indicator.unit

    def _dims(self, spoken: str, from_label: int, indicator: Indicator) -> dict[str, str]:
        mentions, _ = self.dims.find(spoken)
        mentions = outside(mentions, find_regions(spoken, self.source.region))
        dims: dict[str, str] = {}
        lines = [0, *(m.end() for m in re.finditer("\n", spoken[:from_label])), from_label, len(spoken)]
        for start, end in reversed(list(pairwise(lines))):
            found: dict[str, set[str]] = {}
            for m in mentions:
                is_asked = m.dim in indicator.dims and f"{m.dim}.{m.value}" not in indicator.dim_words_off
                is_asked = is_asked and (start >= from_label or not _is_of_rows(m, spoken))
                if is_asked and start <= m.start and m.end <= end:
                    found.setdefault(m.dim, set()).add(m.value)
            for dim, values in narrow(found).items():
                if len(values) == 1 and dim not in dims and not (dim == "residence" and "城乡" in spoken[start:end]):
                    dims[dim] = next(iter(values))
        return dims

    def _region(self, cell: Cell) -> tuple[str, str]:
        home = self.source.region or ""
        divisions = load_divisions()
        if home in divisions and home != NATION:
            name = divisions.name(home)
            inner = [m for m in self._regions_in(name + cell.label, home) if m.end > len(name) and m.code != home]
            if inner and divisions.is_within(inner[-1].code, home):
                return inner[-1].code, "table: row label"
        for text in (cell.label, cell.head, cell.title):
            found = self._regions_in(text, self.source.region)
            if found and text is cell.title and found[-1].code != home and home:
                continue
            if found:
                return found[-1].code, f"table: {found[-1].rule}"
        return home, "home of the text"

    def _status(self, cell: Cell, period: str) -> Status:
        """Planned where the head says so or the period is still to come on the day of publication."""
        published = self.source.published
        is_ahead = published is not None and period[:4] > str(published.year)
        return "planned" if is_ahead or _PLANNED.search(cell.head) else "actual"

    def _regions_in(self, text: str, home: str | None) -> list[RegionMention]:
        if (text, home) not in self._regions:
            self._regions[text, home] = find_regions(text, home)
        return self._regions[text, home]


def _is_of_rows(mention: DimMention, spoken: str) -> bool:
    """Whether a word above a table only says what its rows are: 各县(市、区)低保标准."""
    is_each = "各" in spoken[max(0, mention.start - 1) : mention.start + 1]
    return mention.dim in _OF_LABELS or (mention.dim == "area" and is_each)


def _unknown(base: Fact) -> Fact:
    """The number as one of a quantity that the catalogue has no indicator for."""
    return replace(base, kind="unknown", why="no indicator")

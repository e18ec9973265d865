"""Facts of tables: each number cell with the indicator, unit, place and time that its label, head and title name.

In: the cells of a table. Out: facts, or unknown quantities where the words name no indicator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.catalogue import Catalogue, Indicator
from etl.clean import CleanText
from etl.divisions import NATION, load_divisions
from etl.extract.dim_mentions import DimFinder, narrow, outside
from etl.extract.fitting import Compatibility
from etl.extract.frame import Frame, Setting, default_period, year_before
from etl.extract.periods import TimeMention, find_periods
from etl.extract.phrases import PhraseFinder, SubjectHit
from etl.extract.quantities import Quantity, QuantityFinder
from etl.extract.regions import find_regions
from etl.extract.tables import Cell
from etl.extract.units import YEARLY
from etl.model import Evidence, Fact, Measure, PeriodType, Source, Status

_GROWTH = re.compile(r"同比|增长|增减|增幅|增速|涨幅|升降|环比|比上年|较上年")
_LAST = re.compile(r"上年同期|去年同期|上期|上年")
_THIS = re.compile(r"本期|本年|当期|本月末|本季|累计")
_PLANNED = re.compile(r"目标|计划|预期|拟|任务")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_QUARTER_ENDS = {"03": "31", "06": "30", "09": "30", "12": "31"}
"""Last days of the months that close a quarter."""


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the number cells of one text."""

    source: Source
    clean: CleanText
    frame: Frame
    catalogue: Catalogue
    phrases: PhraseFinder
    dims: DimFinder
    quantities: QuantityFinder
    fits: Compatibility

    def read(self, cells: Sequence[Cell]) -> list[Fact]:
        """One fact or unknown number for each cell."""
        return [self._fact(cell) for cell in cells]

    def _quantity(self, cell: Cell) -> Quantity | None:
        """The cell's number with its unit, from the cell itself or from the head."""
        own = self.quantities.find(cell.text, ())
        if own and own[0].kind != "bare":
            return own[0]
        joined = self.quantities.find(cell.text + cell.unit, ()) if cell.unit else own
        return joined[0] if joined else None

    def _fact(self, cell: Cell) -> Fact:
        q = self._quantity(cell)
        start, end = self.clean.raw_span(cell.start, cell.end)
        s, e = self.clean.raw_span(cell.row.start, cell.row.end)
        base = Fact(self.source.doc_id, start, end, self.clean.raw[start:end], sentence_start=s, sentence_end=e)
        words = f"{cell.label}{cell.head}"
        spoken = f"{cell.title}\t{words}"
        hit = self._hit(spoken, len(cell.title) + 1, q) if q else None
        if q is None or hit is None:
            return _unknown(base)
        indicator = self.catalogue.indicators[hit.indicator]
        measure = self._measure(words, q, indicator)
        period, period_type, mention = self._period(cell, indicator)
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
            base_period=year_before(period) if measure == "growth_pct" else None, qualifier=q.qualifier,
            status=self._status(cell, period), headline=indicator.headline,
            topic=indicator.topic, sentence=self.clean.raw[s:e], rule="table cell", evidence=evidence,
        )  # fmt: skip

    def _hit(self, spoken: str, from_label: int, q: Quantity) -> SubjectHit | None:
        words = self.phrases.read(spoken)
        lines = [m.end() for m in re.finditer("\n", spoken[:from_label])]
        for start in (from_label, *reversed(lines), 0):  # of the lines above, the nearest that names it
            hits = [
                h
                for h in self.phrases.hits(words, start, len(spoken), spoken)
                if self.fits.fits(self.catalogue.indicators[h.indicator], q)
            ]
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
            return "growth_pct" if _GROWTH.search(words) and indicator.unit != "percent" else "share_pct"
        if q.kind == "point":
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
        for start, end in ((from_label, len(spoken)), (0, from_label)):
            found: dict[str, set[str]] = {}
            for m in mentions:
                is_asked = m.dim in indicator.dims and f"{m.dim}.{m.value}" not in indicator.dim_words_off
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
            inner = [m for m in find_regions(name + cell.label, home) if m.end > len(name) and m.code != home]
            if inner and divisions.is_within(inner[-1].code, home):
                return inner[-1].code, "table: row label"
        for text in (cell.label, cell.head, cell.title):
            found = find_regions(text, self.source.region)
            if found and text is cell.title and found[-1].code != home and home:
                continue
            if found:
                return found[-1].code, f"table: {found[-1].rule}"
        return home, "home of the text"

    def _period(self, cell: Cell, indicator: Indicator) -> tuple[str, PeriodType, str]:
        title = self._time(cell.title)
        for text in (cell.head, cell.label):
            if (_LAST.search(text) or _THIS.search(text)) and not _YEAR.search(text):
                period, kind = self._fit(title, indicator)
                is_of_last = _LAST.search(text) and not _GROWTH.search(text)
                return ((year_before(period) or "") if is_of_last else period), kind, text
            mention = self._time(text)
            if mention:
                return (*self._fit(mention, indicator), text[mention.start : mention.end])
        return (*self._fit(title, indicator), cell.title if title else "")

    def _status(self, cell: Cell, period: str) -> Status:
        """Planned where the head says so or the period is still to come on the day of publication."""
        published = self.source.published
        is_ahead = published is not None and period[:4] > str(published.year)
        return "planned" if is_ahead or _PLANNED.search(cell.head) else "actual"

    def _time(self, text: str) -> TimeMention | None:
        """The last time word of a text that dates something."""
        for m in reversed(find_periods(text, self.source.published)):
            if m.period and m.role in ("at", "span", "frame") and not m.is_base:
                return m
        return None

    def _fit(self, mention: TimeMention | None, indicator: Indicator) -> tuple[str, PeriodType]:
        """Stocks at the end of the mention's time, flows over it; a standard in the mention's year."""
        if mention is None:
            return default_period(Setting(self.frame.year, "", False, self.frame.yearly), indicator.kind, False)
        period = mention.period
        if indicator.kind == "flow":
            if len(period) == 10:
                return (period[:4] if period[5:7] == "12" else f"{period[:4]}-01/{period[:7]}"), "interval"
            return period, "interval"
        if "/" in period:
            last = period.split("/")[-1]
            is_quarter_end = len(last) == 7 and last[5:] in _QUARTER_ENDS
            return (f"{last}-{_QUARTER_ENDS[last[5:]]}" if is_quarter_end else last), "instant"
        return period, "instant"


def _unknown(base: Fact) -> Fact:
    """The number as one of a quantity that the catalogue has no indicator for."""
    return replace(base, kind="unknown", why="no indicator")

"""Extract stage: a source's text -> every number of it as a fact, noise with a reason, or an unknown quantity.

The finders run in this order: clean -> periods -> quantities -> regions -> phrases -> assemble. Promised: raw spans
are exact and in reading order, every digit run lies in exactly one number. Other texts are never looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from etl.catalogue import Catalogue
from etl.clean import clean
from etl.divisions import Divisions
from etl.extract.assemble import assemble
from etl.extract.cell_dates import CellDates
from etl.extract.cells import CellReader
from etl.extract.cues import Cues
from etl.extract.dim_mentions import DimFinder, outside
from etl.extract.fitting import Compatibility
from etl.extract.frame import find_frame, headed_date
from etl.extract.layout import find_blocks
from etl.extract.noise import NoiseFinder
from etl.extract.numerals import NUMERAL_CHARS
from etl.extract.periods import TimeMention, find_periods
from etl.extract.phrases import PhraseFinder
from etl.extract.quantities import Quantity, QuantityFinder, share_units
from etl.extract.reading import Context, Marks
from etl.extract.regions import find_regions
from etl.extract.tables import Cell, find_tables, read_table
from etl.model import Fact, Source

__all__ = ["Extractor", "extract"]


class Extractor:
    """All finders with their patterns compiled, for many texts."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile everything that depends on the catalogue only."""
        self._catalogue = catalogue
        self._quantities = QuantityFinder(catalogue)
        self._phrases = PhraseFinder(catalogue)
        self._dims = DimFinder(catalogue)
        self._noise = NoiseFinder(catalogue)
        self._cues = Cues(catalogue)
        self._fits = Compatibility(catalogue)

    def extract(self, source: Source) -> list[Fact]:
        """Every number of the text in reading order; two facts share a span where one number states two indicators."""
        cleaned = clean(source.text)
        text = cleaned.text
        if source.published is None:
            source = replace(source, published=headed_date(text))
        times = tuple(find_periods(text, source.published))
        dims, atoms = self._dims.find(text)
        ages = [(d.start, d.end) for d in dims if d.dim == "age" and _has_digit(text[d.start : d.end])]
        blocks = find_blocks(text, cleaned.skip)
        cells = [cell for table in find_tables(blocks, text) for cell in read_table(text, table, blocks)]
        ages = [span for span in ages if not _meets(cells, *span)]
        dated = [t for t in times if not _meets(cells, t.start, t.end)]
        taken = [(t.start, t.end) for t in dated] + ages
        quantities = tuple(share_units(text, self._quantities.find(text, taken)))
        regions = tuple(find_regions(text, source.region))
        dims = outside(dims, regions)
        words, names = self._phrases.read(text), self._noise.names(text)
        marks = Marks(text, cleaned, times, regions, words, tuple(dims), tuple(atoms), quantities, names)
        frame = find_frame(text, times, source.published)
        finders = self._phrases, self._dims, self._quantities
        reader = CellReader(source, cleaned, self._catalogue, *finders, self._fits, CellDates(source.published, frame))
        facts = reader.read(cells)
        marks = replace(marks, quantities=tuple(q for q in quantities if not _is_in(cells, q)))
        context = Context(source, text, marks, frame, self._catalogue, self._phrases, self._cues, self._fits)
        facts += assemble(context, blocks)
        facts += [_date(source, cleaned.raw_span(t.start, t.end), t) for t in dated if _holds_number(text, t)]
        facts += [_age(source, cleaned.raw_span(s, e)) for s, e in ages]
        return sorted(facts, key=lambda f: (f.start, f.end, f.indicator))


def _has_digit(text: str) -> bool:
    """Whether an age is written with a number: 80岁, 九十周岁; 百岁 and 八旬 are words."""
    return any(c.isdigit() for c in text) or ("岁" in text and text[0] in NUMERAL_CHARS and not text.startswith("百"))


def _is_in(cells: Sequence[Cell], q: Quantity) -> bool:
    """Whether a quantity lies in one of the cells, which are in text order."""
    at = bisect_right(cells, q.number_start, key=lambda cell: cell.start) - 1
    return at >= 0 and q.number_start < cells[at].end


def _meets(cells: Sequence[Cell], start: int, end: int) -> bool:
    """Whether a span shares a character with one of the cells, which are in text order."""
    at = bisect_left(cells, end, key=lambda cell: cell.start) - 1
    return at >= 0 and start < cells[at].end


def _holds_number(text: str, mention: TimeMention) -> bool:
    return any(c.isdigit() or c in "一二三四五六七八九十" for c in text[mention.start : mention.end])


def _date(source: Source, span: tuple[int, int], mention: TimeMention) -> Fact:
    reasons = {"name": "name or time stamp", "frame": "named period", "since": "start of a period"}
    why = reasons.get(mention.role, "date")
    return Fact(source.doc_id, *span, source.text[slice(*span)], kind="noise", why=why)


def _age(source: Source, span: tuple[int, int]) -> Fact:
    return Fact(source.doc_id, *span, source.text[slice(*span)], kind="noise", why="age that defines a group")


@lru_cache(maxsize=2)
def _extractor(key: int) -> list[Extractor]:
    return []


def extract(source: Source, catalogue: Catalogue, divisions: Divisions) -> list[Fact]:
    """Facts, noise and unknown numbers of one text; see `Extractor.extract`."""
    del divisions  # the region finder holds the table itself
    cached = _extractor(id(catalogue))
    if not cached:
        cached.append(Extractor(catalogue))
    return cached[0].extract(source)

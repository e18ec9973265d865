"""Periods of table cells: what the head of a column, the label of a row or the title above says of time.

In: a cell and the kind of its indicator. Out: a period as in `Fact`, and the words that say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from etl.extract.frame import Frame, Setting, default_period, year_before
from etl.extract.periods import TimeMention, find_periods
from etl.extract.tables import Cell
from etl.model import PeriodType

GROWTH = re.compile(r"同比|增长|增减|增幅|增速|涨幅|升降|环比|比上年|较上年")
"""Words of a column or a label that compares with an earlier time."""
_LAST = re.compile(r"上年同期|去年同期|上期|上年")
_THIS = re.compile(r"本期|本年|当期|本月末|本季|累计")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_WHOLE_YEAR = re.compile(r"全年|年度累计|1[—\-~至]12月")
_QUARTER = re.compile(r"\d{4}-(?:04/\d{4}-06|07/\d{4}-09|10/\d{4}-12)")
_QUARTER_ENDS = {"03": "31", "06": "30", "09": "30", "12": "31"}
"""Last days of the months that close a quarter."""


def _since_new_year(title: TimeMention | None) -> TimeMention | None:
    """The months from January on for the quarter that a table is titled with: such tables add up the year so far."""
    if title is None or not _QUARTER.fullmatch(title.period):
        return title
    return title._replace(period=f"{title.period[:4]}-01/{title.period[8:]}")


@dataclass(frozen=True, slots=True)
class CellDates:
    """Dates the cells of one text."""

    published: date | None
    frame: Frame
    _times: dict[str, TimeMention | None] = field(default_factory=dict)
    """What was read so far: a title stands at many cells."""

    def period_of(self, cell: Cell, kind: str) -> tuple[str, PeriodType, str]:
        """Period of a cell, its type, and the words that say it (empty where the text dates it)."""
        is_of_year = bool(_WHOLE_YEAR.search(cell.label))  # 临时救助(全年累计) in a table of a quarter
        title = _since_new_year(self._time(cell.title, is_of_year))
        for text in (cell.head, cell.label):
            if (_LAST.search(text) or _THIS.search(text)) and not _YEAR.search(text):
                period, period_type = self._fit(title, kind)
                is_of_last = _LAST.search(text) and not GROWTH.search(text)
                return ((year_before(period) or "") if is_of_last else period), period_type, text
            mention = self._time(text, is_of_year)
            if mention:
                return (*self._fit(mention, kind), text[mention.start : mention.end])
        return (*self._fit(title, kind), cell.title if title else "")

    def _time(self, text: str, is_of_year: bool) -> TimeMention | None:
        """The last time word of a text that dates something; its year where the cell is of a whole year."""
        if text not in self._times:
            found = reversed(find_periods(text, self.published))
            dating = (m for m in found if m.period and m.role in ("at", "span", "frame") and not m.is_base)
            self._times[text] = next(dating, None)
        mention = self._times[text]
        return mention._replace(period=mention.period[:4]) if mention and is_of_year else mention

    def _fit(self, mention: TimeMention | None, kind: str) -> tuple[str, PeriodType]:
        """Stocks at the end of the mention's time, flows over it; a standard in the mention's year."""
        if mention is None:
            return default_period(Setting(self.frame.year, "", False, self.frame.yearly), kind, False)
        period = mention.period
        if kind == "flow":
            if len(period) == 10:
                return (period[:4] if period[5:7] == "12" else f"{period[:4]}-01/{period[:7]}"), "interval"
            return period, "interval"
        if "/" in period:
            last = period.split("/")[-1]
            is_quarter_end = len(last) == 7 and last[5:] in _QUARTER_ENDS
            return (f"{last}-{_QUARTER_ENDS[last[5:]]}" if is_quarter_end else last), "instant"
        return period, "instant"

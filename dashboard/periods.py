"""Periods of the table as words of each language, as years, and as short labels beside a point."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from typing import Any

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _is_month_end(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and day == calendar.monthrange(year, month)[1]


def _one(text: str, lang: str) -> str:
    parts = _parts(text)
    if parts is None:
        return text
    year, month, day = parts
    if month is None:
        return f"{year}年" if lang == "zh" else f"{year}"
    name = calendar.month_name[month] if 1 <= month <= 12 else str(month)
    if day is None:
        return f"{year}年{month}月" if lang == "zh" else f"{name} {year}"
    if _is_month_end(year, month, day):
        if month == 12:
            return f"{year}年末" if lang == "zh" else f"end of {year}"
        return f"{year}年{month}月末" if lang == "zh" else f"end of {name} {year}"
    return f"{year}年{month}月{day}日" if lang == "zh" else f"{day} {name} {year}"


def period_text(period: str, lang: str) -> str:
    """A period in words.

    >>> period_text("2020-12-31", "zh"), period_text("2021/2025", "zh"), period_text("2021-06-30", "en")
    ('2020年末', '2021—2025年', 'end of June 2021')
    """
    start, slash, end = period.partition("/")
    if not slash:
        return _one(period, lang)
    one, other = _parts(start), _parts(end)
    if one and other and one[1] is None and other[1] is None:
        return f"{start}—{end}年" if lang == "zh" else f"{start}–{end}"
    if one and other and one[0] == other[0] and one[1] and other[1] and one[2] is None and other[2] is None:
        if lang == "zh":
            return f"{one[0]}年{one[1]}—{other[1]}月"
        return f"{calendar.month_abbr[one[1]]}–{calendar.month_abbr[other[1]]} {one[0]}"
    return f"{_one(start, lang)}—{_one(end, lang)}" if lang == "zh" else f"{_one(start, lang)} to {_one(end, lang)}"


def short_label(period: str) -> str:
    """The label beside a point: as short as it can be, the same in both languages.

    >>> short_label("2020-12-31"), short_label("2021-06-30"), short_label("2021/2025")
    ('2020', '2021-06', '2021–25')
    """
    start, slash, end = period.partition("/")
    if slash:
        one, other = start[:4], end[:4]
        return one if one == other else f"{one}–{other[2:] if one[:2] == other[:2] else other}"
    parts = _parts(period)
    if parts is None or parts[1] is None or parts[1] == 12:
        return period[:4]
    return period[:7]


def last_year(period: str) -> int:
    """The year a period ends in; 0 where it has none.

    >>> last_year("2021/2025"), last_year("2020-12-31"), last_year("")
    (2025, 2020, 0)
    """
    text = period.partition("/")[2] or period
    return int(text[:4]) if text[:4].isdecimal() else 0


def span_label(row: Mapping[str, Any]) -> str:
    """From when to when a growth is, short.

    >>> span_label({"period": "2025", "base_period": "2020", "flags": ()})
    '2020→25'
    """
    end = last_year(str(row["period"]))
    if "base_undated" in row["flags"]:
        return f"?→{end}"
    return f"{str(row['base_period'])[:4]}→{end % 100:02d}" if row["base_period"] else f"…→{end}"


def first_year(period: str) -> int:
    """The year a period begins in; 0 where it has none."""
    return int(period[:4]) if period[:4].isdecimal() else 0


def order(period: str) -> tuple[int, int, str]:
    """Sort key: by start, then by end; a whole year comes after an interval that begins in it."""
    return first_year(period), last_year(period), period

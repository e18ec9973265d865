"""Numbers as each language writes them: 78.65万 and 65.5亿 in Chinese, 786,500 and 6.55 billion in English."""

from __future__ import annotations

import math

QUALIFIER_SIGNS = {"exact": "", "approx": "≈", "just_under": "<", "at_least": "≥", "at_most": "≤"}


def _trim(value: float, decimals: int | None, comma: bool) -> str:
    """Digits without needless zeros; rounded to `decimals` where given."""
    if decimals is not None:
        value = round(value, decimals)
    digits = f"{value:{',' if comma else ''}.{max(decimals or 0, 0) if decimals is not None else 6}f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def number(value: float, lang: str, decimals: int | None = None) -> str:
    """A bare number.

    >>> number(786500, "zh"), number(786500, "en"), number(6.55e9, "zh"), number(6.55e9, "en")
    ('78.65万', '786,500', '65.5亿', '6.55 billion')
    >>> number(516.6667, "en", 1)
    '516.7'
    """
    if math.isnan(value):
        return ""
    size = abs(value)
    if lang == "zh":
        if size >= 1e8:
            return f"{_trim(value / 1e8, 4 if decimals is None else 2, False)}亿"
        if size >= 1e4:
            return f"{_trim(value / 1e4, 4 if decimals is None else 2, False)}万"
        return _trim(value, decimals, False)
    if size >= 1e9:
        return f"{_trim(value / 1e9, 4 if decimals is None else 2, False)} billion"
    if size >= 1e6:
        return f"{_trim(value / 1e6, 4 if decimals is None else 2, False)} million"
    return _trim(value, decimals, True)


def compact(value: float, lang: str, decimals: int | None = None) -> str:
    """A number where room is short: English millions and billions by their letter.

    >>> compact(1244000, "en"), compact(73602, "en"), compact(1244000, "zh")
    ('1.244M', '73,602', '124.4万')
    """
    return number(value, lang, decimals).replace(" million", "M").replace(" billion", "B")


def counted(count: int, one: str, more: str) -> str:
    """An English count of things.

    >>> counted(1, "row", "rows"), counted(1234, "row", "rows")
    ('1 row', '1,234 rows')
    """
    return f"{count:,} {one if count == 1 else more}"


def rate(value: float, lang: str) -> str:
    """A growth in percent with its sign and two decimals, so that a column of them lines up.

    >>> rate(20.1005, "zh"), rate(-3, "en"), rate(1239, "en")
    ('+20.10%', '-3.00%', '+1,239.00%')
    """
    return f"{value:+{',' if lang == 'en' else ''}.2f}%"


def signed(value: float, lang: str, decimals: int | None = None) -> str:
    """A number with its sign, for changes."""
    return ("+" if value > 0 else "") + number(value, lang, decimals)

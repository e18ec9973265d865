"""Chinese and Arabic numerals: string -> exact value and the smallest step that its digits can express."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

_DIGITS = dict.fromkeys("零〇○", 0) | {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
MULTIPLIERS = {**_SMALL, **_LARGE}
_ALONE = {c: Decimal(value) for c, value in {**_DIGITS, "十": 10}.items()}
"""Numerals of one character, by far the most frequent."""

NUMERAL_CHARS = "零〇○一二两三四五六七八九十百千万亿"


def parse_digits(text: str) -> tuple[Decimal, Decimal]:
    """Value and resolution of an Arabic numeral, thousands separators allowed.

    >>> parse_digits("1,405.50")
    (Decimal('1405.50'), Decimal('0.01'))
    """
    value = Decimal(text.replace(",", ""))
    return value, Decimal(1).scaleb(int(value.as_tuple().exponent))


def parse_chinese(text: str) -> Decimal | None:
    """Value of a Chinese numeral, or None where the characters form no number.

    >>> parse_chinese("三百二十"), parse_chinese("二〇二〇"), parse_chinese("一万二"), parse_chinese("百")
    (Decimal('320'), Decimal('2020'), Decimal('12000'), None)
    """
    if len(text) == 1:
        return _ALONE.get(text)
    if not text or text[0] in "百千万亿":
        return None
    if all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, None
    last = 1
    for c in text:
        if c in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[c]
        elif c in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[c]
            digit, last = None, _SMALL[c]
        elif c in _LARGE:
            section += digit or 0
            if not section:
                return None
            total = (total + section) * _LARGE[c] if c == "亿" else total + section * _LARGE[c]
            section, digit, last = 0, None, _LARGE[c]
        else:
            return None
    if digit is not None:
        colloquial = text[-2] in MULTIPLIERS and last > 10  # 一万二, 三百五
        section += digit * last // 10 if colloquial else digit
    return Decimal(total + section)


@lru_cache(maxsize=256)
def multiplier(text: str) -> Decimal:
    """Product of multiplier characters.

    >>> multiplier("百万"), multiplier("")
    (Decimal('1000000'), Decimal('1'))
    """
    product = Decimal(1)
    for c in text:
        product *= MULTIPLIERS[c]
    return product

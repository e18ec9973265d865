"""The numbers of a sentence in their places: the stretches beside each, and the reason where one states nothing.

In: one sentence with its quantities. Out: for each quantity a `Slot`, or a reason why it is noise. What a number is
about is left to `naming`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from etl.extract.layout import find_clauses
from etl.extract.quantities import Quantity

_PER_HEAD = re.compile(
    r"""
      (?P<t0>[月年])人均[^\d,，、。;；]{0,6}$                                              # 月人均补差
    | 每(?:人|名|位|户|床|张床位|张)(?:每?(?P<t>[月年]))?[^\d,，、。;；]{0,8}$            # 每人每月, 每张床位
    | 人均[^\d,，、。;；]{0,6}$                                                            # 人均
    """,
    re.X,
)
_PER_TIME = re.compile(
    r"每([月年])(?:可?领取?|发放|发给|补助|补贴|给予|发|补|给到?)?(?:[\u4e00-\u9fff]{0,5}(?:金|津贴|补贴|补助|费))?$"
)  # 每月发放, 每月发放长寿金
_PER_OTHER = re.compile(r"每(?:餐|顿|份|单|次|小时|天|日|平方米|套|件|台|具|例|块)[^\d,，、。;；]{0,8}$")  # 每餐补贴
_REACH = 14
"""Characters before an amount in which its rate stands."""
_HIGHEST_RATE = 20000
"""Yuan up to which an amount behind 每月 is what one person gets."""


class Slot(NamedTuple):
    """A quantity in its sentence: clause bounds, and the stretches before and after that no other number interrupts."""

    quantity: Quantity
    clause_start: int
    clause_end: int
    left_start: int
    right_end: int


def lone_slot(q: Quantity) -> Slot:
    """Slot of a number whose surroundings do not matter."""
    return Slot(q, q.start, q.end, q.start, q.end)


def find_slots(text: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Slot]:
    """Slots of the quantities of a sentence `text[start:end]`; those between which noise stands count as neighbours."""
    slots = []
    clauses = find_clauses(text, start, end)
    for i, q in enumerate(quantities):
        at = bisect_right(clauses, q.start, key=lambda clause: clause[0]) - 1
        clause = clauses[at] if at >= 0 and q.start < clauses[at][1] else (start, end)
        left = max(clause[0], quantities[i - 1].end if i else clause[0])
        right = min(clause[1], quantities[i + 1].start if i + 1 < len(quantities) else clause[1])
        rated = _with_rate(text, q, left)
        slots.append(Slot(rated, clause[0], max(clause[1], q.end), min(left, q.start), max(right, q.end)))
    return slots


def _with_rate(text: str, q: Quantity, left_start: int) -> Quantity:
    """The quantity with the rate that stands right before it: 每人每月584元."""
    if q.kind != "money" or q.per:
        return q
    before = text[max(left_start, q.start - _REACH) : q.start]
    m = _PER_HEAD.search(before)
    if m is None and _PER_OTHER.search(before):
        return q._replace(per=frozenset({"other"}))
    if m is None:
        m = _PER_TIME.search(before)
        if m and q.value < _HIGHEST_RATE:
            return q._replace(per=frozenset({"person", "month" if m[1] == "月" else "year"}))
        return q
    per = {_divisor(m[0])}
    if time := m["t"] or m["t0"]:
        per.add("month" if time == "月" else "year")
    return q._replace(per=frozenset(per))


def _divisor(words: str) -> str:
    """Whom or what a rate divides by: 每户, 每张床位, else each person."""
    if "户" in words[:3]:
        return "household"
    return "bed" if "床" in words[:4] or "张" in words[:3] else "person"


def blank(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> str:
    """The stretch with the known spans blanked out."""
    piece = text[start:end]
    for s, e in known:
        if s < end and e > start:
            s, e = max(s, start) - start, min(e, end) - start
            piece = piece[:s] + " " * (e - s) + piece[e:]
    return piece

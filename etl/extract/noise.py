"""Numbers that state no indicator: dates, ordinals, names, ages, sizes; each gets a reason, none is dropped."""

from __future__ import annotations

import re
from bisect import bisect_right

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.catalogue import Catalogue
from etl.extract.quantities import Quantity

DURATIONS = frozenset({"年", "天", "小时", "分钟", "周", "个月", "日", "月", "学时", "课时", "秒"})
_ORDINAL_UNITS = frozenset({"级", "届", "期", "班", "号", "楼", "层", "名次", "代", "线", "等", "度", "时", "点", "区间"})
_BRACKETED = re.compile(r"[(（]\s*$")
_LINE_NUMBER = re.compile(r"^[ \t]*(?:#{1,6}[ \t]*)?[(（]?$")
_AFTER_NUMBER = re.compile(r"[、.)）．]")
_CODE_BEFORE = re.compile(r"[〔\[A-Za-z_№#:/=\-—+×.]$|[电话热线邮编编号证号案号文号微信]:?$|[第老]$")
_PERSON_BEFORE = re.compile(r"(?:今年|现年|年近|年过|年满|年龄|已经)$")


class NoiseFinder:
    """Knows the fixed names that hold a number; built once from a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index the names of wording.toml."""
        self._reason: dict[str, str] = {}
        for reason, words in catalogue.wording.noise.items():
            for word in words:
                self._reason.setdefault(word, reason)
        self._words = list(self._reason)
        self._machine = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)

    def names(self, text: str) -> list[tuple[int, int, str]]:
        """Fixed names in the text as (start, end, reason), in order."""
        return [(s, e, self._reason[self._words[w]]) for w, s, e in self._machine.find_matches_as_indexes(text)]


def covering(names: list[tuple[int, int, str]], starts: list[int], q: Quantity) -> str:
    """Reason of the fixed name that holds the number, or an empty string."""
    for at in (bisect_right(starts, q.number_start) - 1,):
        if at < 0:
            return ""
        start, end, reason = names[at]
        if start <= q.number_start and end >= q.number_end and (q.chinese or q.kind == "bare" or end >= q.end):
            return reason
    return ""


def reason_before(text: str, q: Quantity, line_start: int, previous: Quantity | None) -> str:  # noqa: C901
    """Reason why a number is noise from its form and place alone, or an empty string."""
    before = text[max(line_start, q.number_start - 6) : q.number_start]
    after = text[q.end : q.end + 6]
    if before.endswith("第"):
        return "ordinal"
    if q.chinese and q.value == 1 and re.search(r"每[^,，。]{0,4}$", before):
        return "denominator of a rate"
    if q.kind == "bare" and re.match(r"[.、．][\u4e00-\u9fff]", text[q.end :]) and re.search(r"[;；:：。]\s*$", before):
        return "enumeration"
    if before.endswith(("每", "每个", "每一")) and not q.kind == "money":
        return "denominator of a rate"
    if q.kind == "bare" and _LINE_NUMBER.match(text[line_start : q.number_start]) and (
        _AFTER_NUMBER.match(after) or _AFTER_NUMBER.match(text[q.end - 1 : q.end])
    ):
        return "enumeration"
    if q.chinese and q.kind == "bare" and after[:1] in ("是", "要") and text[q.start - 1 : q.start] in ("", "。", ",", ";", "，", "；", ":", "\n", "“"):
        return "enumeration"
    if q.kind == "bare" and q.chinese:
        return "numeral in a word"
    if q.kind == "bare" and before[-1:] in ("“", "‘", "\"", "《", "「") and after[:1] in ("”", "’", "\"", "》", "」"):
        return "name"
    if q.kind == "bare":
        digits = text[q.number_start : q.number_end]
        if len(digits) >= 9 or (digits.startswith("0") and len(digits) > 1 and "." not in digits):
            return "identifier"
        if _CODE_BEFORE.search(before) or re.match(r"[A-Za-z〕\]_/=×+]", after) or after.startswith(("号", "路", "版", "床", "℃", "号文", ".jpg", "后", "00后")):
            return "identifier"
        if re.match(r"[日号时点分]", after):
            return "date"
    if q.kind == "count" and q.unit_words in ("岁", "周岁"):
        return "age"
    if q.kind == "count" and q.unit_words in _ORDINAL_UNITS:
        return "ordinal or class"
    if q.kind == "count" and q.unit_words in ("平方米", "平米") and previous is not None and q.start - previous.end <= 1:
        return "size class"
    if q.kind == "count" and q.unit_words in ("平方米", "平米") and after.startswith(("以上", "的", "社区", "城市")) and q.value <= 5000:
        return "size class"
    if _PERSON_BEFORE.search(before) and q.kind == "bare":
        return "age"
    return ""


def reason_left_over(text: str, q: Quantity) -> str:
    """Reason for a number that no indicator claimed, or an empty string: then it is an unknown quantity."""
    if q.kind == "count" and q.unit_words in DURATIONS:
        return "duration"
    if q.kind == "count" and q.unit_words in ("公里", "公顷", "亩", "吨", "公斤", "克", "米", "层", "栋", "幢"):
        return ""
    if q.chinese and q.kind in ("count", "bare", "percent", "fraction") and not text[q.number_start : q.number_end][1:]:
        return "numeral in a word"
    if q.chinese and q.kind == "bare":
        return "numeral in a word"
    if q.chinese and q.kind == "count" and q.value <= 20:
        return "count of things just named"
    return ""

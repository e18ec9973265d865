"""Numbers that state no indicator: dates, ordinals, names, ages, sizes; each gets a reason, none is dropped."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from etl.catalogue import Catalogue
from etl.extract.layout import Sentence
from etl.extract.phrases import SubjectHit
from etl.extract.quantities import Quantity
from etl.extract.reading import Context, within

SMALL = 20
"""Chinese numerals up to here count what was just said: 两项措施."""
_DURATIONS = frozenset({"年", "天", "小时", "分钟", "周", "个月", "日", "月", "学时", "课时", "秒"})
_TIMES = ("工作日", "自然日", "小时", "季度", "学期", "星期", "年头")
_OF_TIME = ("year", "hour")
_ORDINAL_UNITS = frozenset(
    {"级", "届", "期", "班", "号", "楼", "层", "名次", "代", "线", "等", "度", "时", "点", "区间"}
)
_PHYSICAL = frozenset({"公里", "公顷", "亩", "吨", "公斤", "克", "米", "层", "栋", "幢"})
"""Measure words of real quantities that no indicator counts in."""
_MAYBE_WORDS = frozenset({"count", "percent", "fraction"})
"""Kinds of one-character numerals that are parts of words: 一户."""
_LARGEST_CLASS = 5000
"""Square metres up to which a size tells a class of building."""
_LINE_NUMBER = re.compile(r"^[ \t]*(?:#{1,6}[ \t]*)?[(（]?$")
_AFTER_NUMBER = re.compile(r"[、.)）．]")
_ITEM_BEFORE = re.compile(r"[;；:：。]\s*$")
_ITEM_AFTER = re.compile(r"[.、．][\u4e00-\u9fff]")
_ITEM_OPEN = re.compile(r"(?:^|[\s;；:：。,，])[(（]$")
_ITEM_CLOSE = re.compile(r"[)）][\u4e00-\u9fff]")  # 答:(1)高龄津贴
_IS = ("是", "要")  # 一是, 二要
_BEFORE_IS = ("", "。", ",", ";", "，", "；", ":", "\n", "“")
_OPENING_MARKS = ("“", "‘", '"', "《", "「")
_CLOSING_MARKS = ("”", "’", '"', "》", "」")
_CODE_BEFORE = re.compile(r"[〔\[A-Za-z_№#:/=\-—+×.]$|[电话热线邮编编号证号案号文号微信]:?$|[第老]$")
_OF_FIGURE = re.compile(r"(?:^|[\s(见如])(?:附?[表图]|附件)\s?$")  # 表3 2019年底低保标准, 见附件2
_CODE_AFTER = re.compile(r"[A-Za-z〕\]_/=×+]|[号路版床℃后]|\.jpg|00后")
_OF_RATIO_BEFORE = re.compile(r"\d[:∶]$")  # 城乡比缩小至1.35:1
_OF_RATIO_AFTER = re.compile(r"[:∶]1(?![\d:.])")
_NEAR = 24
_MOST_PER_PLACE = 5
"""Count up to which 每个县 says how many each one has, not how many there are."""
_OF_FAMILY = re.compile(r"(?:全家|一家|家里|家中|夫妻|夫妇|老两口|母子|父子|姐弟|兄弟|姐妹)[有共仅]?$")  # 全家3口人
_PER_PLACE = re.compile(
    r"(?:每[个一]?|各)(?:县|市|区|旗|乡|镇|街|社区|村|行政村|设区市)[^,，。;；:：\d]{0,14}?(?:至少|都有|均有|有|建成|打造|建设|配备|设立|设置|建有|建|设)[^,，。;；:：\d]{0,4}$"
)  # 每个县市至少建成1个
_HOW_OFTEN = re.compile(r"每(?:半?个?[年月周日天]|季度|星期|[两三]个?[年月周天])[^,，。;；\d]{0,8}$")
"""Before 次 that say how often something is done: 每年至少复核1次."""
_VIEWS = re.compile(r"(?:浏览|阅读|点击|访问)(?:量|次数|数)?[:：]?\s*$")  # 浏览:1326次
_DATE_AFTER = re.compile(r"[日号时点分]")
_PERSON_BEFORE = re.compile(r"(?:今年|现年|年近|年过|年满|年龄|已经)$")
_SIZE_AFTER = ("以上", "的", "社区", "城市")
_EACH = re.compile(r"每[^,，。]{0,4}$")  # 每名困难老人一
_JUST_NAMED = re.compile(r"个?(?:档|类|层|等|方面|级|地|方|部门|环节|阶段)")  # 三个方面


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


def reasons_of(
    context: Context, sentence: Sentence, quantities: Sequence[Quantity], find_hits: Callable[[], list[SubjectHit]]
) -> list[str]:
    """For each quantity of a sentence why its form or place makes it noise, or an empty string.

    Durations count something only beside a phrase (`find_hits`) of an indicator of time.
    """
    text, marks = context.text, context.marks
    reasons: list[str] = []
    previous: Quantity | None = None
    for q in quantities:
        why = _covering(marks.names, q) or _reason_before(text, q, sentence.block.start, previous)
        if not why and q.kind == "count" and (q.unit_words in _DURATIONS or _is_duration(text, q)):
            counts_time = any(context.indicator(hit).unit in _OF_TIME for hit in find_hits())
            why = "" if counts_time else "duration"
        if not why and q.chinese:
            why = _reason_of_numeral(context, q)
        reasons.append(why)
        if not why:
            previous = q
    return reasons


def _is_duration(text: str, q: Quantity) -> bool:
    """Whether a noun of time stands behind 个: 3个工作日."""
    return q.unit_words == "个" and text.startswith(_TIMES, q.end)


def _reason_of_numeral(context: Context, q: Quantity) -> str:
    """Why a Chinese numeral names a class (三级) or counts what was just said (四类), or an empty string."""
    words = within(context.marks.atoms, q.number_start - 6, q.number_end)
    if any(m.start <= q.number_start < m.end for m in words):
        return "class or group"
    if q.value <= SMALL and _JUST_NAMED.match(context.text, q.unit_start):
        return "count of things just named"
    return ""


def _covering(names: Sequence[tuple[int, int, str]], q: Quantity) -> str:
    """Reason of the fixed name that holds the number, or an empty string."""
    at = bisect_right(names, q.number_start, key=itemgetter(0)) - 1
    if at < 0:
        return ""
    start, end, reason = names[at]
    holds_number = start <= q.number_start and end >= q.number_end
    return reason if holds_number and (q.chinese or q.kind == "bare" or end >= q.end) else ""


def _reason_before(text: str, q: Quantity, line_start: int, previous: Quantity | None) -> str:
    """Why a number is noise from its form and place alone, or an empty string."""
    before = text[max(line_start, q.number_start - 6) : q.number_start]
    if before.endswith("第") and not (before.endswith("连续第") and q.unit_words == "年"):
        return "ordinal"
    if q.chinese and q.value == 1 and _EACH.search(before):
        return "denominator of a rate"
    if before.endswith(("每", "每个", "每一")) and q.kind != "money":
        return "denominator of a rate"
    if _VIEWS.search(before):
        return "navigation"
    if q.kind == "bare":
        return _reason_of_bare(text, q, line_start, before)
    return _reason_of_count(text, q, previous) if q.kind == "count" else ""


def _reason_of_bare(text: str, q: Quantity, line_start: int, before: str) -> str:
    """Why a number without a unit is noise, or an empty string."""
    after = text[q.end : q.end + 6]
    if _is_item_number(text, q, line_start, before):
        return "enumeration"
    if q.chinese:
        return "numeral in a word"
    if before[-1:] in _OPENING_MARKS and after[:1] in _CLOSING_MARKS:
        return "name"
    digits = text[q.number_start : q.number_end]
    if len(digits) >= 9 or (digits.startswith("0") and len(digits) > 1 and "." not in digits):
        return "identifier"
    if _OF_RATIO_AFTER.match(after) or (digits == "1" and _OF_RATIO_BEFORE.search(before)):
        return "part of a ratio"
    if _OF_FIGURE.search(text[max(line_start, q.number_start - 8) : q.number_start]):
        return "enumeration"
    if _CODE_BEFORE.search(before) or _CODE_AFTER.match(after):
        return "identifier"
    if _DATE_AFTER.match(after):
        return "date"
    return "age" if _PERSON_BEFORE.search(before) else ""


def _is_item_number(text: str, q: Quantity, line_start: int, before: str) -> bool:
    """Whether a number without a unit counts the items of a list: 1.加强…, 一是…."""
    if _ITEM_AFTER.match(text, q.end) and _ITEM_BEFORE.search(before):
        return True
    if q.value <= SMALL and _ITEM_OPEN.search(before) and _ITEM_CLOSE.match(text, q.end):
        return True
    is_marked = _AFTER_NUMBER.match(text, q.end) or _AFTER_NUMBER.match(text, q.end - 1)
    if is_marked and _LINE_NUMBER.match(text[line_start : q.number_start]):
        return True
    return q.chinese and text[q.end : q.end + 1] in _IS and text[q.start - 1 : q.start] in _BEFORE_IS


def _reason_of_count(text: str, q: Quantity, previous: Quantity | None) -> str:
    """Why a number with a measure word is noise, or an empty string."""
    if q.unit_words in ("次", "回", "遍") and _HOW_OFTEN.search(text, max(0, q.start - 14), q.start):
        return "how often"
    if q.unit_words in ("岁", "周岁"):
        return "age"
    if q.value <= SMALL and _OF_FAMILY.search(text, max(0, q.start - 6), q.start):
        return "people of one family"
    if q.value <= _MOST_PER_PLACE and _PER_PLACE.search(text, max(0, q.start - _NEAR), q.start):
        return "number for each place"
    if q.unit_words in _ORDINAL_UNITS:
        return "ordinal or class"
    if q.unit_words in ("平方米", "平米"):
        is_range_end = previous is not None and q.start - previous.end <= 1
        if is_range_end or (q.value <= _LARGEST_CLASS and text.startswith(_SIZE_AFTER, q.end)):
            return "size class"
    return ""


def reason_left_over(q: Quantity) -> str:
    """Reason for a number that no indicator claimed, or an empty string: then it is an unknown quantity."""
    if q.kind == "count" and q.unit_words in _DURATIONS:
        return "duration"
    if q.kind == "count" and q.unit_words in _PHYSICAL:
        return ""
    if q.chinese and (q.kind == "bare" or (q.kind in _MAYBE_WORDS and q.number_end - q.number_start <= 1)):
        return "numeral in a word"
    if q.chinese and q.kind == "count" and q.value <= SMALL:
        return "count of things just named"
    return ""

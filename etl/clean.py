"""Clean stage: raw text -> `CleanText`, the same text in one plain form, with a way back to the raw offsets.

Removed: pinyin glosses (質(zhì)量), invisible characters, HTML tags and scripts, Markdown marks, spaces inside numbers
and words. Made alike: full-width and half-width, traditional and simplified script (OpenCC t2s, one character for
one). Promised: every clean character knows the raw character it stands for. Meaning is left to `extract`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from opencc import OpenCC

from etl.clean_markup import HAN, WORD, is_markup, markup_cuts

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_GLOSS = re.compile(rf"[(（](?<=[{HAN}].)[a-z{_TONED}]{{1,8}}[)）]")
_TONE = re.compile(f"[{_TONED}]")
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u034f\ufe00-\ufe0f"
_MARKDOWN = re.compile(
    r"""
      (?P<image>!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\))
    | (?P<open>\[)(?=[^\]\n]{1,300}\]\([^)\n]{1,500}\))          # [text](address): the text stays
    | (?P<close>(?<=[^\s])\]\([^)\n]{1,500}\))
    | (?P<strong>\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`+)
    """,
    re.X,
)
_MARKDOWN_MARKS = ("*", "__", "`")
"""Those of the pattern that need no link; most texts hold none, which costs less to see than to search."""
_LINK_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,2}[.、)])[ \t]*\[[^\]\n]{1,300}\]\([^)\n]{1,500}\)[^\n]{0,16}$", re.M)
_RULE_LINE = re.compile(r"^(?=[^\n]*---)[ \t:|-]++$", re.M)
_PIPE_LINE = re.compile(r"[ \t]*\|.*\|[ \t]*")
_DIGIT = re.compile(r"\d")
_SPACES = "[ \u00a0\u2002-\u200a\u3000]"
_GAP = re.compile(rf"{_SPACES}+")
_TABLE_LINE = re.compile(
    rf"\t|\S(?:{_SPACES}{{2,}}|\u3000)\S.*(?:{_SPACES}{{2,}}|\u3000)\S|(?<![\d.,%])(?:\d[\d.,%]*+{_SPACES}++){{2,}}\d"
)

_TO_HALF: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_HALF.update({0xFF0C: "，", 0x3000: " ", 0x00A0: " ", 0x2022: "·", 0x30FB: "·", 0x2236: ":", 0x2014: "—"})
_TO_HALF.update({0x2212: "-", 0x2013: "—", 0x301C: "~", 0x223C: "~", 0xFE6A: "%", 0x2027: "·", 0x02D9: "·"})
_TO_HALF.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))  # half characters, which no encoder takes
_HALVED = re.compile(f"[{re.escape(''.join(map(chr, (code for code, to in _TO_HALF.items() if chr(code) != to))))}]")
_NEEDS_T2S = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class CleanText:
    """Cleaned text and the way back: `raw_span(start, end)` gives the raw span of a clean one.

    `skip` holds clean spans that belong to navigation (lists of links): numbers there state nothing. `wide` holds, by
    its raw start, the raw end of what stands for one character but is written with several: `&#49;`.
    """

    raw: str
    text: str
    clean_starts: tuple[int, ...]
    raw_starts: tuple[int, ...]
    skip: tuple[tuple[int, int], ...] = ()
    wide: Mapping[int, int] = field(default_factory=dict)

    def raw_start(self, index: int) -> int:
        """Raw offset of the clean character at `index`."""
        piece = bisect_right(self.clean_starts, index) - 1
        return self.raw_starts[piece] + index - self.clean_starts[piece]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open raw span of the half-open clean span; what was removed at its edges stays outside."""
        if start >= end:
            at = self.raw_start(start) if start < len(self.text) else len(self.raw)
            return at, at
        last = self.raw_start(end - 1)
        return self.raw_start(start), self.wide.get(last, last + 1)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def clean(raw: str) -> CleanText:
    """Clean text of `raw` with its offset map.

    >>> clean("提高質(zhì)量，達１４０５元").text
    '提高质量，达1405元'
    """
    cuts, skip_raw = _cuts(raw)
    pieces: list[str] = []
    clean_starts, raw_starts = [], []
    wide: dict[int, int] = {}
    at, length = 0, 0
    for start, end, instead in [*cuts, (len(raw), len(raw), "")]:
        if start < at:
            continue
        if start > at:
            clean_starts.append(length)
            raw_starts.append(at)
            pieces.append(raw[at:start])
            length += start - at
        if instead:
            clean_starts.append(length)
            raw_starts.append(start)
            pieces.append(instead)
            length += len(instead)
            if raw[start] == "&":
                wide[start] = end
        at = end
    text = "".join(pieces)
    for char in set(_HALVED.findall(text)):  # a text has few different ones; str.translate looks up each character
        text = text.replace(char, char.translate(_TO_HALF))
    if _NEEDS_T2S.search(text):
        simplified = _converter().convert(text)
        if len(simplified) != len(text):  # the offset map rests on it
            raise AssertionError("traditional to simplified script changed the length of a text")
        text = simplified
    result = CleanText(raw, text, tuple(clean_starts or [0]), tuple(raw_starts or [0]), wide=wide)
    return replace(result, skip=tuple(_to_clean(result, s, e) for s, e in skip_raw)) if skip_raw else result


def _to_clean(result: CleanText, start: int, end: int) -> tuple[int, int]:
    """Clean span that covers a raw span."""
    return _clean_index(result, start), _clean_index(result, end)


def _clean_index(result: CleanText, raw_index: int) -> int:
    piece = bisect_right(result.raw_starts, raw_index) - 1
    if piece < 0:
        return 0
    limit = result.clean_starts[piece + 1] if piece + 1 < len(result.clean_starts) else len(result.text)
    return min(result.clean_starts[piece] + raw_index - result.raw_starts[piece], limit)


def _cuts(raw: str) -> tuple[list[tuple[int, int, str]], list[tuple[int, int]]]:
    """What to cut out of the raw text, as (start, end, replacement), in order; and the raw spans of navigation."""
    cuts: list[tuple[int, int, str]] = [(m.start(), m.end(), "") for m in re.finditer(f"[{_INVISIBLE}]+", raw)]
    skip: list[tuple[int, int]] = []
    glosses = list(_GLOSS.finditer(raw))
    many = sum(bool(_TONE.search(m[0])) for m in glosses) > 2
    cuts += [(m.start(), m.end(), "") for m in glosses if many or _TONE.search(m[0])]
    if is_markup(raw):
        found, skip = markup_cuts(raw)
        cuts += found
    else:
        has_links = "](" in raw
        if has_links or any(mark in raw for mark in _MARKDOWN_MARKS):
            cuts += [(m.start(), m.end(), "") for m in _MARKDOWN.finditer(raw)]
        if has_links:
            skip += [m.span() for m in _LINK_ITEM.finditer(raw)]
    if "---" in raw:
        cuts += [(m.start(), m.end(), "") for m in _RULE_LINE.finditer(raw)]
    if "|" in raw:
        cuts += [(at, at + 1, "\t") for at in _column_pipes(raw)]
    cuts += _space_cuts(raw)
    cuts.sort()
    return cuts, skip


def _column_pipes(raw: str) -> Iterator[int]:
    """Places of the pipes that part columns: in a line between two of them, and in lines that hold equally many."""
    at = 0
    for count, group in groupby(raw.split("\n"), key=lambda line: line.count("|")):
        lines = list(group)
        is_table = count > 0 and len(lines) > 1 and any(_DIGIT.search(line) for line in lines)
        for line in lines:
            if (is_table or _PIPE_LINE.fullmatch(line)) and not _RULE_LINE.match(line):
                yield from (at + m.start() for m in re.finditer(r"\|", line))
            at += len(line) + 1


def _space_cuts(raw: str) -> list[tuple[int, int, str]]:
    """Cuts for spaces inside numbers, units and words; a line that looks like a row of a table keeps its gaps."""
    cuts: list[tuple[int, int, str]] = []
    at = 0
    for line in raw.split("\n"):
        gaps = list(_GAP.finditer(line))
        if gaps:
            parts_columns = "\t" in line or sum(m.start() > 0 and m.end() < len(line) for m in gaps) > 1
            if parts_columns and _TABLE_LINE.search(line):
                cuts += _column_cuts(line, at, gaps)
            else:
                cuts += [(at + m.start(), at + m.end(), "") for m in gaps if _is_idle_gap(line, m)]
        at += len(line) + 1
    return cuts


def _column_cuts(line: str, at: int, found: list[re.Match[str]]) -> list[tuple[int, int, str]]:
    """Cuts for a row of a table: wide gaps part columns; narrow ones only where no gap of the row is wide."""
    gaps = [m for m in found if m.start() > 0 and m.end() < len(line)]
    if "\t" in line or "|" in line:
        return [(at + m.start(), at + m.end(), "") for m in gaps if _is_idle_gap(line, m)]
    wide = [len(m[0]) > 1 or m[0] == "\u3000" for m in gaps]
    cuts, has_wide = [], any(wide)
    for m, is_wide in zip(gaps, wide, strict=True):
        if is_wide or not has_wide:
            cuts.append((at + m.start(), at + m.end(), "\t"))
        elif _is_idle_gap(line, m):
            cuts.append((at + m.start(), at + m.end(), ""))
    return cuts


def _is_idle_gap(line: str, gap: re.Match[str]) -> bool:
    """Whether a gap separates nothing: 1 405 元 / 月, 每人 每月, 达到 584 元."""
    left, right = line[gap.start() - 1 : gap.start()], line[gap.end() : gap.end() + 1]
    if not left or not right:
        return True
    if left.isdigit() and right.isdigit():
        before = re.search(r"(\d{1,3})$", line[max(0, gap.start() - 3) : gap.start()])
        groups = rf"\d{{3}}(?:\.\d+)?(?:{_SPACES}\d{{3}})*{_SPACES}?(?=[{HAN}%％])"
        after = re.match(groups, line[gap.end() : gap.end() + 40])
        return bool(before and after and len(gap[0]) == 1)
    if left in "/／·.%％" or right in "/／·%％":
        return True
    if left.isdigit():
        return bool(WORD.match(right))
    if right.isdigit():
        return bool(WORD.match(left)) and not _ends_in_quantity(line[max(0, gap.start() - 4) : gap.start()])
    is_between_words = bool(WORD.match(left) and WORD.match(right))
    return is_between_words and not _ends_in_quantity(line[max(0, gap.start() - 4) : gap.start()])


_QUANTITY_TAIL = re.compile(rf"[\d０-９][{HAN}]{{1,3}}$")


def _ends_in_quantity(left: str) -> bool:
    """Whether the text before a gap is a number with its unit: then the gap separates it (5.46亿元 全市共有…)."""
    return bool(_QUANTITY_TAIL.search(left))

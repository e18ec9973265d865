"""Where a text could name a division: the names, short names and relative words that stand in it.

In: cleaned text. Out: tokens in reading order without overlaps, each with the rows of the table that bear its word.
Longer words that only contain a name (长治久安) are left out here; whether a token is a mention is decided by
`regions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.divisions import NATION, Division, Divisions, load_divisions

KINDS = "省市县区州盟旗"
_RELATIVE = tuple(f"{lead}{kind}" for lead in "全我本" for kind in KINDS if lead + kind != "本州")
_RELATIVE += ("省内", "市内", "县内", "全国", "我国")
# 健全市级, 安全区域, 基本县情: the word's first character belongs to the word before.
_NOT_BEFORE_RELATIVE = {
    "全": "健安完齐保周成万俱两",
    "我": "自",
    "本": "基成日根资样版文书课标",
    "省": "跨各外",
    "市": "城都股",
    "县": "各",
}
# 全区域, 全市场, 全县域, 省内外: the second character belongs to the word after.
_NOT_AFTER_RELATIVE = {"市": "场", "区": "域块间", "县": "域", "州": "", "内": "外", "省": "份"}
# 市级, 县域, 区划: the last character of the name starts another word.
NOT_AFTER_NAME = {"市": "级场值", "县": "级域", "区": "域级位间块", "州": "", "旗": "级", "盟": "级", "省": "级"}
_ROAD_HEADS = "东西南北中"
_BEFORE_TWO = "在为于从由的赴往对自让向如像即是、"


class Token(NamedTuple):
    """A half-open span of the clean text that could be a mention."""

    start: int
    end: int
    form: str
    """name, two (a name of two characters), short, bare (a county's or an ordinary word), relative."""
    word: str
    rows: tuple[Division, ...] = ()


@dataclass(frozen=True)
class Finder:
    """Automata and word sets over one table; built once."""

    divisions: Divisions
    strong: AhoCorasick
    strong_words: tuple[tuple[str, str], ...]
    bare: AhoCorasick
    bare_words: tuple[str, ...]
    names: dict[str, tuple[Division, ...]]
    shorts: dict[str, tuple[Division, ...]]
    bares: dict[str, tuple[Division, ...]]
    common: frozenset[str]
    common_full: frozenset[str]


def _grouped(rows: Iterable[tuple[str, Division]]) -> dict[str, tuple[Division, ...]]:
    groups: dict[str, list[Division]] = {}
    for word, row in rows:
        groups.setdefault(word, []).append(row)
    return {word: tuple(members) for word, members in groups.items()}


def _spoken(row: Division) -> list[str]:
    """What an autonomous division is called in the press: 恩施州, 长阳县, 威宁自治县, 广西自治区; none for others."""
    if row.level == "province":
        return [f"{row.short}自治区"] if row.name.endswith("族自治区") or row.short == "新疆" else []
    head, autonomous, kind = row.name.rpartition("自治")
    is_called = autonomous and len(kind) == 1 and row.short != row.name and head
    return [row.short + kind, f"{row.short}自治{kind}"] if is_called else []


@lru_cache(maxsize=1)
def finder() -> Finder:
    """The finder over the project's own table, built once."""
    divisions = load_divisions()
    words = divisions.words
    weak = frozenset(words["weak"])
    rows = [row for row in divisions.rows if row.code != NATION]
    names = _grouped([(row.name, row) for row in rows] + [(word, row) for row in rows for word in _spoken(row)])
    large = [row for row in rows if row.level != "county"]
    shorts = _grouped((row.short, row) for row in large if row.short not in weak and row.short not in names)
    bares = _grouped(
        (row.short, row) for row in rows if row.short not in shorts and row.short != row.name and row.short not in names
    )
    strong = [(word, "stop") for word in words["not_names"]] + [(word, "relative") for word in _RELATIVE]
    strong += [(word, "two" if len(word) == 2 else "name") for word in names] + [(word, "short") for word in shorts]
    return Finder(
        divisions,
        AhoCorasick([word for word, _ in strong], matchkind=MatchKind.LeftmostLongest),
        tuple(strong),
        AhoCorasick(list(bares), matchkind=MatchKind.LeftmostLongest),
        tuple(bares),
        names,
        shorts,
        bares,
        frozenset(words["common"]) | weak,
        frozenset(words["common_full"]),
    )


def is_han(char: str) -> bool:
    """Whether a character is a common Chinese one; False for the empty string."""
    return "\u4e00" <= char <= "\u9fff"


def tokens(text: str) -> list[Token]:
    """Everything that could be a mention, in reading order, without overlaps."""
    known = finder()
    found: list[Token] = []
    taken = bytearray(len(text) + 1)
    for index, start, end in known.strong.find_matches_as_indexes(text):
        word, form = known.strong_words[index]
        token = _strong_token(text, start, end, word, form)
        taken[start : token.end if token else end] = b"\x01" * ((token.end if token else end) - start)
        if token and token.form != "stop":
            found.append(token)
    for index, start, end in known.bare.find_matches_as_indexes(text):
        if not any(taken[start:end]):
            word = known.bare_words[index]
            found.append(Token(start, end, "bare", word, known.bares[word]))
    return sorted(found, key=lambda token: token.start)


def _strong_token(text: str, start: int, end: int, word: str, form: str) -> Token | None:
    """The token at a match; a name whose last character starts the next word (太原市级) shrinks to its short name."""
    known = finder()
    before, after = text[start - 1 : start], text[end : end + 1]
    if form == "stop":
        return Token(start, end, form, word)
    if form == "relative":
        if before and before in _NOT_BEFORE_RELATIVE.get(word[0], ""):
            return None
        if after and after in _NOT_AFTER_RELATIVE.get(word[1], ""):
            return None
        return Token(start, end, form, word)
    if form == "two":
        alone = not is_han(before) or before in _BEFORE_TWO
        if (after and after in "级域乡区市") or not (alone or _follows_name(text, start)):
            return None
        return Token(start, end, form, word, known.names[word])
    if form == "name" and after and after in NOT_AFTER_NAME.get(word[-1], ""):
        short = word[:-1]
        if short in known.shorts:
            return Token(start, end - 1, "short", short, known.shorts[short])
        if short in known.bares and word[-1] != "区":
            return Token(start, end - 1, "bare", short, known.bares[short])
        return None
    return Token(start, end, form, word, known.names[word] if form == "name" else known.shorts[word])


def _follows_name(text: str, start: int) -> bool:
    """Whether the characters before are a division's name: 忻州市五台县, 山西沁县."""
    known = finder()
    lengths = range(2, 6)
    heads = (text[max(0, start - length) : start] for length in lengths)
    return any(head in known.names or head in known.shorts for head in heads)


def runs_on(text: str, end: int) -> bool:
    """Whether a short name goes on as another name: 山西晚报, 武汉大学, 北京东路."""
    words = finder().divisions.words["not_before"]
    tail = text[end : end + 6]
    return tail.startswith(words) or (tail[:1] in _ROAD_HEADS and tail[1:].startswith(("路", "街", "大街", "大道")))

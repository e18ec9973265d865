"""Which divisions of China a text speaks of: names, short names, and words such as 全市 that lean on the text's home.

In: the cleaned text and the code of the division that publishes it (its home), where known. Out: mentions in reading
order that do not overlap, as half-open spans of the CLEAN text. A name that several divisions bear is decided by the
name before it, by home and by the other full names of the text; where that does not settle it there is no mention.
Which number a mention belongs to is left to the assembly of facts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from etl.divisions import AUTONOMOUS_REGIONS, NATION, RANKS, Division, Divisions, load_divisions
from etl.extract.region_names import KINDS, NOT_AFTER_NAME, Token, finder, is_han, runs_on, tokens

__all__ = ["Divisions", "RegionMention", "find_ambiguous", "find_regions", "guess_home", "load_divisions"]

_TIME_BEFORE = re.compile(r"(?:同期|去年|上年|当年|了)$")
_LINK = re.compile(r"[、,，]|以?及|[和与]")
_GAPS = frozenset({"", "·", "(", "的"})
_AVERAGE = re.compile(r"(?:(?:及|和|与|、)?(?:全国|全省|全市|全区))*(?:的)?(?:总体|人均)?(?:平均|均值|水平|同期)")


class RegionMention(NamedTuple):
    """A place where the text names a division.

    `rule` says how it was read: `name`, `former` (a name that ended; the code is the successor's), `short`, `listed`,
    `relative` (全市), `antecedent` (全市 of the city named before), `chain` (several names in a row), `comparison`
    (高于全国: the value is measured against that division and is not about it).
    """

    start: int
    end: int
    code: str
    rule: str


class _Reader:
    """Reads one text: decides each token in order, then joins what stands in a row."""

    def __init__(self, text: str, home: str | None) -> None:
        self.finder = finder()
        self.divisions = self.finder.divisions
        self.text = text
        self.home = self.divisions.by_code[home].current_code if home and home in self.divisions else None
        self.own = home if home and home in self.divisions else None
        self.near: dict[str, tuple[int, int]] = {}
        self.tokens = tokens(text)
        self.evidence = self._evidence()
        self.listed = dict(self._lists())

    def _evidence(self) -> frozenset[str]:
        """Divisions that the text names beyond doubt, with their parents."""
        sure: set[str] = set()
        for token in self.tokens:
            if token.form in ("name", "two", "short") and token.word not in self.finder.common_full:
                codes = {row.current_code for row in token.rows}
                if len(codes) == 1:
                    sure.update(self.divisions.chain(codes.pop()))
        return frozenset(sure - {NATION})

    def _nearness(self, code: str) -> tuple[int, int]:
        """How well a division fits home, and what else the text names."""
        if code not in self.near:
            self.near[code] = self._measure(code)
        return self.near[code]

    def _measure(self, code: str) -> tuple[int, int]:
        chain = [one for one in self.divisions.chain(code) if one != NATION]
        near = 0
        if self.home and self.home != NATION:
            if self.home in chain or code in self.divisions.chain(self.home):
                near = 3
            else:
                home = set(self.divisions.chain(self.home)) - {NATION}
                near = max((RANKS[self.divisions.level(one)] for one in chain if one in home), default=0)
        return near, sum(one in self.evidence for one in chain[1:])

    def _choose(self, token: Token, before: str | None) -> Division | None:
        """The one division that is meant; None where two fit equally well."""
        rows: Sequence[Division] = token.rows
        if before:
            rows = [row for row in rows if self._lies_in(row, before)] or rows
        elif token.form == "short" and (province := self._province(rows)):
            return province
        scored = [(self._nearness(row.current_code), row) for row in rows]
        best = max(score for score, _ in scored)
        rows = [row for score, row in scored if score == best]
        if len({row.current_code for row in rows}) > 1:
            rows = [row for row in rows if not row.valid_to] or rows
        if len({row.current_code for row in rows}) > 1 and token.form == "short":
            top = min(RANKS[row.level] for row in rows)
            rows = [row for row in rows if RANKS[row.level] == top]
        return rows[0] if len({row.current_code for row in rows}) == 1 else None

    def _province(self, rows: Sequence[Division]) -> Division | None:
        """The province among namesakes (吉林, 海南), unless home lies in another of them."""
        province = next((row for row in rows if row.level == "province"), None)
        others = [row.code for row in rows if row is not province]
        if province and self.home and not self.divisions.is_within(self.home, province.code):
            return None if any(self.divisions.is_within(self.home, code) for code in others) else province
        return province

    def _lies_in(self, row: Division, ancestor: str) -> bool:
        inside = self.divisions.is_within(row.current_code, ancestor) or row.parent == ancestor
        return inside and row.current_code != ancestor

    def _lists(self) -> Iterator[tuple[int, Division]]:
        """Bare names that stand in a list with names of the same parent: 天镇、阳高、广灵."""
        run: list[Token] = []
        for token in [*self.tokens, None]:
            gap = self.text[run[-1].end : token.start] if run and token else ""
            if run and token and 0 < len(gap) <= 3 and _LINK.fullmatch(gap.lstrip(KINDS)):
                run.append(token)
                continue
            if len(run) > 1:
                yield from self._listed(run)
            run = [token] if token and token.form != "relative" else []

    def _listed(self, run: Sequence[Token]) -> Iterator[tuple[int, Division]]:
        parents: dict[str, set[str]] = {}
        for token in run:
            for row in token.rows:
                for parent in {row.parent, self.divisions.by_code[row.current_code].parent}:
                    parents.setdefault(parent, set()).add(token.word)
        for token in run:
            if token.form != "bare" and token.word not in self.finder.common_full:
                continue
            fits = [
                row
                for row in token.rows
                if len(peers := parents[row.parent]) > 1
                and (row.parent in self.evidence or self._nearness(row.current_code)[0] > 1 or len(peers) > 2)
                and (token.word not in self.finder.common or len(peers) > 2)
            ]
            if len({row.current_code for row in fits}) == 1:
                yield token.start, fits[0]

    def _counts(self, token: Token, before: str | None) -> Division | None:
        """The division of a bare name, if something shows that a place is meant."""
        if token.start in self.listed:
            return self.listed[token.start]
        after = self.text[token.end : token.end + 3]
        common = token.word in self.finder.common
        row = self._choose(token, before)
        if row is None or runs_on(self.text, token.end):
            return None
        if row.current_code == self.home or self._is_label(token, row):
            return row
        if before and self._lies_in(row, before):
            return row if not common or not is_han(after[:1]) or after.startswith("等") else None
        if common:
            return None
        named = row.current_code in self.evidence
        return row if named or after.startswith(self.divisions.words["place_after"]) else None

    def _is_label(self, token: Token, row: Division) -> bool:
        """Whether a bare name within home stands as the label of an item of a digest: 【北海】全市…."""
        framed = self.text[max(0, token.start - 1) : token.start] + self.text[token.end : token.end + 1]
        return framed in ("【】", "[]", "〔〕") and self._nearness(row.current_code)[0] > 1

    def _decide(self, token: Token, before: RegionMention | None, near: str | None) -> RegionMention | None:
        """The mention at a token; its code is empty where several divisions fit."""
        if token.form == "relative":
            return self._relative(token, before)
        if token.form == "bare" or (token.word in self.finder.common_full and not near and not self._is_own(token)):
            row = self._counts(token, near)
            if row is None:
                return None
            rule = "listed" if token.start in self.listed else "short"
            return RegionMention(token.start, self._with_kind(token), row.current_code, rule)
        if token.form == "short" and runs_on(self.text, token.end):
            return None
        row = self._choose(token, near)
        if row is None:
            return RegionMention(token.start, token.end, "", "ambiguous")
        rule = "former" if row.valid_to else "short" if token.form == "short" else "name"
        return RegionMention(token.start, token.end, row.current_code, rule)

    def _is_own(self, token: Token) -> bool:
        """Whether a full name that is also an ordinary word (城关区) is that of a division within home."""
        if not self.home or self.home == NATION or len(token.word) <= 2 or token.word in ("老城区", "新城区"):
            return False
        codes = [row.current_code for row in token.rows]
        return any(code != self.home and self.divisions.is_within(code, self.home) for code in codes)

    def _with_kind(self, token: Token) -> int:
        """End of a bare name, with a 县 that no longer is its kind: 太谷县 in an old text."""
        kind, after = self.text[token.end : token.end + 1], self.text[token.end + 1 : token.end + 2]
        return token.end + (token.form == "bare" and kind in tuple("县市") and after not in NOT_AFTER_NAME[kind])

    def _relative(self, token: Token, before: RegionMention | None) -> RegionMention | None:
        kind = token.word[0] if token.word.endswith("内") else token.word[1]
        if kind == "国":
            return RegionMention(token.start, token.end, NATION, "relative")
        code = _relative_home(self.divisions, self.own, kind)
        if code:
            return RegionMention(token.start, token.end, code, "relative")
        code = _relative_home(self.divisions, before.code, kind) if before else None
        return RegionMention(token.start, token.end, code, "antecedent") if code else None

    def read(self) -> list[RegionMention]:
        """All mentions, also ambiguous ones (their code is empty)."""
        mentions: list[RegionMention] = []
        last: RegionMention | None = None
        for token in self.tokens:
            joined = bool(mentions) and self.text[mentions[-1].end : token.start] in _GAPS
            near = mentions[-1].code if joined else None
            mention = self._decide(token, last, near or None)
            if mention is None:
                continue
            mention = self._marked(mention, mentions)
            if (
                near
                and joined
                and mention.code
                and mention.code != near
                and self.divisions.is_within(mention.code, near)
            ):
                mention = mention._replace(start=mentions.pop().start, rule="chain")
            mentions.append(mention)
            last = mention if mention.code and mention.code != NATION else last
        return [one for one in mentions if one.rule != "honour"]

    def _marked(self, mention: RegionMention, earlier: Sequence[RegionMention]) -> RegionMention:
        """The mention, marked where the value beside it is measured against it or where it names an honour."""
        words = self.divisions.words
        head, tail = self.text[max(0, mention.start - 8) : mention.start], self.text[mention.end : mention.end + 16]
        head = _TIME_BEFORE.sub("", head)
        if (
            earlier
            and earlier[-1].rule == "comparison"
            and self.text[earlier[-1].end : mention.start] in ("及", "和", "、", "与")
        ):
            return mention._replace(rule="comparison")
        # 居 and 列 before a name are verbs of their own: 移居上海.
        leans = mention.rule in ("relative", "antecedent") or not head.endswith(("居", "列"))
        if head.endswith(words["compared"]) and leans:
            return mention._replace(rule="comparison")
        if head.endswith(words["compared_if_average"]) and _AVERAGE.match(tail):
            return mention._replace(rule="comparison")
        if mention.code == NATION and _RANK.match(tail):
            return mention._replace(rule="honour")
        if mention.rule in ("relative", "antecedent") and tail.startswith(words["not_about"]):
            return mention._replace(rule="honour")
        return mention


_RANK = re.compile(
    r"[^,，。;；\d]{0,13}(?:之一|前列|先进|率先|示范|首批|首个|首家|第一)"
    r"|[^,，。;；\d]{0,20}(?:行动|项目|试点|工程|改革|大赛|会议|平台|系统|规划|普查)"
)
"""What a place is among all of the country, or what the country runs: 是全国老龄化程度较高的城市之一, 全国…提升行动."""


def _relative_home(divisions: Divisions, home: str | None, kind: str) -> str | None:
    """The division that 全省, 全市, 全县, 全区, 全州, 全盟 or 全旗 means in a text of `home`."""
    if not home or home == NATION:
        return None
    chain = [home, *divisions.chain(home)[1:]]  # the code the text was published under, also where it has ended
    if kind == "省":
        return divisions.at_level(home, "province")
    if kind == "区" and (home in AUTONOMOUS_REGIONS or not divisions.name(home).endswith("区")):
        return next((one for one in chain if one in AUTONOMOUS_REGIONS), None)
    # 市: the lowest city of the chain; 县, 区, 州, 盟, 旗: the lowest division of that kind.
    return next((one for one in chain if divisions.name(one).endswith(kind) and one not in AUTONOMOUS_REGIONS), None)


def find_regions(clean_text: str, home: str | None) -> list[RegionMention]:
    """The mentions of divisions in a cleaned text, in reading order and without overlaps.

    Args:
        clean_text: The cleaned text; spans count its characters.
        home: Code of the division that publishes the text. It decides between namesakes and gives 全市 its meaning;
            without it 全市 means the city named last.
    """
    return [mention for mention in _Reader(clean_text, home).read() if mention.code]


def find_ambiguous(clean_text: str, home: str | None) -> list[RegionMention]:
    """Names that several divisions bear and that nothing decides; their code is empty."""
    return [mention for mention in _Reader(clean_text, home).read() if not mention.code]


_BODY = re.compile(
    r"(?:各级)?(?:民政(?:局|厅|事业|工作|系统|部门)|人民政府|政府|市委|县委|区委|省委|党委|统计局|老龄|养老服务|国民经济|财政局)"
)
# Without a name before it: 省民政厅 is said in a text of a province, 市民政局 in one of a city.
_OWN_BODY = re.compile(r"(?P<kind>[省市县区州盟旗])(?:委|政府|民政[局厅]|人民政府|财政)")
_HEAD = 150


def guess_home(clean_text: str) -> tuple[str, str] | None:
    """The division whose text this is, with the rule that told it; None where the text does not say.

    Every mention weighs more in the first lines and before 民政局 or 人民政府. The words 全省, 我市, 县委 say at which
    level the text speaks: mentions count for their division of that level. Rules: `body`, `head`, `most_named`,
    `nation`, `nickname`.
    """
    reader = _Reader(clean_text, None)
    mentions = [one for one in reader.read() if one.code and one.rule not in ("relative", "antecedent", "comparison")]
    kinds = Counter(token.word.strip("全我本内") for token in reader.tokens if token.form == "relative")
    nation = kinds.pop("国", 0)
    kinds.update(match["kind"] for match in _OWN_BODY.finditer(clean_text))
    scores: dict[str, float] = defaultdict(float)
    rules: dict[str, str] = {}
    for mention in mentions:
        body, head = bool(_BODY.match(clean_text, mention.end)), mention.start < _HEAD
        weight = 1 + 4 * body + 3 * head
        shares = [
            (_relative_home(reader.divisions, mention.code, kind), n / kinds.total()) for kind, n in kinds.items()
        ]
        for code, share in [(mention.code, 0.5), *shares]:
            if code and code != NATION:
                scores[code] += weight * share
                rules[code] = "body" if body else rules.get(code) or ("head" if head else "most_named")
    if nation > 3 * kinds.total() and not any(rule == "body" for rule in rules.values()):
        return NATION, "nation"
    if scores:
        code = max(scores, key=lambda one: (scores[one], -RANKS[reader.divisions.level(one)], one))
        return code, rules[code]
    known = [code for word, code in reader.divisions.nicknames.items() if word in clean_text]
    return (known[0], "nickname") if known else None

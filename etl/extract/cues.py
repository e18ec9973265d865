"""Cue words around a number: growth and change verbs, comparison, share, plan; and what is mere connecting matter.

Pure functions over short stretches of clean text. The word lists of the catalogue feed the patterns; the order in which
cues win is grammar and lives here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.catalogue import Catalogue


def alternatives(words: Iterable[str]) -> str:
    """Pattern that matches the longest of plain words first; words of one beginning are tried together.

    >>> alternatives(["低保", "低收入", "特困", "特困人员"])
    '低(?:保|收入)|特困(?:人员)?'
    """
    tails: dict[str, set[str]] = {}
    for word in words:
        if word:
            tails.setdefault(word[0], set()).add(word[1:])
    branches = []
    for char in sorted(tails):
        rest = alternatives(tails[char])
        is_group = "|" in rest or ("" in tails[char] and len(rest) > 1)
        group = f"(?:{rest})" if is_group else rest
        branches.append(re.escape(char) + (f"{group}?" if "" in tails[char] and rest else group))
    return "|".join(branches)


def one_of(words: Iterable[str], unless: str = "") -> str:
    """Pattern of one of the words, but where `unless` (a lookaround) forbids it; most characters begin none."""
    words = [word for word in words if word]
    firsts = "".join(sorted({re.escape(word[0]) for word in words}))
    return f"(?=[{firsts}]){unless}(?:{alternatives(words)})"


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last of the matches that follow one another in the text, or None."""
    last = None
    for m in pattern.finditer(text):
        last = m
    return last


# Connecting matter: what stands between a subject and its number and names neither.
_FILL = (
    "达到了|达到|达|实际|至|到|为|是|约|近|共有|共计|共|总计|合计|累计|一共|现有|已有|拥有|设有|建有|配有|具有|已经|已|全部|全面|分别|依次|各自|各|均|都|其中|包括|包含|含|另有|另|还有|还|"
    "建成|新建|建设|建立|开办|设立|成立|启动|缩小|差距|不高|偏低|较低|眼下|如今|却|内|建(?!筑|议|档|材)|完成|实现|发放|支出|支付|下拨|拨付|投入|筹集|争取|落实|月均|年均|人均|户均|月|年|每人每月|每人每年|每人|每月|每年|每户|每床|每张|平均|标准|水平|额度|线|以及|及|和|与|或|并|同时|目前|按照|按|"
    "给予|执行|核定|统一|不再|再|又|比重|比例|占比|总数|总量|数量|规模|人数|户数|资金|金额|总额|经费|提高到|提高至|提高|提升到|提升至|提升|增加到|增加至|增加了|增加|增长到|增长了|增长|增至|上升到|上升至|上升|上调到|上调至|上调|"
    "发展到|发展至|发展为|发展成|扩展到|扩展至|扩充到|扩充至|扩大至|拓展到|拓展至|壮大到|壮大至|攀升到|攀升至|跃升到|跃升至|跃升为|回落到|回落至"
    "|发展壮大到|发展壮大至|整合优化|整合|优化|压减|缩减|撤并|变为|变成|那时|当时|最初|起初|当初|以前|过去|原先|现在|"
    "调整到|调整至|调整为|调整|下降到|下降至|下降|减少到|减少至|减少了|减少|降至|降到|降低到|降低至|降低|扩大到|升至|升到|涨到|涨至|由|从|自|可抵|抵|正好|恰好|给到|提到|涨到|升到|原来|原|现行|现|左右|的|了|有|在|于|以|向|对|将|可|最高|最低|上下|"
    "较|比|同比|环比|同期|期间|幅度|增幅|涨幅|降幅|增速|净增|新增|新|惠及|覆盖|保障|服务|享受|受益|纳入|涉及|补助|补贴|救助|资助|登记|总|计(?!划)|超过|超|逾|突破|不低于|不少于|不超过|以上|以下|余|多|个|人|户|名|等|全年|全|"
    "城乡|我们|不分|实施|仅|只有|只|就|也|则|而|[这该上此]一?个?(?:数字|数据|指标|数)|亦|即|这|该|此|上述|之|本|其|能|要|应|须|拟|力争|确保|预计|计划|争取|目标|截至|截止|底|末|前|后|起|止|时|当|又|元|单位|约合|折合|相当于|近年来|今年|去年|上年|累积|完成投资|总投资|高于|低于|高出|超出|占|总|率"
)


_WILL = re.compile(
    r"将(?<![即必]将)(?:要|会|再|继续|全面|同步|逐步|进一步|统一|分别|陆续|力争|于|在|按|新)?(?:年内|全年|全部|各)?"
    r"(?:达到?|提高|增加|新增|新建|建成|建设|调整|完成|发放|投入|实现|超过|突破|增至|升至|上调|推进|实施|培育|打造"
    r"|改造|安排|覆盖|惠及|享受|不低于|不少于|建|提升|降|减|有|开展|启动|设|扩"
    r"|(?:继续|进一步|持续|着力|加快|不断|努力|大力|把)"
    r"|[为向给对][^,，。;；将]{0,20}(?:发放|提供|开展|实施|改造|补助|补贴)|[为向给对][^,，。;；将]{0,6}$)"
)
"""将 before a verb means the future; before a noun it is 把 (将孤儿标准从600元提高到1000元)."""
_MUST = re.compile(
    r"(?<![需重主必只简摘想首概])要(?:在[^,，。;；]{1,14}基础上)?(?:提高|达到|增加|新增|新建|建成|增长|完成)"
)
"""标准要提高到850元; not 需要, 主要, 重要."""
_NAME = re.compile(r"[“\"《][^”\"》,，。]{1,14}[”\"》]|(?:实施|启动|推进|开展)了?[^,，。;；\d]{2,8}计划")
"""A name that may hold a word for plans: 实施“霞光计划”."""
_STRONG_PAST = (
    *("已", "截", "目前", "现有", "去年", "上年", "前年", "以来", "年来", "累计", "先后", "共有", "季度", "上半年"),
    *("至今", "共支出", "共发放"),
)
"""Parts of the catalogue's words for results that outweigh a plan in the same sentence."""
_NOT_PLANS = frozenset({"逐步", "要求", "部署", "未来"})
"""Words of the catalogue's plans that stand in reports of results as often."""
_WON = r"争取(?:到|了)?[^,，。;；\d]{0,8}(?:资金|补助|经费)"
"""争取资金200万元 tells what has come in, not what is aimed at."""
_UP_TO = re.compile(r"到|至|为|达")
_EXTENT = re.compile(r"幅|率|速")
_PART_MARK = re.compile(r"[,，;；]")


class Cues:
    """Compiled cue patterns; built once from a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile the patterns."""
        wording = catalogue.wording
        up = one_of([*wording.growth["up"], "提质", "上浮", "增"])
        down = one_of(wording.growth["down"])
        self._growth = re.compile(rf"(?P<up>{up})|(?P<down>{down})")
        weak = set(wording.plan["weak"])
        plans = set(wording.plan["words"]) - weak - _NOT_PLANS
        self._plan = re.compile(one_of(plans, unless=f"(?!{_WON})"))
        self._weak_plan = re.compile(one_of(weak - {"将"}))
        self._plan_headings = re.compile(one_of(wording.plan["headings"]))
        self._past_headings = re.compile(one_of(wording.past["headings"]))
        strong = [w for w in wording.past["words"] if any(k in w for k in _STRONG_PAST)]
        self._past = re.compile(one_of(strong, unless="(?<![较比])"))
        self._foreign = re.compile(one_of(wording.foreign["words"]))
        self._hearsay = re.compile(one_of(wording.hearsay["words"]))
        self._annual = re.compile(one_of(wording.average["annual"]))
        self._monthly = re.compile(one_of(wording.average["monthly"]))
        self._fill = re.compile(rf"(?:{_FILL})+|[\s,，.。;；:：、()（）“”\"'‘’《》<>/·*—\-]+")

    def residue(self, text: str) -> str:
        """What is left of a stretch without connecting matter: the words that would name something."""
        return self._fill.sub("", text)

    def growth(self, left: str) -> int:
        """+1 or -1 where the last verb before a percentage is one of growth without 到, 至 or 为 after it; else 0."""
        last = last_match(self._growth, left)
        if last is None:
            return 0
        after = left[last.end() :]
        if _UP_TO.search(after) and not _EXTENT.search(last[0]) and not after.startswith("了"):
            return 0
        if _PART_MARK.search(after) or len(after) > 12:
            return 0
        return 1 if last["up"] else -1

    def is_planned_heading(self, text: str) -> bool:
        """Whether a heading opens a part that holds plans."""
        rest = self._plan_headings.sub("", text)  # 主要工作安排 is no 主要工作
        return rest != text and not self._past_headings.search(rest)

    def is_past_heading(self, text: str) -> bool:
        """Whether a heading opens a part that holds results."""
        return bool(self._past_headings.search(text))

    def last_foreign(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Span of the last noun of a neighbouring field in the stretch, or (-1, -1)."""
        last = (-1, -1)
        for m in self._foreign.finditer(text, start, end):
            last = m.span()
        return last

    def is_foreign_next(self, text: str, end: int) -> bool:
        """Whether a noun of a neighbouring field stands right behind a number."""
        return bool(self._foreign.match(text, end))

    def last_plan(self, text: str, clause: int) -> int:
        """End of the last plan cue of a stretch, or -1; weak cues (确保, 目标) count only from `clause` on."""
        last = -1
        if "计划" in text:
            text = _NAME.sub(lambda m: " " * len(m[0]), text)
        for m in self._plan.finditer(text):
            last = m.end()
        for pattern in (_WILL, _MUST):
            for m in pattern.finditer(text):
                last = max(last, m.end())
        if not self._past.search(text):
            for m in self._weak_plan.finditer(text, clause):
                last = max(last, m.end())
        return last

    def last_past(self, text: str) -> int:
        """End of the last cue of a result, or -1."""
        last = -1
        for m in self._past.finditer(text):
            last = m.end()
        return last

    def is_hearsay(self, text: str) -> bool:
        """Whether the sentence reports what others found."""
        return bool(self._hearsay.search(text))

    def average(self, left: str) -> str:
        """`annual_average`, `monthly_average` or an empty string for the stretch before a number."""
        if self._annual.search(left):
            return "annual_average"
        return "monthly_average" if self._monthly.search(left) else ""

"""Records of a sentence while it is read: each number with what is known of it, and what the rules may look at.

The rules of `naming`, `above`, `distribute` and `dimensions` fill the readings of a `Passage`; `stating` makes facts of
them. A `Context` holds the finds of one text with the knowledge to read them, and does not change.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from etl.catalogue import Catalogue, Indicator
from etl.clean import CleanText
from etl.extract.cues import Cues
from etl.extract.dim_mentions import DimMention
from etl.extract.fitting import Compatibility
from etl.extract.frame import Frame
from etl.extract.layout import Sentence
from etl.extract.periods import TimeMention
from etl.extract.phrases import PhraseFinder, SubjectHit, Words
from etl.extract.quantities import Quantity
from etl.extract.regions import RegionMention
from etl.extract.resolve import Choice
from etl.extract.slots import Slot
from etl.model import Source
from etl.programmes import Role

RATES = frozenset({"percent", "fraction", "point", "doubling", "times"})
"""Kinds of quantities that are measured against another one."""
PART = "part of the number before"
"""The rule of a number that 其中 makes a part of a total."""
_JOINT = re.compile(r"[、,，;；]|和|及|与")
PAID = "paid out by the programme named before"
"""The rule of money and people that only payment is said of."""
DISTANCE = "distance from another amount"
"""The rule of an amount that says how far a place is from another one: 大连高出81元."""
OTHER_MONEY = "money that a noun behind it makes another kind of"
"""The rule of an amount of a kind that we do not count: 50元助餐补贴."""
MULTIPLE = "multiple of a standard that measures something else"
"""The rule of a multiple that says how large something else is: 按低保标准的6倍给予."""
BESIDE = frozenset({DISTANCE, OTHER_MONEY, MULTIPLE})
"""Rules of amounts that the next number does not continue, nor is of their field."""
PERSONS = re.compile(
    r"养老服务|长者|市民|职工|精神|智力|多重|肢体|津贴|补贴|资金|补助金|补助|经费|老年人|老人|未成年人|成年人|残疾人|对象|人员|家庭|群众|儿童"
    r"|寿星|其余|[\u4e00-\u9fff]{0,3}(?:经济)?(?:技术)?开发区|经开区|高新区|示范区|管委会|矿区|园区|街道|乡镇|镇街|不分收入|不分城乡|不分户籍|受益|惠及|地区|类|档|以上|周岁|岁|其他|一律|每人|每月|困难|符合条件的?|居民|户籍"
)
"""Words that say for whom a number holds, and so name no indicator."""
STOP = re.compile(r"[。!?]")
FAR = 2000
"""Characters of a paragraph beyond which what it said no longer holds: the work must not grow with its length."""
CITY_AND_COUNTRY = "城乡"
"""Names both residences at once, so that the number is of neither."""


@dataclass(slots=True)
class Reading:
    """What is known of one quantity while its sentence is read."""

    slot: Slot
    noise: str = ""
    hit: SubjectHit | None = None
    """The phrase that names it."""
    rule: str = ""
    place: str = ""
    """Where that phrase stands, as in `Choice`; `above` for a sentence before or a heading."""
    dims: dict[str, str] = field(default_factory=dict)
    region: str = ""
    follows: int = -1
    """Index of the number whose subject it continues, or -1."""
    time: TimeMention | None = None
    """The time that its place in a list gives it."""
    also: SubjectHit | None = None
    """A second indicator that it states."""
    own_start: int = -1
    """Where the words of a list member's own begin: behind 分别."""
    foreign: bool = False
    """Whether a noun of a neighbouring field stands before it."""
    lead: int = -1
    """Index of the first number of its list, or -1."""

    @property
    def quantity(self) -> Quantity:
        """The number itself."""
        return self.slot.quantity

    @property
    def is_member(self) -> bool:
        """Whether its place in a list named it."""
        return self.rule.startswith("list")

    @property
    def has_head_noun(self) -> bool:
        """Whether the noun that names it stands behind a later number."""
        return self.rule.startswith("head noun")

    def take(self, hit: SubjectHit, rule: str, place: str) -> None:
        """Note the phrase that names the number, by which rule, and where it stands."""
        self.hit, self.rule, self.place = hit, rule, place

    def follow(self, index: int, parent: Reading, rule: str, place: str) -> None:
        """Note that the number continues `parent`, the live number `index`: of the same subject, in the same region."""
        self.hit, self.rule, self.place = parent.hit, rule, place
        self.also = None if rule == PART else parent.also
        self.follows, self.region = index, self.region or parent.region


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything the finders found in one text, each sorted by start, as spans of the clean text."""

    text: str
    clean: CleanText
    times: tuple[TimeMention, ...]
    regions: tuple[RegionMention, ...]
    words: Words
    dims: tuple[DimMention, ...]
    atoms: tuple[DimMention, ...]
    """Dimension words that list nothing; see `DimFinder.find`."""
    quantities: tuple[Quantity, ...]
    names: list[tuple[int, int, str]]
    """Fixed names that hold a number, with the reason why it states nothing."""


@dataclass(frozen=True, slots=True)
class Context:
    """One text with its finds, and the knowledge to read it with."""

    source: Source
    text: str
    """The clean text."""
    marks: Marks
    frame: Frame
    catalogue: Catalogue
    finder: PhraseFinder
    cues: Cues
    fits: Compatibility

    def indicator(self, hit: SubjectHit) -> Indicator:
        """The indicator that a phrase belongs to."""
        return self.catalogue.indicators[hit.indicator]

    def role(self, hit: SubjectHit, role: Role) -> str:
        """Indicator that plays a role in the programme of a phrase, or an empty string."""
        programme = self.catalogue.programmes.get(hit.indicator)
        return programme.roles.get(role, "") if programme else ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence while it is read: its numbers and what could name them. Indexes count the numbers of `live`."""

    sentence: Sentence
    readings: Sequence[Reading]
    """All its numbers in order."""
    live: Sequence[Reading]
    """Those that are not noise."""
    hits: Sequence[SubjectHit]
    ranked: Sequence[Sequence[Choice]]
    """For each live number the phrases that may name it, best first."""
    known: Sequence[tuple[int, int]]
    """Spans of time, region and dimension words, which name no indicator."""
    runs: Mapping[int, int]
    """Runs of numbers side by side: index of the first -> index of the last."""
    before: Sequence[Reading]
    """Readings of the sentence before."""
    question: tuple[int, int]
    """Span of the question that the passage answers; empty where there is none."""

    def lead_of(self, reading: Reading) -> Reading:
        """The first number of the list that a reading belongs to, or the reading itself."""
        return self.live[reading.lead] if reading.lead >= 0 else reading


class Spanned(Protocol):
    """Anything that a finder found."""

    @property
    def start(self) -> int:
        """First character of the clean span."""

    @property
    def end(self) -> int:
        """Character after the clean span."""


_S = TypeVar("_S", bound=Spanned)


def within(marks: Sequence[_S], start: int, end: int) -> Sequence[_S]:
    """Marks, sorted by start, that begin in the half-open span."""
    # Marks are tuples that begin with their start: compared as such, no key has to be called.
    low = bisect_left(marks, (start,))  # type: ignore[type-var]
    return marks[low : bisect_left(marks, (end,), lo=low)]  # type: ignore[type-var]


def barrier_before(context: Context, passage: Passage, i: int) -> int:
    """Where the words that belong to the number before end: its noun behind it speaks for no later count."""
    if i == 0:
        return 0
    previous, q = passage.live[i - 1], passage.live[i].quantity
    if previous.hit is None or previous.hit.end <= previous.quantity.end:
        return 0
    if q.kind == previous.quantity.kind or _JOINT.search(context.text[previous.hit.end : q.start]):
        return min(previous.hit.end, q.start)
    return 0

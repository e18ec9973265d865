"""The region that a value is about, and what a list of regions says of the kind of area.

In: a passage and a reading. Out: the code of a division with the mention it came from; without a mention it is the home
of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.divisions import NATION, load_divisions
from etl.extract.layout import Sentence, stretch_start
from etl.extract.quantities import Quantity
from etl.extract.reading import FAR, Context, Passage, Reading, within
from etl.extract.regions import RegionMention

_OF_WHOLE = re.compile(r"[全我][省市县区州盟旗国]")
_ITEM = re.compile(r"[\s#*]*\d{1,2}[\s、.．]")
_ALL_COUNTIES = 4
"""Counties in a list from which it is taken for all of a city's, and not for a few that agree."""
_AND = re.compile(r"[、和及与]")
_SAID_BEFORE = re.compile(r"(?:该|当地|同)[省市县区州旗镇]")  # 该县
_OF_PERSON = re.compile(
    r"[\u4e00-\u9fff]{0,10}?(?:一[位名]|居民|村民|老人|老汉|大爷|大妈|大娘|奶奶|市民|家长|社工|护理员)"
)
_CLOSED = re.compile(r"[;；]")
_STOPS = "。!?"
_COMPARED = ("比", "较", "高于", "低于", "高出", "超出", "低", "超过")

Placed = tuple[str, RegionMention | None]


def region_of(context: Context, passage: Passage, reading: Reading) -> Placed:
    """Division that a value is about: the one named last before it in its sentence, else the home of the text."""
    home = context.source.region or ""
    if reading.region:
        return reading.region, None
    text, sentence, q = context.text, passage.sentence, reading.quantity
    found = [
        m
        for m in within(context.marks.regions, sentence.start, q.start)
        if text[m.start - 1 : m.start] != "占"
        and not _is_part_ended(text, m, q)
        and (not is_compared(context, m) or _is_level_of(m, q))
    ]
    if not found:
        said = _region_said_before(context, sentence, q) or _region_of_paragraph(context, sentence)
        return said or _region_of_heading(context, sentence) or (home, None)
    best = found[-1]
    if len(found) > 1 and _AND.fullmatch(text, found[-2].end, best.start):  # 太谷、祁县两处
        return home, None
    return best.code, best


def _is_part_ended(text: str, mention: RegionMention, q: Quantity) -> bool:
    """Whether a division was only named as a part of a total that a semicolon has closed: 600张,其中廉江市180张;…."""
    return text.startswith("其中", mention.start - 2) and bool(_CLOSED.search(text, mention.end, q.start))


def regions_of_list(context: Context, start: int, end: int, size: int) -> list[str]:
    """Codes of as many different divisions as a list has numbers, or an empty list."""
    codes = [m.code for m in within(context.marks.regions, start, end) if m.rule != "comparison"]
    return codes if len(codes) == size and len(set(codes)) == size else []


def is_compared(context: Context, mention: RegionMention) -> bool:
    """Whether a value is measured against the division: 比全市低, 高出全国."""
    return mention.rule == "comparison" or context.text[max(0, mention.start - 3) : mention.start].endswith(_COMPARED)


def _is_level_of(mention: RegionMention, q: Quantity) -> bool:
    """Whether a number right behind a compared division is that division's own: 高于全国22.4%."""
    return mention.rule == "comparison" and mention.end >= q.start - 1 and q.kind != "point"


def _region_of_heading(context: Context, sentence: Sentence) -> Placed | None:
    """The one division within the home that the nearest heading names, as items of a digest do: 03 泗阳….

    A number of the whole (全市) is of the home all the same.
    """
    if not sentence.block.headings or _OF_WHOLE.search(context.text, sentence.start, sentence.end):
        return None
    start, end = sentence.block.headings[-1]
    if not _ITEM.match(context.text, start, end):
        return None
    named = [m for m in within(context.marks.regions, start, end) if m.rule not in ("comparison", "relative")]
    return (named[0].code, named[0]) if _are_one_within_home(context, named) else None


def _region_of_paragraph(context: Context, sentence: Sentence) -> Placed | None:
    """The one division within the home that the paragraph has spoken of so far.

    A number of the whole (全市) is of the home all the same.
    """
    start = sentence.block.start
    if start == sentence.start or sentence.start - start > FAR:
        return None
    if _OF_WHOLE.search(context.text, sentence.start, sentence.end):
        return None
    named = [m for m in within(context.marks.regions, start, sentence.start) if m.rule != "comparison"]
    if not _are_one_within_home(context, named) or named[0].code == context.source.region:
        return None
    if _OF_PERSON.match(context.text, named[0].end):
        return None  # 遂川县一位老人这样感慨: the home of a person in a story
    said_in = stretch_start(context.text, named[0].start, _STOPS, start)
    if within(context.marks.quantities, said_in, named[0].start):
        return None  # named for one number among others, not as what the paragraph is about
    return named[-1].code, named[-1]


def _are_one_within_home(context: Context, named: Sequence[RegionMention]) -> bool:
    """Whether mentions all name one division, which lies within the home of the text."""
    home = context.source.region
    return bool(home) and len({m.code for m in named}) == 1 and load_divisions().is_within(named[0].code, home or "")


def _region_said_before(context: Context, sentence: Sentence, q: Quantity) -> Placed | None:
    """该区, 该县: the division named last in the paragraph."""
    m = _SAID_BEFORE.search(context.text, sentence.start, q.start)
    if not m or m[0].startswith("同"):
        return None
    found = within(context.marks.regions, sentence.block.start, m.start())
    named = [r for r in found if r.rule not in ("comparison", "relative")]
    return (named[-1].code, named[-1]) if named else None


def area_of_list(context: Context, reading: Reading) -> dict[str, str]:
    """城中区、鱼峰区、柳南区每人每月810元: a list of districts, or of counties, is a part of the home's area."""
    regions = within(context.marks.regions, reading.slot.clause_start, reading.quantity.start)
    names = [context.text[m.start : m.end] for m in regions]
    if len(names) < 2:
        return {}
    if all(name.endswith("区") for name in names):
        return {"area": "city_districts"}
    are_counties = len(names) >= _ALL_COUNTIES and all(name.endswith(("县", "旗")) for name in names)
    return {"area": "counties"} if are_counties else {}


def compared_with(context: Context, reading: Reading) -> str:
    """Value of the dimension `versus` for a gap: china or province, empty where no division is named."""
    regions = within(context.marks.regions, reading.slot.clause_start, reading.quantity.start)
    compared = [m for m in regions if is_compared(context, m)]
    if not compared:
        return ""
    return "china" if compared[-1].code == NATION else "province"

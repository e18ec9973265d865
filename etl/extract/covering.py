"""What the facilities counted before a number cover or serve: 食堂24个,覆盖六成以上的村,服务老年人12万人次.

In: a passage whose numbers up to one are named. Out: its reading filled in from the programme of the facilities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract.reading import Context, Passage, Reading
from etl.extract.slots import blank

_COVERS = re.compile(r"覆盖了?|覆盖率(?:分别)?(?:为|达到?)?|占[^\d,，。;；]{0,8}(?:村|社区|街道|乡镇)(?:总?数)?的?")
_SERVES = re.compile(r"服务|就餐|用餐|助餐")
_A_DAY = re.compile(r"日均|每[天日]")
_PART_OF_WHOLE = re.compile(r"[,，]?占[^,，。;；\d]{0,12}床位[^,，。;；\d]{0,6}$")
_NOUN = 4
"""Characters of the shortest name of a facility: 助餐点 with what it is of."""
_SHARES = frozenset({"percent", "fraction"})


def cover(context: Context, passage: Passage, i: int) -> bool:
    """Name a share that only says how much is covered by the facilities counted before it; whether it could.

    Of a run, each number is that of the facilities in the same place: 幸福院7个、日间照料中心6个,覆盖率分别为41%和95%.
    """
    reading = passage.live[i]
    if not i or reading.quantity.kind not in _SHARES or not _says_coverage(context, passage, i):
        return False
    size = passage.runs.get(i, i) - i + 1
    counted = _counted(context, passage, i, size)
    if len(counted) != size:
        return False
    for share, facilities in zip(passage.live[i:], counted, strict=False):
        if facilities.hit is None:
            return False
        slug = context.role(facilities.hit, "coverage")
        share.take(facilities.hit._replace(indicator=slug), "covered by the facilities counted before", "own")
        allowed = context.catalogue.indicators[slug].dims
        share.dims = {d: v for d, v in facilities.dims.items() if d == "residence" and d in allowed}
    return True


def serve(context: Context, passage: Passage, i: int) -> bool:
    """Name how often the facilities counted before served somebody, or their part of a whole; whether it could.

    食堂64个,累计服务老年人31.5万人次; 护理型床位14.9万张,占养老机构床位总数的47.2%.
    """
    reading, previous = passage.live[i], passage.live[i - 1]
    if not i or previous.hit is None or previous.quantity.kind != "count":
        return False
    q, left = reading.quantity, context.text[reading.slot.left_start : reading.quantity.start]
    if q.kind in _SHARES and _PART_OF_WHOLE.match(left):
        slug = context.role(previous.hit, "share")
    elif q.kind == "count" and q.unit_words == "人次" and _SERVES.search(left) and not _A_DAY.search(left):
        slug = context.role(previous.hit, "persontimes")
    else:
        return False
    if slug:
        reading.take(previous.hit._replace(indicator=slug), "of the facilities counted before", "own")
        allowed = context.catalogue.indicators[slug].dims
        reading.dims = {d: v for d, v in previous.dims.items() if d in allowed and d != "facility"}
    return bool(slug)


def _says_coverage(context: Context, passage: Passage, i: int) -> bool:
    """Whether the words before share `i` say coverage and nothing else."""
    reading = passage.live[i]
    start, end = reading.slot.left_start, reading.quantity.start
    cue = _COVERS.search(context.text, start, end)
    if cue is None or _names_facility(context, passage, i, cue.start()):
        return False
    left = blank(context.text, start, cue.start(), passage.known) + context.text[cue.end() : end]
    return len(context.cues.residue(left)) <= 1


def _names_facility(context: Context, passage: Passage, i: int, end: int) -> bool:
    """Whether a phrase for coverage names its own facility before `end`: 社区养老服务站覆盖率达98%."""
    best = next((c for c in passage.ranked[i] if c.place == "own"), None)
    return best is not None and end - best.hit.start >= _NOUN and context.indicator(best.hit).unit == "percent"


def _counted(context: Context, passage: Passage, i: int, size: int) -> Sequence[Reading]:
    """The last `size` counts before number `i`, if they stand side by side and are of facilities that cover places."""
    found = passage.live[max(0, i - size) : i]
    return found if all(r.hit and r.quantity.kind == "count" and context.role(r.hit, "coverage") for r in found) else []

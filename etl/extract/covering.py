"""Shares of communities and villages that the facilities counted before them cover: 食堂24个,覆盖六成以上的村.

In: a passage whose numbers up to one are named. Out: its reading filled in from what the facilities before it cover.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract.phrases import SubjectHit
from etl.extract.reading import Context, Passage, Reading
from etl.extract.slots import blank

_COVERS = re.compile(r"覆盖了?|覆盖率(?:分别)?(?:为|达到?)?|占[^\d,，。;；]{0,8}(?:村|社区|街道|乡镇)(?:总?数)?的?")
_SHARES = frozenset({"percent", "fraction"})


def cover(context: Context, passage: Passage, i: int) -> bool:
    """Name a share that only says how much is covered by the facilities counted before it; whether it could.

    Of a run, each number is that of the facilities in the same place: 幸福院7个、日间照料中心6个,覆盖率分别为41%和95%.
    """
    reading = passage.live[i]
    if not i or reading.quantity.kind not in _SHARES or not _says_coverage(context, passage, reading):
        return False
    size = passage.runs.get(i, i) - i + 1
    counted = _counted(context, passage, i, size)
    if len(counted) != size:
        return False
    for share, facilities in zip(passage.live[i:], counted, strict=False):
        if facilities.hit is None:
            return False
        slug = _coverage_of(context, facilities.hit)
        share.take(facilities.hit._replace(indicator=slug), "covered by the facilities counted before", "own")
        allowed = context.catalogue.indicators[slug].dims
        share.dims = {d: v for d, v in facilities.dims.items() if d == "residence" and d in allowed}
    return True


def _says_coverage(context: Context, passage: Passage, reading: Reading) -> bool:
    """Whether the words before a share say coverage and nothing else."""
    start, end = reading.slot.left_start, reading.quantity.start
    cue = _COVERS.search(context.text, start, end)
    if cue is None:
        return False
    left = blank(context.text, start, cue.start(), passage.known) + context.text[cue.end() : end]
    return len(context.cues.residue(left)) <= 1


def _counted(context: Context, passage: Passage, i: int, size: int) -> Sequence[Reading]:
    """The last `size` counts before number `i`, if they stand side by side and are of facilities that cover places."""
    found = passage.live[max(0, i - size) : i]
    return found if all(r.hit and r.quantity.kind == "count" and _coverage_of(context, r.hit) for r in found) else []


def _coverage_of(context: Context, hit: SubjectHit) -> str:
    """Indicator of what the facilities of a phrase cover, or an empty string."""
    programme = context.catalogue.programmes.get(hit.indicator)
    return programme.coverage if programme else ""

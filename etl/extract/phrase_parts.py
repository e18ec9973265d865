"""Where the parts of a phrase stand together: one place for each part, chosen among all places of its words.

In: spans of words, by part. Out: spans, one for each part. Nothing here looks at a text.
"""

from __future__ import annotations

Span = tuple[int, int]


def add_maximal(spans: list[Span], start: int, end: int) -> None:
    """Add a span that starts no earlier than the others; of those within one another the widest stays."""
    last_start, last_end = spans[-1]
    if start == last_start and end > last_end:
        spans[-1] = (start, end)
    elif end > last_end:
        spans.append((start, end))


def arrange(options: list[list[Span]]) -> list[tuple[tuple[Span, ...], bool]]:
    """Ways to pick one place for each of several parts, the tightest each, and whether they stand in text order.

    Any other order counts only where the text order is nowhere to be had.
    """
    if len(options) == 2 and len(options[0]) == len(options[1]) == 1:  # the usual case needs no search
        one, other = options[0][0], options[1][0]
        if one[1] <= other[0]:
            return [((one, other), True)]
        return [((one, other), False)] if other[1] <= one[0] else []
    return [(spans, True) for spans in _in_order(options)] or [(spans, False) for spans in _nearest(options)]


def _in_order(options: list[list[Span]]) -> list[tuple[Span, ...]]:
    """Places of the parts in text order, the tightest for each place of the first part."""
    found: dict[Span, tuple[Span, ...]] = {}
    for last in options[-1]:
        spans = [last]
        for places in reversed(options[:-1]):
            before = [p for p in places if p[1] <= spans[0][0]]
            if not before:
                break
            spans.insert(0, max(before))
        if len(spans) == len(options):
            best = found.get(spans[0])
            if best is None or spans[-1][1] - spans[-1][0] > best[-1][1] - best[-1][0] or spans[-1][0] < best[-1][0]:
                found[spans[0]] = tuple(spans)
    return list(found.values())


def _nearest(options: list[list[Span]]) -> list[tuple[Span, ...]]:
    """Places of the parts in any order, those nearest to each place of the first part."""
    nearest = []
    for anchor in options[0]:
        spans = [anchor]
        for places in options[1:]:
            free = [p for p in places if all(p[1] <= s[0] or p[0] >= s[1] for s in spans)]
            if not free:
                break
            spans.append(min(free, key=lambda p: abs(p[0] - anchor[0])))
        if len(spans) == len(options):
            nearest.append(tuple(spans))
    return nearest

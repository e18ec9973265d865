"""Small pieces of HTML with everything escaped: links that stay in the page, tables, tags.

The dashboard's own tables are plain HTML: they print, they read aloud, their rows are links for the keyboard, and they
cost the browser nothing. `data-go` marks links that `frame` follows without loading the page anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as esc

__all__ = ["NONE", "Html", "anchor", "esc", "external", "folded", "table", "tag"]


NONE = "–"
"""Stands in a cell that has nothing; a phone leaves such a cell out."""
TAGS = re.compile(r"<[^>]*>")
ROLES = {
    "table": "table",
    "group": "rowgroup",
    "row": "row",
    "col": "columnheader",
    "head": "rowheader",
    "cell": "cell",
}


class Html(str):
    """Text that is HTML already; any other text is escaped before it is shown."""

    __slots__ = ()


def safe(cell: object) -> str:
    """A cell as HTML."""
    return str(cell) if isinstance(cell, Html) else esc(str(cell))


def tag(name: str, /, *content: object, **attributes: str) -> Html:
    """One element; `class_` becomes class, underscores become hyphens, empty attributes are left out."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{esc(value)}"' for key, value in attributes.items() if value != ""
    )
    return Html(f"<{name}{words}>{''.join(safe(c) for c in content)}</{name}>")


def anchor(href: str, /, *content: object, **attributes: str) -> Html:
    """A link to another view of the dashboard."""
    return tag("a", *content, href=href, data_go="1", **attributes)


def external(href: str, *content: object) -> Html:
    """A link that leaves the view: a file of ours, or a web page; words alone where an address would run something."""
    scheme = re.match(r"[^/?#]*:", href)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return Html("".join(safe(c) for c in content))
    return tag("a", *content, href=href, target="_blank", rel="noopener noreferrer")


def folded(summary: object, content: object, is_open: bool = False) -> Html:
    """Content behind a line that opens it; printing and searching the page open it by themselves."""
    return Html(f"<details{' open' if is_open else ''}>{tag('summary', summary)}{safe(content)}</details>")


def _looks(cell: object, is_number: bool, stacks: bool) -> str:
    return " ".join(filter(None, ("num" if is_number else "", "ca-nil" if stacks and cell == NONE else "")))


def table(
    caption: str,
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    numeric: Iterable[int] = (),
    current: int | None = None,
    class_: str = "",
    row_heads: int = 1,
    quiet: bool = False,
    bare: Iterable[int] | None = None,
) -> Html:
    """A table with a caption; its first `row_heads` columns are row headers.

    Args:
        caption: Names the table for those who cannot see where it stands.
        head: Words of the header row.
        rows: Cells; text is escaped, `Html` is not.
        numeric: Columns whose cells stand right.
        current: Row that is selected.
        class_: Further classes.
        row_heads: How many leading cells of a row name it.
        quiet: The caption only repeats a heading: it is for those who hear the page.
        bare: A phone shows each row as a few lines, where a cell names its column unless it is one of these; None for
            a table that keeps its shape. The roles say what the lines are: other shapes lose them in some browsers.
    """
    right, plain, stacks = set(numeric), set(bare or ()), bare is not None
    named = [TAGS.sub("", str(h)) if stacks and i not in plain else "" for i, h in enumerate(head)]
    roles = ROLES if stacks else dict.fromkeys(ROLES, "")
    cells = [
        tag("th", h, scope="col", role=roles["col"], class_="num" if i in right else "") for i, h in enumerate(head)
    ]
    body = []
    for at, row in enumerate(rows):
        parts = [
            tag("th", cell, scope="row", role=roles["head"])
            if i < row_heads
            else tag("td", cell, role=roles["cell"], class_=_looks(cell, i in right, stacks), data_label=named[i])
            for i, cell in enumerate(row)
        ]
        body.append(tag("tr", *parts, role=roles["row"], class_="current" if at == current else ""))
    top = tag("thead", tag("tr", *cells, role=roles["row"]), role=roles["group"])
    inner = tag("caption", caption) + top + tag("tbody", *body, role=roles["group"])
    looks = " ".join(filter(None, ("ca-table", class_, "ca-quiet" if quiet else "", "ca-stack" if stacks else "")))
    made = tag("table", Html(inner), class_=looks, role=roles["table"])
    # A scrolling box must be reachable by keyboard and have a name.
    return tag("div", made, class_="ca-scroll", tabindex="0", role="region", aria_label=caption)

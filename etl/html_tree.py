"""A parsed page as plain nodes: what holds no text of the page is left out, merged cells of tables are parted.

In: the tree of the parser. Out: `Node`, without recursion, so depth is no danger. What belongs to the main text is
decided in `read_html`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from etl.merged_cells import blank_columns, span_of

CELLS = ("td", "th")
"""Elements that are cells of a table."""
# A form is none of them: many a site wraps the whole page in one.
_DEAD = re.compile(
    "script|style|noscript|template|head|iframe|svg|canvas|object|embed|button|select|option|textarea|input|nav|footer"
    "|aside|audio|video|map|dialog|menu"
)
_BLOCK = re.compile(
    "html|body|div|p|section|article|main|header|h[1-6]|[uod]l|li|d[td]|table|tbody|thead|tfoot|t[rdh]|form|blockquote"
    "|pre|figure|figcaption|center|address|fieldset|details|summary|hr|caption"
)
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumb|crumbs?|footer|foot|copyright|sidebar|aside|related|relate|recommend|rank"
    r"|hot-?news|hotlist|share|comments?|pager?|pagination|toolbar|topbar|login|search|friend-?links?|qrcode|banner|ads?)"
    r"(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[\w{_WIDE}])|(?<=\w)[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")


@dataclass(slots=True)
class Node:
    """An element of a page, or a piece of its text (no tag), with what its characters are."""

    tag: str
    text: str = ""
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    chars: int = 0
    linked: int = 0
    links: int = 0
    sentences: int = 0
    block: bool = True
    frame: bool = False
    dead: bool = False
    span: tuple[int, int] = (1, 1)
    """Columns and rows that a cell takes."""


def light_tree(tree: LexborHTMLParser) -> Node | None:
    """The page below body as plain nodes: dead, hidden and boilerplate elements are left out."""
    if tree.body is None:
        return None
    root = Node("body")
    stack: list[tuple[LexborNode, Node]] = [(tree.body, root)]
    while stack:
        source, target = stack.pop()
        child = source.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                target.children.append(Node("", _WRAP.sub("", child.text_content or ""), target, block=False))
            elif tag and not tag.startswith(("-", "!")) and not _DEAD.fullmatch(tag) and not _is_hidden(child):
                node = Node(tag, parent=target, block=bool(_BLOCK.fullmatch(tag)), frame=_is_frame(child))
                if tag in CELLS:
                    node.span = span_of(child.attributes.get("colspan")), span_of(child.attributes.get("rowspan"))
                target.children.append(node)
                stack.append((child, node))
            child = child.next
    return root


def _is_hidden(element: LexborNode) -> bool:
    return "hidden" in element.attributes or bool(_HIDDEN.search(element.attributes.get("style") or ""))


def _is_frame(element: LexborNode) -> bool:
    """Whether the element calls itself navigation, footer, recommendation or the like."""
    return bool(_FRAME.search(f"{element.attributes.get('class') or ''} {element.attributes.get('id') or ''}"))


def part_merged_cells(order: list[Node]) -> None:
    """Gives every row of a table a cell for each column: blank ones where a merged cell reaches."""
    tables: dict[int, list[Node]] = {}
    for node in order:
        if node.tag == "tr" and node.parent is not None:
            table = node.parent if node.parent.tag == "table" or node.parent.parent is None else node.parent.parent
            tables.setdefault(id(table), []).append(node)
    for rows in tables.values():
        cells = [[child for child in row.children if child.tag in CELLS and not child.dead] for row in rows]
        for row, own, blanks in zip(rows, cells, blank_columns([[c.span for c in row] for row in cells]), strict=True):
            before = {id(cell): count for cell, count in zip(own, blanks, strict=False)}
            parted: list[Node] = []
            for child in row.children:
                parted += [Node("td", parent=row) for _ in range(before.get(id(child), 0))] + [child]
            row.children = parted + [Node("td", parent=row) for _ in range(blanks[-1])]

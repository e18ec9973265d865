"""A web page as text: its main part, without navigation, lists of other news, and footers.

Blocks whose characters are mostly links are left out, and so are blocks that call themselves navigation, footer or
recommendation. Of the rest, the smallest block that holds all of the running text is kept. Paragraphs become lines,
table rows become lines with tabs. The tree is walked without recursion, so depth is no danger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from etl.html_tree import CELLS, Node, light_tree, part_merged_cells
from etl.model import SourceError
from etl.read import Extract

_NEIGHBOUR = re.compile(r"^\W{0,3}(?:上一[篇条页]|下一[篇条页]|前一[篇条]|后一[篇条])")
_LIST_HEAD = re.compile(
    r"^\W{0,3}(?:相关(?:新闻|链接|阅读|报道|文章|稿件|推荐|信息)|推荐阅读|延伸阅读|热门(?:文章|新闻|推荐)|猜你喜欢)\W{0,3}$"
)
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_DATE = re.compile(r"(20\d\d)\s*[-年/.]\s*(1[0-2]|0?[1-9])\s*[-月/.]\s*(3[01]|[12]\d|0?[1-9])")
_DATE_KEY = re.compile("pubdate|publishdate|article:published_time|firstpublishedtime|publish_time|date|dc.date")
MAX_DEPTH = 5_000
# Tags that nest: not those without content, those that the next one closes, and the shapes of drawings.
_NESTING = re.compile(
    r"<(/?)(?!(?:br|hr|img|input|meta|link|area|base|col|embed|source|track|wbr|p|li|td|th|tr|dt|dd|option|tbody|thead"
    r"|tfoot|path|circle|ellipse|rect|line|polygon|polyline|use|stop|image)\b)[a-z]",
    re.I,
)
_SPARE = 60
"""Running characters beside the main block that may be lost with the page's frame."""
_MIN_TEXT = 80
"""Fewer characters than this: the page is laid out in a way these rules do not know, and trafilatura is asked."""


def read_html(markup: str) -> Extract:
    """The main text of a page, its title, and the day it says it was published.

    Raises:
        SourceError: the page is nested too deeply to be parsed.
    """
    _check_depth(markup)
    tree = LexborHTMLParser(markup)
    title, published = _title(tree), _published(tree)
    root = light_tree(tree)
    text = ""
    if root is not None:
        order = _measured(root)
        _prune(order)
        _measured(root)
        part_merged_cells(order)
        text = _lines(_main(root))
    if len(text) < _MIN_TEXT:
        text = trafilatura.extract(markup, favor_recall=True, include_tables=True) or text
    return Extract(text, title, published or _first_date(text[:300]))


def _check_depth(markup: str) -> None:
    """Refuses pages that only a broken program writes: the parser's time grows with the square of the depth."""
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            raise SourceError(f"the page nests more than {MAX_DEPTH:,} elements; supply its text as .txt")


def _measured(root: Node) -> list[Node]:
    """All nodes, parents first; each knows its characters, how many of them are links, and how many links."""
    order = [root]
    for node in order:
        order.extend(child for child in node.children if not child.dead)
    for node in reversed(order):
        alive = [child for child in node.children if not child.dead]
        node.chars = len(_BLANKS.sub("", node.text)) + sum(child.chars for child in alive)
        node.sentences = node.text.count("。") + sum(child.sentences for child in alive)
        node.links = (node.tag == "a") + sum(child.links for child in alive)
        node.linked = node.chars if node.tag == "a" else sum(child.linked for child in alive)
    return order


def _prune(order: list[Node]) -> None:
    """Marks the page's frame, lists of links, 上一篇 and 下一篇, and headings such as 相关新闻 as dead."""
    for node in order:
        if not node.block or node.parent is None or not node.chars:
            continue
        # A whole article inside <div class="share-page"> must not be lost: sentences outvote the name.
        named = node.frame and node.sentences < 3
        many = node.links >= 2 and node.linked > 0.5 * node.chars
        long = node.tag in ("td", "tr", "p") and node.chars > 200
        neighbour = node.chars < 120 and node.links and _NEIGHBOUR.match(_flat(node))
        head = node.chars < 12 and _LIST_HEAD.match(_flat(node))
        node.dead = bool(named or (many and not long) or neighbour or head)


def _flat(node: Node) -> str:
    parts: list[str] = []
    stack = [node]
    while stack:
        here = stack.pop()
        parts.append(here.text)
        stack.extend(reversed([child for child in here.children if not child.dead]))
    return _BLANKS.sub(" ", "".join(parts)).strip()


def _main(root: Node) -> Node:
    """The smallest block beside which hardly any running text stands."""
    here = root
    while True:
        blocks = [child for child in here.children if not child.dead and child.block and child.tag not in ("tr", "p")]
        largest = max(blocks, key=lambda child: child.chars - child.linked, default=None)
        if largest is None or largest.tag in ("table", "tbody", "ul", "ol", "dl", *CELLS):
            return here
        beside = (here.chars - here.linked) - (largest.chars - largest.linked)
        if beside > _SPARE:
            return here
        here = largest


def _lines(main: Node) -> str:
    """The block as text: one line per paragraph, table rows with tabs."""
    out = "".join(_pieces(main))
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in out.split("\x1e"))
    return "\n".join(re.sub(" ?\x1f ?", "\t", line).rstrip("\t") for line in lines if line.strip())


def _pieces(main: Node) -> Iterator[str]:
    """Text with a record separator at the end of a line and a unit separator between cells."""
    stack: list[Node | str] = [main]
    in_row = 0
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            in_row -= here == "\x1e/"
            yield here.rstrip("/")
            continue
        if here.dead:
            continue
        row = here.tag == "tr" and not _is_layout(here)
        if row:
            in_row += 1
            yield "\x1e"
            stack.append("\x1e/")
        elif here.tag in CELLS and in_row:
            stack.append("\x1f")
        elif here.tag == "br" or (here.block and here.tag != "tr"):
            # A paragraph inside a cell of a data table must not break its row.
            mark = " " if in_row else "\x1e"
            yield mark
            stack.append(mark)
        if here.text:
            yield here.text
        stack.extend(reversed(here.children))


def _is_layout(row: Node) -> bool:
    """Whether a table row only places blocks on the page: a cell holds a table or long text."""
    stack = list(row.children)
    while stack:
        node = stack.pop()
        if node.tag == "table" or (node.tag in CELLS and node.chars > 300):
            return True
        stack.extend(node.children)
    return False


def _title(tree: LexborHTMLParser) -> str:
    meta = tree.css_first('meta[name="ArticleTitle"], meta[property="og:title"]')
    if meta is not None and (meta.attributes.get("content") or "").strip():
        return (meta.attributes.get("content") or "").strip()
    heads = [node.text(strip=True) for node in tree.css("h1") if node.text(strip=True)]
    title = tree.css_first("title")
    return heads[0] if len(heads) == 1 else title.text(strip=True) if title is not None else ""


def _published(tree: LexborHTMLParser) -> date | None:
    for meta in tree.css("meta"):
        key = (meta.attributes.get("name") or meta.attributes.get("property") or "").lower()
        if _DATE_KEY.fullmatch(key) and (day := _first_date(meta.attributes.get("content") or "")):
            return day
    body = tree.body.text(separator=" ") if tree.body is not None else ""
    told = re.search(r"(?:发布|发表|发稿|更新|時間|时间|日期)[^\d\n]{0,12}(20\d\d[^\n]{0,14})", body)
    return _first_date(told[1]) if told else None


def _first_date(text: str) -> date | None:
    found = _DATE.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None

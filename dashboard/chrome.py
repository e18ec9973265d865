"""The HTML of the frame: head line, menu, filters, footer, style sheet and the few lines of script."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dashboard.labels import FACETS, RESIDENCE_NAMES, Labels
from dashboard.markup import Html, anchor, external, tag
from dashboard.numerals import counted
from dashboard.params import DATA_PARAMS, Problem, Value
from dashboard.state import View
from dashboard.store import Cut

HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def css() -> str:
    """The style sheet."""
    return _asset("style.css")


def switch(name: str, choices: list[tuple[str, str, bool]], class_: str = "") -> Html:
    """A row of links of which some are chosen: address, words, chosen."""
    links = [
        anchor(href, words, aria_current="true" if on else "", class_="on" if on else "") for href, words, on in choices
    ]
    label = tag("span", name, class_="ca-switch-name")
    return tag("div", label, *links, class_=f"ca-switch {class_}".strip(), role="group", aria_label=name)


def toggled(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    """The chosen values with one more, or one less."""
    return tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)


def _filters(view: View) -> Html:
    t, links = view.t, view.links
    chosen = view.many("region")
    codes = view.store.offered(chosen)
    regions = [(links.here(region=()), t(zh="全部", en="All"), not chosen)]
    regions += [
        (links.here(region=toggled(chosen, c)), t.region(c), c in chosen)
        for c in [*codes, *(c for c in chosen if c not in codes)]
    ]
    residence = [
        (links.here(residence=code), t.pick(RESIDENCE_NAMES, code), view.one("residence") == code)
        for code in ("all", "urban", "rural")
    ]
    flags = [
        (
            links.here(derived="0" if view.one("derived") == "1" else "1"),
            t(zh="推算值", en="derived values"),
            view.one("derived") == "1",
        ),
        (
            links.here(plans="0" if view.one("plans") == "1" else "1"),
            t(zh="计划", en="plans"),
            view.one("plans") == "1",
        ),
    ]
    return tag(
        "div",
        switch(t(zh="地区", en="Region"), regions),
        switch(t(zh="城乡", en="Residence"), residence),
        switch(t(zh="显示", en="Show"), flags),
        class_="ca-filters",
        role="group",
        aria_label=t(zh="筛选", en="Filters"),
    )


def _languages(view: View) -> Html:
    links = view.links
    here = [
        anchor(links.here(lang=code), name, lang=tag_, aria_current="true" if view.t.lang == code else "")
        for code, name, tag_ in (("zh", "中文", "zh-CN"), ("en", "English", "en"))
    ]
    return tag("span", *here, class_="ca-lang")


def head(view: View, titles: list[tuple[str, str]]) -> str:
    """Everything above the page."""
    t = view.t
    name = t(zh="民政指标", en="Civil-affairs indicators")
    facts, texts, conflicts = view.store.size()
    size = t(
        zh=f"{texts} 篇文本 · {facts} 条数据 · {conflicts} 处不一致",
        en=" · ".join(
            (
                counted(texts, "text", "texts"),
                counted(facts, "figure", "figures"),
                counted(conflicts, "conflict", "conflicts"),
            )
        ),
    )
    menu = [
        anchor(view.links.to(path), title, aria_current="page" if path == view.page else "") for path, title in titles
    ]
    bar = tag(
        "div",
        tag("span", name, class_="ca-name"),
        tag("span", size, class_="ca-size"),
        _languages(view),
        class_="ca-bar",
    )
    nav = tag("nav", *menu, class_="ca-nav", aria_label=t(zh="页面", en="Pages"))
    filters = _filters(view) if view.page not in ("reader", "quality") else Html("")
    return tag("div", bar, nav, filters, class_="ca-head", data_lang=t.lang)


def script(t: Labels) -> str:
    """What keeps links inside the page, and its language in the address."""
    lang = "zh-CN" if t.lang == "zh" else "en"
    return f"document.documentElement.lang={lang!r};{_asset('script.js')}"


def problem_text(problem: Problem, t: Labels) -> str:
    """A part of the address nobody knows, in words."""
    name = t.pick(FACETS, problem.name)
    value = problem.value[:60].replace("`", "'")
    if problem.name == "page":
        return t(
            zh=f"没有名为“`{value}`”的页面，这里是总览。",
            en=f"There is no page `{value}`; this is the overview.",
        )
    return t(
        zh=f"链接里的{name}（`{problem.name}`）“`{value}`”不在当前数据中，已忽略。",
        en=f"The link names a value of {name} (`{problem.name}`) that the data do not have: `{value}`. It was "
        f"left out.",
    )


def cut_text(view: View, cut: Cut) -> Html:
    """That a page of a large table draws some of its rows only, of how many, and where to have them all."""
    t, shown = view.t, len(view.store.facts)
    words = t(
        zh=f"符合条件的数据共 {cut.rows:,} 条，本页只画出 {shown:,} 条（每个地区、每个指标先取最新的），"
        "计数也只算这些。选择地区或指标可缩小范围；全部数据：",
        en=f"{cut.rows:,} figures fit; this page draws, and counts, {shown:,} of them: of each region and indicator "
        "the newest first. Choose regions or indicators to narrow it, or take them all: ",
    )
    values: dict[str, Value] = {param.name: param.default for param in DATA_PARAMS} | dict(cut.values)
    file = tag("a", "CSV", href=view.links.data("csv", DATA_PARAMS, **values), download="", data_file="csv")
    page = anchor(view.links.fresh("data", **cut.values), t(zh="在数据页打开", en="open on the data page"))
    return tag("p", words, file, " · ", page, class_="ca-small", role="status")


def source_line(view: View, docs: list[str]) -> Html:
    """The texts behind a chart."""
    t = view.t
    parts: list[object] = [t(zh="资料来源：", en="Source: ")]
    for at, doc_id in enumerate(docs):
        text = view.store.text(doc_id)
        if at:
            parts.append(t(zh="；", en="; "))
        parts += [
            tag("span", text["publisher"] or doc_id, lang="zh-CN", translate="no"),
            " ",
            anchor(view.links.to("reader", text=doc_id), text["published"] or doc_id, class_="ca-nowrap"),
        ]
    return tag("p", *parts, class_="ca-sourceline")


def footer(view: View) -> str:
    """Sources, how to read the signs, the build."""
    t, links = view.t, view.links
    items = []
    for doc_id in view.store.texts.index:
        text = view.store.text(doc_id)
        link = anchor(links.to("reader", text=doc_id), text["title"] or doc_id, lang="zh-CN")
        more = [Html(" "), external(text["url"], t(zh="网页", en="web page"))] if text.get("url") else []
        items.append(
            tag(
                "li",
                tag("span", text["publisher"], lang="zh-CN", translate="no"),
                " ",
                text["published"],
                " ",
                link,
                *more,
            )
        )
    note = t(
        zh="每个数值都来自上列文本的一句话；缺失用文字说明，不作插值。单位、口径不同的数值不放在同一坐标轴上。",
        en="Every value comes from a sentence of these texts; what is missing is said in words, nothing is "
        "interpolated. "
        "Values of unlike units or definitions never share an axis.",
    )
    build = t(zh=f"数据版本 {view.store.build}", en=f"Data build {view.store.build}")
    summary = tag("summary", t(zh=f"资料：{len(items)} 篇文本", en=f"Sources: {counted(len(items), 'text', 'texts')}"))
    address = f"{view.origin}/{links.here().removeprefix('./')}"
    return tag(
        "footer",
        tag("p", note),
        tag("details", summary, tag("ul", *items)),
        tag("p", build, " · ", anchor(links.to("data"), t(zh="下载与引用", en="download and cite")), class_="ca-small"),
        tag("p", t(zh="本页地址：", en="Address of this page: "), address, class_="ca-printed"),
        tag(
            "p",
            tag("button", t(zh="打印此页", en="Print this page"), type="button", data_print="1", class_="ca-button"),
        ),
        class_="ca-foot",
    )


def heading(title: str, lead: str = "", level: str = "h1", lang: str = "") -> Html:
    """A title with its explanation; `lang` where the title is not in the language of the page."""
    return Html(
        tag(level, title, lang=lang, translate="no" if lang else "")
        + (tag("p", lead, class_="ca-lead") if lead else "")
    )

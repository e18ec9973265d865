"""The frame of every page: list of pages, language, filters, problems of the address, footer.

The address is the only state: every choice is a link that changes it, so sharing, reload and Back need nothing more.
"""

from __future__ import annotations

import streamlit as st

from dashboard import canvas, chrome, log, params, store
from dashboard.labels import LANGS, labels
from dashboard.links import Links
from dashboard.state import View
from etl.model import printable

SHOWN = 5
"""Problems of one address that are told; a made-up one can have thousands."""
PAGES: tuple[tuple[str, str, str, str], ...] = (
    # path in the address, file in pages/, Chinese title, English title
    ("", "overview", "总览", "Overview"),
    ("low-income", "low_income", "低保标准", "Low-income support"),
    ("elderly-care", "elderly_care", "养老服务", "Elderly care"),
    ("subsidy-growth", "subsidy_growth", "补贴增长", "Subsidy growth"),
    ("compare", "compare", "地区对比", "Compare regions"),
    ("data", "data_export", "数据与导出", "Data & export"),
    ("reader", "reader", "原文", "Source reader"),
    ("quality", "quality", "质量与方法", "Quality & method"),
)


def streamlit_pages() -> list[st.Page]:
    """The pages for `st.navigation`; paths in the address never change with the language."""
    return [
        st.Page(f"../pages/{file}.py", title=zh, url_path=path or None, default=not path)
        for path, file, zh, en in PAGES
    ]


def _language() -> str:
    """Language of the address, else what the browser asks for."""
    asked = st.query_params.get("lang", "")
    if asked in LANGS:
        return asked
    return "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"


def look(
    path: str, lang: str, query: params.Query, remembered: dict[str, params.Values], origin: str
) -> tuple[View, list[params.Problem]]:
    """A page as its address has it, and what in the address nobody knows.

    Args:
        path: The page.
        lang: The language.
        query: Each name of the address with its values.
        remembered: Parameters of the pages that this visit has been on; gets those of this one.
        origin: Where the browser has the dashboard.

    Raises:
        NoTableError: There is no table to show.
    """
    tables = store.load()
    wanted = (*params.SHARED, *params.PAGE_PARAMS[path])
    values, problems = params.read(query, wanted, tables.known())
    if query.get("lang") and query["lang"][-1] not in LANGS:
        problems.append(params.Problem("lang", query["lang"][-1], LANGS))
    if query.get("page"):
        problems.append(params.Problem("page", query["page"][-1], tuple(page for page, *_ in PAGES)))
    remembered[path] = values
    if tables.table is not None:
        from dashboard import window  # brings the database along, which a table in memory does without

        tables = window.for_page(tables, path, values)
    return View(labels(lang), path, values, tables, Links(path, lang, values, remembered), origin), problems


def begin(path: str) -> bool:
    """Read the address and draw what stands above every page; False where there is no table to show."""
    lang = _language()
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    remembered: dict[str, params.Values] = st.session_state.setdefault("remembered", {})
    try:
        view, problems = look(path, lang, query, remembered, _origin(path))
    except store.NoTableError as error:
        t = labels(lang)
        zh, en = "没有可用的已发布数据表", "There is no published table to show"
        st.error(t(zh=f"{zh}：{printable(str(error))}。", en=f"{en}: {printable(str(error))}."))
        return False
    st.session_state["view"] = view
    if problems:
        names = sorted({problem.name for problem in problems})
        log.write("refused", path=f"/{path}", parameters=names, reason="unknown value")
    st.html(f"<style>{chrome.css()}</style>")
    draw_head(view, problems)
    return True


def _origin(path: str) -> str:
    """Where the browser has the dashboard; a stand-in where it does not say."""
    url = (st.context.url or "").partition("?")[0].rstrip("/")
    return url.removesuffix(path).rstrip("/") or "http://HOST"


def name_of(path: str, lang: str) -> str:
    """Title of the browser window."""
    t = labels(lang)
    words = next(t(zh=zh, en=en) for p, _, zh, en in PAGES if p == path)
    return f"{words} · {t(zh='民政指标', en='Civil-affairs indicators')}"


def window_title(path: str) -> str:
    """Title of the window of this visit."""
    return name_of(path, _language())


def draw_head(view: View, problems: list[params.Problem]) -> None:
    """Draw what stands above every page."""
    t, drawn = view.t, canvas.here()
    titles = [(path, t(zh=zh, en=en)) for path, _, zh, en in PAGES]
    drawn.live(chrome.head(view, titles), chrome.script(t))
    if view.store.cut:
        drawn.html(chrome.cut_text(view, view.store.cut))
    for problem in problems[:SHOWN]:
        drawn.note(chrome.problem_text(problem, t), "link_off")


def end() -> None:
    """Draw what stands below every page."""
    drawn = canvas.here()
    drawn.html(chrome.footer(drawn.view))

"""What goes with the data when they leave: README, columns, definitions."""

from __future__ import annotations

import pandas as pd

from dashboard.evidence import citation
from dashboard.labels import FACETS, PROVENANCES, QUALIFIERS, STATUSES, VERDICTS, labels
from dashboard.store import Store
from etl.columns import COLUMNS


def codebook() -> list[list[str]]:
    """Columns of the table: a header row, then one row each."""
    rows = [[c.name, c.type, c.zh, c.en] for c in COLUMNS]
    return [["column", "type", "meaning_zh", "meaning_en"], *rows]


def indicators(slugs: list[str]) -> pd.DataFrame:
    """Names, units and definitions of some indicators."""
    zh, en = labels("zh"), labels("en")
    rows = [
        {
            "indicator": slug,
            "name_zh": zh.indicator(slug),
            "name_en": en.indicator(slug),
            "unit": zh.catalogue.indicators[slug].unit if slug in zh.catalogue.indicators else "",
            "definition_zh": zh.definition(slug),
            "definition_en": en.definition(slug),
        }
        for slug in slugs
    ]
    return pd.DataFrame(rows)


def _codes(pairs: dict[str, tuple[str, str]]) -> list[str]:
    return [f"  - `{code}`: {zh or '准确'} / {en or 'exact'}" for code, (zh, en) in pairs.items()]


def _filters(filters: dict[str, list[str]]) -> list[str]:
    """The filters used; none for the full table, which must not claim any."""
    kept = {name: values for name, values in filters.items() if name != "names"}
    if not kept:
        return []
    lines = ["## 筛选条件 Filters", ""]
    for name, values in kept.items():
        zh, en = FACETS.get(name, (name, name))
        lines.append(f"- {zh} {en} (`{name}`): {', '.join(values)}")
    return [*lines, ""]


def _gaps(frame: pd.DataFrame, store: Store, filters: dict[str, list[str]]) -> list[str]:
    """Regions that were asked for and have no row: missing is said, here as everywhere."""
    zh, en = labels("zh"), labels("en")
    asked = filters.get("region") or store.regions()
    gaps = [code for code in asked if code not in set(frame["region"])]
    if not gaps:
        return []
    names = "、".join(f"{zh.region(code)} {en.region(code)} ({code})" for code in gaps)
    return [f"- 资料中未见数据的地区 Regions of which the texts give no such figure: {names}"]


def text(frame: pd.DataFrame, store: Store, filters: dict[str, list[str]]) -> str:
    """README of a download, in both languages."""
    docs = [store.text(doc) for doc in sorted(frame["doc_id"].unique())]
    lines = [
        "# 民政指标数据 Civil-affairs indicators",
        "",
        f"- 行数 Rows: {len(frame)}",
        f"- 数据版本 Build: {store.build}",
        "- 每行是一个事实：新闻发布文本中的一个数字，或由这些数字推算的值（见 `provenance`）。",
        "- One row is one fact: a number of a press text, or a value computed from such numbers (see `provenance`).",
        *_gaps(frame, store, filters),
        "",
        *_filters(filters),
        "## 读法 How to read it",
        "",
        "- `data.csv` 为 UTF-8（含 BOM），可直接用 Excel 打开；以 = + - @ "
        "或制表符开头的文本单元格前加了英文撇号，以免被当作公式执行。",
        "- `data.csv` is UTF-8 with a byte order mark, so Excel opens it right; text cells that begin with = + "
        "- @ or a tab "
        "have an apostrophe before them, so that no spreadsheet runs them as a formula.",
        "- `start`, `end` 为原文码位（左闭右开）；`sentence` 为原句。 Spans count code points of the raw text, "
        "half-open.",
        "- `value` 为基本单位的数值；`value_text` 为原文写法；空白表示资料中未见，不表示零。 "
        "An empty cell means that the texts say nothing, never zero.",
        "- `provenance`:",
        *_codes(PROVENANCES),
        "- `status`:",
        *_codes(STATUSES),
        "- `qualifier`:",
        *_codes(QUALIFIERS),
        "- `verdict`:",
        *_codes({k: v for k, v in VERDICTS.items() if k != "none"}),
        "",
        "## 引用 How to cite",
        "",
        f"民政指标数据集，数据版本 {store.build}。请同时引用原始文本：",
        f"Civil-affairs indicators, build {store.build}. Please cite the source texts as well:",
        "",
    ]
    for doc in docs:
        lines += [f"- {citation(doc, 'gbt')}", f"  - {citation(doc, 'en')}"]
    lines += [
        "",
        "## 许可 Licence",
        "",
        "原文版权归发布单位所有；引文仅用于注明出处。 The texts belong to their publishers; sentences are "
        "quoted as evidence.",
    ]
    return "\n".join(lines) + "\n"

"""Data & export: every row, narrowed by facets; files and addresses of what is shown."""

from dashboard import blocks, data_files, data_filters, data_rows, evidence
from dashboard.numerals import counted
from dashboard.state import view

v = view()
t = v.t
rows = v.once("rows", lambda: v.store.rows(v.values))
blocks.title(
    t(zh=f"数据与导出：{len(rows)} 行", en=f"Data & export: {counted(len(rows), 'row', 'rows')}"),
    t(
        zh="一行是一个事实。点数值看原句；左侧筛选项后的数字是选中后会剩下的行数。",
        en="One row is one fact. A value leads to its sentence; the number beside a facet says how many rows it keeps.",
    ),
)
side, main, panel = blocks.columns(0.18, 0.56, 0.26)
with side:
    blocks.html(data_filters.side(v))
with main:
    blocks.html(data_filters.search(v))
    if rows.refused:
        blocks.html(data_rows.refusal(v, rows.refused))
    elif len(rows):
        blocks.html(data_rows.rows(v, rows))
    else:
        blocks.empty(v)
    blocks.html(data_files.files(v, rows), data_files.addresses(v), v.once("schema", lambda: data_files.schema(v)))
with panel:
    blocks.html(evidence.panel(v.fact, v.store, t, v.links))

"""The ways to take rows away from the data page: files, addresses for programs, what the columns mean."""

from __future__ import annotations

from dashboard import export
from dashboard.chrome import switch
from dashboard.markup import Html, folded, table, tag
from dashboard.numerals import counted
from dashboard.params import DATA_PARAMS, Value, Values
from dashboard.rows import Rows
from dashboard.state import View
from etl.columns import COLUMNS


def _file_links(view: View, values: Values) -> list[object]:
    made: list[object] = []
    for kind in ("csv", "xlsx", "parquet", "json", "zip"):
        changes: dict[str, Value] = dict(values)
        made += [
            tag("a", kind.upper(), href=view.links.data(kind, DATA_PARAMS, **changes), download="", data_file=kind),
            Html(" "),
        ]
    return made


def files(view: View, rows: Rows) -> Html:
    """Downloads of these rows and of all rows, with the name of the file that will be written."""
    t = view.t
    names = [
        (view.links.here(names=code), words, view.one("names") == code)
        for code, words in (
            ("both", t(zh="名称与代码", en="names and codes")),
            ("names", t(zh="名称", en="names")),
            ("codes", t(zh="代码", en="codes")),
        )
    ]
    every = view.store.size()[0]
    everything: Values = {param.name: param.default for param in DATA_PARAMS} | {"names": view.one("names")}
    name = export.file_name(view.values, len(rows), view.store.build, "csv")
    words = t(
        zh="CSV 为 UTF-8（含 BOM），Excel 可直接打开；ZIP 含数据、列说明、指标定义、元数据和 "
        "README（写明筛选条件与引用方式）。",
        en="The CSV is UTF-8 with a byte order mark, so Excel opens it right; the ZIP holds data, columns, "
        "definitions, "
        "metadata and a README with the filters used and how to cite.",
    )
    return tag(
        "div",
        tag("h2", t(zh="下载", en="Downloads")),
        switch(t(zh="列", en="Columns"), names),
        tag(
            "p",
            tag("strong", t(zh=f"当前筛选（{len(rows)} 行）：", en=f"Filtered, {counted(len(rows), 'row', 'rows')}: ")),
            *_file_links(view, view.values),
            class_="ca-tools",
        ),
        tag(
            "p",
            tag("strong", t(zh=f"全部数据（{every} 行）：", en=f"Everything, {counted(every, 'row', 'rows')}: ")),
            *_file_links(view, everything),
            class_="ca-tools",
        ),
        tag("p", t(zh="文件名：", en="File name: "), tag("code", name), class_="ca-small"),
        tag("p", words, class_="ca-small"),
    )


def addresses(view: View) -> Html:
    """The same rows for R, pandas and the command line."""
    t = view.t
    href = view.links.data("csv")
    lead = t(
        zh="同样的筛选参数可直接用于数据地址；不认识的参数或取值会得到 400 和说明。格式：csv、json、parquet、"
        "xlsx、zip。",
        en="The data addresses take the same filters; an unknown parameter or value is answered with 400 and words. "
        "Formats: csv, json, parquet, xlsx, zip.",
    )
    address = f"{view.origin}/{href}"
    lines = []
    for name, code in (
        ("pandas", f'pd.read_csv("{address}")'),
        ("R", f'readr::read_csv("{address}")'),
        ("curl", f'curl -OJ "{address}"'),
    ):
        words = t(zh=f"复制 {name} 的一行", en=f"Copy the line for {name}")
        copy = tag(
            "button", t(zh="复制", en="Copy"), type="button", data_copy=code, aria_label=words, class_="ca-button"
        )
        line = tag("div", code, class_="ca-code", tabindex="0", role="region", aria_label=name)
        lines.append(tag("div", tag("span", name, class_="ca-small"), line, copy, class_="ca-sample"))
    return tag(
        "div",
        tag("h2", t(zh="数据地址", en="Data addresses")),
        tag("p", lead, class_="ca-small"),
        *lines,
        class_="ca-samples",
    )


def schema(view: View) -> Html:
    """The columns of the files."""
    t = view.t
    name = t(zh="列说明", en="Columns")
    rows = [[tag("code", c.name), c.type, c.zh if t.lang == "zh" else c.en] for c in COLUMNS]
    made = table(
        name, [t(zh="列", en="Column"), t(zh="类型", en="Type"), t(zh="含义", en="Meaning")], rows, bare=(0, 1, 2)
    )
    return folded(name, made)

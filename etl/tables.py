"""Columns of the published tables beside the indicators, and any of the tables as a schema of Arrow.

Whoever writes a table and whoever reads one takes its shape from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from etl.columns import COLUMNS, Column, Type, column

ARROW: Mapping[Type, pa.DataType] = {
    "string": pa.string(),
    "float": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "strings": pa.list_(pa.string()),
}
"""The types of columns in Arrow."""


# The tables beside the indicators.
SIDE_TABLES: Mapping[str, tuple[Column, ...]] = {
    "numbers": (
        column("doc_id", "string", "文本编号", "Id of the text"),
        column("start", "integer", "起点（码位，含）", "First code point of the number in the raw text"),
        column("end", "integer", "终点（码位，不含）", "Code point after the number in the raw text"),
        column("value_text", "string", "原文写法", "The number as written"),
        column(
            "kind", "string", "类别", "noise (states no indicator) or unknown (no indicator of the catalogue fits)"
        ),
        column("why", "string", "理由", "Why the number is noise, or what is missing", True),
    ),
    "texts": (
        column("doc_id", "string", "文本编号", "Id of the text: a folder of data/press"),
        column("title", "string", "标题", "Title"),
        column("publisher", "string", "发布单位", "Publisher"),
        column("published", "string", "发布日期", "Day of publication", True),
        column("region", "string", "行政区划代码（GB/T 2260）", "GB/T 2260 code of the division it is from", True),
        column("language", "string", "语言", "zh-Hans (simplified) or zh-Hant (traditional script)"),
        column("url", "string", "网址", "Address, where known"),
        column("note", "string", "说明", "What a reader of the text must know"),
        column("sha256", "string", "原文校验值", "Checksum of the raw bytes"),
        column("characters", "integer", "字数（码位）", "Length in code points"),
        column("numbers", "integer", "数字个数", "Numbers in the text, each counted once"),
        column("facts", "integer", "事实条数", "Facts that the numbers state; one number can state two"),
        column("derived", "integer", "推算条数", "Facts computed from stated ones of this text"),
        column("noise", "integer", "不表示指标的数字", "Numbers that state no indicator"),
        column("unknown", "integer", "未能解释的数字", "Numbers that no indicator of the catalogue fits"),
        column("issues", "integer", "问题条数", "Issues of this text"),
    ),
    "issues": (
        column("check", "string", "检查项", "Name of the check"),
        column("severity", "string", "程度", "error, warning or info"),
        column("doc_id", "string", "文本编号", "Id of the text; empty where it is about several"),
        column("fact_ids", "strings", "相关事实", "fact_id of the facts concerned"),
        column("message", "string", "说明", "What is odd, and what to look at"),
    ),
}
SOURCES: tuple[Column, ...] = (
    column("doc_id", "string", "文本编号", "Id of the text"),
    column("text", "string", "原文", "The text as received, in the code points that spans count"),
)
"""Of a run only: a build has its texts in data/press."""
TABLES: Mapping[str, tuple[Column, ...]] = {"indicators": COLUMNS, **SIDE_TABLES}


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """The schema of a published table: the column list in the types of Arrow."""
    return pa.schema([pa.field(column.name, ARROW[column.type], nullable=column.nullable) for column in columns])

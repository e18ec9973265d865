"""Columns of the published tables beside the indicators, and any of the tables as a schema of Arrow.

Whoever writes a table and whoever reads one takes its shape from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from etl.columns import COLUMNS, Column, Type

_ARROW: Mapping[Type, pa.DataType] = {
    "string": pa.string(),
    "float": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "strings": pa.list_(pa.string()),
}


def _column(name: str, type_: Type, zh: str, en: str, nullable: bool = False) -> Column:
    return Column(name, type_, nullable, zh, en)


# The tables beside the indicators.
SIDE_TABLES: Mapping[str, tuple[Column, ...]] = {
    "numbers": (
        _column("doc_id", "string", "文本编号", "Id of the text"),
        _column("start", "integer", "起点（码位，含）", "First code point of the number in the raw text"),
        _column("end", "integer", "终点（码位，不含）", "Code point after the number in the raw text"),
        _column("value_text", "string", "原文写法", "The number as written"),
        _column(
            "kind", "string", "类别", "noise (states no indicator) or unknown (no indicator of the catalogue fits)"
        ),
        _column("why", "string", "理由", "Why the number is noise, or what is missing", True),
    ),
    "texts": (
        _column("doc_id", "string", "文本编号", "Id of the text: a folder of data/press"),
        _column("title", "string", "标题", "Title"),
        _column("publisher", "string", "发布单位", "Publisher"),
        _column("published", "string", "发布日期", "Day of publication", True),
        _column("region", "string", "行政区划代码（GB/T 2260）", "GB/T 2260 code of the division it is from", True),
        _column("language", "string", "语言", "zh-Hans (simplified) or zh-Hant (traditional script)"),
        _column("url", "string", "网址", "Address, where known"),
        _column("note", "string", "说明", "What a reader of the text must know"),
        _column("sha256", "string", "原文校验值", "Checksum of the raw bytes"),
        _column("characters", "integer", "字数（码位）", "Length in code points"),
        _column("numbers", "integer", "数字个数", "Numbers in the text, each counted once"),
        _column("facts", "integer", "事实条数", "Facts that the numbers state; one number can state two"),
        _column("derived", "integer", "推算条数", "Facts computed from stated ones of this text"),
        _column("noise", "integer", "不表示指标的数字", "Numbers that state no indicator"),
        _column("unknown", "integer", "未能解释的数字", "Numbers that no indicator of the catalogue fits"),
        _column("issues", "integer", "问题条数", "Issues of this text"),
    ),
    "issues": (
        _column("check", "string", "检查项", "Name of the check"),
        _column("severity", "string", "程度", "error, warning or info"),
        _column("doc_id", "string", "文本编号", "Id of the text; empty where it is about several"),
        _column("fact_ids", "strings", "相关事实", "fact_id of the facts concerned"),
        _column("message", "string", "说明", "What is odd, and what to look at"),
    ),
}
TABLES: Mapping[str, tuple[Column, ...]] = {"indicators": COLUMNS, **SIDE_TABLES}


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """The schema of a published table: the column list in the types of Arrow."""
    return pa.schema([pa.field(column.name, _ARROW[column.type], nullable=column.nullable) for column in columns])

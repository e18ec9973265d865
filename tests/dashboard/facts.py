"""Rows made by hand for the dashboard's tests: the published columns with defaults."""

import json
from typing import Any

import pandas as pd

from dashboard.store import Store, prepare
from etl.columns import COLUMNS

DEFAULTS: dict[str, Any] = {
    "doc_id": "xinzhou_2025-12-29_conference", "start": 10, "end": 14, "value_text": "584元", "indicator": "dibao_standard",
    "dims": '{"residence": "urban"}', "region": "140900", "measure": "level", "value": 584.0, "resolution": 1.0,
    "unit": "CNY/person/month", "period": "2025", "period_type": "instant", "qualifier": "exact", "status": "actual",
    "headline": True, "topic": "social_assistance", "sentence_start": 0, "sentence_end": 20,
    "sentence": "城市低保标准提高到每584元，人人有份。", "rule": "test", "evidence": "{}", "provenance": "reported",
    "is_primary": True,
}  # fmt: skip


def row(fact_id: str, **changes: Any) -> dict[str, Any]:
    """A row; `dims` may be a dictionary."""
    made: dict[str, Any] = {c.name: () if c.type == "strings" else None for c in COLUMNS}
    made |= DEFAULTS | {"fact_id": fact_id, "occurrence_of": fact_id} | changes
    if isinstance(made["dims"], dict):
        made["dims"] = json.dumps(made["dims"], sort_keys=True)
    return made


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """The rows as the dashboard's table."""
    made = pd.DataFrame(list(rows))
    for column in COLUMNS:
        if column.type == "float":
            made[column.name] = made[column.name].astype(float)
    return prepare(made)


def small_store(*rows: dict[str, Any]) -> Store:
    """A store of these rows and one text."""
    texts = pd.DataFrame([
        {"doc_id": DEFAULTS["doc_id"], "title": "发布会", "publisher": "山西晚报", "published": "2025-12-29", "region": "140900",
         "language": "zh-Hans", "url": "", "note": ""}
    ]).set_index("doc_id", drop=False)  # fmt: skip
    texts.index.name = None
    numbers = pd.DataFrame(columns=["doc_id", "start", "end", "value_text", "kind", "why"])
    return Store(frame(*rows), numbers, texts, f"test{len(rows)}{rows[0]['fact_id']}", {}, None)


def xinzhou() -> list[dict[str, Any]]:
    """The known conflict: stated +14.26 %, levels 398 -> 478."""
    rural = {"residence": "rural"}
    return [
        row("base", dims=rural, value=398.0, period="2020-12-31", value_text="398元"),
        row("end", dims=rural, value=478.0, period="2025", value_text="478元"),
        row("rate", dims=rural, measure="growth_pct", value=14.26, unit="percent", base_period="2020", value_text="14.26%",
            verdict="conflict", verdict_reason="differs", computed_value=20.100503, implied_base=418.344, operands=("end", "base")),
        row("cagr", dims=rural, measure="growth_pct", value=3.7, unit="percent/year", base_period="2020", provenance="derived",
            derivation="annualised_growth", formula="…", parents=("end", "base")),
        row("month", region="140700", dims=rural, value=516.67, provenance="derived", derivation="monthly_equal",
            formula="6200 ÷ 12 = 516.7", parents=("year",), period="2022"),
        row("year", region="140700", dims=rural, value=6200.0, unit="CNY/person/year", period="2022", value_text="6200元/人/年"),
        row("implied", dims=rural, value=418.344, period="2020", provenance="implied", derivation="implied_base"),
    ]  # fmt: skip

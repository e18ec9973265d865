"""How much of each text was read, and how well against the annotation by hand."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from dashboard.markup import Html, anchor, table, tag
from dashboard.state import View
from dashboard.store import ROOT

SCORES = ROOT / "tests" / "scores.toml"


@lru_cache(maxsize=1)
def scores() -> dict[str, Any]:
    """Recall and precision on the annotated texts, as the test suite keeps them; empty where it does not."""
    return tomllib.loads(SCORES.read_text(encoding="utf-8")) if SCORES.is_file() else {}


def _counts(view: View) -> dict[str, tuple[int, int, int, int]]:
    """For each text its stated facts by place, noise, unknown numbers, and derived rows."""
    made = {}
    for doc_id in view.store.texts.index:
        facts = view.facts[view.facts["doc_id"] == doc_id]
        reported = facts["provenance"] == "reported"
        kinds = view.store.numbers.loc[view.store.numbers["doc_id"] == doc_id, "kind"]
        noise = int((kinds == "noise").sum())
        stated = len(facts[reported].drop_duplicates(subset=["start", "end"]))
        made[str(doc_id)] = (stated, noise, len(kinds) - noise, int((~reported).sum()))
    return made


def coverage(view: View) -> Html:
    """For each text: numbers, facts, noise, unknown, and the score where there is one."""
    t = view.t
    name = t(zh="每篇文本读出了多少", en="How much of each text was read")
    head = [
        t(zh="文本", en="Text"),
        t(zh="数字", en="Numbers"),
        t(zh="事实", en="Facts"),
        t(zh="非指标", en="Noise"),
        t(zh="未识别", en="Unknown"),
        t(zh="已解释", en="Explained"),
        t(zh="推算行", en="Derived rows"),
        t(zh="召回率", en="Recall"),
        t(zh="精确率", en="Precision"),
        t(zh="核心召回率", en="Headline recall"),
        t(zh="核心精确率", en="Headline precision"),
    ]
    known = scores()
    rows = []
    for doc_id, (stated, noise, unknown, derived) in view.once("coverage", lambda: _counts(view)).items():
        text = view.store.text(doc_id)
        total = stated + noise + unknown
        score = known.get(doc_id, {})
        words = f"{t.region(text['region'])} {text['published']}"
        link = anchor(view.links.to("reader", text=doc_id), words, class_="ca-nowrap")
        rows.append(
            [
                link,
                str(total),
                str(stated),
                str(noise),
                str(unknown),
                _share(stated + noise, total),
                str(derived),
                _score(score, "all", "core"),
                _score(score, "all", "precision"),
                _score(score, "headline", "core"),
                _score(score, "headline", "precision"),
            ]
        )
    note = t(
        zh="“已解释”= 事实与已说明理由的非指标数字占全部数字之比。召回率、精确率对照人工标注"
        "（跨度、数值与单位、度量、指标、维度、地区全对才算），是测试保证的下限；未测的写“–”。",
        en="'Explained' is the share of numbers that are facts or noise with a reason. Recall and precision are "
        "against the hand annotation (span, value and unit, measure, indicator, dimensions and region all right), "
        "as the floors that the tests hold; '–' where not measured.",
    )
    return Html(
        tag("h2", name)
        + table(name, head, rows, numeric=range(1, 11), quiet=True, bare=(0,), class_="ca-tight")
        + tag("p", note, class_="ca-small")
    )


def _share(part: int, whole: int) -> str:
    """A share in percent that says 100 % of the whole only.

    >>> _share(203, 204), _share(70, 70), _share(0, 0)
    ('99.5%', '100%', '–')
    """
    return f"{int(1000 * part / whole) / 10:g}%" if whole else "–"


def _score(score: Any, part: str, key: str) -> str:
    value = score.get(part, {}).get(key) if isinstance(score, dict) else None
    return f"{value:.0%}" if isinstance(value, float | int) else "–"

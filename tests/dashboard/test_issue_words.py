"""Reasons, remarks and oddities read in both languages: nothing of the build's own log is shown."""

import ast
import re

import pandas as pd
import pytest

from dashboard import issue_words, reasons, store
from dashboard.labels import labels
from dashboard.store import ROOT, records
from etl import validate
from etl.catalogue import load_catalogue
from etl.reasons import WHY_TEXTS
from tests.dashboard.facts import frame, row, small_store, xinzhou

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[a-z]{3,}")
TABLES = store.load()
PUBLISHED = TABLES.issues if TABLES.issues is not None else pd.DataFrame()
ZH, EN = labels("zh"), labels("en")


def codes_of_the_finder() -> set[str]:
    """Every text that a function of the finders gives back as a reason."""
    found: set[str] = set()
    for name in ("noise.py", "__init__.py", "stating.py", "cells.py"):
        tree = ast.parse((ROOT / "etl" / "extract" / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            is_reason = isinstance(node, ast.FunctionDef) and node.name.startswith(("_reason", "reason"))
            spots = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)] if is_reason else []
            spots += [k.value for k in getattr(node, "keywords", []) if k.arg == "why"]
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("why", "reasons"):
                spots += list(node.value.values) if isinstance(node.value, ast.Dict) else [node.value]
            for spot in spots:
                parts = [spot.body, spot.orelse] if isinstance(spot, ast.IfExp) else [spot]
                if isinstance(spot, ast.Call):
                    parts = list(spot.args)
                found |= {
                    p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str) and p.value
                }
    return found


def test_every_reason_of_a_number_has_words() -> None:
    known = codes_of_the_finder() | set(load_catalogue().wording.noise)
    assert {"ordinal", "date", "named period", "age that defines a group", "no indicator", "slogan"} <= known
    assert known <= set(WHY_TEXTS)
    published = {why.partition(": ")[0] for why in TABLES.numbers["why"]}
    assert published <= set(WHY_TEXTS)


@pytest.mark.parametrize("why", sorted(WHY_TEXTS))
def test_reasons_are_in_their_language(why: str) -> None:
    assert CHINESE.search(reasons.why(why, "zh"))
    assert not LETTERS.search(reasons.why(why, "zh"))
    assert not CHINESE.search(reasons.why(why, "en"))


def test_checks_that_can_be_published_have_words() -> None:
    source = (ROOT / "etl" / "validate.py").read_text(encoding="utf-8")
    mild = set(re.findall(r'_issue\("(\w+)", "(?:warning|info)"', source))
    assert mild == set(issue_words.WORDS)
    assert {check.__name__.removeprefix("check_") for check in validate.CHECKS} >= mild


@pytest.mark.parametrize(
    "issue", PUBLISHED.to_dict("records"), ids=lambda issue: f"{issue['check']}-{issue['fact_ids'][0]}"
)
def test_a_published_oddity_reads_in_both_languages(issue: dict) -> None:
    rows = records(TABLES.facts.loc[list(issue["fact_ids"])])
    zh, en = (issue_words.issue_words(issue["check"], rows, t) for t in (ZH, EN))
    assert CHINESE.search(zh)
    assert not LETTERS.search(zh)
    assert not CHINESE.search(en)


MILD = {
    "units": ([row("a", unit="bed")], "“张”", "unit bed"),
    "ranges": ([row("a", value=99999.0)], "99999", "99,999"),
    "periods": ([row("a", period="2030")], "发布日之后", "after the day"),
    "repeats": ([row("a"), row("b", value=600.0)], "600元", "600 "),
    "verdicts": (xinzhou()[2:0:-1] + xinzhou()[:1], "20.1%", "20.1%"),
    "bounds": ([row("a", value=9.0), row("b", value=8.0)], "9元", "9 "),
    "flags": ([row("a", flags=("truncated",), correction="断了 / broken off")], "断了", "broken off"),
}


@pytest.mark.parametrize("check", sorted(issue_words.WORDS))
def test_each_kind_of_oddity_is_told_with_its_figures(check: str) -> None:
    made, zh, en = MILD[check]
    rows = records(frame(*made))
    told = issue_words.issue_words(check, rows, ZH)
    assert zh in told.replace("9.9999万", "99999")
    assert not LETTERS.search(told)
    told = issue_words.issue_words(check, rows, EN)
    assert en in told
    assert not CHINESE.search(told)


def test_an_oddity_of_facts_that_are_gone_has_no_words() -> None:
    assert issue_words.issue_words("repeats", [], ZH) == ""
    assert issue_words.issue_words("spans", records(small_store(row("a")).facts), ZH) == ""


def test_remarks_on_texts_are_in_both_languages() -> None:
    for note in [note for note in TABLES.texts["note"] if note]:
        assert CHINESE.search(reasons.remark(note, "zh"))
        assert " / " in note
        assert reasons.remark(note, "en") != reasons.remark(note, "zh")

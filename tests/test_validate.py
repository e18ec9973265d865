"""Checks of the table: one failing and one passing set of facts each, the schema, and the data package."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import frictionless
import pandas as pd
import pandera.errors
import pytest

from etl import publish, tables, validate
from etl.catalogue import load_catalogue
from etl.columns import COLUMNS, NAMES
from etl.datapackage import datapackage
from etl.derive import derive
from etl.identities import load_identities
from etl.model import Source
from etl.reconcile import reconcile
from etl.schema import table_schema
from etl.verdicts import judge_statements
from tests.gold_facts import GOLD, gold_facts, make_fact, with_id

CATALOGUE = load_catalogue()
IDENTITIES = load_identities()
PRESS = GOLD.parent.parent / "data" / "press"
TEXT = Source("text", "584元，至2020年", published=date(2025, 12, 29))
GOOD = with_id(replace(make_fact(584, dims={"residence": "urban"}), end=4, value_text="584元"))


def run(check, *facts, sources=(TEXT,)):
    known = validate.Known(CATALOGUE, IDENTITIES, {source.doc_id: source for source in sources})
    return [(issue.severity, issue.message) for issue in check(facts, known)]


def changed(**changes):
    return with_id(replace(GOOD, **changes))


@pytest.fixture(scope="module")
def sources():
    texts = sorted(PRESS.glob("*/text.txt"))
    return [Source(path.parent.name, path.read_bytes().decode("utf-8")) for path in texts]


@pytest.fixture(scope="module")
def table():
    facts = judge_statements(reconcile(gold_facts(), CATALOGUE), CATALOGUE, IDENTITIES)
    facts += derive(facts, CATALOGUE, IDENTITIES)
    return sorted(facts, key=lambda fact: (fact.doc_id, fact.start, fact.fact_id))


FAILING = [
    ("error", validate.check_spans, [changed(start=1)]),
    ("error", validate.check_spans, [changed(doc_id="nowhere")]),
    ("error", validate.check_spans, [changed(sentence="584元", sentence_start=1, sentence_end=5)]),
    ("error", validate.check_ids, [GOOD, GOOD]),
    ("error", validate.check_ids, [replace(GOOD, fact_id="0" * 12)]),
    ("error", validate.check_ids, [changed(parents=("0" * 12,))]),
    ("error", validate.check_slugs, [changed(indicator="unheard_of")]),
    ("error", validate.check_slugs, [changed(dims={"ability": "disabled"})]),
    ("error", validate.check_slugs, [changed(dims={"residence": "suburban"})]),
    ("error", validate.check_slugs, [changed(unit="CNY/day")]),
    ("warning", validate.check_units, [changed(unit="person")]),
    ("warning", validate.check_units, [changed(measure="growth_pct")]),
    ("warning", validate.check_ranges, [changed(value=Decimal(58400))]),
    ("warning", validate.check_ranges, [changed(measure="share_pct", value=Decimal(101), unit="percent")]),
    ("warning", validate.check_ranges, [changed(measure="growth_pct", value=Decimal(-101), unit="percent")]),
    ("error", validate.check_periods, [changed(period="last year")]),
    ("error", validate.check_periods, [changed(base_period="2020/2019")]),
    ("warning", validate.check_periods, [changed(base_period="2025")]),
    ("warning", validate.check_periods, [changed(period="2026")]),
    ("warning", validate.check_repeats, [GOOD, changed(value=Decimal(590), start=2)]),
    ("warning", validate.check_verdicts, [replace(GOOD, verdict="conflict", computed_value=Decimal(600))]),
    (
        "warning",
        validate.check_verdicts,
        [replace(GOOD, verdict_reason="adds_unlike_units", computed_value=Decimal(1))],
    ),
    (
        "warning",
        validate.check_bounds,
        [
            make_fact(12, "bed", indicator="nursing_beds", start=1),
            make_fact(10, "bed", indicator="elderly_care_beds", start=2),
        ],
    ),
    ("info", validate.check_flags, [replace(GOOD, flags=("truncated",))]),
]


@pytest.mark.parametrize(("severity", "check", "facts"), FAILING, ids=lambda value: getattr(value, "__name__", ""))
def test_validate_finds(severity, check, facts):
    found = run(check, *facts)
    assert [severity] * len(found) == [one for one, message in found]
    assert found


@pytest.mark.parametrize("check", validate.CHECKS, ids=lambda check: check.__name__)
def test_validate_passes_good_facts(check):
    monthly = derive([GOOD], CATALOGUE, IDENTITIES)
    yearly = changed(unit="CNY/person/year", value=Decimal(6200), dims={"residence": "rural"}, end=4)
    plan = changed(period="2026", status="planned", value=Decimal(600))
    assert run(check, GOOD, *monthly, yearly, plan) == []


def test_validate_every_check_is_run():
    defined = {name for name in vars(validate) if name.startswith("check_")}
    assert {check.__name__ for check in validate.CHECKS} == defined


def test_validate_error_forbids_to_publish():
    issues = validate.validate([changed(start=1), changed(value=Decimal(58400))], CATALOGUE, IDENTITIES, [TEXT])
    assert [issue.severity for issue in issues] == ["error", "warning", "warning"]
    (error,) = validate.errors(issues)
    assert "584元" in error.message


def test_validate_texts_have_no_error_and_the_known_oddities(table, sources):
    issues = validate.validate(table, CATALOGUE, IDENTITIES, sources)
    assert validate.errors(issues) == []
    found = {(issue.check, issue.message.split()[0]) for issue in issues if issue.check == "verdicts"}
    assert found == {("verdicts", "9.36%"), ("verdicts", "14.26%"), ("verdicts", "157万余人")}
    assert [issue.doc_id[:8] for issue in issues if issue.check == "bounds"] == ["jinzhong"]
    # The table of issues is the same whatever the order of the facts.
    assert validate.validate(table[::-1], CATALOGUE, IDENTITIES, sources) == issues


def frame(facts):
    return pd.read_parquet(io.BytesIO(publish.parquet(publish.rows(facts, COLUMNS), COLUMNS)))


def test_schema_passes_the_table(table):
    assert list(table_schema().columns) == list(NAMES)
    table_schema().validate(frame(table))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("measure", "guess"),
        ("verdict", "perhaps"),
        ("dims", "urban"),
        ("unit", None),
        ("value", "584"),
        ("fact_id", "same"),
        ("end", -1),
        ("parents", "a parent"),
    ],
)
def test_schema_fails(table, column, value):
    wrong = frame(table).astype({column: object})
    wrong[column] = [value] * len(wrong)
    with pytest.raises(pandera.errors.SchemaError):
        table_schema().validate(wrong)


def test_schema_fails_on_a_missing_column(table):
    with pytest.raises(pandera.errors.SchemaError, match="unit"):
        table_schema().validate(frame(table).drop(columns="unit"))


def test_datapackage_describes_every_column(sources):
    package = datapackage(tables.TABLES, sources)
    for resource in package["resources"]:
        columns = tables.TABLES[resource["name"].removesuffix("-csv")]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in columns]
        assert all(field["title"] and field["description"] for field in fields)
    assert package == datapackage(tables.TABLES, sources)


def test_datapackage_is_valid_and_fits_the_csv(table, sources, tmp_path):
    package = datapackage(tables.TABLES, sources)
    assert list(frictionless.Package.metadata_validate(package)) == []
    (tmp_path / "indicators.csv").write_bytes(publish.as_csv(publish.rows(table, COLUMNS), COLUMNS))
    package["resources"] = [resource for resource in package["resources"] if resource["format"] == "csv"]
    report = frictionless.Package.from_descriptor(package, basepath=str(tmp_path)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]

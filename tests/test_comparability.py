"""What may be compared with what: each reason from two small facts, then pairs of the five texts."""

from dataclasses import fields, replace
from typing import get_args

import pytest

from etl.catalogue import load_catalogue
from etl.comparability import QUESTIONS, REASONS, Comparability, Question, Reason, compare_facts, nearest_year
from etl.model import Evidence
from etl.names import written_name
from tests.gold_facts import gold_facts, make_fact

CATALOGUE = load_catalogue()
STANDARD = make_fact(584, dims={"residence": "urban"})
CENTRES = make_fact(825, "facility", indicator="day_care_centres", region="140700", start=5)


def named(fact, text):
    return replace(fact, evidence={"indicator": Evidence("phrase", text=text)})


def compare(one, other, **options):
    return compare_facts(one, other, CATALOGUE, **options)


CASES = [
    ("unit", True, "same_unit", STANDARD, STANDARD),
    ("unit", True, "unit_converted", STANDARD, replace(STANDARD, unit="CNY/person/year")),
    ("unit", False, "unit_differs", STANDARD, replace(STANDARD, unit="CNY")),
    ("year", True, "same_year", STANDARD, replace(STANDARD, period="2025-12-31")),
    ("year", True, "year_within_tolerance", STANDARD, replace(STANDARD, period="2024")),
    ("year", False, "year_differs", STANDARD, replace(STANDARD, period="2022")),
    ("year", False, "year_unknown", STANDARD, replace(STANDARD, period="2021/2025")),
    ("year", False, "length_differs", STANDARD, replace(STANDARD, period="2021/2025", period_type="interval")),
    ("definition", True, "same_definition", STANDARD, replace(STANDARD, region="140700")),
    ("definition", True, "same_definition", named(STANDARD, "低保标准"), STANDARD),
    ("definition", True, "same_definition", named(CENTRES, "日间照料中心"), named(CENTRES, "老年人日间照料中心")),
    ("definition", False, "indicator_differs", STANDARD, replace(STANDARD, indicator="tekun_standard")),
    ("definition", False, "dims_differ", CENTRES, replace(CENTRES, dims={"residence": "rural"})),
    ("definition", False, "name_differs", named(CENTRES, "日间照料中心"), named(CENTRES, "日间照料设施")),
    ("measure", True, "same_measure", STANDARD, STANDARD),
    ("measure", False, "measure_differs", STANDARD, replace(STANDARD, measure="growth_pct")),
    ("admin_level", True, "same_level", CENTRES, replace(CENTRES, region="140900")),
    ("admin_level", True, "level_differs_rate", STANDARD, replace(STANDARD, region="140000")),
    ("admin_level", False, "level_differs_count", CENTRES, replace(CENTRES, region="140000")),
    ("provenance", True, "both_reported", STANDARD, STANDARD),
    (
        "provenance",
        True,
        "both_derived",
        replace(STANDARD, provenance="derived"),
        replace(STANDARD, provenance="implied"),
    ),
    ("provenance", False, "reported_and_derived", STANDARD, replace(STANDARD, provenance="derived")),
    ("provenance", False, "actual_and_planned", STANDARD, replace(STANDARD, status="planned")),
]


@pytest.mark.parametrize(
    ("question", "agrees", "reason", "one", "other"), CASES, ids=[f"{case[0]}-{case[2]}" for case in CASES]
)
def test_comparability_reason(question, agrees, reason, one, other):
    for first, second in ((one, other), (other, one)):
        lamp = getattr(compare(first, second, tolerance_years=1), question)
        assert (lamp.question, lamp.agrees, lamp.reason) == (question, agrees, reason)


def test_comparability_closed_sets_are_named_and_every_reason_has_a_case():
    assert set(REASONS) == set(get_args(Reason)) == {case[2] for case in CASES}
    assert set(QUESTIONS) == set(get_args(Question)) == {field.name for field in fields(Comparability)}


@pytest.mark.parametrize("indicator", ["elderly_care_beds", "dibao_recipients", "social_assistance_expenditure"])
def test_comparability_province_and_city_never_share_an_axis_in_counts(indicator):
    unit = CATALOGUE.indicators[indicator].unit
    city = make_fact(100, unit, indicator=indicator)
    province = replace(city, region="140000")
    assert not compare(city, province).may_share_axis
    rates = [replace(fact, measure="growth_pct", unit="percent") for fact in (city, province)]
    assert compare(*rates).may_share_axis


def test_comparability_yearly_sum_of_money_is_a_count():
    city = make_fact(13, "CNY/year", indicator="social_assistance_expenditure")
    assert compare(city, replace(city, region="140000")).admin_level.reason == "level_differs_count"


def test_comparability_texts_rural_centres_are_not_all_centres():
    centres = {
        (fact.value_text, dict(fact.dims).get("action")): fact
        for fact in gold_facts()
        if fact.indicator == "day_care_centres"
    }
    found = compare(centres["554个", None], centres["825个", None])
    assert found.definition.reason == "dims_differ"
    assert not found.may_share_axis


def test_comparability_texts_beds_per_1000_of_two_cities():
    reported = next(fact for fact in gold_facts() if fact.indicator == "beds_per_1000_elderly")
    computed = replace(reported, region="140900", provenance="derived", period="2025")
    found = compare(reported, computed, tolerance_years=3)
    assert found.may_share_axis
    assert not found.is_full
    assert [lamp.question for lamp in found.lamps if not lamp.agrees] == ["provenance"]


def test_nearest_year():
    facts = [make_fact(1, period=period, start=index) for index, period in enumerate(("2020-12-31", "2022", "2025"))]
    undated = make_fact(2, period="2012/2022", start=9)
    assert nearest_year([*facts, undated], 2020, 0) is facts[0]
    assert nearest_year(facts, 2021, 1) is facts[1]
    assert nearest_year(facts, 2024, 0) is None
    assert nearest_year([undated], 2022, 5) is None
    repeat = replace(facts[1], is_primary=False, start=0)
    assert nearest_year([repeat, facts[1]], 2022, 0) is facts[1]


@pytest.mark.parametrize(
    ("indicator", "text", "name"),
    [
        ("day_care_centres", "農村日間照料設(shè)施", "日间照料设施"),
        ("day_care_centres", "建成554个", ""),
        ("dibao_standard", "最低生活保障标准分别提高到", "dibao"),
        ("dibao_standard", "城乡低保标准", "dibao"),
    ],
)
def test_written_name(indicator, text, name):
    assert written_name(named(replace(CENTRES, indicator=indicator), text), CATALOGUE) == name

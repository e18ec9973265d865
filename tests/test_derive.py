"""Derived values: one small set of facts for each derivation, then what the five texts give."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from etl.calculate import show
from etl.catalogue import load_catalogue
from etl.derive import derive
from etl.identities import FILE, load_identities
from etl.identity import fact_id
from etl.model import CatalogueError
from etl.reconcile import reconcile
from etl.verdicts import judge_statements
from tests.gold_facts import gold_facts, make_fact

CATALOGUE = load_catalogue()
IDENTITIES = load_identities()


def derived(*facts, kind=None):
    found = derive(facts, CATALOGUE, IDENTITIES)
    return [fact for fact in found if fact.derivation == kind] if kind else found


@pytest.fixture(scope="module")
def of_texts():
    facts = judge_statements(reconcile(gold_facts(), CATALOGUE), CATALOGUE, IDENTITIES)
    return derive(facts, CATALOGUE, IDENTITIES)


def test_derive_yearly_amount_gives_monthly_equal():
    yearly = make_fact(6200, "CNY/person/year", dims={"residence": "rural"})
    (fact,) = derived(yearly)
    assert fact.formula == "6200 ÷ 12 = 516.7"
    assert (fact.unit, fact.provenance, fact.parents) == ("CNY/person/month", "derived", (yearly.fact_id,))
    assert fact.value.quantize(Decimal("0.01")) == Decimal("516.67")
    assert fact.resolution < 1


def test_derive_stated_growth_gives_implied_base():
    end = make_fact(584, start=1)
    rate = make_fact("9.36", "percent", measure="growth_pct", base_period="2020", start=5)
    (fact,) = derived(end, rate, kind="implied_base")
    assert fact.formula == "584 ÷ 1.0936 = 534.0"
    assert (fact.provenance, fact.period, fact.measure) == ("implied", "2020", "level")
    assert fact.parents == (end.fact_id, rate.fact_id)


def test_derive_confirmed_growth_gives_no_implied_base():
    facts = [
        make_fact(645, start=1, period="2022"),
        make_fact(323, start=2, period="2012"),
        make_fact("99.7", "percent", measure="growth_pct", period="2022", base_period="2012", start=5),
    ]
    judged = judge_statements(facts, CATALOGUE, IDENTITIES)
    assert not derived(*judged, kind="implied_base")


def test_derive_two_levels_give_growth_and_yearly_growth():
    base, end = make_fact(514, period="2020-12-31", start=1), make_fact(584, start=2)
    (growth,) = derived(base, end, kind="growth")
    (yearly,) = derived(base, end, kind="annualised_growth")
    assert growth.formula == "(584 ÷ 514 − 1) × 100 = 13.62"
    assert (growth.measure, growth.unit, growth.base_period) == ("growth_pct", "percent", "2020-12-31")
    assert yearly.formula == "((584 ÷ 514)^(1/5) − 1) × 100 = 2.59"
    assert yearly.unit == "percent/year"


def test_derive_stated_growth_gives_yearly_growth():
    rate = make_fact("9.36", "percent", measure="growth_pct", base_period="2020")
    (fact,) = derived(rate)
    assert fact.formula == "((1 + 9.36%)^(1/5) − 1) × 100 = 1.81"


def test_derive_undated_base_is_flagged_and_not_annualised():
    base = make_fact(66, period="2021/2025", start=1, indicator="disability_living_allowance_standard")
    end = make_fact(82, start=2, indicator="disability_living_allowance_standard")
    (fact,) = derived(base, end)
    assert (fact.derivation, fact.flags, fact.base_period) == ("growth", ("base_undated",), "2021/2025")


def test_derive_plan_of_a_standard_gives_planned_growth_but_plan_of_a_count_does_not():
    now, plan = make_fact(82, start=1), make_fact(122, start=2, period="2026", status="planned")
    (fact,) = derived(now, plan)
    assert fact.status == "planned"
    shops = [
        replace(fact, indicator="meal_points", unit="facility") for fact in (now, replace(plan, value=Decimal(30)))
    ]
    assert not derived(*shops, kind="growth")


def test_derive_flows_of_different_length_give_no_growth():
    flow = {"indicator": "temporary_assistance_persontimes", "unit": "person_time", "period_type": "interval"}
    assert not derived(make_fact(100, period="2016/2020", **flow), make_fact(50, period="2021", start=2, **flow))


def test_derive_change_between_dates_gives_earlier_level_but_gross_addition_does_not():
    people = {"indicator": "elderly_population", "unit": "person", "dims": {"age": "60+"}}
    level = make_fact(786500, period="2024-12-31", start=1, **people)
    change = make_fact(113200, measure="change_abs", period="2024-12-31", base_period="2020-12-31", start=2, **people)
    (fact,) = derived(level, change, kind="earlier_level")
    assert fact.formula == "786500 − 113200 = 673300"
    assert fact.period == "2020-12-31"
    gross = replace(change, period="2021/2024", period_type="interval")
    assert not derived(level, gross, kind="earlier_level")


def test_derive_urban_rural_ratio_and_gap_use_common_unit():
    urban = make_fact(645, dims={"residence": "urban"}, start=1)
    rural = make_fact(6200, "CNY/person/year", dims={"residence": "rural"}, start=2)
    found = {fact.derivation: fact for fact in derived(urban, rural)}
    assert found["rural_to_urban_dibao_ratio"].formula == "6200 ÷ 12 ÷ 645 × 100 = 80.10"
    assert found["rural_to_urban_dibao_ratio"].indicator == "rural_to_urban_dibao_ratio"
    assert found["urban_rural_dibao_gap"].formula == "645 − 6200 ÷ 12 = 128.3"


@pytest.mark.parametrize(("year", "expected"), [("2024-12-31", True), ("2023", True), ("2022", False)])
def test_derive_rate_needs_denominator_within_tolerance(year, expected):
    beds = make_fact(15543, "bed", indicator="elderly_care_beds", start=1)
    people = make_fact(786500, "person", indicator="elderly_population", dims={"age": "60+"}, period=year, start=2)
    found = derived(beds, people, kind="beds_per_1000_elderly")
    assert [fact.formula for fact in found] == ["15543 ÷ 786500 × 1000 = 19.76"] * expected


def test_derive_rate_of_another_region_is_not_made():
    beds = make_fact(15543, "bed", indicator="elderly_care_beds", start=1)
    people = make_fact(786500, "person", indicator="elderly_population", dims={"age": "60+"}, region="140700", start=2)
    assert not derived(beds, people)


def test_derive_money_per_recipient_divides_by_months_of_period():
    money = make_fact(
        "400000000",
        "CNY",
        indicator="disability_allowance_expenditure",
        period="2021/2025",
        period_type="interval",
        qualifier="just_under",
    )
    people = make_fact(
        85674,
        "person",
        indicator="disability_allowance_recipients",
        period="2021/2025",
        period_type="interval",
        start=2,
    )
    (fact,) = derived(money, people)
    assert fact.formula == "400000000 ÷ 85674 ÷ 60 = 77.81"
    assert fact.qualifier == "approx"


def test_derive_sum_only_where_no_text_states_the_total():
    urban = make_fact(255000, "person", indicator="dibao_recipients", dims={"residence": "urban"}, start=1)
    rural = make_fact(989000, "person", indicator="dibao_recipients", dims={"residence": "rural"}, start=2)
    total = make_fact(1244000, "person", indicator="dibao_recipients", start=3)
    (fact,) = derived(urban, rural, kind="sum_of_parts")
    assert (fact.value, fact.dims) == (1244000, {})
    assert not derived(urban, rural, total, kind="sum_of_parts")
    assert not derived(urban, replace(rural, doc_id="other"), kind="sum_of_parts")


def test_derive_truncated_number_is_no_operand():
    beds = make_fact(15543, "bed", indicator="elderly_care_beds", start=1, flags=("truncated",))
    people = make_fact(786500, "person", indicator="elderly_population", dims={"age": "60+"}, start=2)
    assert not derived(beds, people)


def test_derive_texts_known_values(of_texts):
    formulas = {fact.formula for fact in of_texts}
    assert {
        "6200 ÷ 12 = 516.7",
        "584 ÷ 1.0936 = 534.0",
        "478 ÷ 1.1426 = 418.3",
        "(478 ÷ 398 − 1) × 100 = 20.10",
        "15543 ÷ 786500 × 1000 = 19.76",
        "224100 ÷ 6607000 × 1000 = 33.92",
        "546000000 ÷ (64900 + 6591) ÷ 12 = 636.4",
        "786500 − 113200 = 673300",
        "18.92 − 7.39 = 11.53",
    } <= formulas


def test_derive_texts_every_value_names_parents_and_stands_on_a_reported_number(of_texts):
    reported = {fact.fact_id: fact for fact in gold_facts()}
    assert len({fact.fact_id for fact in of_texts}) == len(of_texts)
    for fact in of_texts:
        assert fact.parents
        assert set(fact.parents) <= set(reported), fact
        lead = reported[fact.parents[0]]
        assert (fact.doc_id, fact.start, fact.value_text) == (lead.doc_id, lead.start, lead.value_text)
        assert fact.fact_id == fact_id(fact)
        assert fact.provenance in ("derived", "implied")
        assert IDENTITIES.derivation_name(fact.derivation).zh


def test_derive_does_not_depend_on_the_order_of_texts(of_texts):
    facts = judge_statements(reconcile(gold_facts()[::-1], CATALOGUE), CATALOGUE, IDENTITIES)
    assert derive(facts, CATALOGUE, IDENTITIES) == of_texts


def test_derive_parts_in_a_catalogue_unit_keep_fractions_exact():
    assert CATALOGUE.units["CNY/person/year"].factor == Fraction(1, 12)
    assert show(Decimal("0.0001514")) == "0.0001514"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('indicator = "elderly_care_beds"}', 'indicator = "care_beds"}', "care_beds"),
        ('dims = {age = "60+"}', 'dims = {age = "old"}', "old"),
        ("scale           = 1000", "scael = 1000", "scael"),
        ('"orphan_allowance_standard",', '"orphan_allowance",', "orphan_allowance"),
        ("scale           = 1000\n", 'scale = "many"\n', "scale: found 'many', expected a whole number"),
        ("tolerance_years = 2", "tolerance_years = {a = 1}", "tolerance_years: found {'a': 1}, expected a whole number"),
        ('dims = {age = "60+"}', "dims = 60", "dims: found 60, expected a table"),
        ('dims = {age = "60+"}', 'dims = {age = ["60+"]}', r"dims: found \['60\+'\], expected a value of the dim age"),
    ],
)
def test_identities_mistake_is_named(tmp_path, old, new, named):
    from etl.catalogue import CATALOGUE as FOLDER

    text = (FOLDER / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueError, match=named):
        load_identities(CATALOGUE, tmp_path)

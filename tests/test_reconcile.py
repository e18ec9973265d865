"""Repeats of one fact: what is linked, what is not, and which statement is primary."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from etl.catalogue import load_catalogue
from etl.reconcile import reconcile
from tests.gold_facts import gold_facts, make_fact, with_id

CATALOGUE = load_catalogue()


def linked(*facts):
    """Positions of the facts that are one, as groups of two or more."""
    found = reconcile(facts, CATALOGUE)
    assert [replace(fact, occurrence_of="", is_primary=True) for fact in found] == [
        replace(fact, occurrence_of="", is_primary=True) for fact in facts
    ]
    groups = {}
    for index, fact in enumerate(found):
        groups.setdefault(fact.occurrence_of, []).append(index)
    return [group for group in groups.values() if len(group) > 1]


def other(fact, **changes):
    return with_id(replace(fact, start=90, end=91, **changes))


BASE = make_fact(584, dims={"residence": "urban"})


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="in one text"),
        pytest.param({"doc_id": "other"}, id="in another text"),
        pytest.param({"period": "2025-12-31"}, id="year and its last day"),
        pytest.param({"period": "2025-06-30"}, id="year and a day of it"),
    ],
)
def test_reconcile_links(changes):
    assert linked(BASE, other(BASE, **changes)) == [[0, 1]]


@pytest.mark.parametrize(
    "changes",
    [
        {"indicator": "tekun_standard"},
        {"dims": {"residence": "rural"}},
        {"region": "140700"},
        {"measure": "change_abs"},
        {"value": BASE.value + 1},
        {"unit": "CNY/person/year"},
        {"period": "2024"},
        {"status": "planned"},
        {"base_period": "2020"},
    ],
    ids=str,
)
def test_reconcile_keeps_apart(changes):
    assert linked(BASE, other(BASE, **changes)) == []


def test_reconcile_links_values_equal_as_far_as_the_coarser_is_written():
    fine = make_fact(84123, "person", indicator="old_age_allowance_recipients")
    coarse = other(fine, value=Decimal(84000), resolution=Decimal(1000))
    assert linked(fine, coarse) == [[0, 1]]
    assert linked(fine, replace(coarse, qualifier="at_least")) == []


def test_reconcile_links_two_units_of_one_amount():
    assert linked(make_fact(500), make_fact(6000, "CNY/person/year", start=5)) == [[0, 1]]


def test_reconcile_dated_statements_of_one_year_stay_apart():
    june, december = other(BASE, period="2025-06-30"), replace(BASE, period="2025-12-31")
    assert linked(june, december) == []


def test_reconcile_links_stock_counted_over_a_period_with_stock_at_its_end():
    built = make_fact(
        453, "facility", indicator="public_cemeteries", period="2021/2025", period_type="interval", start=1
    )
    now = make_fact(453, "facility", indicator="public_cemeteries", start=2)
    assert linked(built, now) == [[0, 1]]
    flow = {"indicator": "temporary_assistance_persontimes", "unit": "person_time", "period_type": "interval"}
    assert linked(make_fact(9, period="2021/2025", **flow), make_fact(9, start=2, **flow)) == []


def test_reconcile_from_level_is_not_the_level_of_the_end():
    base = make_fact(1000, indicator="orphan_allowance_standard", period="2012/2021", start=1)
    end = make_fact(1000, indicator="orphan_allowance_standard", period="2021", start=2)
    assert linked(base, end) == []


def test_reconcile_primary_is_exact_then_dated_then_finest_then_first():
    hedged = make_fact(84000, "person", indicator="tekun_recipients", qualifier="approx", start=1)
    coarse = make_fact(84000, "person", indicator="tekun_recipients", resolution=Decimal(1000), start=2)
    fine = make_fact(84000, "person", indicator="tekun_recipients", start=3)
    dated = make_fact(84000, "person", indicator="tekun_recipients", period="2025-12-31", start=4)

    def primary(*facts):
        (found,) = [fact for fact in reconcile(facts, CATALOGUE) if fact.is_primary]
        assert {fact.occurrence_of for fact in reconcile(facts, CATALOGUE)} == {found.fact_id}
        return found.start

    assert primary(hedged, coarse, fine, dated) == 4
    assert primary(hedged, coarse, fine) == 3
    assert primary(hedged, coarse) == 2
    assert primary(fine, replace(fine, start=9, fact_id="f")) == 3


def test_reconcile_texts_repeats():
    facts = gold_facts()
    found = {fact.fact_id: fact for fact in reconcile(facts, CATALOGUE)}
    repeats = {
        (fact.value_text, found[fact.occurrence_of].value_text) for fact in found.values() if not fact.is_primary
    }
    assert {("8.4万名", "84000名"), ("1001家", "1001个"), ("6个", "6家"), ("584元", "584元")} <= repeats
    assert len(found) == len(facts)


def test_reconcile_does_not_depend_on_order():
    facts = gold_facts()
    shuffled = list(facts)
    random.Random(7).shuffle(shuffled)
    one = {fact.fact_id: fact for fact in reconcile(facts, CATALOGUE)}
    assert one == {fact.fact_id: fact for fact in reconcile(shuffled, CATALOGUE)}

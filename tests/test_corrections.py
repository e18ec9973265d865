from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from etl.corrections import apply
from etl.model import Correction, Fact, Source, SourceError
from etl.sources import load_sources

TEXT = "设施862，床位100张"
FACTS = (
    Fact("doc", 2, 5, "862", indicator="community_care_facilities", value=Decimal(862), unit="facility"),
    Fact("doc", 8, 12, "100张", indicator="elderly_care_beds", value=Decimal(100), unit="bed", flags=("old",)),
    Fact("doc", 8, 12, "100张", indicator="nursing_beds", value=Decimal(100), unit="bed"),
)
FLAG = Correction(2, 5, "862", "flag", "数字可能不全", {"flags": ["truncated"]})
BEDS = Correction(8, 12, "100张", "override", "附表为120张", {"value": Decimal("120"), "dims": {"residence": "urban"}})


def source(*corrections: Correction) -> Source:
    return Source("doc", TEXT, corrections=corrections)


def test_corrections_without_any_change_nothing():
    assert apply(FACTS, source()) == list(FACTS)


def test_corrections_flag_keeps_the_value():
    flagged, *others = apply(FACTS, source(FLAG))
    assert flagged == replace(FACTS[0], flags=("truncated",), correction="数字可能不全")
    assert others == list(FACTS[1:])


def test_corrections_override_keeps_the_stated_value_of_each_fact_of_the_number():
    _, *beds = apply(FACTS, source(BEDS))
    assert [fact.value for fact in beds] == [120, 120]
    assert [fact.stated_value for fact in beds] == [100, 100]
    assert [fact.flags for fact in beds] == [("old",), ()]
    assert beds[0].dims == {"residence": "urban"}
    assert beds[0].correction == "附表为120张"


def test_corrections_override_of_another_field_states_no_value():
    period = replace(BEDS, fields={"period": "2024"})
    assert {(fact.period, fact.stated_value) for fact in apply(FACTS, source(period))[1:]} == {("2024", None)}


def test_corrections_drop_leaves_a_number_with_its_reason():
    dropped = apply(FACTS, source(replace(FLAG, action="drop", fields={})))[0]
    assert (dropped.kind, dropped.why, dropped.correction) == ("noise", "dropped: 数字可能不全", "数字可能不全")


def test_corrections_apply_one_after_the_other():
    second = replace(FLAG, action="override", fields={"value": 1862}, reason="补全")
    fact = apply(FACTS, source(FLAG, second))[0]
    assert (fact.flags, fact.value, fact.stated_value, fact.correction) == (("truncated",), 1862, 862, "补全")


@pytest.mark.parametrize(
    ("correction", "message"),
    [
        (replace(FLAG, expected="863"), "correction 1: found '862' at 2-5, expected '863'; the text has changed"),
        (replace(FLAG, start=90, end=93), "found '' at 90-93, expected '862'"),
        (replace(FLAG, start=0, end=2, expected="设施"), "found no number, expected a fact at 0-2"),
        (
            replace(FLAG, end=4, expected="86"),
            "found ['2-5 862 (fact)'], expected a fact at 2-4; the reading has changed",
        ),
    ],
)
def test_corrections_that_fit_nothing_raise(correction, message):
    with pytest.raises(SourceError) as raised:
        apply(FACTS, source(correction))
    assert message in str(raised.value)


def test_corrections_of_a_number_that_is_no_fact_raise():
    with pytest.raises(SourceError, match=r"862 \(noise\)"):
        apply([replace(FACTS[0], kind="noise")], source(FLAG))


def test_corrections_of_the_project_stand_on_their_words():
    sources = load_sources(Path(__file__).resolve().parent.parent / "data" / "press")
    declared = [(one, correction) for one in sources for correction in one.corrections]
    assert declared
    for one, correction in declared:
        assert one.text[correction.start : correction.end] == correction.expected

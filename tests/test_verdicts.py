"""Verdicts on stated growths, changes, shares and totals: the known truths of the five texts, then their properties."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalogue import load_catalogue
from etl.identities import load_identities
from etl.levels import CAVEATS
from etl.precision import INFINITY, Interval, interval_of
from etl.reasons import CAVEAT_TEXTS, REASONS, Reason, explain
from etl.reconcile import reconcile
from etl.verdicts import judge_statements
from tests.gold_facts import gold_facts, make_fact

CATALOGUE = load_catalogue()
IDENTITIES = load_identities()
XINZHOU, SHANXI_2025, SHANXI_2021, JINZHONG = (
    "xinzhou_2025-12-29_conference",
    "shanxi_2025-11-19_conference",
    "shanxi_2021-07-28_conference",
    "jinzhong_2022-09-23_review",
)


def judge(*facts):
    return judge_statements(facts, CATALOGUE, IDENTITIES)


@pytest.fixture(scope="module")
def of_texts():
    return judge(*reconcile(gold_facts(), CATALOGUE))


def by_id(facts):
    return {fact.fact_id: fact for fact in facts}


def find(facts, doc_id, value_text, indicator, **dims):
    found = [
        fact
        for fact in facts
        if (fact.doc_id, fact.value_text, fact.indicator) == (doc_id, value_text, indicator)
        and dims.items() <= dict(fact.dims).items()
    ]
    assert found, (value_text, indicator)
    return found[0]


KNOWN = [
    # The levels beside the rates: 514 to 584 and 398 to 478.
    (XINZHOU, "9.36%", "dibao_standard", {"residence": "urban"}, "conflict", "differs", "13.62", "534.0"),
    (XINZHOU, "14.26%", "dibao_standard", {"residence": "rural"}, "conflict", "differs", "20.10", "418.3"),
    # 323 to 645 and 1829 to 6200.
    (JINZHONG, "99.7%", "dibao_standard", {"residence": "urban"}, "consistent", "follows", "99.69", "323.0"),
    (JINZHONG, "239%", "dibao_standard", {"residence": "rural"}, "consistent", "follows", "238.98", "1828.9"),
    # The city's levels against those of the province in 2021, and the province's rates against the city's levels.
    (XINZHOU, "40.5%", "orphan_allowance_standard", {}, "consistent", "equal:other_region", "40.5", "1000"),
    (XINZHOU, "40.7%", "orphan_allowance_standard", {}, "consistent", "follows:other_region", "40.67", "1499.6"),
    (SHANXI_2025, "40.5%", "orphan_allowance_standard", {}, "consistent", "equal:other_region", "40.5", "1000"),
    (SHANXI_2025, "40.7%", "orphan_allowance_standard", {}, "consistent", "follows:other_region", "40.67", "1499.6"),
    # 1001 and 7945 are of 2021, the base is 2020.
    (SHANXI_2025, "29%", "elderly_care_institutions", {}, "consistent", "follows:nearby_year", "28.97", "1000.8"),
    (SHANXI_2025, "22%", "day_care_centres", {}, "consistent", "follows:nearby_year", "22.35", "7968.0"),
    # 463 + 538, 1026 + 6919; 25.5 + 98.9 + 13.4万 persons + 20万 person-times.
    (SHANXI_2021, "1001个", "elderly_care_institutions", {}, "consistent", "equal", "1001", None),
    (SHANXI_2021, "7945个", "day_care_centres", {}, "consistent", "equal", "7945", None),
    (SHANXI_2021, "157万余人", "social_assistance_recipients", {}, "rounding", "adds_unlike_units", "1578000", None),
    # 51.5 of 98.9 + 13.4万 is 45.86%, cut off to 45.8%.
    (SHANXI_2021, "45.8%", "dibao_tekun_recipients", {}, "rounding", "cut_off:nearby_year", "45.86", "1124454.1"),
    (SHANXI_2021, "97%", "elderly_care_mode_share", {}, "consistent", "equal", "97", None),
    # 66 to 82 and 89 to 109 in Xinzhou, without the year of the base.
    (SHANXI_2025, "64%", "disability_living_allowance_standard", {}, "cannot_check", "differs:undated", "24.24", "50"),
    (
        SHANXI_2025,
        "118%",
        "disability_nursing_allowance_standard",
        {},
        "cannot_check",
        "differs:undated",
        "22.47",
        "50",
    ),
    # 65.5亿 in five years.
    (XINZHOU, "13亿元", "social_assistance_expenditure", {}, "rounding", "within_digits", "1310000000", None),
    (XINZHOU, "67%", "dibao_tekun_recipients", {}, "consistent", "follows", "66.67", "197014.9"),
    (XINZHOU, "29%", "poverty_alleviated_monitored_population", {}, "consistent", "follows", "28.70", "455172.4"),
    (XINZHOU, "13.2万人", "dibao_tekun_recipients", {}, "consistent", "equal", "132000", None),
    (XINZHOU, "14个", "funeral_homes", {}, "consistent", "equal:within_period", "14", None),
    (XINZHOU, "26.08%", "elderly_population_share", {}, "cannot_check", "no_whole", None, "3015720.9"),
    (XINZHOU, "11.32万人", "elderly_population", {}, "cannot_check", "no_base_level", None, "673300"),
    (SHANXI_2021, "0.22个百分点", "elderly_population_share", {}, "cannot_check", "no_reference", None, "18.7"),
    (SHANXI_2021, "27%", "dibao_standard", {}, "cannot_check", "no_base_level", None, None),
    (SHANXI_2025, "15.2%", "dibao_standard", {}, "cannot_check", "no_end_level", None, None),
    (SHANXI_2025, "46.49%", "charity_organisations", {}, "cannot_check", "no_base_level", None, "185.0"),
]


def rounded(value, like):
    return None if value is None else value.quantize(Decimal(like), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("doc_id", "value_text", "indicator", "dims", "verdict", "reason", "computed", "implied"),
    KNOWN,
    ids=[f"{case[0][:8]} {case[1]} {case[2]}" for case in KNOWN],
)
def test_verdicts_known_truth(of_texts, doc_id, value_text, indicator, dims, verdict, reason, computed, implied):
    fact = find(of_texts, doc_id, value_text, indicator, **dims)
    assert (fact.verdict, fact.verdict_reason) == (verdict, reason)
    assert rounded(fact.computed_value, computed or "1") == (computed and Decimal(computed))
    assert rounded(fact.implied_base, implied or "1") == (implied and Decimal(implied))
    assert fact.computed_value is None or fact.operands


def test_verdicts_texts_every_growth_change_and_share_has_one(of_texts):
    needs = {"growth_pct", "change_abs", "share_pct", "gap_pp"}
    assert all(fact.verdict for fact in of_texts if fact.measure in needs)
    assert [fact.value_text for fact in of_texts if fact.verdict == "conflict"] == ["9.36%", "14.26%"]


def test_verdicts_texts_every_reason_has_its_sentence_and_every_operand_is_there(of_texts):
    known = by_id(of_texts)
    for fact in of_texts:
        assert set(fact.operands) <= set(known)
        if fact.verdict:
            assert explain(fact.verdict_reason, "zh")
            assert explain(fact.verdict_reason, "en")


def test_verdicts_conflict_names_both_levels(of_texts):
    known = by_id(of_texts)
    fact = find(of_texts, XINZHOU, "9.36%", "dibao_standard")
    assert [known[operand].value_text for operand in fact.operands] == ["584元", "514元"]


def test_reasons_are_one_closed_set():
    assert set(REASONS) == set(get_args(Reason))
    assert set(CAVEATS) - {""} <= set(CAVEAT_TEXTS)


def test_verdicts_do_not_depend_on_order(of_texts):
    backwards = judge(*reconcile(gold_facts()[::-1], CATALOGUE))
    assert by_id(backwards) == by_id(of_texts)


def growth(rate, **fields):
    return make_fact(rate, "percent", measure="growth_pct", base_period="2020", start=9, **fields)


def pair(base, end, **fields):
    return [make_fact(base, period="2020", start=1, **fields), make_fact(end, start=2, **fields)]


def verdict_of(rate, *levels, **fields):
    fact = judge(*levels, growth(rate, **fields))[-1]
    return fact.verdict, fact.verdict_reason


def test_verdicts_growth_without_base_period():
    fact = judge(*pair(500, 600), replace(growth(20), base_period=None))[-1]
    assert (fact.verdict, fact.verdict_reason) == ("cannot_check", "no_base_period")


def test_verdicts_growth_of_amounts_that_are_themselves_rounded_is_rounding():
    levels = pair("500000000", "600000000", unit="CNY", resolution=Decimal("1E+8"), indicator="lottery_sales")
    levels = [replace(fact, period_type="interval") for fact in levels]
    assert verdict_of(35, *levels, indicator="lottery_sales", period_type="interval") == ("rounding", "within_digits")


@pytest.mark.parametrize(
    ("value_text", "qualifier", "verdict"),
    [
        ("20%", "exact", "conflict"),
        ("超过20%", "at_least", "rounding"),
        ("20%余", "at_least", "rounding"),
        ("近30%", "just_under", "rounding"),
        ("不超过20%", "at_most", "conflict"),
        ("约25%", "approx", "rounding"),
    ],
)
def test_verdicts_hedge_widens_as_its_word_does(value_text, qualifier, verdict):
    rate = Decimal("".join(filter(str.isdigit, value_text)))
    stated = verdict_of(rate, *pair(400, 502), value_text=value_text, qualifier=qualifier)
    assert stated[0] == verdict


def test_verdicts_growth_follows_from_level_and_change():
    people = {"indicator": "elderly_population", "dims": {"age": "60+"}}
    level = make_fact(786500, "person", start=1, **people)
    change = make_fact(113200, "person", measure="change_abs", base_period="2020", start=2, **people)
    assert verdict_of("16.8", level, change, **people)[0] == "consistent"
    assert verdict_of("19.8", level, change, **people) == ("conflict", "differs")


def test_verdicts_change_between_two_levels():
    people = {"indicator": "elderly_population", "unit": "person", "dims": {"age": "60+"}}
    levels = pair(673300, 786500, **people)
    for amount, verdict in ((113200, "consistent"), (120000, "conflict")):
        change = make_fact(amount, measure="change_abs", base_period="2020", start=9, **people)
        assert judge(*levels, change)[-1].verdict == verdict
    gross = make_fact(
        120000, measure="change_abs", base_period="2020", start=9, period="2021/2025", period_type="interval", **people
    )
    fact = judge(*levels, gross)[-1]
    assert (fact.verdict, fact.verdict_reason) == ("cannot_check", "differs:gross_change")


def test_verdicts_gap_to_the_nation():
    share = {"indicator": "elderly_population_share", "unit": "percent", "measure": "share_pct"}
    own = make_fact("18.92", dims={"age": "60+"}, region="140000", start=1, **share)
    china = make_fact("18.70", dims={"age": "60+"}, region="100000", start=2, **share)
    gap = make_fact(
        "0.22",
        "percentage_point",
        indicator="elderly_population_share",
        measure="gap_pp",
        dims={"age": "60+", "versus": "china"},
        region="140000",
        start=3,
    )
    assert judge(own, china, gap)[-1].verdict == "consistent"


def test_verdicts_total_against_parts_of_one_text():
    count = {"unit": "person", "indicator": "dibao_recipients"}
    urban = make_fact(255, dims={"residence": "urban"}, start=1, **count)
    rural = make_fact(989, dims={"residence": "rural"}, start=2, **count)
    total = make_fact(1250, start=3, **count)
    assert judge(urban, rural, total)[-1].verdict == "conflict"
    assert judge(urban, replace(rural, doc_id="other"), total)[-1].verdict is None
    assert judge(urban, rural, replace(total, value=Decimal(1244)))[-1].verdict_reason == "equal"


def test_verdicts_other_text_with_another_name_is_no_conflict():
    from etl.model import Evidence

    fields = {"unit": "facility", "indicator": "day_care_centres"}

    def named(text):
        return {"indicator": Evidence("phrase", text=text)}

    base = make_fact(100, period="2020-12-31", doc_id="a", evidence=named("新建的日间照料中心"), **fields)
    end = make_fact(150, start=2, doc_id="b", evidence=named("日间照料设施"), **fields)
    rate = growth(80, indicator="day_care_centres", doc_id="b", evidence=named("日间照料设施"))
    fact = judge(base, end, rate)[-1]
    assert (fact.verdict, fact.verdict_reason) == ("cannot_check", "differs:other_name")


@pytest.mark.parametrize("period", ["2021", "2019"])
def test_verdicts_neighbouring_year_is_no_base_of_a_yearly_growth(period):
    levels = [make_fact(500, period=period, start=1), make_fact(600, period="2021-12-31", start=2)]
    fact = judge(*levels, growth(30, period="2021"))[-1]
    assert fact.verdict == "cannot_check"


def test_interval_of_counts_hedges_and_ranges():
    def low_high(value, **fields):
        found = interval_of(make_fact(value, "person", **fields), is_count=True)
        return found.low, found.high

    assert low_high(1001) == (1001, 1001)
    assert low_high(786500, resolution=Decimal(100)) == (786450, 786550)
    assert low_high(3000, qualifier="at_least", value_text="3000余人") == (3000, 4000)
    assert low_high(3000, qualifier="at_least", value_text="超过3000人")[1].is_infinite()
    assert low_high(1000, qualifier="just_under") == (0, 1000)
    assert low_high(-1200, qualifier="at_least", value_text="1200余") == (-1300, -1200)
    assert low_high(1, value_max=Decimal(2)) == (1, 2)
    open_end = Interval(Decimal(1), INFINITY)
    assert open_end.over(Interval(Decimal(2), Decimal(4))) == Interval(Decimal("0.25"), INFINITY)
    assert Interval(Decimal(1), Decimal(2)).over(open_end) == Interval(Decimal(0), Decimal(2))


LEVELS = st.integers(min_value=1, max_value=10**6)
DECIMALS = st.integers(min_value=0, max_value=6)


def exact_growth(base, end):
    return (Decimal(end) / Decimal(base) - 1) * 100


@given(base=LEVELS, end=LEVELS, decimals=DECIMALS)
def test_verdicts_rounded_growth_of_a_pair_is_never_a_conflict(base, end, decimals):
    rate = exact_growth(base, end).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert verdict_of(rate, *pair(base, end))[0] == "consistent"


@given(base=st.integers(100, 10**6), end=LEVELS, decimals=DECIMALS)
def test_verdicts_cut_off_growth_of_a_pair_is_never_a_conflict(base, end, decimals):
    step = Decimal(1).scaleb(-decimals)
    rate = (exact_growth(base, end) / step).to_integral_value("ROUND_DOWN") * step
    assert verdict_of(rate, *pair(base, end))[0] in ("consistent", "rounding")


@given(
    base=st.integers(100, 10**6),
    end=LEVELS,
    decimals=DECIMALS,
    off=st.decimals(min_value="1.01", max_value=1000, places=2),
    sign=st.sampled_from([1, -1]),
    is_count=st.booleans(),
)
def test_verdicts_growth_off_by_more_than_rounding_is_always_a_conflict(base, end, decimals, off, sign, is_count):
    step = Decimal(1).scaleb(-decimals)
    # Half a unit of each level, at most, besides one last digit of the rate.
    half = Decimal(0) if is_count else Decimal("0.5")
    slack = max(abs(exact_growth(base + s * half, end - s * half) - exact_growth(base, end)) for s in (1, -1))
    rate = (exact_growth(base, end) + sign * (slack + (off + 1) * step)).quantize(step, ROUND_HALF_UP)
    fields = {"indicator": "day_care_centres"} if is_count else {}
    levels = pair(base, end, unit="facility" if is_count else "CNY/person/month", **fields)
    assert verdict_of(rate, *levels, **fields) == ("conflict", "differs")

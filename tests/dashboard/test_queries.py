"""Filters, comparisons, growth and coverage as plain functions of small tables."""

import pytest

from dashboard import compare, findings, growth, links, memory, overview, params, series
from dashboard.labels import labels
from dashboard.selection import primary, select
from dashboard.units import shown
from tests.dashboard.facts import frame, row, small_store, xinzhou

ZH, EN = labels("zh"), labels("en")
REGIONS = ["140700", "140900", "420200"]


def test_a_query_is_read_and_written_again() -> None:
    query = {"region": ["140900", "140700"], "residence": ["rural"], "fact": ["rate"]}
    wanted = (*params.SHARED, params.FACT)
    values, problems = params.read(query, wanted, {"region": REGIONS, "fact": ["rate"]})
    assert not problems
    assert params.query_string(values, wanted) == "region=140900&region=140700&residence=rural&fact=rate"


def test_unknown_values_are_reported_and_left_out() -> None:
    values, problems = params.read(
        {"region": ["1", "140900"], "within": ["99"]},
        params.PAGE_PARAMS["compare"] + params.SHARED,
        {"region": REGIONS},
    )
    assert values["region"] == ("140900",)
    assert {(p.name, p.value) for p in problems} == {("region", "1"), ("within", "99")}


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({}, {"a", "b", "c", "d"}),
        ({"residence": "rural"}, {"b", "c", "d"}),
        ({"derived": "0"}, {"a", "b", "d"}),
        ({"plans": "0"}, {"a", "b", "c"}),
        ({"region": ("420200",)}, {"d"}),
        ({"verdict": ("none",)}, {"a", "b", "c", "d"}),
        ({"q": "584"}, {"a", "b", "c", "d"}),
        ({"q": "没有"}, set()),
    ],
)
def test_selection_keeps(values: params.Values, kept: set[str]) -> None:
    table = frame(
        row("a"),
        row("b", dims={"residence": "rural"}),
        row("c", dims={}, provenance="derived"),
        row("d", dims={}, status="planned", region="420200"),
    )
    assert set(select(table, values)["fact_id"]) == kept


def test_repeats_are_left_out_once() -> None:
    table = frame(row("a"), row("b"), row("c", is_primary=False, value=1.0))
    assert list(primary(table)["fact_id"]) == ["a"]
    assert list(select(table, {"repeats": "0"})["fact_id"]) == ["a"]


def test_values_are_converted_with_their_formula() -> None:
    yearly = row("y", value=6200.0, unit="CNY/person/year")
    made = shown(yearly, ZH)
    assert made.value == pytest.approx(516.667, abs=0.001)
    assert made.formula == "6200元/人/年 ÷ 12 = 516.7元/人/月"
    assert shown(yearly, ZH, "year").formula == ""
    assert shown(row("m"), ZH, "year").value == 584 * 12


def test_growth_stands_beside_its_computed_value_once() -> None:
    found = growth.pairs(frame(*xinzhou()), ("dibao_standard",))
    assert [(p.row["fact_id"], p.stated, p.computed) for p in found] == [("rate", 14.26, 20.100503)]
    panel = growth.panels(found, ["140900", "420200"], REGIONS, ZH)[0]
    assert [p.shape for p in panel.rows[0].points] == ["reported", "derived"]
    assert "黄石" in panel.notes[0]
    yearly = growth.panels(found, ["140900"], REGIONS, ZH, per_year=True)[0]
    assert yearly.rows[0].points[0].x == pytest.approx(2.70, abs=0.01)


def test_what_cannot_be_checked_has_no_computed_point() -> None:
    rows = [
        row(
            "rate",
            measure="growth_pct",
            value=40.5,
            unit="percent",
            base_period="2020",
            verdict="cannot_check",
            computed_value=134.2,
        )
    ]
    assert growth.pairs(frame(*rows), ("dibao_standard",))[0].computed is None


def test_the_title_says_the_conflict() -> None:
    table = frame(*xinzhou())
    assert findings.low_income(table, REGIONS, ZH) == "忻州：农村低保5年增长 20.1%，发布会称 14.26%"
    assert (
        findings.low_income(table, REGIONS, EN)
        == "Xinzhou: rural dibao standard grew 20.1% in 5 years; the text says 14.26%"
    )


def test_charts_leave_out_restatements_and_implied_levels() -> None:
    drawn = series.drawable(series.levels(frame(*xinzhou()), ("dibao_standard",)))
    assert set(drawn["fact_id"]) == {"base", "end", "year"}


def test_coverage_tells_the_best_that_is_known() -> None:
    table = frame(
        row("a"),
        row("b", region="140700", measure="growth_pct"),
        row("c", region="420200", status="planned"),
    )
    line = overview.coverage(table, [*REGIONS, "140000"], ZH)[0]
    assert line.cells == (("growth", 1), ("reported", 1), ("planned", 1), ("none", 0))


def test_cards_say_where_there_is_nothing() -> None:
    card = overview.cards(frame(row("a")), ["420200"], ZH)[0]
    assert all(found is None for _, found in card.lines)


def comparison(within: int = 0, year: int = 0) -> compare.Line:
    table = frame(
        row("x", period="2025", value=584.0),
        row("j", region="140700", period="2022", value=645.0),
        row("jold", region="140700", period="2012", value=323.0),
    )
    return compare.lines(table, ["dibao_standard.level.residence-urban"], REGIONS, year, within, ZH)[0]


def test_by_default_a_row_holds_one_year() -> None:
    line = comparison()
    assert line.year == 2025
    assert line.cells["140900"].row is not None
    assert line.cells["140700"].row is None
    assert line.cells["140700"].nearest["fact_id"] == "j"  # type: ignore[index]
    assert line.cells["420200"].nearest is None
    assert not line.is_sound


def test_nearest_within_names_the_year() -> None:
    line = comparison(within=3)
    assert {code: cell.row["fact_id"] for code, cell in line.cells.items() if cell.row} == {
        "140700": "j",
        "140900": "x",
    }
    assert line.is_sound
    assert max(cell.apart for cell in line.cells.values()) == 3


def test_totals_of_a_province_and_a_city_are_not_drawn() -> None:
    beds = {"indicator": "elderly_care_beds", "dims": {}, "unit": "bed", "topic": "elderly_care"}
    table = frame(row("p", region="140000", value=224100.0, **beds), row("c", value=15543.0, **beds))
    line = compare.lines(table, ["elderly_care_beds.level"], ["140000", "140900"], 0, 0, EN)[0]
    assert not line.is_sound
    assert any(lamp.light == "off" and lamp.name == "admin_level" for lamp in line.lamps)


def test_series_without_any_row_are_left_out() -> None:
    assert compare.lines(frame(row("a")), ["nosuch.level"], REGIONS, 0, 0, ZH) == []


def test_the_store_names_what_links_may_say() -> None:
    known = small_store(*xinzhou()).known()
    assert "dibao_standard.level.residence-rural" in known["series"]
    assert known["region"] == ("140700", "140900")


def test_a_link_to_a_fact_is_the_link_of_the_page_with_it() -> None:
    for page, values in (
        ("low-income", {"region": ("140900",), "unit": "year", "fact": "x"}),
        ("", {}),
        ("data", {"q": "a b&c"}),
    ):
        here = links.Links(page, "zh", values)
        for fact in ("", "f1", "a b&c"):
            assert here.here(fact=fact) == here.to(page, fact=fact)


def test_results_are_worked_out_once_and_the_oldest_are_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    memory.forget()
    done: list[str] = []

    def ask(key: str) -> str:
        return memory.once(key, lambda: done.append(key) or key)

    assert [ask(key) for key in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert done == ["a", "b", "c", "b"]
    memory.forget()

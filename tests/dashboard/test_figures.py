"""Figures as pure functions: points are table rows, axes begin at zero, Plotly accepts them."""

import plotly.graph_objects as go
import pytest

from dashboard import figures, growth, panel_layout, series
from dashboard.labels import labels
from dashboard.panels import Panel, Point, Row
from tests.dashboard.facts import frame, row, xinzhou

ZH = labels("zh")
REGIONS = ["140700", "140900", "420200"]


def dots(*values: float) -> tuple[Point, ...]:
    return tuple(Point(x, f"f{i}", "#000000", "reported", f"{x}", "2025", "words") for i, x in enumerate(values))


def test_points_are_the_rows_of_the_table() -> None:
    drawn = series.drawable(series.levels(frame(*xinzhou()), ("dibao_standard",)))
    panels = series.definition_panels(drawn, REGIONS, REGIONS, ZH)
    made = figures.dot_panels(panels, ZH)
    assert sorted(figures.points_of(made)) == sorted(drawn["fact_id"])
    values = {
        item[0]: x
        for trace in made["data"]
        if "customdata" in trace
        for item, x in zip(trace["customdata"], trace["x"], strict=True)
    }
    assert values["end"] == 478
    assert values["year"] == pytest.approx(516.667, abs=0.001)


def test_plotly_accepts_every_figure() -> None:
    table = frame(*xinzhou(), row("plan", status="planned", period="2026", qualifier="at_least"))
    panels = series.definition_panels(series.levels(table, ("dibao_standard",)), REGIONS, REGIONS, ZH)
    panels += growth.panels(growth.pairs(table, ("dibao_standard",)), REGIONS, REGIONS, ZH)
    go.Figure(figures.dot_panels(panels, ZH, "end"))


def test_a_label_stands_left_of_its_point_only_where_a_phone_has_room_for_it() -> None:
    row_ = Row("山西", dots(600, 1000))
    assert panel_layout.sides(row_, (0, 1020), 600) == ["middle left", "middle right"]
    assert panel_layout.sides(row_, (0, 1020), 100) == ["top right", "middle right"]
    three = Row("忻州", dots(52, 54, 61))
    assert panel_layout.sides(three, (0, 62), 300) == ["middle left", "top center", "middle right"]


def test_ticks_are_written_as_the_tables_write_numbers() -> None:
    small = figures.dot_panels([Panel("centres", (Row("Shanxi", dots(9721)),))], labels("en"))["layout"]["xaxis"]
    assert (small["exponentformat"], small["separatethousands"]) == ("none", True)
    large = figures.dot_panels([Panel("persons", (Row("Shanxi", dots(6607000)),))], labels("en"))["layout"]["xaxis"]
    assert large["ticktext"][:2] == ["0", "2M"]


def test_a_growth_is_labelled_with_its_span() -> None:
    rate = row("g", measure="growth_pct", value=33.1, unit="percent", base_period="2020", period="2025")
    assert series.point(rate, ZH, REGIONS).year == "2020→25"


def test_definitions_stand_in_the_order_of_the_catalogue() -> None:
    table = frame(row("r", dims={"residence": "rural"}), row("u", dims={"residence": "urban"}), row("all", dims={}))
    panels = series.definition_panels(table, REGIONS, REGIONS, ZH)
    assert [panel.rows[0].points[0].fact_id for panel in panels] == ["all", "u", "r"]


def test_definitions_never_share_a_panel() -> None:
    table = frame(row("u"), row("r", dims={"residence": "rural"}), row("all", dims={}))
    assert len(series.definition_panels(table, REGIONS, REGIONS, ZH)) == 3


def test_axes_begin_at_zero_and_leave_room_for_labels() -> None:
    made = figures.dot_panels([Panel("标题", (Row("忻州", dots(100, 700)),))], ZH)
    low, high = made["layout"]["xaxis"]["range"]
    assert -20 < low <= 0
    assert 700 < high < 750
    wide = figures.dot_panels([Panel("标题", (Row("忻州", dots(100, 700.123456)),))], ZH)
    # In pixels right of the plot, so that a phone has the room as well.
    assert wide["layout"]["margin"]["r"] > made["layout"]["margin"]["r"] > 60


def test_regions_without_a_value_share_one_line_of_words() -> None:
    table = frame(row("u"))
    (panel,) = series.definition_panels(table, [*REGIONS, "140000"], REGIONS, ZH)
    assert [r.label for r in panel.rows] == ["忻州"]
    assert panel.notes == ("晋中、黄石、山西：资料中未见",)
    made = figures.dot_panels([panel], ZH)
    assert any("黄石" in note["text"] for note in made["layout"]["annotations"])
    (many,) = series.definition_panels(table, ["140900", *(str(n) for n in range(110000, 120000, 1000))], REGIONS, ZH)
    assert "等 10 地" in many.notes[0]


def test_a_mark_of_a_value_stands_at_its_point() -> None:
    point = series.point(row("a", flags=("truncated",)), ZH, REGIONS)
    assert point.label.endswith(series.CAUTION)
    assert "数字可能不完整" in point.hover


def test_growth_to_an_announced_level_is_hollow() -> None:
    rate = row("g", measure="growth_pct", value=11.9, unit="percent", base_period="2025", period="2026", status="planned",
               provenance="derived", derivation="growth", formula="…")  # fmt: skip
    (panel,) = growth.panels(growth.pairs(frame(rate), ("dibao_standard",)), ["140900"], REGIONS, ZH)
    assert [p.shape for p in panel.rows[0].points] == ["planned"]


def test_no_line_leads_to_a_plan() -> None:
    points = (*dots(100, 120), Point(30, "p", "#000", "planned", "30", "2025", ""))
    made = figures.dot_panels([Panel("", (Row("黄石", points),))], ZH)
    lines = [trace for trace in made["data"] if trace["mode"] == "lines"]
    assert [trace["x"] for trace in lines] == [[100, 120, None]]
    assert not [
        t for t in figures.dot_panels([Panel("", (Row("黄石", points[1:]),))], ZH)["data"] if t["mode"] == "lines"
    ]


def test_titles_break_before_no_closing_mark() -> None:
    lines = panel_layout.wrap("重度残疾人护理补贴标准（三、四级智力、精神残疾） · 增长 %", 46)
    assert len(lines) == 2
    assert lines[0].endswith("）")


def test_a_missing_region_is_a_row_with_words() -> None:
    made = figures.dot_panels([Panel("元", (Row("黄石", (), "资料中未见"), Row("忻州", dots(3))))], ZH)
    assert any("资料中未见" in note["text"] for note in made["layout"]["annotations"])
    assert made["layout"]["yaxis"]["ticktext"] == ["黄石", "忻州"]


def test_equal_values_share_one_label_with_both_years() -> None:
    points = (Point(30, "a", "#000", "reported", "30", "2020", ""), Point(30, "b", "#000", "planned", "30", "2021", ""))
    made = figures.dot_panels([Panel("个", (Row("山西", points),))], ZH)
    assert next(trace for trace in made["data"] if "text" in trace)["text"] == ["", "\xa030 (2020, 2021)"]


def test_texts_from_outside_are_escaped() -> None:
    point = Point(1, "a", "#000", "reported", "<b>1</b>", "2025", "<a href='x'>y</a>")
    made = figures.dot_panels([Panel("<i>t</i>", (Row("r", (point,)),))], ZH)
    trace = made["data"][0]
    assert "<b>1" not in trace["text"][0]
    assert "<a" not in trace["hovertext"][0]
    quoted = figures.dot_panels([Panel('a "b" c', (Row("r", (point,)),))], ZH)
    assert '"b"' in quoted["layout"]["annotations"][0]["text"]
    assert "<i>" not in made["layout"]["annotations"][0]["text"].replace("<b>", "")


def test_a_chosen_point_has_a_ring() -> None:
    made = figures.dot_panels([Panel("元", (Row("忻州", dots(5, 9)),))], ZH, "f1")
    assert made["data"][-1]["marker"]["symbol"] == "circle-open"
    assert made["data"][-1]["x"] == [9]


def test_negative_growth_is_left_of_zero() -> None:
    made = figures.dot_panels([Panel("%", (Row("晋中", dots(-27, 10)),))], ZH)
    assert made["layout"]["xaxis"]["range"][0] < -27


def test_large_axes_are_in_wan() -> None:
    made = figures.dot_panels([Panel("人", (Row("山西", dots(6607000)),))], ZH)
    assert "200万" in made["layout"]["xaxis"]["ticktext"]


def test_qualifier_and_provenance_are_drawn() -> None:
    point = series.point(row("a", qualifier="at_least", provenance="derived"), ZH, REGIONS)
    assert point.label.startswith("≥")
    assert point.shape == "derived"
    assert series.point(row("b", status="planned"), ZH, REGIONS).shape == "planned"

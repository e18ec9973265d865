"""The comparison as CSV: exactly the table of the page, in either direction."""

from __future__ import annotations

import csv
import io

from dashboard import compare
from dashboard.compare_blocks import lines
from dashboard.file_bytes import neutral
from dashboard.labels import PROVENANCES, Labels
from dashboard.numerals import counted
from dashboard.params import Values, one
from dashboard.selection import chosen_regions
from dashboard.store import Store
from dashboard.units import shown

PARTS = ("value", "unit", "period", "provenance", "qualifier", "formula", "note", "fact_id", "sentence")


def _cell(cell: compare.Cell, t: Labels) -> list[object]:
    """What stands in a cell, in the order of `PARTS`."""
    row = cell.row
    if row is None:
        return ["", "", "", "", "", "", _note(cell, t), "", ""]
    made = shown(row, t)
    provenance = t.pick(PROVENANCES, row["provenance"])
    first = [made.value, made.unit, row["period"], provenance, row["qualifier"], made.formula]
    return [*first, _note(cell, t), row["fact_id"], row["sentence"]]


def _note(cell: compare.Cell, t: Labels) -> str:
    if cell.row is not None:
        return t(zh=f"相差 {cell.apart} 年", en=counted(cell.apart, "year off", "years off")) if cell.apart else ""
    if cell.nearest is not None:
        span, amount = t.span(cell.nearest), t.amount(cell.nearest)
        return t(zh=f"该年无数据；最近为 {span}：{amount}", en=f"none that year; nearest {span}: {amount}")
    return t(zh="资料中未见", en="none in the texts")


def csv_table(store: Store, values: Values, t: Labels) -> bytes:
    """A row for each series (or, flipped, each region); UTF-8 with byte order mark, without formulas."""
    found = lines(store, values, t)
    regions = chosen_regions(values, store.regions())
    table: list[list[object]]
    if one(values, "flip") == "1":
        table = [["region", "region_name", *(f"{line.series}_{part}" for line in found for part in PARTS)]]
        for code in regions:
            table.append([code, t.region(code), *(x for line in found for x in _cell(line.cells[code], t))])
    else:
        head = ["series", "indicator", "year", "comparability"]
        table = [[*head, *(f"{t.region(code)}_{part}" for code in regions for part in PARTS)]]
        for line in found:
            words = "; ".join(lamp.words for lamp in line.lamps)
            name = t.series(line.indicator, line.dims, line.measure)
            cells = (x for code in regions for x in _cell(line.cells[code], t))
            table.append([line.series, name, line.year, words, *cells])
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows([neutral(x) for x in row] for row in table)
    return sink.getvalue().encode("utf-8-sig")

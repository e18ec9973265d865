"""A set on disk answers as the table in memory does: the press texts, once as a build and once as a run publishes them."""

import csv
import io
import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard import compare, compare_blocks, export, export_stream, large, store, window
from dashboard import memory as results
from dashboard.frame import PAGES
from dashboard.labels import labels
from dashboard.params import DATA_PARAMS
from dashboard.routes import ROUTES
from dashboard.rows import TooManyError
from dashboard.selection import select
from etl.columns import NAMES
from etl.scale import run as corpus
from etl.scale.runners import Serial
from tests.dashboard.asgi import Client

ROOT = Path(__file__).resolve().parents[2]
FACETS = ("topic", "indicator", "region", "measure", "status", "provenance", "verdict")
ASKED = [
    {},
    {"region": ("140900",)},
    {"region": ("140900", "420200"), "headline": "1"},
    {"topic": ("elderly_care",), "measure": ("level", "growth_pct")},
    {"residence": "urban"},
    {"residence": "rural", "derived": "0", "plans": "0"},
    {"status": ("planned",)},
    {"verdict": ("conflict", "none")},
    {"provenance": ("derived", "implied"), "repeats": "0"},
    {"doc": ("xinzhou_2025-12-29_conference",)},
    {"q": "床位"},
    {"q": "DIBAO", "region": ("140000",)},
    {"indicator": ("no_such",)},
]
NAMED = [" ".join(f"{name}={value}" for name, value in asked.items()) or "all" for asked in ASKED]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("large") / "set"
    corpus.run([str(ROOT / "data" / "press")], out, Serial)
    return out


@pytest.fixture(scope="module")
def disk(folder) -> store.Store:
    return store.load(folder)


@pytest.fixture(scope="module")
def memory() -> store.Store:
    return store.load()


@pytest.fixture(autouse=True)
def fresh() -> None:
    """What a page worked out before is not what is tested."""
    results.forget()


def values(asked: dict) -> dict:
    return {param.name: param.default for param in DATA_PARAMS} | asked


def kept(memory: store.Store, asked: dict) -> pd.DataFrame:
    found = select(memory.facts, values(asked | {"repeats": "1"}))
    return found[found["is_primary"]] if asked.get("repeats") == "0" else found


@pytest.mark.parametrize("asked", ASKED, ids=NAMED)
def test_disk_keeps_the_same_rows(disk, memory, asked):
    wanted = kept(memory, asked)
    rows = disk.rows(values(asked))
    assert len(rows) == len(wanted)
    assert set(rows.page("", 0, 1000)["fact_id"]) == set(wanted["fact_id"])
    for facet in FACETS:
        column = {"verdict": "_verdict"}.get(facet, facet)
        assert rows.count_by(facet) == wanted[column].value_counts().to_dict(), facet


@pytest.mark.parametrize("order", ["value", "-value", "period", "-region", "indicator"])
def test_disk_sorts_and_pages(disk, order):
    rows = disk.rows(values({"topic": ("elderly_care",)}))
    whole = rows.page(order, 0, 1000)
    by = whole[order.removeprefix("-")].tolist()
    assert by == sorted(by, reverse=order.startswith("-"))
    parts = [rows.page(order, start, 7)["fact_id"] for start in range(0, len(rows), 7)]
    assert pd.concat(parts).tolist() == whole["fact_id"].tolist()


def test_disk_knows_what_memory_knows(disk, memory):
    for name in ("topic", "indicator", "measure", "status", "provenance", "series", "year"):
        assert set(disk.known()[name]) == set(memory.known()[name]), name
    assert disk.size() == memory.size()


def test_disk_finds_a_fact_with_all_its_columns(disk, memory):
    for fact_id in memory.facts.index[::40]:
        one, other = disk.fact(fact_id), memory.fact(fact_id)
        assert all(one[name] == other[name] or one[name] != one[name] for name in NAMES)
        assert set(disk.repeats(one)["fact_id"]) == set(memory.repeats(other)["fact_id"])
    assert disk.fact("nobody") is None


@pytest.mark.parametrize("page", ["", "low-income", "elderly-care", "subsidy-growth", "compare", "quality"])
def test_a_page_gets_rows_of_its_regions_and_their_texts(disk, page):
    made = window.for_page(disk, page, {"region": ("140900",)})
    assert set(made.facts["region"]) == {"140900"}
    assert all(made.text(doc)["publisher"] for doc in made.facts["doc_id"])
    assert made.cut is None


def test_a_page_that_shows_part_of_its_rows_says_of_how_many(disk, monkeypatch):
    whole = window.for_page(disk, "elderly-care", {"region": ("140000",)})
    results.forget()
    monkeypatch.setattr(window, "MOST_ROWS", 5)
    made = window.for_page(disk, "elderly-care", {"region": ("140000",)})
    assert (len(made.facts), made.cut.rows) == (5, len(whole.facts))
    assert len(disk.rows(values(dict(made.cut.values)))) == len(whole.facts)


def test_a_page_that_leaves_rows_out_has_the_newest_of_each_series(disk, monkeypatch):
    asked = {"region": ("140900", "140000")}
    whole = window.for_page(disk, "elderly-care", asked)
    series = ["region", "indicator", "dims", "measure"]
    count = len(whole.facts.drop_duplicates(series))
    assert count < len(whole.facts)
    results.forget()
    monkeypatch.setattr(window, "MOST_ROWS", count)
    made = window.for_page(disk, "elderly-care", asked)
    newest = whole.facts.sort_values(["period", "fact_id"], ascending=[False, True]).drop_duplicates(series)
    assert set(made.facts["fact_id"]) == set(newest["fact_id"])
    assert list(made.facts["fact_id"]) == [one for one in whole.facts["fact_id"] if one in set(newest["fact_id"])]


def test_a_comparison_chooses_on_disk_what_it_chooses_in_memory(disk, memory):
    t = labels("en")
    for asked in ({}, {"derived": "0"}, {"residence": "urban", "plans": "0"}, {"region": ("140900", "420200")}):
        # A run knows the divisions of its rows, a build those that publish: name them, for both to mean the same.
        wanted = values({"region": ("140900", "420200", "431000", "140000"), "within": 3} | asked)
        one = compare_blocks.lines(window.for_page(disk, "compare", wanted), wanted, t)
        other = compare_blocks.lines(memory, wanted, t)
        assert [line.series for line in one] == [line.series for line in other]
        for mine, theirs in zip(one, other, strict=True):
            assert mine.lamps == theirs.lamps
            assert {code: cell.row and cell.row["fact_id"] for code, cell in mine.cells.items()} == {
                code: cell.row and cell.row["fact_id"] for code, cell in theirs.cells.items()
            }


def test_a_comparison_reads_only_the_series_that_are_asked_for(disk):
    key = "dibao_standard.level.residence-urban"
    made = window.for_page(disk, "compare", values({"region": ("140900",), "series": (key, "no_such.level")}))
    assert set(made.facts["_series"]) == {key}
    assert window.for_page(disk, "compare", values({"series": ("no_such.level",)})).facts.empty


def test_what_can_be_added_to_a_comparison_is_that_of_the_whole_table(disk, memory):
    there = {(one.key, one.regions) for one in compare.offered(disk)}
    assert there == {(one.key, one.regions) for one in compare.offered(memory)}
    assert [one.regions for one in compare.offered(disk)] == sorted((n for _, n in there), reverse=True)


def test_the_reader_of_a_set_on_disk_shows_the_text(disk, folder, memory, tmp_path):
    for doc_id in memory.texts.index:
        assert store.raw_text(disk, doc_id) == store.raw_text(memory, doc_id) != ""
    assert store.raw_text(disk, "nobody") == ""
    shutil.copytree(folder, tmp_path / "set")
    shutil.rmtree(tmp_path / "set" / "sources")
    assert store.raw_text(store.load(tmp_path / "set"), memory.texts.index[0]) == ""


def test_the_reader_gets_one_text_and_its_numbers(disk, memory):
    doc_id = "xinzhou_2025-12-29_conference"
    made = window.for_page(disk, "reader", {"text": doc_id})
    assert set(made.facts["doc_id"]) == {doc_id}
    assert len(made.numbers) == (memory.numbers["doc_id"] == doc_id).sum()


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
@pytest.mark.parametrize("names", ["codes", "both"])
def test_files_from_disk_hold_the_rows_of_those_from_memory(disk, memory, kind, names, monkeypatch):
    monkeypatch.setattr(large, "_FIRST_ROWS", 7)
    asked = values({"topic": ("social_assistance",), "names": names})
    name, rows, body = export_stream.make(disk, disk.table, kind, asked)
    mine, theirs = b"".join(body), export.make(memory, kind, asked)
    assert (rows, name.partition("rows_")[0]) == (theirs.rows, theirs.name.partition("rows_")[0])

    def read(content: bytes) -> list:
        if kind == "csv":
            found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        elif kind == "json":
            found = json.loads(content)
        else:
            found = pq.read_table(io.BytesIO(content)).to_pylist()
        return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in found)

    assert read(mine) == read(theirs.body)


def test_files_in_several_pieces_are_whole(disk, monkeypatch):
    chunks = list(disk.table.chunks({}))
    pieces = [part for chunk in chunks for part in (chunk.iloc[:100], chunk.iloc[100:])]
    monkeypatch.setattr(large.Large, "chunks", lambda self, values: iter(pieces))
    asked = values({"names": "codes"})
    for kind, count in (
        ("csv", lambda body: len(list(csv.reader(io.StringIO(body.decode())))) - 1),
        ("json", lambda body: len(json.loads(body))),
        ("parquet", lambda body: pq.read_table(io.BytesIO(body)).num_rows),
    ):
        assert count(b"".join(export_stream.make(disk, disk.table, kind, asked)[2])) == len(disk.rows(asked)), kind


def test_a_workbook_has_a_limit_and_says_it(disk, monkeypatch):
    assert next(export_stream.make(disk, disk.table, "xlsx", values({"region": ("140900",)}))[2])[:2] == b"PK"
    monkeypatch.setattr(export_stream, "MOST_AT_ONCE", 10)
    with pytest.raises(TooManyError, match="10 are the most"):
        export_stream.make(disk, disk.table, "zip", values({}))


def test_too_many_rows_are_neither_searched_nor_sorted(disk, monkeypatch):
    monkeypatch.setattr(large, "MOST_SEARCHED", 10)
    monkeypatch.setattr(large, "MOST_SORTED", 10)
    rows = disk.rows(values({"q": "低保"}))
    assert rows.refused
    assert len(rows) == 0
    with pytest.raises(TooManyError, match="are the most"):
        disk.rows(values({})).page("value", 0, 50)
    assert len(disk.rows(values({})).page("", 0, 50)) == 50


@pytest.mark.parametrize("file", [file for _, file, _, _ in PAGES])
def test_every_page_runs_on_a_set_on_disk(disk, folder, file, monkeypatch):
    monkeypatch.setenv("PUBLISHED", str(folder))
    fact_id = str(disk.rows(values({"region": ("140900",)})).page("", 0, 1)["fact_id"].iloc[0])
    at = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
    if file != "overview":
        at.run()
        at.switch_page(f"../pages/{file}.py")
    for name, value in {"lang": "en", "fact": fact_id, "region": "140900"}.items():
        if name != "region" or file not in ("reader", "quality"):
            at.query_params[name] = value
    at.run()
    assert not at.exception
    words = "\n".join(str(element.proto.body) for element in at.get("html"))
    facts, texts, conflicts = disk.size()
    assert f"{texts} texts · {facts} figures · {conflicts} conflicts" in words
    assert f'data-fact="{fact_id}"' in words
    assert "忻州市" in words or "Xinzhou" in words
    if file == "reader":
        assert 'id="chosen"' in words, "the text is shown, with the fact marked in it"


def test_the_page_itself_says_what_it_leaves_out(folder, monkeypatch):
    monkeypatch.setenv("PUBLISHED", str(folder))
    monkeypatch.setattr(window, "MOST_ROWS", 5)
    at = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
    at.run()
    at.switch_page("../pages/elderly_care.py")
    for name, value in {"lang": "en", "region": "140000"}.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    words = "\n".join(str(element.proto.body) for element in at.get("html"))
    assert "this page draws, and counts, 5 of them" in words
    assert 'href="data/indicators.csv?region=140000&amp;topic=elderly_care&amp;repeats=0"' in words


def test_addresses_of_files_are_sent_from_disk(disk, folder, monkeypatch):
    monkeypatch.setenv("PUBLISHED", str(folder))
    client = Client(Starlette(routes=ROUTES))
    answer = client.get("/data/indicators.csv?region=140900&names=codes")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.status_code == 200
    assert {row["region"] for row in rows} == {"140900"}
    assert answer.headers["x-rows"] == str(len(rows)) == str(len(disk.rows(values({"region": ("140900",)}))))
    assert client.get("/data/indicators.csv?region=999999").status_code == 400
    assert client.get("/health").json()["facts"] == disk.size()[0]
    compared = client.get("/data/compare.csv?lang=en&region=140900&region=140000").content.decode("utf-8-sig")
    assert len(compared.splitlines()) > 1
    monkeypatch.setattr(export_stream, "MOST_AT_ONCE", 10)
    refused = client.get("/data/indicators.zip")
    assert (refused.status_code, "10 are the most" in refused.text) == (400, True)


@pytest.mark.parametrize("left", ["nothing", "report.json", "indicators/province=140000/part-1400.parquet"])
def test_a_set_that_cannot_be_read_is_told(tmp_path, left):
    (tmp_path / "indicators" / "province=140000").mkdir(parents=True)
    if left != "nothing":
        (tmp_path / left).write_text("{}")
        (tmp_path / "report.json").write_text("{}")
    with pytest.raises(store.NoTableError, match="etl run"):
        store.load(tmp_path)

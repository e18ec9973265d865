"""Files and data addresses: bytes, names, filters, answers to nonsense."""

import csv
import io
import json
import logging
import sys
import zipfile

import pandas as pd
import pytest
from starlette.applications import Starlette

from dashboard import export, log, store
from dashboard.file_bytes import csv_bytes, neutral
from dashboard.markup import external
from dashboard.routes import ROUTES
from dashboard.server import MIDDLEWARE
from tests.dashboard.asgi import Client
from tests.dashboard.facts import row, small_store, xinzhou

BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(Starlette(routes=ROUTES, middleware=MIDDLEWARE))


def test_csv_begins_with_the_mark_and_reads_back() -> None:
    made = export.make(small_store(*xinzhou()), "csv", {})
    assert made.body[:3] == BOM
    rows = pd.read_csv(io.BytesIO(made.body), encoding="utf-8-sig")
    assert list(rows["fact_id"]) == [r["fact_id"] for r in xinzhou()]
    assert rows.loc[2, "verdict_zh"] == "不一致"
    assert rows.loc[0, "doc_publisher"] == "山西晚报"
    assert rows.loc[2, "operands"] == "end;base"


def test_cells_that_spreadsheets_would_run_are_neutral_in_csv_and_text_in_xlsx() -> None:
    tables = small_store(
        row("evil", value_text="=1+1", sentence='=HYPERLINK("http://x")', rule="@x", correction="-2", region="140900")
    )
    rows = pd.read_csv(io.BytesIO(export.make(tables, "csv", {}).body), encoding="utf-8-sig", dtype=str)
    assert rows.loc[0, "value_text"] == "'=1+1"
    assert rows.loc[0, "sentence"].startswith("'=")
    assert rows.loc[0, "rule"] == "'@x"
    assert rows.loc[0, "correction"] == "'-2"
    book = zipfile.ZipFile(io.BytesIO(export.make(tables, "xlsx", {}).body))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("kind", sorted(export.MEDIA))
def test_files_are_the_same_for_the_same_rows(kind: str) -> None:
    tables = small_store(*xinzhou())
    export._make.cache_clear()
    one = export.make(tables, kind, {"region": ("140900",)})
    export._make.cache_clear()
    assert one.body == export.make(tables, kind, {"region": ("140900",)}).body
    assert one.rows == 5
    assert "140900" in one.name


def test_the_zip_explains_itself() -> None:
    files = zipfile.ZipFile(io.BytesIO(export.make(small_store(*xinzhou()), "zip", {"region": ("140900",)}).body))
    assert sorted(files.namelist()) == ["README.md", "columns.csv", "data.csv", "indicators.csv", "metadata.json"]
    assert files.read("data.csv")[:3] == BOM
    about = files.read("README.md").decode()
    assert "`region`): 140900" in about
    assert "山西晚报. 发布会[Z]. (2025-12-29)." in about
    assert json.loads(files.read("metadata.json"))["filters"] == {"region": ["140900"]}


def test_the_full_zip_claims_no_filter() -> None:
    files = zipfile.ZipFile(io.BytesIO(export.make(small_store(*xinzhou()), "zip", {}).body))
    assert "筛选条件" not in files.read("README.md").decode()


def test_parquet_keeps_types() -> None:
    rows = pd.read_parquet(io.BytesIO(export.make(small_store(*xinzhou()), "parquet", {"names": "codes"}).body))
    assert str(rows["value"].dtype) == "float64"
    assert list(rows["operands"][2]) == ["end", "base"]


@pytest.mark.parametrize(
    ("names", "has", "lacks"),
    [("codes", "region", "region_zh"), ("names", "region_zh", "region"), ("both", "region_zh", "none")],
)
def test_names_codes_or_both(names: str, has: str, lacks: str) -> None:
    rows = pd.read_csv(
        io.BytesIO(export.make(small_store(*xinzhou()), "csv", {"names": names}).body), encoding="utf-8-sig"
    )
    assert has in rows
    assert lacks not in rows


def test_data_addresses_take_the_filters_of_the_pages(client: Client) -> None:
    answer = client.get("/data/indicators.csv?region=140900&residence=rural")
    assert answer.status_code == 200
    assert answer.content[:3] == BOM
    rows = pd.read_csv(io.BytesIO(answer.content), encoding="utf-8-sig")
    facts = store.load().facts
    wanted = facts[(facts["region"] == "140900") & facts["_residence"].isin(["", "rural"])]
    assert list(rows["fact_id"]) == list(wanted["fact_id"])
    assert answer.headers["x-rows"] == str(len(wanted))
    assert "140900" in answer.headers["content-disposition"]


@pytest.mark.parametrize("kind", ["json", "parquet", "xlsx", "zip"])
def test_every_kind_is_served(client: Client, kind: str) -> None:
    answer = client.get(f"/data/indicators.{kind}?topic=disability")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == export.MEDIA[kind]


def test_json_is_a_list_of_records(client: Client) -> None:
    rows = client.get("/data/indicators.json?measure=growth_pct").json()
    assert rows
    assert {r["measure"] for r in rows} == {"growth_pct"}


def test_an_unchanged_file_is_not_sent_again(client: Client) -> None:
    tag = client.get("/data/indicators.csv").headers["etag"]
    assert client.get("/data/indicators.csv", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/data/indicators.csv?region=140900", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("region=nowhere", "nowhere"),
        ("colour=red", "colour"),
        ("verdict=maybe", "consistent"),
        ("names=x", "both, names, codes"),
        ("q=" + "x" * 201, "200 characters"),
        ("&".join(["region=140900"] * 501), "500 values"),
    ],
)
def test_nonsense_is_answered_with_400_and_words(client: Client, query: str, words: str) -> None:
    answer = client.get(f"/data/indicators.csv?{query}")
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize(
    ("query", "accepted", "said"),
    [
        ("lang=zh&", "en", ("没有取值",)),
        ("lang=en&", "zh-CN,zh;q=0.9", ("unknown value",)),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", ("没有取值",)),
        ("", "de, en-GB;q=0.8, zh;q=0.3", ("unknown value",)),
        ("", "*", ("没有取值", "unknown value")),
        ("", "zh;q=0..1,en", ("unknown value",)),
        ("lang=fr&", "", ("没有取值", "unknown value")),
    ],
)
@pytest.mark.parametrize("path", ["indicators", "compare"])
def test_a_refusal_speaks_the_language_of_who_asks(
    client: Client, path: str, query: str, accepted: str, said: tuple[str, ...]
) -> None:
    answer = client.get(f"/data/{path}.csv?{query}region=nowhere", headers={"Accept-Language": accepted})
    assert answer.status_code == 400
    assert [words for words in ("没有取值", "unknown value") if words in answer.text] == list(said)
    assert "140900" in answer.text
    assert answer.headers["vary"] == "Accept-Language"


def test_an_unknown_language_is_refused(client: Client) -> None:
    for path in ("indicators", "compare"):
        answer = client.get(f"/data/{path}.csv?lang=fr")
        assert answer.status_code == 400
        assert "zh, en" in answer.text


def test_unknown_kinds_are_not_found(client: Client) -> None:
    assert client.get("/data/indicators.exe").status_code == 404


def test_the_comparison_is_served_as_its_table(client: Client) -> None:
    answer = client.get("/data/compare.csv?lang=en&series=dibao_standard.level.residence-urban&within=10&year=2025")
    assert answer.content[:3] == BOM
    rows = pd.read_csv(io.BytesIO(answer.content), encoding="utf-8-sig")
    assert len(rows) == 1
    assert rows.loc[0, "Xinzhou_value"] == 584
    assert rows.loc[0, "Huangshi_note"] == "none in the texts"
    flipped = client.get("/data/compare.csv?lang=en&series=dibao_standard.level.residence-urban&flip=1")
    assert len(pd.read_csv(io.BytesIO(flipped.content), encoding="utf-8-sig")) == 4


def test_health_and_headers(client: Client) -> None:
    answer = client.get("/health")
    assert answer.json()["status"] == "ok"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/_stcore/metrics").status_code == 404


def test_a_number_of_any_length_is_words_and_no_failure(client: Client) -> None:
    for digits in ("9" * 19, "9" * 5_000, "-1", "1e3"):
        assert client.get(f"/data/compare.csv?within={digits}").status_code == 400


def test_an_address_without_end_is_refused(client: Client) -> None:
    assert client.get("/data/indicators.csv?q=" + "x" * 9_000).status_code == 414
    assert client.get("/" + "x" * 9_000).status_code == 414


@pytest.mark.parametrize("host", ["evil.example", "", "localhost.evil.example", "[", "127.0.0.1@evil.example"])
def test_a_request_for_another_host_is_refused(client: Client, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 421
    assert client.get("/health", headers={"Host": "127.0.0.1:8501"}).status_code == 200


@pytest.mark.parametrize("path", ["/data/indicators.csv", "/data/compare.csv"])
def test_each_refusal_is_one_line_without_what_was_typed(client: Client, path: str, capsys) -> None:
    for query in ("region=Mr-Smith", "mr-smith=1", "q=" + "Mr-Smith" * 2_000, "region=%0aMr-Smith"):
        client.get(f"{path}?{query}")
    told = capsys.readouterr().err
    assert "smith" not in told.lower()
    lines = [json.loads(line) for line in told.splitlines()]
    assert [(line["event"], line["reason"]) for line in lines] == [
        ("refused", "unknown value"),
        ("refused", "unknown parameter"),
        ("refused", "address too long"),
        ("refused", "unknown value"),
    ]


def test_what_packages_log_becomes_lines_without_what_was_typed(capsys) -> None:
    logger = logging.getLogger("tests.lines")
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.propagate = False
    log.take_over()
    logger.warning("two\nlines")
    try:
        int("Mr Smith")
    except ValueError:
        logger.exception("failed")
    remark, failure = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (remark["event"], remark["level"], remark["message"]) == ("log", "warning", "two\\nlines")
    assert (failure["event"], failure["error"]) == ("failed", "ValueError")
    assert "Smith" not in json.dumps(failure)
    assert failure["at"][-1].rpartition(":")[0].endswith("test_export.py")


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd"])  # fmt: skip
def test_an_address_that_would_run_something_is_no_link(address: str) -> None:
    assert external(address, "web <page>") == "web &lt;page&gt;"
    assert external("https://a.example/?a:b", "x").startswith('<a href="https://a.example/?a:b"')
    assert external("data/indicators.csv?q=a:b", "x").startswith("<a href=")


def test_no_table_is_said_by_every_address(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("PUBLISHED", str(tmp_path))
    for path in ("/health", "/data/indicators.csv", "/data/compare.csv"):
        assert client.get(path).status_code == 503


def test_every_cell_of_a_csv_is_read_back_as_it_was() -> None:
    cells = ["584元", 'say "a"', "a,b", "two\nlines", "cr\rhere", "", None, "=1+1", "\u3000-1", " plain", "'quoted'"]
    values = [0.5, float("nan"), 1e16, 584.0, -1e-7, *[2.0] * 6]
    frame = pd.DataFrame({"word": pd.Series(cells, dtype=object), "a,b": values})
    frame["flags"] = [("x", "y"), *[()] * 10]
    frame["is_primary"] = [True, False, *[True] * 9]
    head, *rows = csv.reader(io.StringIO(csv_bytes(frame).decode("utf-8-sig"), newline=""))
    assert head == ["word", "a,b", "flags", "is_primary"]
    assert [row[0] for row in rows] == [str(neutral(cell)) if cell else "" for cell in cells]
    assert [row[1] for row in rows][:5] == ["0.5", "", "1e+16", "584.0", "-1e-07"]
    assert [row[2] for row in rows] == ["x;y", *[""] * 10]
    assert [row[3] for row in rows][:2] == ["True", "False"]

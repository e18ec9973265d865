import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from etl import query
from etl.model import EtlError

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "published"


def ask(table, **keys) -> list[dict]:
    with query.answer(str(table), query.Query(**{"equal": {}, **keys})) as (names, rows):
        return [dict(zip(names, row, strict=True)) for row in rows]


def test_query_filters_a_dataset(serial):
    rows = ask(serial[1], equal={"indicator": ["dibao_standard"]}, within="140000", years=(2022, 2023))
    reported = [row for row in rows if row["measure"] == "level"]
    assert reported
    assert {row["indicator"] for row in rows} == {"dibao_standard"}
    assert {row["region"] for row in rows} == {"140000", "140900"}
    assert {row["period"] for row in reported} == {"2022", "2023"}


def test_query_file_and_dataset_answer_alike(serial):
    part = serial[1] / "indicators" / "province=420000" / "part-4202.parquet"
    assert ask(part, limit=100) == ask(serial[1], within="420200", limit=100)


def test_query_counts():
    rows = ask(PUBLISHED, count_by=["provenance"])
    assert sum(row["rows"] for row in rows) == len(ask(PUBLISHED))
    assert {row["provenance"] for row in rows} >= {"reported", "derived"}


def test_query_takes_values_as_values():
    assert ask(PUBLISHED, equal={"indicator": ["x' OR 1=1 --"]}) == []


def test_query_within_the_nation_is_all():
    assert ask(PUBLISHED, within="100000") == ask(PUBLISHED)


def test_query_any_of_several_values():
    rows = ask(PUBLISHED, equal={"region": ["140900", "420200"]})
    assert {row["region"] for row in rows} == {"140900", "420200"}


@pytest.mark.parametrize("keys", [{"columns": ["none"]}, {"count_by": ['"; DROP']}, {"equal": {"none": ["1"]}}])
def test_query_names_an_unknown_column(keys):
    with pytest.raises(EtlError, match="found no such column"):
        ask(PUBLISHED, **keys)


def test_query_skips_what_cannot_answer():
    sql, values = query.statement(query.Query({}, within="140900"), is_dataset=True)
    assert '"province" = $home' in sql
    assert values == {"first": "140900", "last": "140999", "home": "140000"}


def command(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "etl", "query", *arguments], cwd=ROOT, capture_output=True)


def test_query_prints_csv_and_json():
    options = (
        "--is",
        "indicator=dibao_standard",
        "--is",
        "provenance=derived",
        "--columns",
        "doc_id,value,dims,parents",
    )
    rows = list(csv.DictReader(io.StringIO(command(*options, "--format", "csv").stdout.decode())))
    objects = [json.loads(line) for line in command(*options, "--format", "jsonl").stdout.decode().splitlines()]
    assert rows
    assert [float(row["value"]) for row in rows] == [one["value"] for one in objects]
    assert [row["parents"].split(";") for row in rows] == [one["parents"] for one in objects]
    assert all(isinstance(one["dims"], dict) for one in objects)


def test_query_says_what_is_wrong_in_one_line(tmp_path):
    for arguments in ((str(tmp_path / "none"),), ("--years", "new"), ("--columns", "none")):
        done = command(*arguments)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from etl import listing
from etl.model import Evidence, Fact

ROOT = Path(__file__).resolve().parent.parent
PRESS = ROOT / "data" / "press"
TEXT = PRESS / "xinzhou_2025-12-29_conference" / "text.txt"
ANSWER = ("start", "end", "value_text", "kind", "indicator", "dims", "region", "measure", "value", "unit", "period")
ANSWER += ("period_type", "base_period", "qualifier", "status", "headline", "topic", "why")
MADE = "2024年，全市城市低保标准为每人每月730元。\n"
C_LOCALE = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(*arguments, env=None, stdin: bytes | None = None, cwd=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)], cwd=cwd, input=stdin, capture_output=True, env={**os.environ, **(env or {})}
    )  # fmt: skip


def lines(done: subprocess.CompletedProcess) -> list[dict]:
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.fixture
def made(tmp_path) -> Path:
    path = tmp_path / "made.txt"
    path.write_text(MADE, encoding="utf-8")
    return path


def test_extract_prints_every_number_with_all_fields():
    done = run("extract", "--region", "140900", "--published", "2025-12-29", "--format", "jsonl", TEXT)
    assert (done.returncode, done.stderr) == (0, b"")
    numbers, text = lines(done), TEXT.read_bytes().decode("utf-8")
    assert {number["kind"] for number in numbers} >= {"fact", "noise"}
    for number in numbers:
        assert set(ANSWER) <= set(number)
        assert text[number["start"] : number["end"]] == number["value_text"]
        assert (number["kind"] == "fact") == (number["indicator"] is not None)
        assert number["kind"] != "noise" or (number["why"] and number["value"] is None)
    spans = [(number["start"], number["end"]) for number in numbers]
    assert spans == sorted(spans)


def test_extract_answers_a_made_sentence(made):
    facts = [
        n
        for n in lines(run("extract", "--region", "420200", "--published", "2025-03-21", "--format", "jsonl", made))
        if n["kind"] == "fact"
    ]
    assert len(facts) == 1
    assert {key: facts[0][key] for key in ("value_text", "indicator", "dims", "region", "value", "unit", "period", "headline")} == {
        "value_text": "730元", "indicator": "dibao_standard", "dims": {"residence": "urban"}, "region": "420200", "value": 730,
        "unit": "CNY/person/month", "period": "2024", "headline": True,
    }  # fmt: skip


def test_extract_csv_has_the_same_answers():
    options = ("--region", "140900", "--published", "2025-12-29")
    rows = list(
        csv.DictReader(
            io.StringIO(run("extract", *options, "--format", "csv", TEXT).stdout.decode("utf-8"), newline="")
        )
    )
    numbers = lines(run("extract", *options, "--format", "jsonl", TEXT))
    assert [row["value_text"] for row in rows] == [number["value_text"] for number in numbers]
    assert [row["indicator"] or None for row in rows] == [number["indicator"] for number in numbers]
    assert {row["headline"] for row in rows} == {"true", "false", ""}


def test_extract_table_says_why(made):
    told = run("extract", "--region", "420200", "--published", "2025-03-21", made).stdout.decode("utf-8")
    assert "730元  dibao_standard {residence=urban}" in told
    assert re.search(r"indicator “[^”]*低保标准[^”]*” \d+-\d+ \[", told)
    assert re.search(r"region “全市” 6-8 \[", told)
    assert "\x1b" not in told


def test_extract_takes_no_notice_of_the_locale():
    arguments = ("extract", "--region", "140900", "--published", "2025-12-29", "--format", "jsonl", TEXT)
    plain, bare = run(*arguments), run(*arguments, env=C_LOCALE)
    assert plain.stdout == bare.stdout
    assert "元".encode() in bare.stdout


def test_extract_reads_standard_input(made):
    arguments = ("extract", "--region", "420200", "--published", "2025-03-21", "--format", "jsonl")
    named, piped = lines(run(*arguments, made)), lines(run(*arguments, "-", stdin=MADE.encode()))
    assert [dict(number, doc_id="") for number in piped] == [dict(number, doc_id="") for number in named]


def test_extract_works_out_region_and_date(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(
        "黄石市民政局 发布时间：2025-03-21\n今年，全市农村低保标准提高到每人每月560元。\n", encoding="utf-8"
    )
    done = run("extract", "--format", "jsonl", path)
    fact = next(number for number in lines(done) if number["kind"] == "fact")
    assert (fact["region"], fact["period"][:4], done.stderr) == ("420200", "2025", b"")


def test_extract_says_what_the_text_does_not(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("今年低保标准提高到每人每月560元。\n", encoding="utf-8")
    done = run("extract", "--format", "jsonl", path, env=C_LOCALE)
    told = done.stderr.decode("utf-8", errors="replace")
    assert done.returncode == 0
    assert "--region" in told
    assert "--published" in told


def test_extract_names_a_bad_file_and_reads_the_others(made, tmp_path):
    missing = tmp_path / "没有.txt"
    done = run("extract", "--region", "420200", "--published", "2025-03-21", "--format", "jsonl", missing, made)
    assert done.returncode == 2
    assert [number["value_text"] for number in lines(done) if number["kind"] == "fact"] == ["730元"]
    assert len(done.stderr.decode("utf-8").splitlines()) == 1
    assert "没有.txt" in done.stderr.decode("utf-8")


def test_extract_refuses_what_is_no_text_in_one_line_each(tmp_path):
    contents = {
        "empty.txt": b"",
        "blank.txt": b" \n",
        "image.txt": b"\x89PNG\r\n\x1a\n\x00\x00",
        "broken.pdf": b"%PDF-1.4 broken",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    done = run("extract", "--format", "jsonl", *(tmp_path / name for name in contents), "-", stdin=b"")
    assert (done.returncode, done.stdout) == (2, b"")
    told = done.stderr.decode("utf-8").splitlines()
    assert [Path(line.partition(": ")[0]).name for line in told] == [*contents, "-"]


def test_extract_refuses_a_date_that_is_none(made):
    done = run("extract", "--published", "2025-02-30", made)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_extract_takes_an_unknown_region_with_a_remark(made):
    done = run("extract", "--region", "999999", "--published", "2025-03-21", "--format", "jsonl", made)
    assert done.returncode == 0
    assert b"999999" in done.stderr


def test_extract_is_quiet_when_nobody_reads(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text(MADE * 2000, encoding="utf-8")
    command = (
        f"{sys.executable} -m etl extract --region 420200 --published 2025-03-21 --format jsonl {path} | head -n 1"
    )
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == b""


def test_extract_writes_nothing(made):
    before = {path: path.stat().st_mtime_ns for path in made.parent.iterdir()}
    run("extract", "--region", "420200", "--published", "2025-03-21", made)
    assert {path: path.stat().st_mtime_ns for path in made.parent.iterdir()} == before


def test_show_prints_facts_and_what_is_left_over():
    told = run("show", "huangshi").stdout.decode("utf-8")
    assert "208-211" in told
    assert "truncated: 原文在此中断" in told
    assert re.search(r"left over: \d+ unknown", told)
    assert re.search(r"left over: \d+ noise", told)


def test_show_names_the_texts_it_has():
    done = run("show", "shanxi")
    assert done.returncode == 2
    assert b"shanxi_2021-07-28_conference, shanxi_2025-11-19_conference" in done.stderr


def test_build_publishes_once(tmp_path):
    out = tmp_path / "published"
    first = run("build", "--out", out, "--if-stale")
    assert first.returncode == 0, first.stderr
    assert (out / "indicators.parquet").exists()
    before = {path.name: path.stat().st_ino for path in out.iterdir()}
    assert run("build", "--out", out, "--if-stale").stdout == b""
    assert {path.name: path.stat().st_ino for path in out.iterdir()} == before
    assert run("check", "--published", out).returncode == 0
    (out / "indicators.parquet").write_bytes(b"foreign")
    assert run("build", "--out", out, "--if-stale").stdout != b""
    assert run("check", "--published", out).returncode == 0


def test_check_shows_the_difference(tmp_path):
    from etl import release

    files = release.read_set(ROOT / "data" / "published")
    files["indicators.csv"] = files["indicators.csv"].replace(b"584", b"585", 1)
    report = json.loads(files[release.MANIFEST])
    report["files"]["indicators.csv"] = release.manifest_entry(files["indicators.csv"])
    release.replace_set(tmp_path / "published", {**files, release.MANIFEST: json.dumps(report).encode()})
    done = run("check", "--published", tmp_path / "published")
    assert done.returncode == 1
    assert b"--- committed/indicators.csv" in done.stdout
    assert b"python -m etl build" in done.stderr


def test_check_without_a_table_says_what_to_do(tmp_path):
    done = run("check", "--published", tmp_path / "none")
    assert done.returncode == 2
    assert b"run `python -m etl build`" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_build_with_a_broken_text_publishes_nothing(tmp_path):
    for name in ("etl", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    (tmp_path / "data" / "press" / TEXT.parent.name / "text.txt").write_text("短了", encoding="utf-8")
    before = (tmp_path / "data" / "published" / "report.json").read_bytes()
    done = run("build", cwd=tmp_path)
    assert done.returncode == 2
    assert b"source.toml: sha256: found" in done.stderr
    assert (tmp_path / "data" / "published" / "report.json").read_bytes() == before


def test_record_of_each_kind():
    quantity = Fact("doc", 0, 4, "12千米", kind="unknown", value=Decimal(12000), unit="metre", period="2024")
    assert listing.record(quantity)["value"] == 12000
    assert listing.record(quantity)["indicator"] is None
    noise = listing.record(Fact("doc", 0, 2, "一是", kind="noise", why="enumeration"))
    assert {name for name, value in noise.items() if value is not None} == {
        "doc_id",
        "start",
        "end",
        "value_text",
        "kind",
        "why",
    }
    assert list(noise) == list(listing.FIELDS)


def test_explain_quotes_words_span_and_rule():
    evidence = {
        "region": Evidence("relative", 6, 8, "全市"),
        "indicator": Evidence("phrase", 8, 14, "城市低保\n标准"),
        "period": Evidence("setting"),
    }
    assert listing.explain(Fact("doc", 0, 1, "1", evidence=evidence)) == [
        "indicator “城市低保 标准” 8-14 [phrase]", "period [setting]", "region “全市” 6-8 [relative]"
    ]  # fmt: skip

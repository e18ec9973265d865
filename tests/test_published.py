import ast
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from etl import compare, inputs, pipeline, publish, release, tables
from etl.columns import COLUMNS, NAMES
from etl.model import EtlError

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / "data" / "published"
CSV_OF_A_BUILD = (
    "from etl import pipeline, publish, inputs; from pathlib import Path; import hashlib; r = Path('.').resolve(); \
files = publish.render(pipeline.run(pipeline.load(r / 'data')), inputs.versions(r)); \
print({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})"
)


@pytest.fixture(scope="module")
def result():
    return pipeline.run(pipeline.load(ROOT / "data"))


@pytest.fixture(scope="module")
def rebuilt(result):
    return publish.render(result, inputs.versions(ROOT))


@pytest.fixture(scope="module")
def committed():
    return release.read_set(PUBLISHED)


def table(files: dict[str, bytes], name: str):
    return pq.read_table(io.BytesIO(files[f"{name}.parquet"]))


def test_published_is_what_the_inputs_give(committed, rebuilt):
    difference = list(compare.differences(committed, rebuilt))
    assert difference == [], "run `python -m etl build`, look at the difference and commit it:\n" + "\n".join(
        difference
    )


def test_published_has_no_error(result):
    assert [issue for issue in result.issues if issue.severity == "error"] == []


def test_published_columns_are_the_listed_ones(rebuilt):
    assert tuple(table(rebuilt, "indicators").schema.names) == NAMES
    for name, columns in tables.SIDE_TABLES.items():
        assert table(rebuilt, name).schema.names == [column.name for column in columns]


def test_published_table_fits_its_schema(rebuilt):
    publish.check_table(table(rebuilt, "indicators").to_pylist())


def test_published_refuses_a_table_that_does_not_fit(rebuilt):
    rows = table(rebuilt, "indicators").to_pylist()
    with pytest.raises(EtlError, match=r"1 cells, first measure .*'levle'"):
        publish.check_table([{**rows[0], "measure": "levle"}, *rows[1:]])


def test_published_rows_are_sorted_and_unique(rebuilt):
    rows = table(rebuilt, "indicators").to_pylist()
    keys = [(row["doc_id"], row["start"], row["fact_id"]) for row in rows]
    assert keys == sorted(keys)
    assert len({row["fact_id"] for row in rows}) == len(rows)


def test_published_csv_says_what_the_parquet_says(rebuilt):
    parquet = table(rebuilt, "indicators").to_pylist()
    text = list(csv.DictReader(io.StringIO(rebuilt["indicators.csv"].decode("utf-8"), newline="")))
    assert len(text) == len(parquet)
    read = {"float": float, "integer": int, "boolean": {"true": True, "false": False}.__getitem__, "string": str}
    for written, row in zip(text, parquet, strict=True):
        for column in COLUMNS:
            if column.type == "strings":
                assert written[column.name] == ";".join(row[column.name])
            elif row[column.name] is None:
                assert written[column.name] == ""
            else:
                assert read[column.type](written[column.name]) == row[column.name]


def test_published_manifest_names_every_file(committed):
    report = json.loads(committed[release.MANIFEST])
    assert sorted([*report["files"], release.MANIFEST]) == sorted(path.name for path in PUBLISHED.iterdir())


def test_published_report_adds_up(rebuilt, result):
    report = json.loads(rebuilt[release.MANIFEST])
    texts = report["texts"].values()
    assert sorted(report["texts"]) == [source.doc_id for source in result.sources]
    for name in ("numbers", "facts", "derived", "unknown"):
        assert sum(text[name] for text in texts) == report["total"][name]
    assert report["total"]["facts"] + report["total"]["derived"] == len(result.facts)
    assert sum(report["total"]["noise"].values()) + report["total"]["unknown"] == len(result.numbers)
    assert sum(report["total"]["issues"].values()) == len(result.issues)


def test_published_texts_carry_the_checksum_of_their_bytes(rebuilt):
    for row in table(rebuilt, "texts").to_pylist():
        data = (ROOT / "data" / "press" / row["doc_id"] / "text.txt").read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()


def test_published_keeps_the_cut_off_number_with_its_flag(rebuilt):
    frame = table(rebuilt, "indicators").to_pandas()
    cut = frame[(frame.doc_id == "huangshi_2025-03-21_interview") & (frame.value_text == "862")]
    assert [list(flags) for flags in cut["flags"]] == [["truncated"]]
    assert cut.value.tolist() == [862]
    assert cut.correction.str.contains("digits may be missing").all()


def test_published_bytes_do_not_depend_on_the_hash_seed():
    printed = {
        subprocess.run(
            [sys.executable, "-c", CSV_OF_A_BUILD], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(printed) == 1


def test_compare_shows_rows_and_ignores_hashes(rebuilt):
    report = json.loads(rebuilt[release.MANIFEST])
    other = {**report, "inputs": {"code": "x"}, "files": {}}
    assert list(compare.differences({**rebuilt, release.MANIFEST: json.dumps(other).encode()}, rebuilt)) == []
    frame = pd.read_csv(io.BytesIO(rebuilt["indicators.csv"]))
    first = frame["fact_id"].iloc[0]
    changed = {**rebuilt, "indicators.csv": rebuilt["indicators.csv"].replace(first.encode(), b"0" * len(first), 1)}
    lines = list(compare.differences(changed, rebuilt))
    assert lines[0] == "--- committed/indicators.csv"
    assert any(line.startswith("+" + first) for line in lines)
    del changed["indicators.csv"]
    assert list(compare.differences(changed, rebuilt)) == ["indicators.csv: only rebuilt"]


def test_inputs_versions_follow_the_content(tmp_path):
    for name, content in (
        ("data/press/a/text.txt", "one"),
        ("data/catalogue/units.toml", "one"),
        ("etl/pipeline.py", "def run():\n    from etl import (\n        x,\n    )\n"),
        ("etl/x.py", "one"),
        ("etl/aside.py", "one"),
        ("requirements.txt", "one"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    before = inputs.versions(tmp_path)
    os.utime(tmp_path / "etl" / "x.py", (0, 0))
    (tmp_path / "etl" / ".x.py.swp").write_text("two")
    (tmp_path / "etl" / "aside.py").write_text("two")  # nothing imports it
    assert inputs.versions(tmp_path) == before
    (tmp_path / "etl" / "x.py").write_text("two")
    after = inputs.versions(tmp_path)
    assert [name for name in before if before[name] != after[name]] == ["code"]


def _imports(path):
    """Names of modules of this project that a file imports, as Python reads it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import is not followed"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("roots", [inputs.BUILD, inputs.READ, ("etl.scale.run",)], ids=" ".join)
def test_inputs_modules_are_closed_under_import(roots):
    found = set(inputs.modules(ROOT, roots))
    missing = {
        name for path in found for name in _imports(path) if name.startswith("etl") and inputs.file_of(ROOT, name).is_file()
    } - {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in found}
    assert not missing


def test_inputs_reading_is_all_that_reads_a_text():
    """Whatever a text passes on its way to its facts is in the hash by which its facts are found again."""
    code = (
        "import sys; from pathlib import Path; from etl import pipeline; known = pipeline.load(Path('data'))\n"
        "called = set()\n"
        "sys.setprofile(lambda frame, event, arg: called.add(frame.f_code.co_filename))\n"
        "pipeline.read_facts(known.sources[0], known); sys.setprofile(None); print('\\n'.join(called))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    called = {Path(name) for name in done.stdout.splitlines() if name.startswith(str(ROOT / "etl"))}
    reading = {*inputs.modules(ROOT, inputs.READ), *(inputs.file_of(ROOT, name) for name in inputs.READ_ALONE)}
    assert len(called) > 10
    assert called <= reading

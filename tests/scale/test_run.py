import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl import pipeline, publish, tables
from etl.model import EtlError
from etl.scale import read_chunk, runners
from etl.scale.relate_bucket import relate_bucket
from etl.scale.runners import Dask, Pool, Serial
from tests.scale import killers
from tests.scale.conftest import digests, run, write_jsonl

ROOT = Path(__file__).resolve().parents[2]


def rows_of(folder: Path, table: str = "indicators") -> list[dict]:
    files = sorted((folder / table).rglob("*.parquet"))
    return [row for path in files for row in pq.ParquetFile(path).read().to_pylist()]


def test_run_over_the_press_texts_gives_the_table_of_a_build(tmp_path):
    result = pipeline.run(pipeline.load(ROOT / "data"))
    run([ROOT / "data" / "press"], tmp_path / "set", chunk_bytes=20_000)
    built = {
        "indicators": publish.rows(result.facts, publish.COLUMNS),
        "numbers": publish.rows(result.numbers, tables.SIDE_TABLES["numbers"]),
        "issues": publish.rows(result.issues, tables.SIDE_TABLES["issues"]),
    }
    for name, rows in built.items():
        assert sorted(map(publish.canonical, rows_of(tmp_path / "set", name))) == sorted(
            map(publish.canonical, rows)
        ), name
    texts = {row["doc_id"]: row for row in rows_of(tmp_path / "set", "texts")}
    report = json.loads(publish.render(result, {})["report.json"])
    assert {doc: (row["facts"], row["derived"]) for doc, row in texts.items()} == {
        doc: (counts["facts"], counts["derived"]) for doc, counts in report["texts"].items()
    }


def test_run_partitions_by_province(serial):
    parts = {path.relative_to(serial[1]).as_posix() for path in (serial[1] / "indicators").rglob("*.parquet")}
    assert parts == {
        "indicators/province=140000/part-1400.parquet",
        "indicators/province=140000/part-1409.parquet",
        "indicators/province=420000/part-4202.parquet",
    }
    assert {row["region"] for row in rows_of(serial[1])} == {"140000", "140900", "420200"}


def test_run_report_names_every_file(serial):
    report = json.loads((serial[1] / "report.json").read_bytes())
    found = digests(serial[1])
    found.pop("report.json")
    assert {name: entry["sha256"] for name, entry in report["files"].items()} == found
    assert report["total"]["texts"] == 24
    assert report["total"]["rejects"] == 0


def test_run_two_workers_give_the_same_bytes(serial, tmp_path):
    run([serial[0]], tmp_path / "set", lambda: Pool(2))
    assert digests(tmp_path / "set") == digests(serial[1])


def test_run_dask_gives_the_same_bytes(serial, tmp_path):
    pytest.importorskip("distributed")
    run([serial[0]], tmp_path / "set", lambda: Dask("local", 2))
    assert digests(tmp_path / "set") == digests(serial[1])


def test_run_order_and_form_of_the_input_change_no_fact(serial, texts, tmp_path):
    (tmp_path / "in").mkdir()
    for number, half in enumerate((texts[::2], texts[1::2])):
        pq.write_table(pa.Table.from_pylist(half[::-1]), tmp_path / "in" / f"{number}.parquet")
    run([tmp_path / "in"], tmp_path / "set")
    for name in ("indicators", "issues", "texts"):
        assert digests(tmp_path / "set" / name) == digests(serial[1] / name)


class Stops(Serial):
    """Ends the run after some tasks, as a kill would."""

    def __init__(self, after: int) -> None:
        self.left = after

    def run(self, function, tasks):
        for task in tasks:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            function(task)
            yield task


@pytest.mark.parametrize("after", [0, 3, -5, -2])
def test_run_goes_on_where_it_stopped(serial, tmp_path, after):
    chunks = len(list(serial[1].with_name("set.work").rglob("chunks/*/*.shelf")))
    after = after if after >= 0 else chunks + 6 + after  # three regions are linked, then related
    with pytest.raises(KeyboardInterrupt):
        run([serial[0]], tmp_path / "set", lambda: Stops(after))
    assert not (tmp_path / "set").exists()
    report = run([serial[0]], tmp_path / "set")
    assert report["reused"] == min(after, chunks)
    assert report["chunks"] == chunks > 3
    assert digests(tmp_path / "set") == digests(serial[1])


def test_run_killed_hard_goes_on(serial, tmp_path):
    command = [sys.executable, "-m", "etl", "run", str(serial[0]), "--out", str(tmp_path / "set"), "--chunk-kb", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while (
        not list(tmp_path.glob("set.work/chunks/*/*.shelf")) and time.monotonic() < deadline and process.poll() is None
    ):
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert run([serial[0]], tmp_path / "set", chunk_bytes=1000)["reused"] >= 1
    run([serial[0]], tmp_path / "whole", chunk_bytes=1000)
    assert digests(tmp_path / "set") == digests(tmp_path / "whole")


def test_run_reads_only_changed_chunks_again(serial, texts, tmp_path):
    source = write_jsonl(tmp_path / "texts.jsonl", texts)
    first = run([source], tmp_path / "set")
    changed = [*texts[:5], {**texts[5], "text": texts[5]["text"].replace("元", "块")}, *texts[6:]]
    second = run([write_jsonl(source, changed)], tmp_path / "set")
    assert first["chunks"] - 2 <= second["reused"] < second["chunks"]
    run([source], tmp_path / "fresh")
    assert digests(tmp_path / "set") == digests(tmp_path / "fresh")
    shelves = {path.stem for path in (tmp_path / "set.work" / "chunks").rglob("*.shelf")}
    assert len(shelves) == second["chunks"]


@pytest.mark.parametrize(("changed", "is_reused"), [("reading", False), ("catalogue", False), ("code", True)])
def test_run_with_other_code_does_again_what_it_made(serial, tmp_path, monkeypatch, changed, is_reused):
    first = run([serial[0]], tmp_path / "set")
    known = read_chunk.versions()
    for module in ("etl.scale.run", "etl.scale.read_chunk"):
        monkeypatch.setattr(f"{module}.versions", lambda: {**known, changed: "other"})
    related = []
    monkeypatch.setattr("etl.scale.run.relate_bucket", lambda task: related.append(task) or relate_bucket(task))
    assert run([serial[0]], tmp_path / "set")["reused"] == (first["chunks"] if is_reused else 0)
    assert len(related) == 3


def test_run_refuses_a_worker_with_other_code():
    with pytest.raises(EtlError, match="other code"):
        read_chunk.check_versions({**read_chunk.versions(), "code": "other"})


def test_run_takes_over_the_work_of_a_killed_worker(serial, tmp_path, monkeypatch):
    monkeypatch.setattr("etl.scale.run.read_chunk", killers.kill_self_once)
    run([serial[0]], tmp_path / "set", lambda: Pool(2))
    assert len(list((tmp_path / "set.work").glob("died-*"))) == 1
    assert digests(tmp_path / "set") == digests(serial[1])


def test_run_leaves_out_a_text_that_kills_its_workers(serial, tmp_path, monkeypatch):
    monkeypatch.setattr("etl.scale.run.read_chunk", killers.kill_self_at_a_text)
    report = run([serial[0]], tmp_path / "set", lambda: Pool(1))
    (reject,) = map(json.loads, (tmp_path / "set" / "rejects.jsonl").read_text(encoding="utf-8").splitlines())
    assert reject["doc_id"].endswith("_007")
    assert reject["origin"].endswith("texts.jsonl:8")
    assert "died" in reject["reason"]
    assert report["total"]["texts"] == 23


def test_run_replaces_the_set_and_nothing_else(serial, tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "letter.txt").write_text("mine")
    with pytest.raises(EtlError, match="choose another folder"):
        run([serial[0]], tmp_path / "set")
    assert (tmp_path / "set" / "letter.txt").read_text() == "mine"


def test_pool_yields_every_task_once():
    pool = Pool(2)
    try:
        assert sorted(pool.run(abs, range(-20, 0))) == list(range(-20, 0))
    finally:
        pool.close()


def test_dask_is_optional(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EtlError, match=r"requirements-cluster\.txt"):
        runners.Dask("tcp://127.0.0.1:1", 1)


def test_after_death_names_the_text(serial, tmp_path, monkeypatch):
    tasks = []
    monkeypatch.setattr("etl.scale.run.read_chunk", lambda task: tasks.append(task) or read_chunk.read_chunk(task))
    run([serial[0]], tmp_path / "set")
    task = replace(tasks[0], work=tmp_path)
    with pytest.raises(EtlError, match="enough memory"):
        task.after_death()
    task.marker.parent.mkdir(parents=True)
    task.marker.write_text("00000001")
    assert task.after_death().skip == {1}

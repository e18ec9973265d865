import gzip
import json
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.extract.regions import load_divisions
from etl.model import SourceError
from etl.scale.chunks import cut
from etl.scale.feed import Feed
from etl.scale.feed_row import parse_row
from tests.scale.conftest import run, write_jsonl

GOOD = {
    "doc_id": "a",
    "text": "2024年，全市城市低保标准为每人每月730元。",
    "region": "140900",
    "published": "2025-01-02",
}


def entries(*inputs) -> list:
    return list(Feed([str(one) for one in inputs], load_divisions()))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": None}, "text: found NoneType"),
        ({"text": 5}, "text: found int"),
        ({"text": " \n\u3000"}, "text: found none"),
        ({"text": "半个\ud83d字"}, "text: found half a character"),
        ({"doc_id": ""}, "doc_id: found ''"),
        ({"doc_id": "a\nb"}, "doc_id: found"),
        ({"region": "149999"}, "region: found '149999'"),
        ({"published": "2025-02-30"}, "published: found '2025-02-30'"),
        ({"title": "\udc00"}, "title: found half a character"),
    ],
)
def test_row_that_is_bad_says_why(change, reason):
    entry = parse_row("file:1", {**GOOD, **change}, load_divisions())
    assert entry.source is None
    assert entry.reason.startswith(reason)


def test_row_may_leave_all_but_text_and_id_open():
    entry = parse_row("file:1", {"doc_id": 7, "text": "一"}, load_divisions())
    assert entry.source is not None
    assert (entry.source.doc_id, entry.source.region, entry.source.published) == ("7", None, None)


def test_feed_reads_every_form_alike(tmp_path):
    rows = [{**GOOD, "doc_id": f"d{number}"} for number in range(3)]
    lines = write_jsonl(tmp_path / "a.jsonl", rows)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines.read_bytes()))
    pq.write_table(pa.Table.from_pylist([{**row, "other": 1} for row in rows]), tmp_path / "c.parquet")
    folder = tmp_path / "files"
    folder.mkdir()
    for row in rows:
        (folder / f"{row['doc_id']}.txt").write_text(row["text"], encoding="utf-8")
    manifest = [
        {"file": f"{row['doc_id']}.txt", **{name: row[name] for name in ("region", "published")}} for row in rows
    ]
    write_jsonl(folder / "manifest.jsonl", manifest)
    read = [
        [entry.source for entry in entries(one)]
        for one in (lines, tmp_path / "b.jsonl.gz", tmp_path / "c.parquet", folder)
    ]
    assert read[0] == read[1] == read[2] == read[3]
    assert all(read[0])


def test_feed_counts_its_way(tmp_path):
    feed = Feed([str(write_jsonl(tmp_path / "a.jsonl", [GOOD, GOOD]))], load_divisions())
    assert len(list(feed)) == 2
    assert feed.bytes_read == feed.bytes_total > 0


@pytest.mark.parametrize("name", ["none.jsonl", "text.docx", "empty"])
def test_feed_stops_at_an_input_that_is_none(tmp_path, name):
    (tmp_path / "text.docx").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="found"):
        entries(tmp_path / name)


def test_feed_names_missing_columns(tmp_path):
    pq.write_table(pa.table({"body": ["一"]}), tmp_path / "a.parquet")
    with pytest.raises(SourceError, match="body"):
        entries(tmp_path / "a.parquet")


def test_manifest_reads_only_below_its_folder(tmp_path):
    (tmp_path / "secret.txt").write_text("一")
    folder = tmp_path / "files"
    folder.mkdir()
    write_jsonl(folder / "manifest.jsonl", [{"file": "../secret.txt"}, {"file": "/etc/hostname"}, {"file": "none.txt"}])
    assert [entry.source for entry in entries(folder)] == [None, None, None]


def test_feed_opens_urls(tmp_path):
    fsspec = pytest.importorskip("fsspec")
    lines = write_jsonl(tmp_path / "a.jsonl", [GOOD])
    fsspec.filesystem("memory").pipe("/corpus/a.jsonl", lines.read_bytes())
    assert [e.source for e in entries("memory://corpus/a.jsonl")] == [e.source for e in entries(lines.as_uri())]


@pytest.fixture
def web(tmp_path):
    """The address of a folder on a web server of this machine, and the folder."""
    folder = tmp_path / "web"
    folder.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


def test_run_reads_from_a_web_server(web, tmp_path):
    pytest.importorskip("fsspec")
    pytest.importorskip("aiohttp")
    address, folder = web
    rows = [{**GOOD, "doc_id": f"d{number}"} for number in range(3)]
    lines = write_jsonl(folder / "a.jsonl", rows)
    pq.write_table(pa.Table.from_pylist([{**row, "doc_id": f"p{row['doc_id']}"} for row in rows]), folder / "b.parquet")
    total = run([f"{address}/a.jsonl", f"{address}/b.parquet"], tmp_path / "set")["total"]
    assert (total["texts"], total["rejects"]) == (6, 0)
    assert total["bytes"] == 2 * run([lines], tmp_path / "local")["total"]["bytes"]
    with pytest.raises(SourceError, match="found nothing there"):
        Feed([f"{address}/none.jsonl"], load_divisions())


@pytest.mark.parametrize(("url", "package"), [("s3://bucket/a.jsonl", "s3fs"), ("gs://bucket/a.jsonl", "gcsfs")])
def test_feed_names_the_package_that_opens_a_url(url, package, monkeypatch):
    for name in ("s3fs", "gcsfs"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SourceError, match=f"needs the package {package}"):
        Feed([url], load_divisions())


def test_feed_says_that_a_kind_of_url_is_unknown():
    pytest.importorskip("fsspec")
    with pytest.raises(SourceError, match="Protocol not known"):
        Feed(["abc://x"], load_divisions())


def test_run_rejects_bad_rows_and_reads_the_others(tmp_path):
    path = tmp_path / "a.jsonl"
    good = [{**GOOD, "doc_id": f"d{number}"} for number in range(2)]
    bad = ["{broken", "[1]", json.dumps({**GOOD, "text": ""}), json.dumps({**GOOD, "doc_id": "d0"})]
    path.write_text("\n".join([json.dumps(good[0]), *bad, json.dumps(good[1])]), encoding="utf-8")
    report = run([path], tmp_path / "set")
    rejects = [json.loads(line) for line in (tmp_path / "set" / "rejects.jsonl").read_text("utf-8").splitlines()]
    assert [Path(one["origin"]).name for one in rejects] == ["a.jsonl:2", "a.jsonl:3", "a.jsonl:4", "a.jsonl:5"]
    assert "stands already at" in rejects[-1]["reason"]
    assert (report["total"]["texts"], report["total"]["rejects"]) == (2, 4)


def test_run_rejects_a_text_that_breaks_the_reading(tmp_path, monkeypatch):
    from etl import pipeline

    whole = pipeline.read_facts

    def breaks(source, inputs):
        if source.doc_id == "d1":
            raise ValueError("it broke")
        return whole(source, inputs)

    monkeypatch.setattr(pipeline, "read_facts", breaks)
    report = run([write_jsonl(tmp_path / "a.jsonl", [{**GOOD, "doc_id": f"d{n}"} for n in range(3)])], tmp_path / "set")
    (reject,) = map(json.loads, (tmp_path / "set" / "rejects.jsonl").read_text("utf-8").splitlines())
    assert (reject["doc_id"], reject["reason"]) == ("d1", "ValueError: it broke")
    assert report["total"]["texts"] == 2


def test_chunks_keep_their_borders_when_a_text_is_added(tmp_path):
    rows = [{**GOOD, "doc_id": f"d{number}"} for number in range(200)]

    def keys(some):
        made = (parse_row("x", row, load_divisions()) for row in some)
        return [chunk.key for chunk in cut(made, {}, print, scratch=tmp_path / "seen", chunk_bytes=900)]

    before, after = keys(rows), keys([*rows[:90], {**GOOD, "doc_id": "new"}, *rows[90:]])
    assert len(before) > 10
    assert len(set(before) - set(after)) <= 4

"""A set that is damaged, foreign, old or replaced under the dashboard; many visitors at once on a cold server."""

import io
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette

from dashboard import export, store
from dashboard.once import Once
from dashboard.routes import ROUTES
from dashboard.server import MIDDLEWARE
from etl import release
from tests.dashboard.asgi import Client
from tests.dashboard.test_pages import NAMES, html, run

PUBLISHED = release.read_set(store.ROOT / "data" / "published")
XINZHOU = "xinzhou_2025-12-29_conference"
TABLE = "indicators.parquet"


def as_bytes(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def table(name: str) -> pa.Table:
    return pq.read_table(io.BytesIO(PUBLISHED[f"{name}.parquet"]))


def whole(**changes: bytes) -> dict[str, bytes]:
    """The published set with other tables, and a manifest that fits them."""
    files = {**PUBLISHED, **{f"{name}.parquet": content for name, content in changes.items()}}
    report = json.loads(files[release.MANIFEST])
    report["files"] = {name: release.manifest_entry(files[name]) for name in report["files"]}
    return {**files, release.MANIFEST: json.dumps(report).encode()}


def one_text() -> dict[str, bytes]:
    """The set as it would be with a single text: every table differs."""
    return whole(**{
        name: as_bytes(table(name).filter(pc.field("doc_id") == XINZHOU))
        for name in ("indicators", "numbers", "texts", "issues")
    })  # fmt: skip


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RETRY_S", 0.0)
    monkeypatch.setattr(release, "_READ_PAUSE_S", 0.0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PUBLISHED", str(tmp_path / "published"))
    release.replace_set(tmp_path / "published", PUBLISHED)
    return tmp_path / "published"


def foreign() -> pa.Table:
    return pa.table({"city": ["Xinzhou"], "value": [1.0]})


def other_types() -> pa.Table:
    found = table("indicators")
    return found.set_column(found.column_names.index("value"), "value", pa.array(["many"] * len(found)))


def with_gaps() -> pa.Table:
    found = table("indicators")
    return found.set_column(found.column_names.index("doc_id"), "doc_id", pa.nulls(len(found), pa.string()))


def bad_dims() -> pa.Table:
    found = table("indicators")
    return found.set_column(found.column_names.index("dims"), "dims", pa.array(["{"] * len(found)))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda folder: (folder / TABLE).write_bytes(PUBLISHED[TABLE][:-100]),
    "overwritten": lambda folder: (folder / TABLE).write_bytes(b"PAR1" + bytes(5000) + b"PAR1"),
    "missing": lambda folder: (folder / TABLE).unlink(),
    "side table missing": lambda folder: (folder / "texts.parquet").unlink(),
    "of another build": lambda folder: (folder / TABLE).write_bytes(one_text()[TABLE]),
    "without manifest": lambda folder: (folder / "report.json").unlink(),
    "broken manifest": lambda folder: (folder / "report.json").write_text("{"),
    "no Parquet": lambda folder: release.replace_set(folder, whole(indicators=b"value\n584\n")),
    "foreign": lambda folder: release.replace_set(folder, whole(indicators=as_bytes(foreign()))),
    "older": lambda folder: release.replace_set(
        folder, whole(indicators=as_bytes(table("indicators").drop_columns(["verdict", "is_primary"])))
    ),
    "other types": lambda folder: release.replace_set(folder, whole(indicators=as_bytes(other_types()))),
    "with gaps": lambda folder: release.replace_set(folder, whole(indicators=as_bytes(with_gaps()))),
    "bad words": lambda folder: release.replace_set(folder, whole(indicators=as_bytes(bad_dims()))),
    "older side table": lambda folder: release.replace_set(
        folder, whole(texts=as_bytes(table("texts").drop_columns(["publisher"])))
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_table_says_what_to_do_and_is_taken_again_when_mended(
    folder: Path, damage: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    client = Client(Starlette(routes=ROUTES, middleware=MIDDLEWARE))
    damage(folder)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "run `python -m etl build`" in answer.json()["message"]
    assert str(folder) not in answer.text
    assert client.get("/data/indicators.csv").status_code == 503
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {line["event"] for line in told} == {"no table"}
    release.replace_set(folder, PUBLISHED)
    assert client.get("/health").json()["facts"] == len(table("indicators"))


@pytest.mark.parametrize("damage", ["truncated", "missing", "older", "foreign"])
@pytest.mark.parametrize("file", [file for _, file in NAMES])
def test_every_page_says_so_in_words(folder: Path, damage: str, file: str) -> None:
    DAMAGES[damage](folder)
    at = run(file, lang="en")
    assert not at.exception
    (told,) = at.error
    assert "run `python -m etl build`" in told.value
    assert str(folder) not in told.value


def test_a_file_damaged_under_the_running_server_changes_nothing(folder: Path) -> None:
    before = store.load()
    DAMAGES["truncated"](folder)
    assert store.load() is before


def test_a_damaged_set_is_not_read_by_every_visitor(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RETRY_S", 60.0)
    DAMAGES["truncated"](folder)
    with pytest.raises(store.NoTableError):
        store.load()
    monkeypatch.setattr(release, "read_set", lambda *_: pytest.fail("read again"))
    with pytest.raises(store.NoTableError, match="etl build"):
        store.load()


def test_a_new_set_is_shown_without_a_restart(folder: Path) -> None:
    assert store.load().facts["doc_id"].nunique() > 1
    before = html(run("overview", lang="en"))
    release.replace_set(folder, one_text())
    assert set(store.load().facts["doc_id"]) == {XINZHOU}
    after = html(run("overview", lang="en"))
    assert before != after
    assert "1 texts" in after or "1 text" in after


def test_no_visitor_sees_half_of_two_sets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_READ_PAUSE_S", 0.02)
    sets, stop = [one_text(), PUBLISHED], threading.Event()

    def publish() -> None:
        number = 0
        while not stop.is_set():
            release.replace_set(folder, sets[number % 2])
            number += 1
            stop.wait(0.05)

    def look() -> set[int]:
        seen: set[int] = set()
        for _ in range(500):
            if len(seen) == 2:
                break
            found = store.load()
            texts = set(found.texts.index)
            assert set(found.facts["doc_id"]) | set(found.numbers["doc_id"]) == texts
            seen.add(len(texts))
        return seen

    writer = threading.Thread(target=publish)
    writer.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            seen = set().union(*pool.map(lambda _: look(), range(4)))
    finally:
        stop.set()
        writer.join()
    assert seen == {1, len(table("texts"))}


def test_a_text_of_another_build_is_not_shown(folder: Path) -> None:
    assert "低保" in store.raw_text(store.load(), XINZHOU)
    texts = table("texts").to_pandas().assign(sha256="0" * 64)
    release.replace_set(folder, whole(texts=as_bytes(pa.Table.from_pandas(texts, preserve_index=False))))
    assert store.raw_text(store.load(), XINZHOU) == ""
    assert store.raw_text(store.load(), "../../etc") == ""


def test_a_stampede_on_a_cold_cache_computes_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    wait = threading.Barrier(50)
    prepare, named = store.prepare, export.named

    def slow(facts: pd.DataFrame) -> pd.DataFrame:
        worked.append("tables")
        return prepare(facts)

    def counted(*arguments: object) -> pd.DataFrame:
        worked.append("file")
        return named(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "prepare", slow)
    monkeypatch.setattr(export, "named", counted)
    release.replace_set(folder, one_text())

    def visit(_: int) -> int:
        wait.wait()
        return export.make(store.load(), "csv", {"region": ("140900",)}).rows

    with ThreadPoolExecutor(50) as pool:
        assert len(set(pool.map(visit, range(50)))) == 1
    assert sorted(worked) == ["file", "tables"]


def test_who_waits_for_a_failure_tries_again() -> None:
    tries: list[int] = []

    def fail(number: int) -> int:
        tries.append(number)
        if len(tries) == 1:
            raise OSError("disk")
        return number

    asked = Once(fail, maxsize=1)
    with pytest.raises(OSError, match="disk"):
        asked(3)
    assert (asked(3), asked(3), tries) == (3, 3, [3, 3])

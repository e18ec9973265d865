"""A kill at any moment leaves the old set or the new one, and a reader never sees half of two."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl import release

ROOT = Path(__file__).resolve().parent.parent
KILLS = int(os.environ.get("PUBLISH_KILLS", "12"))
WRITER = """
import sys
from pathlib import Path
from etl import release
from tests.test_publish_atomic import make_set, no_exchange
if sys.argv[2] == "rolling":
    release._exchange = no_exchange
for generation in range(100_000):
    release.replace_set(Path(sys.argv[1]), make_set(generation))
    print(generation, flush=True)
"""


def make_set(generation: int) -> dict[str, bytes]:
    """A set whose files all name their generation; every other one has a file more."""
    names = ["a.parquet", "b.csv", "c.json"] + ["extra.txt"] * (generation % 2)
    files = {name: f"{name} {generation}\n".encode() * 2000 for name in names}
    report = {
        "inputs": {"code": str(generation)},
        "files": {name: release.manifest_entry(files[name]) for name in names},
    }
    return {**files, release.MANIFEST: json.dumps(report).encode()}


def no_exchange(one, other):
    raise OSError(errno.EXDEV, "no exchange here")


@pytest.fixture(params=["exchange", "rolling"])
def way(request, monkeypatch):
    """Both ways of replacing a set; the second is for file systems that cannot exchange folders."""
    if request.param == "rolling":
        monkeypatch.setattr(release, "_exchange", no_exchange)
    return request.param


def start_writer(folder: Path, way: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), way], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def generation_of(files: dict[str, bytes]) -> int:
    """The one generation that all files of a set are from."""
    generation = int(json.loads(files[release.MANIFEST])["inputs"]["code"])
    assert files == make_set(generation)
    return generation


def test_a_set_is_replaced_as_a_whole(tmp_path, way):
    folder = tmp_path / "deep" / "published"
    for generation in range(3):
        release.replace_set(folder, make_set(generation))
        assert generation_of(release.read_set(folder)) == generation
        assert sorted(path.name for path in folder.iterdir()) == sorted(make_set(generation))
        assert [path.name for path in folder.parent.iterdir()] == ["published"]
    assert release.inputs_of(folder) == {"code": "2"}


def test_a_killed_writer_leaves_one_set(tmp_path, way):
    folder, pause = tmp_path / "published", random.Random(7)
    for _ in range(KILLS):
        writer = start_writer(folder, way)
        first = writer.stdout.readline()
        time.sleep(pause.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL)
        told = [first, *writer.stdout.readlines()]
        writer.wait()
        finished = int([line for line in told if line.endswith("\n")][-1])
        assert generation_of(release.read_set(folder)) in (finished, finished + 1)
        if way == "exchange":  # there, the plain files are one set for any reader
            plain = {path.name: path.read_bytes() for path in folder.iterdir()}
            assert generation_of(plain) in (finished, finished + 1)
    release.replace_set(folder, make_set(0))
    assert sorted(path.name for path in folder.iterdir()) == sorted(make_set(0))
    assert [path.name for path in tmp_path.iterdir()] == ["published"]


def test_a_reader_never_sees_half_of_two(tmp_path, way):
    folder = tmp_path / "published"
    writer = start_writer(folder, way)
    writer.stdout.readline()
    try:
        seen = set()
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            seen.add(generation_of(release.read_set(folder)))
    finally:
        writer.kill()
        writer.communicate()
    assert len(seen) > 1


def test_two_writers_take_turns(tmp_path, way):
    folder = tmp_path / "published"
    writers = [start_writer(folder, way) for _ in range(2)]
    for writer in writers:
        for _ in range(3):
            assert writer.stdout.readline()
    for writer in writers:
        writer.kill()
        writer.communicate()
    generation_of(release.read_set(folder))


def test_a_set_can_be_read_in_part(tmp_path):
    release.replace_set(tmp_path / "published", make_set(1))
    assert sorted(release.read_set(tmp_path / "published", ["b.csv"])) == ["b.csv", release.MANIFEST]


def test_the_stamp_changes_with_the_set(tmp_path):
    folder = tmp_path / "published"
    assert release.stamp(folder) == ""
    release.replace_set(folder, make_set(1))
    one = release.stamp(folder)
    release.replace_set(folder, make_set(1))
    assert release.stamp(folder) == one
    release.replace_set(folder, make_set(2))
    assert release.stamp(folder) != one


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(release.ReleaseError, match=r"found letter\.txt, expected a published set or an empty folder"):
        release.replace_set(tmp_path, make_set(1))
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_folder_is_taken(tmp_path, way):
    (tmp_path / "published").mkdir()
    release.replace_set(tmp_path / "published", make_set(1))
    assert generation_of(release.read_set(tmp_path / "published")) == 1


def break_manifest(folder):
    (folder / release.MANIFEST).write_text("[]")


def break_file(folder):
    (folder / "a.parquet").write_bytes(b"foreign")


def remove_file(folder):
    (folder / "a.parquet").unlink()


@pytest.mark.parametrize("damage", [break_manifest, break_file, remove_file])
def test_a_damaged_set_says_what_to_do(tmp_path, damage, monkeypatch):
    monkeypatch.setattr(release, "_READ_PAUSE_S", 0)
    release.replace_set(tmp_path / "published", make_set(1))
    damage(tmp_path / "published")
    with pytest.raises(release.ReleaseError, match="run `python -m etl build`"):
        release.read_set(tmp_path / "published")
    assert release.inputs_of(tmp_path / "published") is None
    release.replace_set(tmp_path / "published", make_set(3))
    assert generation_of(release.read_set(tmp_path / "published")) == 3


def test_no_set_at_all_is_said_at_once(tmp_path):
    with pytest.raises(release.ReleaseError, match=r"found No such file or directory: report\.json"):
        release.read_set(tmp_path / "published")


def test_a_refusing_disk_leaves_the_old_set(tmp_path, monkeypatch):
    folder = tmp_path / "published"
    release.replace_set(folder, make_set(1))

    def full(path, content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(release, "_write_file", full)
    with pytest.raises(release.ReleaseError, match="No space left on device"):
        release.replace_set(folder, make_set(2))
    assert generation_of(release.read_set(folder)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["published"]

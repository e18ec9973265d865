"""Dask with workers that were started on their own, as on several machines: here processes of one, on loopback."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from etl.model import EtlError
from etl.scale.runners import Dask
from tests.scale import killers
from tests.scale.conftest import digests, run

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 60


def start(*arguments: str, log: Path) -> subprocess.Popen:
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            stdout=file,
            stderr=file,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )


def wait_for(found, what: str):
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        if made := found():
            return made
        time.sleep(0.05)
    raise AssertionError(f"waited {_PATIENCE_S} s for {what}")


@contextmanager
def cluster(folder: Path, workers: int):
    """Yield the address of a scheduler with so many workers, and the processes of these."""
    place = folder / "scheduler.json"
    common = ("--scheduler-file", str(place))
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", *common)
    processes = [start("distributed.cli.dask_scheduler", *options, log=folder / "scheduler.log")]
    try:
        address = json.loads(wait_for(lambda: place.is_file() and place.read_text(), "the scheduler"))["address"]
        for number in range(workers):
            options = (address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny")
            options += ("--local-directory", str(folder / f"worker-{number}"), "--name", f"w{number}")
            processes.append(start("distributed.cli.dask_worker", *options, log=folder / f"worker-{number}.log"))
        from distributed import Client

        with Client(address) as client:
            client.wait_for_workers(workers, timeout=_PATIENCE_S)
        yield address, processes[1:]
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_workers_of_their_own_give_the_same_bytes(serial, tmp_path):
    with cluster(tmp_path, 2) as (address, _):
        command = [sys.executable, "-m", "etl", "run", str(serial[0]), "--out", str(tmp_path / "set")]
        done = subprocess.run([*command, "--scheduler", address], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        run([serial[0]], tmp_path / "again", lambda: Dask(address, 0))
    assert digests(tmp_path / "again") == digests(serial[1])
    names = ("indicators", "texts", "issues")  # numbers lie as the chunks do, and these are larger
    assert [digests(tmp_path / "set" / name) for name in names] == [digests(serial[1] / name) for name in names]


def test_work_of_a_killed_worker_is_taken_over(serial, tmp_path, monkeypatch):
    monkeypatch.setattr("etl.scale.run.read_chunk", killers.kill_self_once)
    with cluster(tmp_path, 2) as (address, workers):
        run([serial[0]], tmp_path / "set", lambda: Dask(address, 0))
        assert [worker.poll() for worker in workers].count(-signal.SIGKILL) == 1
    assert len(list((tmp_path / "set.work").glob("died-*"))) == 1
    assert digests(tmp_path / "set") == digests(serial[1])


def test_a_text_that_kills_every_worker_is_left_out(serial, tmp_path, monkeypatch):
    """Of one worker: the scheduler blames the task that waited behind the deadly one as well."""
    import dask

    monkeypatch.setattr("etl.scale.run.read_chunk", killers.kill_self_at_a_text)
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        report = run([serial[0]], tmp_path / "set", lambda: Dask("local", 1))
    (reject,) = map(json.loads, (tmp_path / "set" / "rejects.jsonl").read_text(encoding="utf-8").splitlines())
    assert reject["doc_id"].endswith("_007")
    assert (report["total"]["texts"], report["total"]["rejects"]) == (23, 1)


def test_an_address_where_no_scheduler_is_says_so():
    with pytest.raises(EtlError, match="found no scheduler there"):
        Dask("tcp://127.0.0.1:1", 1)

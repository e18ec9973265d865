"""Many visitors, slow ones and those who vanish: nobody meets an error, and nothing of them stays.

`python -m tests.test_load` is the long run: 50 visitors for ten minutes (or as many SECONDS as given) through nginx.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from websockets.exceptions import ConnectionClosed

from benchmarks.visitors import Site as Address
from benchmarks.visitors import Told, crowd, resident, summary
from tests.dashboard.browser import ROOT, started
from tests.nginx import NAME, Site, behind_nginx, needs_nginx

Result = TypeVar("Result")
SLACK = 5
"""Files open for the visitor who has just gone."""


def alone(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it in a thread of its own: the browser tests of the same run hold an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def address_of(site: Site) -> Address:
    return Address(f"https://127.0.0.1:{site.tls}", NAME, site.trust)


@needs_nginx
def test_visitors_through_nginx_meet_no_error(site: Site) -> None:
    told = alone(crowd(address_of(site), 12, 0, 0.1, least=5, pause=0.02))
    assert told.errors == {}
    assert (len(told.arrivals), len(told.waits)) == (12, 48)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    # Streamlit keeps a session that went for a while, in case its visitor comes back; here for a second.
    options = ("--server.disconnectedSessionTTL", "1")
    with started(None, tmp_path_factory.mktemp("load") / "app.log", "", ROOT, *options) as (address, pid):
        alone(crowd(Address(address), 3, 0, 0.1, least=8))  # threads and caches that stay from then on
        yield Address(address), pid


def held(pid: int) -> int:
    """Files and connections that the process holds open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def settled(site: Address, pid: int, most: int) -> int:
    """What the process holds open when it holds no more than `most`, or after a while in which others come and go."""
    until = time.monotonic() + 20
    while held(pid) > most and time.monotonic() < until:
        time.sleep(0.5)
        alone(crowd(site, 1, 0, 0))
    return held(pid)


async def vanish(site: Address, times: int) -> None:
    """Come, ask for a page, and cut the line in the middle of the answer."""
    for _ in range(times):
        async with site.session() as visitor:
            await visitor.ask("data")
            await visitor.socket.recv()
            visitor.socket.transport.abort()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system has no /proc")
def test_who_vanishes_leaves_nothing_behind(server: tuple[Address, int]) -> None:
    site, pid = server
    before = held(pid)

    async def many() -> None:
        await asyncio.gather(*(vanish(site, 15) for _ in range(8)))

    alone(many())
    first = resident(pid)
    alone(many())
    assert settled(site, pid, before + SLACK) <= before + SLACK
    assert resident(pid) - first < 60_000
    assert alone(crowd(site, 2, 0, 0.1, least=3)).errors == {}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system has no /proc")
def test_who_does_not_listen_holds_up_nobody(server: tuple[Address, int]) -> None:
    site, pid = server
    before = held(pid)

    async def deaf() -> Told:
        async with site.session() as visitor:
            visitor.socket.transport.pause_reading()
            for _ in range(200):
                await visitor.ask("reader")
            told = await crowd(site, 4, 0, 0.1, least=3)
            visitor.socket.transport.abort()
            return told

    start = resident(pid)
    told = alone(deaf())
    assert told.errors == {}
    assert len(told.waits) == 8
    assert resident(pid) - start < 60_000
    assert settled(site, pid, before + SLACK) <= before + SLACK


def test_a_message_too_large_ends_its_session_only(server: tuple[Address, int]) -> None:
    site, _ = server

    async def shout() -> Told:
        async with site.session() as visitor, site.session() as other:
            await other.visit("data")
            await visitor.socket.send(bytes(3_000_000))
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(visitor.socket.recv(), 30)
            told = Told()
            told.errors.update((await other.visit("quality"))[1])
            return told

    assert alone(shout()).errors == {}


def main() -> None:
    """The long run; prints its figures."""
    seconds = float(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SECONDS", "600"))
    with tempfile.TemporaryDirectory() as folder, behind_nginx(Path(folder)) as site:
        told = alone(crowd(address_of(site), 50, seconds, 3, pid=site.pid))
        refused = [line for line in (Path(folder) / "civil-affairs.log").read_text().splitlines() if '"status":101' not in line]
        print(json.dumps({**summary(told), "refused_by_nginx": len(refused)}))


if __name__ == "__main__":
    main()

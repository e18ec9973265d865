"""Three ways to run the same function over many tasks: in this process, in several, on a Dask cluster.

Each yields the tasks as they are done, takes tasks as it has room for them (so that what waits stays small), and does a
task again whose worker died. What a task makes is a file; nothing is asked of a worker afterwards, which may be dead by
then. A task that kills its workers is told so (`after_death`) and may leave out what did it.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, TypeVar

from etl.model import EtlError

_PER_WORKER = 2
"""Tasks that a worker has at hand: one that it does and one that waits."""
_SUSPECT_AFTER = 2
_MOST_DEATHS = 50
_MOST_BLAMED = 10


class Task(Protocol):
    """Work that can be done again."""

    def after_death(self) -> Any:
        """The task to try after this one, alone, has killed its worker; raises where there is none."""


T = TypeVar("T", bound=Task)


class Runner(Protocol):
    """Runs a function over tasks."""

    def run(self, function: Callable[[T], object], tasks: Iterable[T]) -> Iterator[T]:
        """Yield each task when the function has done it, in any order."""

    def close(self) -> None:
        """Let go of workers."""


class Serial:
    """One after the other in this process."""

    def run(self, function: Callable[[T], object], tasks: Iterable[T]) -> Iterator[T]:
        """Yield each task when the function has done it, in any order."""
        for task in tasks:
            function(task)
            yield task

    def close(self) -> None:
        """Nothing to let go of."""


class Pool:
    """Processes of this machine.

    A worker that dies breaks the whole pool of the standard library: a new one is made, and what was not done is done
    again. A task that was there twice when the pool broke goes on alone, so that no other is blamed for it.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool = self._new(workers)

    @staticmethod
    def _new(workers: int) -> ProcessPoolExecutor:
        # Spawned, not forked: Arrow has threads, and a fork of a process with threads can hang.
        return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))

    def run(self, function: Callable[[T], object], tasks: Iterable[T]) -> Iterator[T]:
        """Yield each task when the function has done it, in any order."""
        fresh, again = iter(tasks), deque[tuple[T, int]]()
        running: dict[Future[object], tuple[T, int]] = {}
        while True:
            while len(running) < _PER_WORKER * self._workers:
                one = again.popleft() if again else next(((task, 0) for task in fresh), None)
                if one is None:
                    break
                if one[1] >= _SUSPECT_AFTER:
                    yield self._alone(function, one[0])
                    continue
                try:
                    running[self._pool.submit(function, one[0])] = one
                except BrokenProcessPool:  # noticed on the next wait, if anything runs
                    again.append(one)
                    if not running:
                        self._renew()
                    break
            if not running and not again:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            is_broken = False
            for future in done:
                task, deaths = running.pop(future)
                try:
                    future.result()
                except BrokenProcessPool:
                    is_broken = True
                    again.append((task, deaths + 1))
                    continue
                yield task
            if is_broken:
                again.extend((task, deaths + 1) for task, deaths in running.values())
                running.clear()
                self._renew()

    def _renew(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._new(self._workers)

    def _alone(self, function: Callable[[T], object], task: T) -> T:
        for _ in range(_MOST_DEATHS):
            with self._new(1) as pool:
                try:
                    pool.submit(function, task).result()
                    return task
                except BrokenProcessPool:
                    task = task.after_death()
        raise EtlError(f"{_MOST_DEATHS} workers died of one piece of work; is there enough memory?")

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _after_blame(task: T, deaths: int) -> T:
    """What to try when the scheduler has given a task up, whose workers had died.

    It also blames the tasks that waited behind the one that did it: one that never began is tried as it is.
    """
    if deaths >= _MOST_BLAMED:
        raise EtlError(f"the workers of one piece of work died {deaths} times over; is there enough memory?")
    try:
        again: T = task.after_death()
    except EtlError:
        if deaths >= _SUSPECT_AFTER:
            raise
        return task
    return again


class Dask:
    """A cluster of `dask.distributed`, whose workers have this project's code and share its folders.

    The scheduler takes over from dead workers by itself, and names a task that killed several (`KilledWorker`).
    """

    def __init__(self, scheduler: str, workers: int) -> None:
        """Connect to a scheduler, `tcp://host:port`; `local` starts one here with that many workers."""
        try:
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise EtlError("--scheduler needs dask: pip install -r requirements-cluster.txt") from error
        self._cluster = None
        if scheduler == "local":
            self._cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
            )
        try:
            self._client = Client(self._cluster or scheduler, timeout="10s")
        except (OSError, ValueError) as error:
            raise EtlError(f"{scheduler}: found no scheduler there ({error}); start one, mend the address") from error

    def run(self, function: Callable[[T], object], tasks: Iterable[T]) -> Iterator[T]:
        """Yield each task when the function has done it, in any order."""
        from distributed import KilledWorker, as_completed

        fresh = iter(tasks)
        running: dict[Any, tuple[T, int]] = {}
        done = as_completed()

        def submit(task: T, deaths: int = 0) -> None:
            future = self._client.submit(function, task, pure=False)
            running[future] = task, deaths
            done.add(future)

        for task in fresh:
            submit(task)
            if len(running) >= _PER_WORKER * max(1, sum(self._client.ncores().values())):
                break
        while running:
            future = next(done)
            task, deaths = running.pop(future)
            error = None if future.status == "finished" else future.exception()
            if isinstance(error, KilledWorker):
                submit(_after_blame(task, deaths), deaths + 1)
                continue
            if error is not None:
                raise error
            del future  # so that nobody makes its result anew when the worker that holds it dies
            yield task
            follower = next(fresh, None)
            if follower is not None:
                submit(follower)

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

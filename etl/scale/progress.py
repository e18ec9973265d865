"""Says how far a run is, how fast, and how long it will take: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_LINE_EVERY_S = 15.0
_MEGABYTE = 1_000_000


class Meter:
    """What is reported while chunks are read; those found on disk count as progress, not as speed."""

    def __init__(self, progress: Progress, total: int, *, is_terminal: bool) -> None:
        self._progress, self._is_terminal = progress, is_terminal
        self._total = max(1, total)
        self._texts = self._fresh = self._fresh_texts = 0
        self._start = self._told = progress.get_time()
        self._at = 0
        self._task: TaskID = progress.add_task("reading", total=self._total, rate="")

    def read(self, texts: int, size: int, at: int, *, is_fresh: bool) -> None:
        """A chunk is done.

        Args:
            texts: How many texts it holds.
            size: Its bytes.
            at: Bytes of the input up to which rows have been handed out.
            is_fresh: Whether it was read now.
        """
        self._texts += texts
        if is_fresh:
            self._fresh += size
            self._fresh_texts += texts
        self._at = at
        now = self._progress.get_time()
        self._progress.update(self._task, completed=at, rate=self._rate(now), description=f"{self._texts} texts")
        if not self._is_terminal and now - self._told >= _LINE_EVERY_S:
            self._told = now
            self._say(now)

    def _rate(self, now: float) -> str:
        seconds = max(now - self._start, 1e-6)
        return f"{self._fresh_texts / seconds:.1f} texts/s, {self._fresh / seconds / _MEGABYTE:.2f} MB/s"

    def _say(self, now: float) -> None:
        left = (now - self._start) * (self._total - self._at) / max(1, self._at)
        share = 100 * self._at // self._total
        line = f"{self._texts} texts, {share}% of {decimal(self._total)}, {self._rate(now)}, about {left:.0f} s left"
        sys.stderr.write(line + "\n")

    def step(self, name: str, done: int, total: int) -> None:
        """A later step, of so many pieces, is so far."""
        self._progress.update(self._task, description=name, total=max(1, total), completed=done, rate="")


@contextmanager
def meter(total: int) -> Iterator[Meter]:
    """Yield what to tell of a run over that many bytes of input."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%  {task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Meter(progress, total, is_terminal=console.is_terminal)

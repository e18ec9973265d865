"""What a page is drawn on: the screen of a visit, or paper, the HTML that a browser shows before any script runs.

Pages and blocks say what stands where; a canvas puts it there. So what a visitor reads in the first moment, and without
scripts for good, is the page itself and no copy of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

from dashboard.screen import SCREEN

if TYPE_CHECKING:
    from dashboard.state import View


class Canvas(Protocol):
    """Takes the parts of a page from top to bottom."""

    @property
    def view(self) -> View:
        """The view that is drawn."""

    def html(self, content: str) -> None:
        """HTML that the dashboard made."""

    def live(self, content: str, script: str) -> None:
        """HTML with a script that runs once it stands; `content` may be empty."""

    def note(self, words: str, icon: str) -> None:
        """What is wrong with the address."""

    def chart(self, key: str, figure: dict[str, Any], config: dict[str, Any], alt: str) -> None:
        """A chart whose points choose their fact."""

    def columns(self, shares: Sequence[float]) -> Sequence[AbstractContextManager[Any]]:
        """Columns of some shares of the width: what is drawn inside one of them stands there."""


_here: ContextVar[Canvas] = ContextVar("canvas", default=SCREEN)


def here() -> Canvas:
    """What the page that runs is drawn on."""
    return _here.get()


@contextmanager
def on(canvas: Canvas) -> Iterator[None]:
    """Draw on another canvas meanwhile."""
    before = _here.set(canvas)
    try:
        yield
    finally:
        _here.reset(before)

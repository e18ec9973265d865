"""Results that the same address asks for again: worked out once, kept for every visitor, forgotten when room is short.

What a page works out follows from the build and the address alone, and never from the fact whose sentence is open
beside it: choosing a value must not cost the work of the page again. Nobody may change what is kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")
MOST = 600
"""Results that are kept: a page has about ten, so this is the views of some sixty addresses."""

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


def once(key: Hashable, work: Callable[[], Made]) -> Made:
    """The result of `work`, from memory where the key has been asked for lately.

    Two visitors who ask in the same moment may both do the work: waiting for each other would take longer.
    """
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            known: Made = _kept[key]
            return known
    made = work()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Keep nothing: for tests and measurements of the first visit."""
    with _lock:
        _kept.clear()

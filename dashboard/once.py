"""A cache whose callers wait for each other: fifty visitors of a cold server cost one computation, not fifty."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """The last `maxsize` answers of a function; who asks while an answer is being worked out waits for that one.

    An exception is no answer: everybody who waits tries again.
    """

    def __init__(self, function: Callable[..., T], maxsize: int) -> None:
        self._cached = lru_cache(maxsize)(function)
        self._guard = threading.Lock()
        self._asking: dict[Hashable, tuple[threading.Lock, list[None]]] = {}
        self.__doc__ = function.__doc__

    def __call__(self, *arguments: Hashable) -> T:
        """The answer of the function."""
        with self._guard:
            lock, asking = self._asking.setdefault(arguments, (threading.Lock(), []))
            asking.append(None)
        try:
            with lock:
                return self._cached(*arguments)
        finally:
            with self._guard:
                asking.pop()
                if not asking:
                    del self._asking[arguments]

    def cache_clear(self) -> None:
        """Forget the answers."""
        self._cached.cache_clear()


def once(maxsize: int) -> Callable[[Callable[..., T]], Once[T]]:
    """Decorator: keep the last `maxsize` answers, and work out each of them once.

    >>> @once(maxsize=2)
    ... def double(number):
    ...     print("working")
    ...     return 2 * number
    >>> double(2), double(2)
    working
    (4, 4)
    """
    return lambda function: Once(function, maxsize)

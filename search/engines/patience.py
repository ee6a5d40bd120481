"""How long a search may take in all, whatever it asks of an engine that is not in this process."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

SEARCH = 1.0
"""Seconds."""
_LEAST = 0.01
_GRACE = 0.05
"""Whoever is asked says itself that it is late, and why, if it can."""
T = TypeVar("T")
_asked = ThreadPoolExecutor(16, thread_name_prefix="asked")
_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def limited(seconds: float = SEARCH) -> Iterator[None]:
    """All that is asked inside has so long, together."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def left() -> float:
    """In seconds; never nothing, so that what comes too late is told as any other answer that does."""
    until = _until.get()
    return SEARCH if until is None else max(until - time.monotonic(), _LEAST)


def within(ask: Callable[[float], T]) -> T:
    """What `ask` returns, which is told how many seconds are left. Raises TimeoutError, even when it goes on and on.

    The time limit of a connection is that of each piece of an answer: one that comes drop by drop never meets it.
    """
    seconds = left()
    return _asked.submit(ask, seconds).result(seconds + _GRACE)

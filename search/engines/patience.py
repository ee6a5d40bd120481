"""How long a search may take in all, whatever it asks of an engine that is not in this process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SEARCH = 1.0
"""Seconds."""
_LEAST = 0.01
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

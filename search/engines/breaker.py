"""Leaving in peace an engine that does not answer, so that people do not wait for it one after the other."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import TypeVar

from search.protocol import Engine, EngineError, IndexMissing

_FAILURES = 3
_PAUSE, _LONGEST_PAUSE = 2.0, 20.0


class BreakerState(StrEnum):
    """`HALF_OPEN`: one question finds out, the others do not wait for it."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class LeftInPeace(EngineError):
    """The engine was not asked: it did not answer a moment ago."""


class Breaker:
    """Of one process and one engine. Opens after `_FAILURES` in a row, for longer after each probe that fails."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failures = 0
        self._pause = 0.0
        self._until = 0.0
        self._probing = False

    @property
    def state(self) -> BreakerState:
        if not self._pause:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if self._probing or time.monotonic() >= self._until else BreakerState.OPEN

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """Around a question to the engine. Raises LeftInPeace without asking; what it raises itself goes through.

        Whatever else than the engine's silence ends the question says that it answers.
        """
        probing = self._enter()
        try:
            yield
        except IndexMissing:
            self._closed()
            raise
        except EngineError:
            self._failed(probing)
            raise
        else:
            self._closed()
        finally:
            if probing:
                self._probing = False

    def _enter(self) -> bool:
        """Whether it is for this question to find out."""
        with self._lock:
            if not self._pause:
                return False
            if self._probing or time.monotonic() < self._until:
                raise LeftInPeace(f"asked again in {max(self._until - time.monotonic(), 0):.0f} s")
            self._probing = True
            return True

    def _closed(self) -> None:
        with self._lock:
            self._failures, self._pause = 0, 0.0

    def _failed(self, probing: bool) -> None:
        with self._lock:
            self._failures += 1
            if probing or self._failures >= _FAILURES:
                self._pause = min(max(2 * self._pause, _PAUSE), _LONGEST_PAUSE)
                self._until = time.monotonic() + self._pause


@cache
def breaker_of(engine: Engine) -> Breaker:
    return Breaker()


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

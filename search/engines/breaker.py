"""A circuit breaker: an engine that does not answer is not asked for a while, so that people do not wait for it in
turn.
"""

import time
from collections.abc import Callable, Hashable, Iterator
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
    """`HALF_OPEN`: one question tests the engine, others are not sent."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class LeftInPeace(EngineError):
    """The engine was not asked, because it did not answer a moment ago."""


class Breaker:
    """For one process and one engine. Opens after `_FAILURES` in a row, for longer after each failed probe."""

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
        """Wraps a question to the engine. Raises LeftInPeace without asking it; its errors pass through.

        Any error except silence counts as an answer.
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
        """Whether this question is the probe."""
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


def breaker_of(engine: Engine) -> Breaker:
    """Shared by the collections that one server holds."""
    return _breaker_of(engine.server)


@cache
def _breaker_of(server: Hashable) -> Breaker:
    return Breaker()


SEARCH = 1.0
"""Seconds."""
_LEAST = 0.01
_GRACE = 0.05
"""Lets the engine report its own timeout first, with a reason."""
T = TypeVar("T")
_pool = ThreadPoolExecutor(16, thread_name_prefix="asked")
_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def limited(seconds: float = SEARCH) -> Iterator[None]:
    """Everything asked inside shares this time limit."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def left() -> float:
    """In seconds, never zero, so that a late answer fails like any other."""
    until = _until.get()
    return SEARCH if until is None else max(until - time.monotonic(), _LEAST)


def within(ask: Callable[[float], T]) -> T:
    """The result of `ask`, which is given the seconds left. Raises TimeoutError even if `ask` never returns.

    A connection's own timeout is for each piece of an answer: one that trickles in never meets it.
    """
    seconds = left()
    return _pool.submit(ask, seconds).result(seconds + _GRACE)

"""What the code that builds a response and `store.page_cache` tell each other.

The code says whether the same response may be served again. The cache says which version of the content the response is
built from: what was read from the database for another response of that version is still true.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from time import monotonic
from typing import Any, TypeVar

from django.http import HttpRequest

Effect = Callable[[HttpRequest], object]
LONGEST = timedelta(minutes=5)
"""How long a write that bypasses Django (psql) may go unnoticed."""


@dataclass
class CachingNotes:
    """Notes on the response being built. `effects` run again for every request served from the cache."""

    effects: list[Effect] = field(default_factory=list)
    cacheable: bool = True


_notes: ContextVar[CachingNotes | None] = ContextVar("caching_notes", default=None)


@contextmanager
def taking_notes() -> Iterator[CachingNotes]:
    notes = CachingNotes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def on_every_response(request: HttpRequest, effect: Effect) -> None:
    """Run `effect` now, and again for each request served this response from the cache. Its errors propagate."""
    effect(request)
    if notes := _notes.get():
        notes.effects.append(effect)


def do_not_cache() -> None:
    """For a degraded response: what is missing may be back a moment later, without any write to the database."""
    if notes := _notes.get():
        notes.cacheable = False


_version: ContextVar[int | None] = ContextVar("content_version", default=None)
_MOST_KEPT = 1_000
"""Answers per function and version, whatever addresses people make up."""
F = TypeVar("F", bound=Callable[..., Any])


@contextmanager
def reading_version(version: int | None) -> Iterator[None]:
    """The content is at this version, or beyond; None: unknown."""
    token = _version.set(version)
    try:
        yield
    finally:
        _version.reset(token)


def content_is_written() -> None:
    """From here on, this response reads everything again."""
    _version.set(None)


def version_is_known() -> bool:
    return _version.get() is not None


def kept_until_written(function: F) -> F:
    """Keep what `function` returns, by its arguments, in this process, until somebody writes what public pages show.

    For what many pages read: the site, the restrictions, the names of départements. What it returns is shared by
    threads and must not be changed; it may depend neither on the person nor on the clock. Outside a request that
    reads, and inside a transaction, nothing is kept.
    """
    kept: tuple[int | None, float, dict[Hashable, Any]] = (None, 0, {})

    @wraps(function)
    def reading(*args: Hashable) -> Any:
        nonlocal kept
        version = _version.get()
        if version is None:
            return function(*args)
        known, until, answers = kept
        if known != version or monotonic() > until:
            answers = {}
            kept = (version, monotonic() + LONGEST.total_seconds(), answers)
        if args not in answers:
            answer = function(*args)
            if len(answers) < _MOST_KEPT:
                answers[args] = answer
            return answer
        return answers[args]

    return reading  # type: ignore[return-value]

"""What the code that builds a response tells `store.page_cache`, which may serve it again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.http import HttpRequest

Effect = Callable[[HttpRequest], object]


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

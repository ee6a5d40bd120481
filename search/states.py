"""In what state each index is: read anew each time, so that every process says the same."""

from dataclasses import dataclass

from django.db import Error
from django.db.models import Count, Min, Q
from django.utils import timezone

from search import breaker
from search.breaker import breaker_of
from search.engines import kept_engines, patience
from search.engines.base import Engine, EngineError, Request
from search.models import DirtyDocument

LONGEST_LAG = 60.0
"""Seconds; an index that stays behind for longer is an alarm."""


@dataclass(frozen=True)
class Backlog:
    """`dirty`: documents that will be written by themselves, the oldest waiting for `lag` seconds. Those that were set
    aside wait for somebody: they are counted apart.
    """

    lag: float = 0.0
    dirty: int = 0
    set_aside: int = 0


@dataclass(frozen=True)
class EngineState:
    """`asked`: the one asked first. `breaker`: that of the process which is asked. No `backlog` without database."""

    engine: str
    asked: bool
    up: bool
    breaker: breaker.State
    backlog: Backlog | None

    @property
    def sound(self) -> bool:
        return self.up and self.backlog is not None and self.backlog.lag <= LONGEST_LAG


def states() -> list[EngineState]:
    """One query to the database and one question to each engine; neither may fail."""
    try:
        backlogs: dict[str, Backlog] | None = _backlogs()
    except Error:
        backlogs = None
    first, *_ = kept = kept_engines()
    return [
        EngineState(
            engine.name,
            engine is first,
            answers(engine),
            breaker_of(engine).state,
            None if backlogs is None else backlogs.get(engine.name, Backlog()),
        )
        for engine in kept
    ]


def answers(engine: Engine) -> bool:
    try:
        with patience.limited():
            engine.total(Request())
    except EngineError:
        return False
    return True


def _backlogs() -> dict[str, Backlog]:
    """Of the engines that have one. Reads the index of what is dirty, however many documents there are."""
    now, waiting = timezone.now(), Q(due__isnull=False)
    counted = DirtyDocument.objects.dirty().filter(engine__in=[engine.name for engine in kept_engines()])
    rows = counted.values_list("engine").annotate(
        oldest=Min("waiting_since", filter=waiting),
        dirty=Count("pk", filter=waiting),
        aside=Count("pk", filter=~waiting),
    )
    return {
        engine: Backlog(max((now - oldest).total_seconds(), 0.0) if oldest else 0.0, dirty, aside)
        for engine, oldest, dirty, aside in rows
    }

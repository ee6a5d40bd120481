"""The state of each index, read each time so that all processes agree."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import Error
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from search.engines import all_engines, breaker, kept_engines
from search.engines.breaker import BreakerState, breaker_of
from search.models import DirtyDocument, DirtyDocumentQuerySet, IndexRepair, WorkerSeen
from search.protocol import Engine, EngineError, Request

LONGEST_LAG = 60.0
"""Seconds; an index that is behind for longer raises an alarm."""

LONGEST_UNSEEN, _FORGOTTEN = 180.0, 7 * 86_400.0


@dataclass(frozen=True)
class Backlog:
    """`dirty`: documents that will be written without help, the oldest waiting for `lag` seconds. Documents set aside
    wait for somebody and are counted apart. `repairs`: how often the index was damaged and rebuilt.

    A document that waits since a time in the future was marked by another clock, or before ours was set back. How long
    it has waited is unknown, and the lag is the difference between the clocks.
    """

    lag: float = 0.0
    dirty: int = 0
    set_aside: int = 0
    repairs: int = 0


@dataclass(frozen=True)
class EngineState:
    """`asked`: the one asked first. `breaker`: of this process. `backlog`: None without a database."""

    engine: str
    asked: bool
    up: bool
    breaker: breaker.BreakerState
    backlog: Backlog | None

    @property
    def sound(self) -> bool:
        return self.up and self.backlog is not None and self.backlog.lag <= LONGEST_LAG


def states() -> list[EngineState]:
    """Two queries, and one question to each index of each engine. Never fails."""
    try:
        backlogs: dict[str, Backlog] | None = _backlogs(DirtyDocument.objects.all())
        repairs = dict(IndexRepair.objects.values_list("engine", "times"))
    except Error:
        backlogs, repairs = None, {}
    first, *_ = kept = kept_engines()
    everywhere = all_engines()
    return [
        EngineState(
            engine.name,
            engine is first,
            all(answers(one) for one in everywhere if one.name == engine.name),
            breaker_of(engine).state,
            None if backlogs is None else replace(backlogs[engine.name], repairs=repairs.get(engine.name, 0)),
        )
        for engine in kept
    ]


def ask(engine: Engine) -> None:
    """Raises EngineError if it does not answer."""
    with breaker.limited():
        engine.total(Request())


def answers(engine: Engine) -> bool:
    try:
        ask(engine)
    except EngineError:
        return False
    return True


def _backlogs(rows: DirtyDocumentQuerySet) -> dict[str, Backlog]:
    """By engine. Uses the index on dirty rows, so its time does not grow with documents."""
    now, waiting = timezone.now(), Q(due__isnull=False)
    kept = [engine.name for engine in kept_engines()]
    counted = (
        rows.dirty()
        .filter(engine__in=kept)
        .values_list("engine")
        .annotate(
            oldest=Min("waiting_since", filter=waiting),
            newest=Max("waiting_since", filter=waiting),
            dirty=Count("pk", filter=waiting),
            aside=Count("pk", filter=~waiting),
        )
    )
    backlogs = {
        engine: Backlog(max(_apart(now, oldest), _apart(now, newest)), dirty, aside)
        for engine, oldest, newest, dirty, aside in counted
    }
    return dict.fromkeys(kept, Backlog()) | backlogs


def _apart(now: datetime, moment: datetime | None) -> float:
    return abs((now - moment).total_seconds()) if moment else 0.0


def lag_of(engine: Engine) -> float:
    """Seconds."""
    return _backlogs(DirtyDocument.objects.of(engine))[engine.name].lag


def worker_unseen() -> float | None:
    """Seconds since the process that keeps indexes in step last reported; None if none ever did."""
    at = WorkerSeen.objects.values_list("at", flat=True).first()
    return _apart(timezone.now(), at) if at else None


def worker_is_missed(unseen: float | None) -> bool:
    """If one ran recently, or if the engine needs one."""
    if unseen is None or unseen <= LONGEST_UNSEEN:
        return False
    return unseen < _FORGOTTEN or any(not engine.local for engine in kept_engines())


Samples = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True)
class Measure:
    """A gauge per engine; `read` returns its values by `labels`, besides the engine's name."""

    name: str
    meaning: str
    read: Callable[[EngineState], Samples]
    labels: tuple[str, ...] = ()

    def of(self, engines: Iterable[EngineState]) -> GaugeMetricFamily:
        family = GaugeMetricFamily(f"store_search_{self.name}", self.meaning, labels=("engine", *self.labels))
        for engine in engines:
            for values, number in self.read(engine):
                family.add_metric((engine.engine, *values), number)
        return family


def _one(number: float) -> Samples:
    return [((), number)]


def _backlog(name: str) -> Callable[[EngineState], Samples]:
    """Nothing, rather than 0, when the database does not answer."""
    return lambda engine: _one(getattr(engine.backlog, name)) if engine.backlog else []


MEASURES = (
    Measure("lag_seconds", "Age of the oldest change that the index does not show yet.", _backlog("lag")),
    Measure("dirty_documents", "Documents that wait to be written to the index.", _backlog("dirty")),
    Measure("set_aside_documents", "Documents that wait for somebody to mend or retry them.", _backlog("set_aside")),
    Measure("index_repairs", "Times that the index was damaged and made again.", _backlog("repairs")),
    Measure("engine_up", "1 when the engine answers.", lambda engine: _one(engine.up)),
    Measure("engine_asked", "1 for the engine that is asked first.", lambda engine: _one(engine.asked)),
    Measure(
        "breaker",
        "1 for the state of the breaker, in the process that answers.",
        lambda engine: [((state,), engine.breaker == state) for state in BreakerState],
        labels=("state",),
    ),
)


class _Search(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        read = states()
        database = all(engine.backlog for engine in read)
        yield GaugeMetricFamily("store_database_up", "1 when the database answers.", value=database)
        for measure in MEASURES:
            yield measure.of(read)
        if database and (unseen := worker_unseen()) is not None:
            told = "Time since the process that keeps the indexes in step last said that it runs."
            yield GaugeMetricFamily("store_search_worker_unseen_seconds", told, value=unseen)


_registry = CollectorRegistry()
"""Our own: the library's default registry is shared, and counts events of one process."""
_registry.register(_Search())


def exposition() -> bytes:
    """Prometheus' text format, read each time, so all workers return the same."""
    return generate_latest(_registry)

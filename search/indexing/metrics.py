"""What Prometheus reads of the search: one row of MEASURES each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from search.engines.breaker import State
from search.indexing.states import EngineState, states, worker_unseen

Samples = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True)
class Measure:
    """A gauge per engine: `read` gives the values of `labels`, besides the engine's name, with the number of each."""

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
    """Nothing rather than 0 when the database does not say."""
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
        lambda engine: [((state,), engine.breaker == state) for state in State],
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
"""Of our own: the library's is shared by all that import it, and counts what this process did, not what is."""
_registry.register(_Search())


def exposition() -> bytes:
    """Prometheus' text format; read anew, and so the same from every worker."""
    return generate_latest(_registry)

"""An engine in which something happens at a step of a rebuild: somebody looks, or the process dies."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from search.protocol import Change, Engine, Rebuilt

Steps = dict[str, Callable[[], object]]


class Stepped:
    """`steps`: what happens before-filling, before-switch, after-switch."""

    def __init__(self, engine: Engine, **steps: Callable[[], object]) -> None:
        self._engine = engine
        self._steps = {name.replace("_", "-"): happens for name, happens in steps.items()}

    def __getattr__(self, name: str):
        return getattr(self._engine, name)

    @contextmanager
    def rebuild(self, changes: Iterable[Change]) -> Iterator[Rebuilt]:
        with self._engine.rebuild(changes) as fresh:
            happen(self._steps, "before-filling")
            yield SteppedIndex(fresh, self._steps)

    @contextmanager
    def rollback(self) -> Iterator[Rebuilt]:
        with self._engine.rollback() as previous:
            yield SteppedIndex(previous, self._steps)


class SteppedIndex:
    def __init__(self, index: Rebuilt, steps: Steps) -> None:
        self._index = index
        self._steps = steps

    def __getattr__(self, name: str):
        return getattr(self._index, name)

    def switch(self) -> None:
        happen(self._steps, "before-switch")
        self._index.switch()
        happen(self._steps, "after-switch")


def happen(steps: Steps, name: str) -> None:
    if name in steps:
        steps[name]()

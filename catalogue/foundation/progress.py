"""How far a long write is, told while it goes on: each stage counts what it has done of what it has to do.

Whoever writes says nothing but `track(…)`; whoever wants to know wraps the write in `measured`. Elsewhere, nothing is
track. What is told must not go to the database, where it would be read only once the write is over.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass
class Meter:
    """`tell` receives each whole percent once, from 0 to 99: the end is known by the end. `ended`: stages behind us."""

    tell: Callable[[int], None]
    stages: int
    ended: int = 0
    told: int = -1

    def reach(self, share: float) -> None:
        """`share` of the stage that goes on, from 0 to 1."""
        percent = min(int(100 * (self.ended + share) / self.stages), 99)
        if percent > self.told:
            self.told = percent
            self.tell(percent)


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def measured(tell: Callable[[int], None], stages: int) -> Iterator[Meter]:
    """Counts of the block are told, over so many stages that last about as long as each other."""
    meter = Meter(tell, stages)
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def track(items: Sequence[Item]) -> Iterator[Item]:
    """The items, each track once it has been dealt with; all of them together are one stage."""
    meter = _meter.get()
    if meter is None:
        yield from items
        return
    meter.reach(0)
    for number, item in enumerate(items, start=1):
        yield item
        meter.reach(number / len(items))
    meter.ended += 1

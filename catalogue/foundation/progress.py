"""Progress of long writes.

The writer only wraps its lists in `track(…)`; whoever wants the progress calls it inside `measured`. Progress must not
be written to the database, where nobody could read it before the transaction ends.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
SILENT_FOR = 60
"""Seconds of silence after which whoever was at work is taken for dead."""


@dataclass
class Meter:
    """`tell` receives each whole percent once, from 0 to 99; 100 is known when the work ends. `ended`: completed
    stages.
    """

    tell: Callable[[int], None]
    stages: int
    ended: int = 0
    told: int = -1

    def reach(self, share: float) -> None:
        """`share`: how much of the current stage is done, from 0 to 1."""
        percent = min(int(100 * (self.ended + share) / self.stages), 99)
        if percent > self.told:
            self.told = percent
            self.tell(percent)


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def measured(tell: Callable[[int], None], stages: int) -> Iterator[Meter]:
    """Reports what the block tracks, as `stages` of about the same length."""
    meter = Meter(tell, stages)
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def track(items: Sequence[Item]) -> Iterator[Item]:
    """Yields the items and reports each one when the next is asked for. Together they make one stage."""
    return track_some(items, len(items))


def track_some(items: Iterable[Item], total: int) -> Iterator[Item]:
    """Like `track`, for items that nobody counted: about `total`."""
    meter = _meter.get()
    if meter is None:
        yield from items
        return
    meter.reach(0)
    for number, item in enumerate(items, start=1):
        yield item
        meter.reach(min(number / max(total, 1), 1))
    meter.ended += 1

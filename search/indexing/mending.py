"""An index that is missing or damaged is made again, by one process; the others go on answering meanwhile."""

import logging
import time
from functools import cache

from search.indexing.rebuilding import ensure
from search.protocol import Engine, EngineError

log = logging.getLogger(__name__)
_PAUSE, _LONGEST_PAUSE = 2.0, 30.0


class NotYet(EngineError):
    """It could not be made a moment ago, and making it reads the whole catalogue: it is tried again in a while."""


class Mender:
    """Of one process and one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pause = 0.0
        self._next_try = 0.0

    def mend(self, patience: float) -> None:
        """Raises Busy when another process makes it, EngineError when it cannot be made."""
        if time.monotonic() < self._next_try:
            raise NotYet("the index could not be made a moment ago")
        try:
            ensure(self._engine, patience)
        except EngineError as error:
            self._pause = min(max(2 * self._pause, _PAUSE), _LONGEST_PAUSE)
            self._next_try = time.monotonic() + self._pause
            log.error("%s: the index cannot be made again: %s", self._engine.name, error)
            raise
        self._pause = 0.0


@cache
def mender_of(engine: Engine) -> Mender:
    return Mender(engine)

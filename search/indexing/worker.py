"""The process that keeps indexes in step. Several may run side by side."""

import logging
import time
from collections.abc import Callable, Iterable
from random import uniform

from django.db import DatabaseError, InterfaceError, connection

from search.indexing import locks, syncing
from search.indexing.outbox import CHANNEL, mark_turned
from search.indexing.rebuilding import mender_of
from search.models import WorkerSeen
from search.protocol import Engine, EngineError, IndexMissing

log = logging.getLogger(__name__)
_LOOK = 1.0
_EXPIRY = 60.0
_SIGN = 20.0
_LONGEST_PAUSE = 15.0


class Worker:
    def __init__(self, engines: Iterable[Engine]) -> None:
        self._charges = [Charge(engine) for engine in engines]
        self._stopped = False
        self._next_sign = time.monotonic()

    def stop(self, *signal) -> None:
        """At any time: the current write is finished first."""
        self._stopped = True

    def run(self) -> None:
        while not self._stopped:
            try:
                self.look()
                wait(_LOOK)
            except (DatabaseError, InterfaceError) as error:
                log.error("the database cannot be reached: %s", error)
                connection.close()
                time.sleep(_LOOK)

    def look(self) -> None:
        """Writes what is due to each index that can be reached."""
        self._give_sign()
        for charge in self._charges:
            charge.visit(self._is_stopped)

    def _give_sign(self) -> None:
        if time.monotonic() >= self._next_sign:
            WorkerSeen.note()
            self._next_sign = time.monotonic() + _SIGN

    def _is_stopped(self) -> bool:
        return self._stopped


class Charge:
    """One engine. If it cannot be reached it is retried after longer and longer delays; the others are not affected."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pause = 0.0
        self._next_visit = self._next_expiry = time.monotonic()

    def visit(self, stopped: Callable[[], bool]) -> None:
        if time.monotonic() < self._next_visit:
            return
        try:
            self._bring_up_to_date(stopped)
        except locks.Busy:
            return  # the holder of the lock writes what is due
        except EngineError as error:
            self._pause = min(max(2 * self._pause, 1.0), _LONGEST_PAUSE)
            self._next_visit = time.monotonic() + self._pause * uniform(0.5, 1.0)  # noqa: S311  nothing to guess
            log.warning("%s: left in peace for a moment: %s", self._engine.name, error)
        else:
            self._pause = 0.0

    def _bring_up_to_date(self, stopped: Callable[[], bool]) -> None:
        try:
            if time.monotonic() >= self._next_expiry:
                mark_turned(self._engine)
                self._next_expiry = time.monotonic() + _EXPIRY
            syncing.sync(self._engine, stopped=stopped)
        except IndexMissing as error:
            log.warning("%s: no index (%s): making one", self._engine.name, error)
            mender_of(self._engine).mend(patience=20.0)


def wait(seconds: float) -> None:
    """Until something is marked, on PostgreSQL; elsewhere, for this many seconds."""
    if connection.vendor != "postgresql":
        time.sleep(seconds)
        return
    connection.ensure_connection()
    server = connection.connection
    with connection.wrap_database_errors:
        server.execute(f"LISTEN {CHANNEL}")  # each time, since the connection may have changed
        for _ in server.notifies(timeout=seconds, stop_after=1):
            return

"""Locks shared by processes, released when their holder dies."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.db import OperationalError, connection

from search.protocol import Engine, EngineError

_PAUSE = 0.02


class Busy(Exception):
    """Another process holds the lock."""


@contextmanager
def writing(patience: float = 2.0) -> Iterator[None]:
    """For writers of the local indexes in use. Raises Busy after `patience` seconds, EngineError if the disk allows no
    lock.
    """
    with _held_here("write", patience):
        yield


@contextmanager
def rebuilding(engine: Engine, patience: float = 0.0) -> Iterator[None]:
    """For those who build a fresh index, on any machine. Raises Busy and EngineError as above."""
    name = f"rebuild-{engine.name}-{engine.collection.name}"
    with _held_here(name, patience), _held_everywhere(name, patience):
        yield


@contextmanager
def hurried(patience: float) -> Iterator[None]:
    """On SQLite, limits how long writes inside wait for the database; then raises Busy.

    PostgreSQL locks rows, which nobody holds for long.
    """
    if connection.vendor != "sqlite":
        yield
        return
    _wait_for_sqlite(patience)
    try:
        yield
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Busy(str(error)) from error
    finally:
        _wait_for_sqlite(connection.settings_dict["OPTIONS"].get("timeout", 5.0))


def _wait_for_sqlite(seconds: float) -> None:
    connection.ensure_connection()
    connection.connection.execute(f"PRAGMA busy_timeout = {round(1_000 * seconds)}")


@contextmanager
def _held_here(name: str, patience: float) -> Iterator[None]:
    # Not in the directory of the index, which may be deleted at any time.
    index = Path(settings.SEARCH_INDEX_DIR)
    try:
        index.parent.mkdir(parents=True, exist_ok=True)
        file = index.with_name(f"{index.name}.{name}.lock").open("a")
    except OSError as error:  # nothing can be written there, so nobody holds it
        raise EngineError(f"{name}: {error}") from error
    with file:
        _acquire(lambda: _flock(file.fileno()), name, patience)
        yield


@contextmanager
def _held_everywhere(name: str, patience: float) -> Iterator[None]:
    """All machines share PostgreSQL, which releases the lock when its holder disconnects."""
    if connection.vendor != "postgresql":
        yield
        return
    key = crc32(f"search {name}".encode())
    _acquire(lambda: _ask("SELECT pg_try_advisory_lock(%s)", key), name, patience)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s)", key)


def _acquire(attempt: Callable[[], bool], name: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not attempt():
        if time.monotonic() >= deadline:
            raise Busy(name)
        time.sleep(_PAUSE)


def _flock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ask(sql: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        return cursor.fetchone()[0]

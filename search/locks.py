"""Locks that all processes of one machine share; the system frees them when a process dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

_PAUSE = 0.02


class Busy(Exception):
    """Another process holds the lock."""


@contextmanager
def writing(patience: float = 2.0) -> Iterator[None]:
    """For those who write to the index in use. Raises Busy after `patience` seconds."""
    with _held("write", patience):
        yield


@contextmanager
def rebuilding(patience: float = 0.0) -> Iterator[None]:
    """For those who make a fresh index. Raises Busy after `patience` seconds."""
    with _held("rebuild", patience):
        yield


@contextmanager
def _held(name: str, patience: float) -> Iterator[None]:
    # Beside the directory of the index, which may be deleted at any time.
    index = Path(settings.SEARCH_INDEX_DIR)
    index.parent.mkdir(parents=True, exist_ok=True)
    with index.with_name(f"{index.name}.{name}.lock").open("a") as file:
        _acquire(file, time.monotonic() + patience)
        yield


def _acquire(file: IO[str], deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise Busy(file.name) from error
            time.sleep(_PAUSE)
        else:
            return

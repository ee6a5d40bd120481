"""Documents that were set aside are tried again when somebody says so."""

import time
from typing import NamedTuple

from search.engines import kept_engines
from search.indexing import claims, syncing
from search.models import DirtyDocument, DirtyDocumentQuerySet

_LONGEST = 10.0
"""Seconds that whoever pressed the button waits at most; what is left is written by those who always do."""


class Outcome(NamedTuple):
    """How many documents were written, set aside again, and are still to be written."""

    written: int
    refused: int
    waiting: int


def set_aside() -> DirtyDocumentQuerySet:
    """In the engines that are kept: nobody writes to the others."""
    return DirtyDocument.objects.set_aside().filter(engine__in=[engine.name for engine in kept_engines()])


def retry(rows: DirtyDocumentQuerySet) -> Outcome:
    """Written at once where the engine is local; within the second by `sync_index --watch` where it is not."""
    pks = list(rows.set_aside().values_list("pk", flat=True))
    claims.again(pks)
    deadline = time.monotonic() + _LONGEST
    syncing.sync_quietly(stopped=lambda: time.monotonic() > deadline)
    tried = DirtyDocument.objects.filter(pk__in=pks)
    dirty, refused = tried.dirty().count(), tried.set_aside().count()
    return Outcome(len(pks) - dirty, refused, dirty - refused)

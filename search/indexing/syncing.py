"""From the outbox to the indexes: claim due rows, re-read documents, write them, record the outcome.

A process may die anywhere: rows it claimed become due again after a while. Writing a document twice is harmless, and
engines refuse older versions.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.prepared_queries import Prepared
from search.collection import Collection
from search.collections import COLLECTIONS
from search.engines import all_engines, kept_engines
from search.indexing import claims, locks
from search.indexing.claims import ClaimedRow, Refusal
from search.indexing.documents import made
from search.models import Cause, DirtyDocument, DirtyDocumentQuerySet
from search.protocol import Change, Engine, EngineError, Failure, IndexMissing, Rebuilt

log = logging.getLogger(__name__)


def _never() -> bool:
    return False


def sync_quietly(*collections: Collection, patience: float = 2.0, stopped: Callable[[], bool] = _never) -> int:
    """After a commit or before a search, without disturbing either. Returns how many documents were written.

    Only local indexes, of all collections or of these; `sync_index` writes to the others too.
    """
    written = 0
    for engine in (engine for collection in collections or COLLECTIONS for engine in kept_engines(collection)):
        if engine.local:
            try:
                with locks.hurried(patience):
                    written += sync(engine, patience, stopped)
            except IndexMissing:
                continue  # the next search, or `rebuild_index`, builds one
            except (EngineError, locks.Busy) as error:
                log.warning("the index stays behind for now: %s", error)
    return written


def sync(engine: Engine, patience: float = 2.0, stopped: Callable[[], bool] = _never) -> int:
    """Writes every due document, unless told to stop. Raises Busy, EngineError."""
    claims.bring_back(engine)
    if not is_behind(engine) or _in_a_transaction():
        return 0
    if not engine.exists():
        raise IndexMissing("no index yet")  # before reading any document: a first load is long enough
    written = 0
    with turn(engine, patience):
        while not stopped() and (rows := claims.take(engine)):
            written += _index(engine, rows)
    return written


def is_behind(engine: Engine) -> bool:
    """Whether something may be written to its index now."""
    due = _first_due(engine)
    return due is not None and due <= timezone.now()


@kept_until_written
def _first_due(engine: Engine) -> datetime | None:
    """Ordered, so that PostgreSQL uses the index on due rows; with `exists()` it read the whole table."""
    rows = _earliest(engine).rows()
    return rows[0][0] if rows else None


@cache
def _earliest(engine: Engine) -> Prepared:
    return Prepared(lambda _: DirtyDocument.objects.pending(engine).order_by("due").values_list("due")[:1])


@contextmanager
def turn(engine: Engine, patience: float) -> Iterator[None]:
    """Local indexes have one writer at a time; for others, versions ensure that the last write stays."""
    if engine.local:
        with locks.writing(patience):
            yield
    else:
        yield


def write(target: Engine | Rebuilt, collection: Collection, due: Mapping[int, int]) -> dict[int, tuple[Cause, Failure]]:
    """Re-reads, then decides: what is public is put, the rest dropped. `due`: id -> version.

    Returns what was not written, with the reason: a bad document does not stop the others.
    """
    documents, unmade = made(collection, list(due))
    changes = (Change(pk, version, documents.get(pk)) for pk, version in due.items() if pk not in unmade)
    refused = target.apply(changes)
    causes = {pk: (Cause.REFUSED if failure.lasting else Cause.FAILING, failure) for pk, failure in refused.items()}
    return causes | {pk: (Cause.UNREADABLE, Failure(reason)) for pk, reason in unmade.items()}


def _index(engine: Engine, rows: Sequence[ClaimedRow]) -> int:
    """Returns how many of them the index now shows."""
    taken_at = timezone.now()
    try:
        failures = write(engine, engine.collection, {row.document_id: row.version for row in rows})
    except EngineError:
        # Nothing was written and no document is to blame: retried soon, not at the next search.
        claims.put_off(rows, (1, 5))
        raise
    claims.failed([Refusal(row, *failures[row.document_id]) for row in rows if row.document_id in failures])
    written = [row for row in rows if row.document_id not in failures]
    claims.done(written, taken_at)
    return len(written)


def _in_a_transaction() -> bool:
    """Uncommitted changes must not be indexed. The check itself must not open a transaction, which would wait for
    writers.
    """
    if not connection.in_atomic_block:
        return False
    try:
        with transaction.atomic(durable=True):
            return False
    except RuntimeError:
        return True


_LONGEST = 10.0
"""Seconds that somebody who presses the button waits at most; the worker writes the rest."""


class SyncOutcome(NamedTuple):
    """Numbers of documents written, set aside again, and still waiting."""

    written: int
    refused: int
    waiting: int


def set_aside() -> DirtyDocumentQuerySet:
    """In the engines that are kept."""
    return DirtyDocument.objects.set_aside().filter(engine__in={engine.name for engine in all_engines()})


def retry(rows: DirtyDocumentQuerySet) -> SyncOutcome:
    """Written at once to a local engine; within a second by `sync_index --watch` otherwise."""
    pks = list(rows.set_aside().values_list("pk", flat=True))
    claims.again(pks)
    deadline = time.monotonic() + _LONGEST
    sync_quietly(stopped=lambda: time.monotonic() > deadline)
    tried = DirtyDocument.objects.filter(pk__in=pks)
    dirty, refused = tried.dirty().count(), tried.set_aside().count()
    return SyncOutcome(len(pks) - dirty, refused, dirty - refused)

"""From the outbox to the indexes: take what is due, re-read it, write it, note what came of each document.

A process may die anywhere: what it had taken and not noted becomes due again after a while. Written twice, a document
is the same, and an engine takes no version older than the one it has.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from catalogue.foundation.prepared import MOMENT, Prepared
from search.engines import kept_engines
from search.indexing import claims, locks
from search.indexing.claims import ClaimedRow, Refusal
from search.indexing.documents import made
from search.models import Cause, DirtyDocument, DirtyDocumentQuerySet
from search.protocol import Change, Engine, EngineError, Failure, IndexMissing, Rebuilt

log = logging.getLogger(__name__)


def _never() -> bool:
    return False


def sync_quietly(patience: float = 2.0, stopped: Callable[[], bool] = _never) -> int:
    """After a commit or before a search: never in the way of either. Returns how many documents were written.

    Only to local indexes; `sync_index` writes to the others too.
    """
    written = 0
    for engine in kept_engines():
        if engine.local:
            try:
                with locks.hurried(patience):
                    written += sync(engine, patience, stopped)
            except IndexMissing:
                continue  # the next search, or `rebuild_index`, makes one from everything
            except (EngineError, locks.Busy) as error:
                log.warning("the index stays behind for now: %s", error)
    return written


def sync(engine: Engine, patience: float = 2.0, stopped: Callable[[], bool] = _never) -> int:
    """Bring into this index every document that is due, unless told to stop. Raises Busy, EngineError."""
    claims.bring_back(engine)
    if not is_behind(engine) or _in_a_transaction():
        return 0
    if not engine.exists():
        raise IndexMissing("no index yet")  # before any document is read: a first load of a catalogue is long enough
    written = 0
    with turn(engine, patience):
        while not stopped() and (rows := claims.take(engine)):
            written += _index(engine, rows)
    return written


def is_behind(engine: Engine) -> bool:
    """Asked in order: PostgreSQL then reads the index of what is due, where `exists()` has it read every row."""
    return bool(_one_due(engine.name).rows())


@cache
def _one_due(engine: str) -> Prepared:
    return Prepared(lambda _: DirtyDocument.objects.due(engine, by=MOMENT).values_list("pk")[:1])


@contextmanager
def turn(engine: Engine, patience: float) -> Iterator[None]:
    """Those who write to a local index do so one after the other; others see to it that the last version stays."""
    if engine.local:
        with locks.writing(patience):
            yield
    else:
        yield


def write(target: Engine | Rebuilt, due: Mapping[int, int]) -> dict[int, tuple[Cause, Failure]]:
    """Re-read, then decide: public services are put, the others dropped. `due`: id -> version.

    Returns what was not written, and why: a document that cannot be made or is refused stops none of the others.
    """
    documents, unmade = made(list(due))
    changes = (Change(pk, version, documents.get(pk)) for pk, version in due.items() if pk not in unmade)
    refused = target.apply(changes)
    causes = {pk: (Cause.REFUSED if failure.lasting else Cause.FAILING, failure) for pk, failure in refused.items()}
    return causes | {pk: (Cause.UNREADABLE, Failure(reason)) for pk, reason in unmade.items()}


def _index(engine: Engine, rows: Sequence[ClaimedRow]) -> int:
    """Returns how many of them the index now shows."""
    taken_at = timezone.now()
    try:
        failures = write(engine, {row.service_id: row.version for row in rows})
    except EngineError:
        # Nothing was written, and no document is to blame: again in a moment, not at the next search.
        claims.put_off(rows, (1, 5))
        raise
    claims.failed([Refusal(row, *failures[row.service_id]) for row in rows if row.service_id in failures])
    written = [row for row in rows if row.service_id not in failures]
    claims.done(written, taken_at)
    return len(written)


def _in_a_transaction() -> bool:
    """What is not committed yet may never be: it is not for the index. Asking opens no transaction: it would wait for
    who writes.
    """
    if not connection.in_atomic_block:
        return False
    try:
        with transaction.atomic(durable=True):
            return False
    except RuntimeError:
        return True


_LONGEST = 10.0
"""Seconds that whoever pressed the button waits at most; what is left is written by those who always do."""


class SyncOutcome(NamedTuple):
    """How many documents were written, set aside again, and are still to be written."""

    written: int
    refused: int
    waiting: int


def set_aside() -> DirtyDocumentQuerySet:
    """In the engines that are kept: nobody writes to the others."""
    return DirtyDocument.objects.set_aside().filter(engine__in=[engine.name for engine in kept_engines()])


def retry(rows: DirtyDocumentQuerySet) -> SyncOutcome:
    """Written at once where the engine is local; within the second by `sync_index --watch` where it is not."""
    pks = list(rows.set_aside().values_list("pk", flat=True))
    claims.again(pks)
    deadline = time.monotonic() + _LONGEST
    sync_quietly(stopped=lambda: time.monotonic() > deadline)
    tried = DirtyDocument.objects.filter(pk__in=pks)
    dirty, refused = tried.dirty().count(), tried.set_aside().count()
    return SyncOutcome(len(pks) - dirty, refused, dirty - refused)

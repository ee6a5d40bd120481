"""The outbox: changes are marked in their own transaction, one row per document and engine.

`search.indexing.syncing` writes what is marked. Mark, then re-read and decide: the same two steps serve publishing,
unpublishing, moving, restricting, deleting and importing. At least once, in any order: every index ends up showing the
last commit.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import cache

from django.db import connection, transaction
from django.db.models import Case, F, PositiveBigIntegerField, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from catalogue.foundation.bulk_changes import after_the_last
from catalogue.foundation.chunks import chunks
from search.collection import Collection
from search.collections import SERVICES
from search.engines import kept_engines
from search.indexing.syncing import sync_quietly
from search.models import AT_ONCE, DirtyDocument, WorkerSeen
from search.protocol import Engine

CHANNEL = "search_outbox"
"""PostgreSQL notifies listeners of new marks after the commit."""
_BATCH = 500
_CLOCKS_APART = timedelta(seconds=5)
"""Between machines; a document marked within this time after a moment is marked again."""


def mark_dirty(ids: Iterable[int], collection: Collection = SERVICES, *, at_once: bool = True) -> None:
    """Marks what changes in a collection, in the same transaction as the change.

    Signals call it for everything that goes through a form or `save()`. After `queryset.update()` or `bulk_create()`,
    which send no signal, call it yourself (`check_index --repair` finds what was forgotten). Unless `at_once`, the
    index waits for the next mark or search: use it when another mark will follow.
    """
    marked = sorted(set(ids))
    if not marked:
        return
    with transaction.atomic():
        for batch in chunks(marked, _BATCH):
            _raise(batch, collection)
        if at_once:
            _sync_after_commit(collection)


def _raise(ids: Sequence[int], collection: Collection) -> None:
    """Inserts, then increments, so that two transactions that meet on a new row both raise its version.

    Includes rows of engines that are no longer kept, to know what they missed if they return.
    """
    kept = [
        DirtyDocument(document_id=pk, collection=collection.name, engine=engine.name)
        for pk in ids
        for engine in kept_engines(collection)
    ]
    DirtyDocument.objects.bulk_create(kept, ignore_conflicts=True)
    rows = DirtyDocument.objects.filter(document_id__in=ids, collection=collection.name)
    if connection.features.has_select_for_update:
        # In a fixed order, so that two transactions that mark the same documents do not deadlock.
        list(rows.order_by("pk").select_for_update().values_list("pk"))
    now = timezone.now()
    rows.update(
        version=_next_version(),
        waiting_since=Case(When(indexed__lt=F("version"), then=F("waiting_since")), default=now),
        due=AT_ONCE,
        tries=0,
    )


def _next_version() -> Greatest:
    """The time, so that an engine accepts versions after an older database is restored; or one more."""
    microseconds = Value(time.time_ns() // 1_000)
    return Greatest(F("version") + 1, microseconds, output_field=PositiveBigIntegerField())


def _sync_after_commit(collection: Collection) -> None:
    """Once per transaction or load. A failure is logged and leaves the rows dirty for the next commit or search."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
    after_the_last(_syncing(collection))


@cache
def _syncing(collection: Collection) -> Callable[[], None]:
    """Always the same function, so that it is called once."""

    def sync() -> None:
        """Nobody waits for an index that a worker keeps in step; a search that comes first brings it there itself."""
        if not WorkerSeen.is_watching():
            sync_quietly(collection)

    return sync


def mark_turned(engine: Engine) -> None:
    """What the clock alone has changed: documents that expired, and those marked last before a moment that has passed
    since. Versions are times.
    """
    turned = set(engine.expired(int(timezone.now().timestamp())))
    for moment, documents in engine.collection.turns():
        since = int((moment + _CLOCKS_APART).timestamp() * 1_000_000)
        rows = DirtyDocument.objects.of(engine).filter(version__lt=since, document_id__in=documents.values("pk"))
        turned.update(rows.values_list("document_id", flat=True))
    mark_dirty(turned, engine.collection)

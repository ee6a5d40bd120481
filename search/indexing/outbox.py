"""The outbox: what changed is marked in the transaction of the change, one row per service and engine.

Writing what is marked is `search.indexing.syncing`. Mark, then re-read and decide: the same two steps serve publishing,
unpublishing, moving, restricting, deleting, importing. At least once, in any order, twice if need be: every index ends
up showing what was committed last.
"""

import time
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Case, F, PositiveBigIntegerField, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from catalogue.foundation.in_a_row import after_the_last
from search.engines import kept_engines
from search.indexed_sheet import chunks
from search.indexing.syncing import sync_quietly
from search.models import AT_ONCE, DirtyDocument
from search.protocol import Engine

CHANNEL = "search_outbox"
"""PostgreSQL tells those who listen to it that something was marked, once that is committed."""
_BATCH = 500


def mark_dirty(service_ids: Iterable[int], *, at_once: bool = True) -> None:
    """Say that these services, or what their documents are made of, changed: in the same transaction as the change.

    Signals call it for everything that goes through a form or `save()`. After `queryset.update()` or `bulk_create()`,
    which send no signal, call it yourself (`check_index --repair` finds what was forgotten). Unless `at_once`, the
    index waits for the next mark or search: another mark is known to follow.
    """
    ids = sorted(set(service_ids))
    if not ids:
        return
    with transaction.atomic():
        for batch in chunks(ids, _BATCH):
            _raise(batch)
        if at_once:
            _sync_after_commit()


def _raise(ids: Sequence[int]) -> None:
    """First insert, then raise: two transactions that meet on a new row both raise its version.

    Rows of engines that are no longer kept are raised too: what such an engine missed is known if it returns.
    """
    kept = [DirtyDocument(service_id=pk, engine=engine.name) for pk in ids for engine in kept_engines()]
    DirtyDocument.objects.bulk_create(kept, ignore_conflicts=True)
    rows = DirtyDocument.objects.filter(service_id__in=ids)
    if connection.features.has_select_for_update:
        # In one order: of two transactions that mark the same services, none waits for a row of the other's.
        list(rows.order_by("pk").select_for_update().values_list("pk"))
    now = timezone.now()
    rows.update(
        version=_next_version(),
        waiting_since=Case(When(indexed__lt=F("version"), then=F("waiting_since")), default=now),
        due=AT_ONCE,
        tries=0,
    )


def _next_version() -> Greatest:
    """The time, for an engine that keeps versions to take what follows the return of an older database; or one more."""
    microseconds = Value(time.time_ns() // 1_000)
    return Greatest(F("version") + 1, microseconds, output_field=PositiveBigIntegerField())


def _sync_after_commit() -> None:
    """Once per transaction, or per load of a catalogue; a failure is logged, and leaves the rows dirty for the next
    commit or search.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
    after_the_last(sync_quietly)


def drop_expired(engine: Engine) -> None:
    mark_dirty(engine.expired(int(timezone.now().timestamp())))

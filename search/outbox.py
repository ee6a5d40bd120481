"""The outbox: what changed is marked in the transaction of the change, and indexed after its commit.

Mark, then re-read and decide: the same two functions serve publishing, unpublishing, moving, restricting, deleting,
importing. At least once, in any order, twice if need be: the index ends up showing what was committed last.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search import locks
from search.documents import public_documents
from search.engines import get_engine
from search.engines.base import EngineError, IndexMissing
from search.facts import chunks
from search.models import DirtyDocument

log = logging.getLogger(__name__)
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
            # First insert, then raise: two transactions that meet on a new row both raise its version.
            DirtyDocument.objects.bulk_create((DirtyDocument(service_id=pk) for pk in batch), ignore_conflicts=True)
            rows = DirtyDocument.objects.filter(service_id__in=batch)
            rows.update(version=F("version") + 1, changed=timezone.now())
        if at_once:
            _sync_after_commit()


def _sync_after_commit() -> None:
    """Once per transaction; a failure is logged, and leaves the rows dirty for the next commit or search."""
    waiting = [function for _, function, *_ in transaction.get_connection().run_on_commit]
    if sync_quietly not in waiting:
        transaction.on_commit(sync_quietly, robust=True)


def sync_quietly(patience: float = 2.0) -> int:
    """After a commit or before a search: never in the way of either. Returns how many documents were written."""
    try:
        return sync(patience)
    except IndexMissing:
        return 0  # the next search, or `rebuild_index`, makes one from everything
    except (EngineError, locks.Busy) as error:
        log.warning("the index stays behind for now: %s", error)
        return 0


def sync(patience: float = 2.0) -> int:
    """Bring every dirty document into the index in use. Raises Busy, EngineError."""
    if not is_behind() or _in_a_transaction():
        return 0
    if not get_engine().exists():
        raise IndexMissing("no index yet")  # before any document is read: a first load of a catalogue is long enough
    written = 0
    with locks.writing(patience):
        while rows := list(DirtyDocument.objects.pending().values_list("service_id", "version")[:_BATCH]):
            write(get_engine(), [pk for pk, _ in rows])
            _note(rows)
            written += len(rows)
    return written


def write(target, service_ids: list[int]) -> None:
    """Re-read, then decide: public services are put, the others dropped. `target`: an engine or a fresh index."""
    documents = list(public_documents(service_ids))
    gone = set(service_ids) - {document.pk for document in documents}
    target.apply(documents, gone)


def _in_a_transaction() -> bool:
    """What is not committed yet may never be: it is not for the index."""
    try:
        with transaction.atomic(durable=True):
            return False
    except RuntimeError:
        return True


def is_behind() -> bool:
    return DirtyDocument.objects.pending().exists()


def versions() -> dict[int, int]:
    return dict(DirtyDocument.objects.values_list("service_id", "version"))


def _note(rows: list[tuple[int, int]]) -> None:
    """A row that was raised since it was read stays dirty."""
    by_version = defaultdict(list)
    for pk, version in rows:
        by_version[version].append(pk)
    with transaction.atomic():
        for version, ids in by_version.items():
            DirtyDocument.objects.filter(service_id__in=ids, version=version).update(indexed=version)


def drop_expired() -> int:
    """Mark what has expired since it was indexed; nothing in the database changes at that moment."""
    expired = get_engine().expired(int(timezone.now().timestamp()))
    mark_dirty(expired)
    return len(expired)

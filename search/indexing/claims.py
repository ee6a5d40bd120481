"""Claiming rows of the outbox to write them, and recording the outcome."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import uniform
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Case, F, PositiveBigIntegerField, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from catalogue.foundation.text import longest
from search.models import AT_ONCE, Cause, DirtyDocument, DirtyDocumentQuerySet
from search.protocol import Engine, Failure

LEASE = timedelta(seconds=30)
"""How long claimed rows belong to a process before it counts as dead. If it was only slow, another writes the same rows
again: thanks to versions the last one stays."""
_LONGEST_PUT_OFF = 30.0
"""Seconds: whatever fails, waiting rows are written within a minute once it works again."""
MOST_TRIES = 5
_BATCH = 500
_ERROR = longest(DirtyDocument, "error")


class ClaimedRow(NamedTuple):
    """As it was when it was claimed."""

    pk: int
    document_id: int
    version: int
    tries: int
    waiting_since: datetime


class Refusal(NamedTuple):
    row: ClaimedRow
    cause: Cause
    failure: Failure


def take(engine: Engine) -> list[ClaimedRow]:
    """Claims some of the due rows until the lease ends; committed before anything is written.

    Local indexes have one writer at a time, so there the rows of a dead process are free at once.
    """
    due = DirtyDocument.objects.due(engine)
    if engine.local:
        return _rows(due)
    with transaction.atomic(durable=True):
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = _rows(due)
        _of(rows).update(due=timezone.now() + LEASE)
    return rows


def done(rows: Sequence[ClaimedRow], taken_at: datetime) -> None:
    """Rows that changed meanwhile stay dirty, waiting since they were claimed."""
    if not rows:
        return
    versions = Case(*(When(pk=row.pk, then=Value(row.version)) for row in rows))
    indexed = Greatest("indexed", versions, output_field=PositiveBigIntegerField())
    with transaction.atomic():
        _of(rows).update(indexed=indexed, tries=0, cause="", error="")
        _of(rows).dirty().update(waiting_since=taken_at)


def failed(refusals: Iterable[Refusal]) -> None:
    """A busy engine says nothing about a document, which waits longer each time. Other failures count, and the last one
    sets the document aside.
    """
    for row, cause, failure in refusals:
        if failure.busy:
            waited = (timezone.now() - row.waiting_since).total_seconds()
            longest = min(max(waited, 2.0), _LONGEST_PUT_OFF)
            put_off([row], (longest / 2, longest))
        else:
            _count(row, cause, failure)


def again(pks: Sequence[int]) -> None:
    """Makes rows that were set aside due. Their failures still count: one more sets them aside again."""
    DirtyDocument.objects.set_aside().filter(pk__in=pks).update(due=AT_ONCE)


def bring_back(engine: Engine) -> None:
    """So that nothing waits for a clock that was set back, or that of another machine."""
    stranded = DirtyDocument.objects.stranded(engine)
    if stranded.exists():  # reading takes no lock
        stranded.update(due=AT_ONCE)


def put_off(rows: Sequence[ClaimedRow], seconds: tuple[float, float]) -> None:
    """Except those set aside meanwhile."""
    if rows:
        _of(rows).filter(due__isnull=False).update(due=_in(*seconds))


def _count(row: ClaimedRow, cause: Cause, failure: Failure) -> None:
    tries = row.tries + 1
    later: dict[str, Any] = {"due": _in(2 ** (tries - 1), 2**tries)}
    if failure.lasting or tries >= MOST_TRIES:
        later = {"due": None, "cause": cause}
    # If the document changed meanwhile, it is not the version that failed.
    same = DirtyDocument.objects.filter(pk=row.pk, version=row.version)
    same.update(tries=F("tries") + 1, error=failure.reason[:_ERROR], **later)


def _in(fewest: float, most: float) -> datetime:
    """A random delay, so that those refused together do not come back together."""
    return timezone.now() + timedelta(seconds=uniform(fewest, most))  # noqa: S311  nothing to guess


def _rows(due) -> list[ClaimedRow]:
    return [ClaimedRow(*row) for row in due[:_BATCH].values_list(*ClaimedRow._fields)]


def _of(rows: Sequence[ClaimedRow]) -> DirtyDocumentQuerySet:
    return DirtyDocument.objects.filter(pk__in=[row.pk for row in rows])

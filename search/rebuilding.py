"""A fresh index, filled beside the one in use, checked, then switched to in one step."""

from collections.abc import Callable, Iterable

from catalogue.services.models import ServicePage
from search import locks, outbox
from search.documents import public_documents
from search.engines import get_engine
from search.engines.base import Document, EngineError, Rebuilt
from search.facts import chunks

ENOUGH = 0.9
_BATCH = 500
Progress = Callable[[Iterable[Document], int], Iterable[Document]]


class TooFew(EngineError):
    """The fresh index holds fewer than 90 % of the public services: it is not switched to."""


def rebuild(progress: Progress = lambda documents, total: documents, patience: float = 0.0) -> int:
    """Returns the number of documents. Raises Busy when another rebuild is under way, TooFew, EngineError.

    People go on editing and searching meanwhile. What they change after the beginning is read again before the switch,
    which waits for the writer in course; killed half-way, the index in use is as it was.
    """
    with locks.rebuilding(patience):
        before = outbox.versions()
        ids = list(ServicePage.objects.public().order_by("pk").values_list("pk", flat=True))
        with get_engine().rebuild(progress(public_documents(ids), len(ids))) as fresh:
            with locks.writing(patience=60):
                _catch_up(fresh, before)
                _check(fresh)
                fresh.switch()
            total = fresh.count()
    outbox.sync_quietly()
    return total


def ensure(patience: float = 20.0) -> None:
    """Make an index when there is none; a process that finds another at work waits for it."""
    with locks.rebuilding(patience):
        missing = not _is_there()
    if missing:
        rebuild(patience=patience)


def _is_there() -> bool:
    try:
        get_engine().words()
    except EngineError:
        return False
    return True


def _catch_up(fresh: Rebuilt, before: dict[int, int]) -> None:
    now = outbox.versions()
    changed = [pk for pk, version in now.items() if before.get(pk) != version]
    for batch in chunks(changed, _BATCH):
        outbox.write(fresh, list(batch))


def _check(fresh: Rebuilt) -> None:
    expected, found = ServicePage.objects.public().count(), fresh.count()
    if found < expected * ENOUGH:
        raise TooFew(f"{found} documents for {expected} public services")

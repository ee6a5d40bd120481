"""How fast a change reaches the index: one service published, many changed at once, all of them indexed anew."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from tqdm import tqdm

from catalogue.services.models import ServicePage
from search.engines import get_engine
from search.indexing import outbox
from search.indexing.rebuilding import rebuild
from search.indexing.syncing import sync
from search.language.analysis import stems
from search.protocol import Alternative, QueryTerm, Request
from tests.bench import resources
from tests.bench.timing import Timing, spent, summary

_PUBLISHED, _CHANGED = 20, 2_000
_PAUSE = 0.002
_LONGEST_WAIT = 60


class NeverFound(Exception):
    """What was published did not become searchable in time."""


def published() -> Timing:
    """From the press of the button to the moment when everybody finds what was published; once before, for nothing."""
    first, *others = ServicePage.objects.order_by("pk")[: _PUBLISHED + 1]
    with _worker():
        _publish(first)
        return summary([spent(_publish, page) for page in others])


def changed_in_bulk() -> float:
    """Services a second, when as many change together as have a theme or a user in common."""
    ids = list(ServicePage.objects.order_by("-pk").values_list("pk", flat=True)[:_CHANGED])
    outbox.mark_dirty(ids, at_once=False)
    return len(ids) * 1_000 / spent(sync, get_engine())


def rebuilt() -> dict:
    """Everything read from the database and indexed anew, with the memory that the process needed at most."""
    start = time.perf_counter()
    with resources.Peak() as peak:
        total = rebuild(lambda documents, total: tqdm(documents, "Index", total, unit="service", mininterval=5))
    seconds = time.perf_counter() - start
    return {"services": total, "seconds": round(seconds, 1), "a_second": round(total / seconds), "peak": peak.bytes}


@contextmanager
def _worker() -> Iterator[None]:
    """What keeps an index in step that the process that publishes does not write itself."""
    if get_engine().local:
        yield
        return
    process = subprocess.Popen([sys.executable, "manage.py", "sync_index", "--watch"])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _publish(page: ServicePage) -> None:
    word = f"publie{uuid4().hex[:12]}"
    page.summary = f"Résumé {word}"
    page.save_revision().publish()
    asked = Request(terms=(QueryTerm(word, (Alternative(tuple(stems(word))),)),))
    deadline = time.monotonic() + _LONGEST_WAIT
    while not get_engine().total(asked):
        if time.monotonic() > deadline:
            raise NeverFound(page.title)
        time.sleep(_PAUSE)

"""Building a fresh index beside the one in use, checking it, and switching to it in one step."""

import logging
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Self

from django.db.models import F

from catalogue.foundation.chunks import chunks
from search.collection import Collection, Document
from search.engines import get_engine
from search.indexing import locks, syncing
from search.indexing.documents import batches, made
from search.indexing.index_states import ask
from search.indexing.outbox import mark_dirty
from search.models import DirtyDocument, IndexRepair
from search.protocol import Change, Engine, EngineError, IndexDamaged, Rebuilt

log = logging.getLogger(__name__)
ENOUGH = 0.9
_AT_A_TIME, _BATCH = 5_000, 500
Progress = Callable[[Iterable[Document], int], Iterable[Document]]


class Versions:
    """Sixteen bytes per document."""

    def __init__(self, engine: Engine) -> None:
        self._ids, self._versions = array("Q"), array("Q")
        rows = DirtyDocument.objects.of(engine).order_by("document_id")
        for document_id, version in rows.values_list("document_id", "version").iterator(_AT_A_TIME):
            self._ids.append(document_id)
            self._versions.append(version)

    def of(self, document_id: int) -> int:
        """0 for one that was never marked."""
        place = bisect_left(self._ids, document_id)
        found = place < len(self._ids) and self._ids[place] == document_id
        return self._versions[place] if found else 0

    def changed_since(self, before: Self) -> Iterator[int]:
        return (pk for pk, version in zip(self._ids, self._versions, strict=True) if before.of(pk) != version)


class TooFew(EngineError):
    """The index holds fewer than 90 % of what is public: it is not switched to."""

    def __init__(self, found: int, expected: int) -> None:
        super().__init__(f"{found} documents for {expected} that are public")
        self.found, self.expected = found, expected


def rebuild(
    progress: Progress = lambda documents, total: documents, engine: Engine | None = None, patience: float = 0.0
) -> int:
    """Returns the number of documents. Raises Busy if another rebuild is running, TooFew, EngineError.

    People can edit and search meanwhile: changes made since the beginning are read again before the switch, those
    around the switch after it. If it is interrupted, the index in use is unchanged.
    """
    engine = engine or get_engine()
    with locks.rebuilding(engine, patience):
        total = _rebuild(engine, progress)
    syncing.sync_quietly(engine.collection)
    return total


def roll_back(engine: Engine, patience: float = 0.0) -> int:
    """Switches to the previous index; calling it again undoes that. Returns the number of documents.

    Changes made since are written to it first, so that nothing withdrawn comes back. Raises Busy, TooFew, EngineError,
    and IndexMissing if there is no previous index.
    """
    with locks.rebuilding(engine, patience), engine.rollback() as previous:
        total = _put_in_service(previous, engine, lambda now: _changed_since_switch(engine))
    syncing.sync_quietly(engine.collection)
    return total


def ensure(engine: Engine, patience: float = 20.0) -> None:
    """Builds an index if there is none that can be read, or waits for another process that does.

    Raises Busy, TooFew, EngineError.
    """
    with locks.rebuilding(engine, patience):
        try:
            ask(engine)
            return
        except IndexDamaged as error:
            damage = str(error)
        except EngineError as error:
            log.warning("%s: no index to answer from (%s): making one", engine.name, error)
            damage = ""
        if damage:
            log.error("%s: the index is damaged (%s): making another", engine.name, damage)
        _rebuild(engine)
        if damage:
            IndexRepair.note(engine.name, damage)
    syncing.sync_quietly(engine.collection)


def _rebuild(engine: Engine, progress: Progress = lambda documents, total: documents) -> int:
    before, left_out = Versions(engine), set[int]()
    documents = progress(_documents(engine.collection, left_out), engine.collection.public().count())
    changes = (Change(document.pk, before.of(document.pk), document) for document in documents)
    with engine.rebuild([]) as fresh:
        left_out.update(fresh.apply(changes))
        return _put_in_service(fresh, engine, lambda now: left_out.union(now.changed_since(before), _dropped(engine)))


def _put_in_service(beside: Rebuilt, engine: Engine, behind: Callable[[Versions], Iterable[int]]) -> int:
    """Writes what the index is `behind` of, checks it, switches. Returns the number of documents.

    What the previous index lacks is marked again: its versions are later than the switch.
    """
    with syncing.turn(engine, patience=60):
        had_one = engine.exists()
        now, waiting = Versions(engine), _waiting(engine, had_one)
        left_out = _catch_up(beside, engine.collection, now, behind(now))
        _check(beside, engine.collection)
        beside.switch()
        if had_one:
            DirtyDocument.objects.of(engine).exclude(before=F("indexed")).update(before=F("indexed"))
    mark_dirty(left_out | waiting | set(Versions(engine).changed_since(now)), engine.collection)
    return beside.count()


def _documents(collection: Collection, left_out: set[int]) -> Iterator[Document]:
    """In batches, so that a million are never in memory together. Those that cannot be built go to `left_out`."""
    for ids in batches(collection):
        documents, unmade = made(collection, ids)
        left_out.update(unmade)
        yield from documents.values()


def _catch_up(fresh: Rebuilt, collection: Collection, now: Versions, ids: Iterable[int]) -> set[int]:
    """Writes these as they are now; returns those that still could not be written."""
    left_out: set[int] = set()
    for batch in chunks(sorted(ids), _BATCH):
        left_out.update(syncing.write(fresh, collection, {pk: now.of(pk) for pk in batch}))
    return left_out


def _check(fresh: Rebuilt, collection: Collection) -> None:
    expected, found = collection.public().count(), fresh.count()
    if found < expected * ENOUGH:
        raise TooFew(found, expected)


def _dropped(engine: Engine) -> Iterator[int]:
    """What is no longer public: the fresh index needs their versions too, or an old write would bring them
    back.
    """
    dropped = DirtyDocument.objects.of(engine).exclude(document_id__in=engine.collection.public().values("pk"))
    return dropped.values_list("document_id", flat=True).iterator()


def _waiting(engine: Engine, had_one: bool) -> set[int]:
    """What was set aside, since the new index may accept it, and everything the old one had not received."""
    rows = DirtyDocument.objects.dirty() if had_one else DirtyDocument.objects.set_aside()
    return set(rows.of(engine).values_list("document_id", flat=True))


def _changed_since_switch(engine: Engine) -> Iterator[int]:
    """Whatever clocks say: the previous index has another version. Everything, if that is not known."""
    rows = DirtyDocument.objects.of(engine).exclude(before=F("version"))
    return rows.values_list("document_id", flat=True).iterator()


_PAUSE, _LONGEST_PAUSE = 2.0, 30.0


class NotYet(EngineError):
    """Building it failed a moment ago, and reads the whole collection: it is tried again later."""


class Mender:
    """For one process and one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pause = 0.0
        self._next_try = 0.0

    def mend(self, patience: float) -> None:
        """Raises Busy if another process is building it, EngineError if it cannot be built."""
        if time.monotonic() < self._next_try:
            raise NotYet("the index could not be made a moment ago")
        try:
            ensure(self._engine, patience)
        except EngineError as error:
            self._pause = min(max(2 * self._pause, _PAUSE), _LONGEST_PAUSE)
            self._next_try = time.monotonic() + self._pause
            log.error("%s: the index cannot be made again: %s", self._engine.name, error)
            raise
        self._pause = 0.0


@cache
def mender_of(engine: Engine) -> Mender:
    return Mender(engine)

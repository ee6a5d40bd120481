"""Comparing an index with the database: finds, counts and repairs differences of any cause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from catalogue.foundation.french import quantity
from search.collection import Collection
from search.engines.derived import signature
from search.indexing import syncing
from search.indexing.documents import batches, made
from search.indexing.outbox import mark_dirty
from search.models import DirtyDocument
from search.protocol import Engine

ON_ITS_WAY = timedelta(minutes=1)
"""Changes more recent than this, not yet tried, do not count as differences."""
_MISSING, _EXTRA, _STALE = "missing", "extra", "stale"


@dataclass(frozen=True)
class Drift:
    """Ids: of what is public without a document, of documents that should not exist, of those that differ."""

    missing: frozenset[int]
    extra: frozenset[int]
    stale: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.stale)

    def __str__(self) -> str:
        missing, stale = len(self.missing), len(self.stale)
        absent = quantity(missing, "absent")
        return f"{absent}, {len(self.extra)} en trop, {quantity(stale, 'périmé')}"

    @property
    def ids(self) -> frozenset[int]:
        return self.missing | self.extra | self.stale


class _Window(NamedTuple):
    """What is public in a range of ids, `after` excluded, `up_to` included (None: to the end)."""

    ids: list[int]
    after: int
    up_to: int | None


def drift(engine: Engine) -> Drift:
    """Compares every field of every document through signatures. Raises EngineError.

    People may edit meanwhile, so differences are checked twice.
    """
    found: dict[str, set[int]] = {_MISSING: set(), _EXTRA: set(), _STALE: set()}
    for window in _windows(engine.collection):
        differing = _differing(engine, window)
        if differing:
            differing = dict(differing.items() & _differing(engine, window).items())
        for pk in differing.keys() - _on_their_way(engine, differing):
            found[differing[pk]].add(pk)
    return Drift(**{kind: frozenset(ids) for kind, ids in found.items()})


def repair(engine: Engine, found: Drift) -> None:
    mark_dirty(found.ids, engine.collection)
    syncing.sync(engine, patience=60)


def _windows(collection: Collection) -> Iterator[_Window]:
    after = 0
    for ids in batches(collection):
        yield _Window(ids, after, ids[-1])
        after = ids[-1]
    yield _Window([], after, None)


def _differing(engine: Engine, window: _Window) -> dict[int, str]:
    """Id -> how it differs. A document that cannot be built counts as stale: the index shows an older one."""
    indexed = engine.signatures(window.after, window.up_to)
    documents, unmade = made(engine.collection, window.ids)
    differing = dict.fromkeys(indexed.keys() - documents.keys() - unmade.keys(), _EXTRA)
    for pk in (*documents, *unmade):
        if pk not in indexed:
            differing[pk] = _MISSING
        elif pk in unmade or signature(documents[pk]) != indexed[pk]:
            differing[pk] = _STALE
    return differing


def _on_their_way(engine: Engine, ids) -> set[int]:
    now = timezone.now()
    recent = (now - ON_ITS_WAY, now + ON_ITS_WAY)
    rows = DirtyDocument.objects.pending(engine).filter(document_id__in=ids, tries=0, waiting_since__range=recent)
    return set(rows.values_list("document_id", flat=True)) if ids else set()

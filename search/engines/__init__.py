"""The engines chosen by the settings, behind one protocol. Each holds the documents of one collection.

The embedded engine is always kept in step: its words are the lexicon that questions are read with, and it answers when
the other one cannot.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from search.collection import Collection
from search.collections import COLLECTIONS, SERVICES
from search.engines.embedded import EmbeddedEngine
from search.protocol import ELASTICSEARCH, Engine, Lexicon

if TYPE_CHECKING:
    from search.engines.elastic import ElasticEngine


def get_engine(collection: Collection = SERVICES) -> Engine:
    """The one that is asked first."""
    return kept_engines(collection)[0]


def kept_engines(collection: Collection = SERVICES) -> tuple[Engine, ...]:
    """All engines kept in step with the database, the first one asked first."""
    embedded = _embedded(settings.SEARCH_INDEX_DIR, collection)
    if settings.SEARCH_ENGINE == ELASTICSEARCH:
        return _elastic(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX, collection), embedded
    return (embedded,)


def all_engines() -> list[Engine]:
    """Those of every collection, the ones asked first before the others."""
    kept = [kept_engines(collection) for collection in COLLECTIONS]
    return [engine for alike in zip(*kept, strict=True) for engine in alike]


def called(engine: Engine) -> str:
    """As commands name it: « services, embedded »."""
    return f"{engine.collection.words.many}, {engine.name}"


def lexicon(collection: Collection = SERVICES) -> Lexicon:
    """Raises EngineError."""
    return _embedded(settings.SEARCH_INDEX_DIR, collection).lexicon()


@cache
def _embedded(root: Path | str, collection: Collection) -> EmbeddedEngine:
    """One per process, which keeps the index open. The first kind of documents is at the root, others beneath it."""
    return EmbeddedEngine(Path(root) if collection is SERVICES else Path(root, collection.name), collection)


@cache
def _elastic(address: str, prefix: str, collection: Collection) -> ElasticEngine:
    """One per process, which keeps connections open. Its libraries are a tenth of what a process reads to start."""
    from search.engines.elastic import ElasticEngine  # noqa: PLC0415  for those who have a server

    return ElasticEngine(address, prefix, collection)

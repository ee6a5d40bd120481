"""The engines chosen by the settings, behind one protocol.

The embedded engine is always kept in step: its words are the lexicon that questions are read with, and it answers when
the other one cannot.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.protocol import Engine, Lexicon


def get_engine() -> Engine:
    """The one that is asked first."""
    return kept_engines()[0]


def kept_engines() -> tuple[Engine, ...]:
    """All engines kept in step with the database, the first one asked first."""
    embedded = _embedded(Path(settings.SEARCH_INDEX_DIR))
    if ElasticEngine.name == settings.SEARCH_ENGINE:
        return _elastic(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX), embedded
    return (embedded,)


def lexicon() -> Lexicon:
    """Raises EngineError."""
    return _embedded(Path(settings.SEARCH_INDEX_DIR)).lexicon()


@cache
def _embedded(directory: Path) -> EmbeddedEngine:
    """One per process, which keeps the index open."""
    return EmbeddedEngine(directory)


@cache
def _elastic(address: str, prefix: str) -> ElasticEngine:
    """One per process, which keeps connections open."""
    return ElasticEngine(address, prefix)

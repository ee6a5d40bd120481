"""The engine that the settings choose. `elastic` will sit beside `embedded`, behind the same protocol."""

from functools import cache
from pathlib import Path

from django.conf import settings

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine


def get_engine() -> Engine:
    return _engine(settings.SEARCH_ENGINE, Path(settings.SEARCH_INDEX_DIR))


@cache
def _engine(name: str, directory: Path) -> Engine:
    """One per process: it keeps the index open."""
    return {"embedded": EmbeddedEngine}[name](directory)

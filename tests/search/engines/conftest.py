"""The engines that every test here runs on: the embedded one, and Elasticsearch where there is a server."""

import os
from collections.abc import Callable, Iterator

import pytest

from search.collection import Collection
from search.collections import SERVICES
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.protocol import Engine
from tests.search.elasticsearch import ADDRESS, needs_elasticsearch, own_indexes

Opener = Callable[[], Engine]


@pytest.fixture
def collection() -> Collection:
    """The kind of documents that they hold; the contract is tested on each kind."""
    return SERVICES


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=needs_elasticsearch)])
def opened(request, tmp_path, collection) -> Iterator[Opener]:
    """Opens the engine anew, as another process does; there is no index yet."""
    if request.param == "embedded":
        yield lambda: EmbeddedEngine(tmp_path / "index", collection)
        return
    with own_indexes() as prefix:
        yield lambda: ElasticEngine(os.environ[ADDRESS], prefix, collection)


@pytest.fixture
def engine(opened) -> Engine:
    """With an index, empty."""
    made = opened()
    with made.rebuild([]) as fresh:
        fresh.switch()
    return made

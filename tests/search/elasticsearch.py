"""Tests that ask a real Elasticsearch: its address is in ELASTICSEARCH_URL, where there is one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.test import override_settings
from elasticsearch import Elasticsearch

ADDRESS = "ELASTICSEARCH_URL"
SERVER = os.environ.get(ADDRESS, "")
"""Read once: tests give another address to the processes that they start."""
needs_elasticsearch = pytest.mark.skipif(
    not SERVER and os.environ.get("STORE_REQUIRE_ALL") != "1",
    reason=f"{ADDRESS} names no server",
)


@contextmanager
def own_indexes() -> Iterator[str]:
    """What the names of indexes may start with that are nobody else's, and are gone afterwards."""
    prefix = f"test-{uuid4().hex[:12]}-"
    try:
        yield prefix
    finally:
        with Elasticsearch(SERVER) as client:
            for index in client.indices.get(index=f"{prefix}*"):
                client.indices.delete(index=index)


@contextmanager
def with_elasticsearch(address: str = SERVER) -> Iterator[None]:
    """The Store asks it first, at this address, if there is one at all."""
    if not SERVER:
        yield
        return
    with (
        own_indexes() as prefix,
        override_settings(SEARCH_ENGINE="elasticsearch", ELASTICSEARCH_URL=address, ELASTICSEARCH_PREFIX=prefix),
    ):
        yield

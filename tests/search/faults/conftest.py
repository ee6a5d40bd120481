"""A Store on an Elasticsearch that can be broken without harm to the one that it is."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from tests import factories
from tests.search.elasticsearch import SERVER, own_indexes
from tests.search.faults.proxy import Proxy


@pytest.fixture
def prefix() -> Iterator[str]:
    with own_indexes() as prefix:
        yield prefix


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy(SERVER) as proxy:
        yield proxy


@pytest.fixture
def behind_proxy(settings, proxy, prefix) -> None:
    """The Store reaches Elasticsearch through the proxy."""
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = proxy.address
    settings.ELASTICSEARCH_PREFIX = prefix


@pytest.fixture
def open_store(behind_proxy, transactional_db) -> None:
    """A site whose transactions really commit, with both indexes."""
    factories.make_site()
    call_command("rebuild_index", verbosity=0)

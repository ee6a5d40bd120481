"""A Store whose transactions really commit, and somebody who reads it without an account."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.services.models import ServicePage
from catalogue.territories.models import Territory
from tests import factories


class Stranger:
    """A visitor without cookies."""

    def __init__(self) -> None:
        self.client = Client()

    def read(self, address: str, **headers: str):
        return self.client.get(address, headers=headers)

    def is_cached(self, address: str) -> bool:
        """Whether the page comes from the cache: reading the content version is the only query."""
        with CaptureQueriesContext(connection) as asked:
            self.read(address)
        return len(asked) == 1

    def has_cached(self, *addresses: str) -> None:
        """Twice: the first visit may create renditions or update the index."""
        for address in addresses:
            self.read(address)
            self.read(address)
            assert self.is_cached(address), address


@pytest.fixture
def stranger() -> Stranger:
    return Stranger()


@pytest.fixture
def open_store(transactional_db) -> None:
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


@pytest.fixture
def service(open_store) -> ServicePage:
    return factories.make_service("Tréteaux", action="Monter une scène", themes=[factories.make_theme("Culture")])


@pytest.fixture
def town(open_store) -> Territory:
    return factories.make_territory("Bourg-Argental", code="42023")

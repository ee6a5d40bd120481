"""What each public page asks of the database in production, once what pages share has been read: ten queries at most,
two more from a territory, for it and for what it uses.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from store.page_cache.middleware import pages
from tests.e2e.small_store import fill

MOST = 10


@pytest.fixture
def cost(transactional_db, client):
    """Outside a transaction, where the version of the content is known; without the answers kept whole."""

    def of(address: str) -> int:
        for _ in range(2):
            client.get(address)
            pages.clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        pages.clear()
        return len(asked)

    return of


def test_no_public_page_asks_more_than_ten_times(cost):
    store = fill("http://testserver")
    bounds = {name: MOST + 2 * ("from a territory" in name) for name in store.pages}
    costs = {name: cost(address) for name, address in store.pages.items()}
    assert {name: number for name, number in costs.items() if number > bounds[name]} == {}

"""What each public page asks of the database in production, once what pages share has been read: ten queries at most,
two more from a territory, for it and for what it uses.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.needs import piloting
from catalogue.needs.journal import anct
from catalogue.needs.logbooks import give_verdict, name_sites
from catalogue.needs.projects import change_project
from store.page_cache.middleware import pages
from tests import factories
from tests.catalogue.needs.piloted import make_call, make_town, voice_of
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


def test_a_project_with_many_pilots_costs_its_pages_no_more(cost):
    factories.make_site()
    call, sheet = make_call(), factories.make_service("Agenda")
    for number in range(25):
        town = make_town(f"Commune {number}")
        row = piloting.apply(call, "experimenter", "Nous le voulons.", voice_of(town))
        name_sites(row, [("Mairie", None)], voice_of(town))
        give_verdict(row, voice_of(town), results="Moins d'attente.", obstacles="Rien.", goes_on=True)
    change_project(call.project, {"service": sheet, "outcome": "nouveau"}, anct())
    bounds = {
        "/appels-a-pilotes/": MOST,
        f"/appels-a-pilotes/{call.pk}/": MOST,
        f"/appels-a-pilotes/{call.pk}/?territoire={town.territory.key}": MOST + 2,
        f"/appels-a-pilotes/{call.pk}/pages/2/": MOST,
        f"/appels-a-pilotes/pilotes/{row.pk}/": MOST,
        f"/besoins/{call.project_id}/": MOST,
        sheet.url: MOST,
    }
    costs = {address: cost(address) for address in bounds}
    assert {address: number for address, number in costs.items() if number > bounds[address]} == {}

"""What each public page asks of the database in production, once what pages share has been read: ten queries at most,
two more from a territory, for it and for what it uses.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.needs import piloting
from catalogue.needs.grouping import group
from catalogue.needs.journal import anct
from catalogue.needs.logbooks import give_verdict, name_sites
from catalogue.needs.models import Proposition
from catalogue.needs.projects import change_project
from catalogue.needs.selecting import decide
from catalogue.needs.supporting import support
from store.page_cache.middleware import pages
from tests import factories
from tests.catalogue.needs.piloted import SELECTED, make_call, make_town, voice_of
from tests.e2e.small_store import fill

MOST = 10
SIGNED_IN = 12
"""On the page of a need: who reads it, what they follow and support, what they may do."""


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


@pytest.fixture
def consultation(transactional_db):
    factories.make_site()
    return factories.make_consultation(phases=("recueil", "soutien"))


def make_supported(consultation, supporters: int = 12, contributions: int = 6) -> Proposition:
    """A proposition with what its page tells, one of its contributions being a project with a call and a service."""
    towns = [make_town(f"Ville {number}", population=1_000) for number in range(supporters)]
    rows = [
        factories.make_contribution(f"Besoin {number}", consultation=consultation, organisation=towns[number])
        for number in range(contributions)
    ]
    proposition = factories.make_proposition("Accompagner", consultation=consultation)
    group(proposition, rows, "Même sujet.", anct())
    for town in towns:
        support(proposition, voice_of(town))
    return Proposition.objects.get(pk=proposition.pk)


def make_built(proposition: Proposition):
    decide(proposition, SELECTED, "Très soutenue.", anct())
    row = proposition.contributions.order_by("pk")[0]
    decide(row, SELECTED, "Prête à être construite.", anct(), amount=300_000)
    row.refresh_from_db()
    make_call(row.project)
    change_project(row.project, {"service": factories.make_service("Agenda"), "outcome": "nouveau"}, anct())
    return row


def test_a_need_costs_its_page_no_more_once_it_has_supports_and_a_project(cost, consultation):
    open_one, built = make_supported(consultation), make_supported(consultation)
    needs = {"open to supports": open_one, "built": built, "project": make_built(built)}
    costs = {name: cost(f"/besoins/{need.pk}/") for name, need in needs.items()}
    assert {name: number for name, number in costs.items() if number > MOST} == {}


def test_who_may_support_a_proposition_has_its_page_for_a_few_queries_more(cost, client, consultation):
    proposition, town = make_supported(consultation), make_town("Feurs")
    client.force_login(factories.make_person(organisation=town))
    assert cost(f"/besoins/{proposition.pk}/") <= SIGNED_IN
    client.force_login(factories.make_person(organisation=town, mandate="elu"))
    assert cost(f"/besoins/{proposition.contributions.all()[0].pk}/") <= SIGNED_IN

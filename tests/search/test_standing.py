"""What is signed, contested or over counts, or not, in searches too, from the commit on."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, change, declare, withdraw
from catalogue.deployments.models import Channel, Party
from tests import factories
from tests.search.asking import ask, counts

TEAM = Author(Party.SERVICE, Channel.ESPACE)
TOWN = Author(Party.ORGANISATION, Channel.LIEN)
ANCT = Author(Party.ANCT, Channel.ADMIN)


@pytest.fixture
def deployment(transactional_db):
    factories.make_site()
    call_command("rebuild_index", verbosity=0)
    town = factories.make_organisation(territory=factories.make_territory("Beauvoir"))
    return declare(factories.make_service("Tréteaux"), town, {"status": "pilote", "since": date(2024, 1, 1)}, TEAM)


def test_the_index_follows_a_deployment_through_its_life(deployment, time_machine_at):
    assert counts(ask(), "adoption") == {"pilote": 1}
    change(deployment, {"status": "en-production"}, TEAM)
    assert counts(ask(), "adoption") == {"en-production": 1}
    confirming.contest(deployment, TOWN, "Jamais eu.")
    assert counts(ask(), "adoption") == {}
    confirming.uphold(deployment, ANCT, "Si.")
    assert counts(ask(), "adoption") == {"en-production": 1}
    time_machine_at("2099-01-01")
    call_command("expire_confirmations", verbosity=0)
    assert counts(ask(), "adoption") == {}
    confirming.confirm(deployment, TOWN)
    assert counts(ask(), "adoption") == {"en-production": 1}
    withdraw(deployment, ANCT)
    assert counts(ask(), "adoption") == {}
    call_command("check_index")


@pytest.mark.parametrize("address", ["/services/", "/"])
def test_a_card_says_how_many_uses_are_confirmed(deployment, client, address):
    def card():
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return " ".join(page.select_one(".store-card__use").get_text(" ").split())

    assert card() == "1 organisation l'utilise"
    confirming.confirm(deployment, TOWN)
    other = factories.make_organisation("Izeron")
    declare(deployment.service, other, {"status": "en-production"}, TEAM)
    assert card() == "2 organisations l'utilisent 1 confirmée ; 1 où il est déployé."


def test_beside_that_number_stands_what_the_service_calls_deployed_even_while_nowhere_is(deployment, client):
    service = deployment.service
    service.deployed_definition = "Une salle est réservée en ligne."
    factories.publish(service)
    for address in ("/services/", "/"):
        assert "Déployé : Une salle est réservée en ligne." in client.get(address).content.decode(), address
    assert "chaque service le dit sur sa fiche" in client.get("/").content.decode()

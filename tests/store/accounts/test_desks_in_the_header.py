"""What the header offers to each: the desks of their roles, and signing in to come back to the same page."""

import pytest
from bs4 import BeautifulSoup

from store.accounts.rights import ADMINISTRATORS, EDITORS
from tests import factories

pytestmark = pytest.mark.django_db
SHEET = "/services/agenda/"


@pytest.fixture
def sheet():
    return factories.make_service("Agenda")


def offered(client, address=SHEET) -> dict[str, str]:
    tools = BeautifulSoup(client.get(address).content, "html.parser").select_one(".fr-header__tools")
    return {link.get_text(strip=True): link["href"] for link in tools.find_all("a")}


def test_each_role_finds_its_desk(client, sheet):
    agent = factories.make_person("Amélie", organisation=factories.make_organisation())
    team = factories.make_person("Bruno", maintains=(sheet,))
    desks = {
        agent: {"Mon espace": "/mon-espace/"},
        team: {"Espace mainteneur": "/mainteneur/"},
        factories.make_person("Chloé", groups=(EDITORS,)): {"Administration": "/admin/"},
        factories.make_person("Denis", groups=(ADMINISTRATORS,)): {"Administration": "/admin/"},
    }
    for person, desk in desks.items():
        client.force_login(person)
        assert offered(client) == {**desk, str(person): "/mon-compte/"}


def test_a_visitor_signs_in_and_comes_back_to_the_page(client, sheet):
    assert offered(client) == {"Se connecter": "/connexion/?next=%2Fservices%2Fagenda%2F"}
    person = factories.make_person(username="bruno")
    person.set_password("une phrase longue")
    person.save()
    way = offered(client, f"{SHEET}?territoire=commune-1&a=b")["Se connecter"]
    form = BeautifulSoup(client.get(way).content, "html.parser").find("input", {"name": "next"})
    sent = {"username": "bruno", "password": "une phrase longue", "next": form["value"]}
    assert client.post("/connexion/", sent)["Location"] == f"{SHEET}?territoire=commune-1&a=b"


def test_what_is_asked_for_is_counted_there(client, sheet):
    client.post("/panier/changement/", {"ajouter": sheet.pk}, headers={"Origin": "http://testserver"})
    assert offered(client)["Ma demande (1)"] == "/panier/"

"""« Qui utilise Agenda », by its readers, and 50 communes to fill it."""

from bs4 import BeautifulSoup, Tag
from django.test import Client

from catalogue.services.models import ServicePage
from catalogue.territories.models import Territory
from tests import factories

ADDRESS = "/services/agenda/collectivites/"


def gather_a_crowd(service: ServicePage, departement: Territory) -> None:
    """In production."""
    for number in range(50):
        town = factories.make_territory(f"Ville {number:03}", inside=(departement,))
        factories.make_deployment(service, factories.make_organisation(territory=town))


def read(client: Client, address: str = ADDRESS) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def rows(page: BeautifulSoup) -> list[list[str]]:
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]

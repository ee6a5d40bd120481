"""A consultation with needs, and the page that searches them."""

from urllib.parse import urlencode

from django.test import Client

from catalogue.needs.models import Consultation
from catalogue.territories.models import Organisation
from search.answering.results import Results
from tests import factories
from tests.search.asking import follow

ALL_PHASES = ("recueil", "soutien")


def ask(query: str = "", client: Client | None = None, **parameters) -> Results:
    pairs = {"q": query, **parameters} if query else parameters
    return follow(f"/besoins/?{urlencode(pairs, doseq=True)}", client)


def titles(query: str = "", **parameters) -> list[str]:
    return [hit.need.title for hit in ask(query, **parameters).hits]


def open_consultation(title: str = "Consultation", **fields) -> Consultation:
    return factories.make_consultation(title, phases=ALL_PHASES, **fields)


def make_town(name: str = "Morlaix", **fields) -> Organisation:
    return factories.make_organisation(f"Commune de {name}", territory=factories.make_territory(name, **fields))

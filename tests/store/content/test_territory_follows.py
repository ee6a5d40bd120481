"""The chosen territory lives in the address: every link that stays in the public pages carries it."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
ELSEWHERE = re.compile(
    r"/(connexion|mon-compte|mon-espace|panier|static)/"  # of a person, not of a territory
    r"|/territoires/(commune|departement)-"  # pages of other territories
    r"|\.(atom|csv|xlsx)$"  # files name no territory of theirs
)
WAYS_OUT = {"changer", "Choisir un autre territoire"}


@pytest.fixture
def town(catalogue):
    loire = factories.make_territory("Loire", kind="departement", code="42")
    town = factories.make_territory("Saint-Étienne", code="42218", inside=(loire,))
    factories.make_editorial_page("Déclaration d'accessibilité", "accessibilite")
    factories.make_editorial_page("Mentions légales")
    factories.make_editorial_page("Aide")
    factories.make_editorial_page("Questions fréquentes")
    factories.make_editorial_page("Données personnelles")
    theme = factories.make_theme("Solidarité")
    body = factories.make_organisation(territory=town)
    for name in ("Rdv", "Visio"):
        factories.make_deployment(factories.make_service(name, themes=[theme]), body)
    return town


PAGES = [
    "/",
    "/contact/",
    "/services/",
    "/services/?q=rdv",
    "/services/?q=introuvable",
    "/services/rdv/",
    "/services/rdv/collectivites/",
    "/services/rdv/actualites/",
    "/themes/solidarite/",
    "/plan-du-site/",
    "/accessibilite/",
    "/territoires/recherche/",
    "/territoires/recherche/?q=saint",
    "/absente/",
]


def links_of(client, address: str) -> list[str]:
    """Local addresses of the links that stay in the public pages, those that leave the territory on purpose aside."""
    page = client.get(address).content.decode()
    links = [(unescape(href), " ".join(words.split())) for href, words in LINK.findall(page)]
    kept = [href for href, words in links if words not in WAYS_OUT and href.startswith(("/", "?"))]
    return [href for href in kept if not ELSEWHERE.search(urlsplit(href).path)]


def lost(client, address: str, key: str) -> list[str]:
    asked = f"{address}{'&' if '?' in address else '?'}territoire={key}"
    links = links_of(client, asked)
    assert len(links) > 10
    return [href for href in links if parse_qs(urlsplit(href).query).get("territoire") != [key]]


@pytest.mark.parametrize("address", PAGES)
def test_links_keep_the_territory(client, town, address):
    assert lost(client, address, town.key) == []


def test_the_page_of_a_territory_is_seen_from_it(client, town):
    assert lost(client, f"/territoires/{town.key}/", town.key) == []
    links = links_of(client, f"/territoires/{town.key}/")
    assert all(parse_qs(urlsplit(href).query).get("territoire") == [town.key] for href in links)


@pytest.mark.parametrize("address", [page for page in PAGES if not page.startswith("/services/?")])
def test_so_does_the_search_of_the_page(client, town, address):
    page = client.get(address, {"territoire": town.key}).content.decode()
    assert f'<input type="hidden" name="territoire" value="{town.key}">' in page


def test_where_links_lead_the_territory_is_the_same(client, town):
    for href in {
        href
        for page in PAGES[:6]
        for href in links_of(client, f"{page}{'&' if '?' in page else '?'}territoire={town.key}")
    }:
        shown = client.get(href)
        assert shown.status_code == 200, href
        assert shown.context["site_facts"]["territory_key"] == town.key, href

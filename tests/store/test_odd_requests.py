"""Requests that no page of ours makes: each gets a page of the Store that says why, never a failure."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["a" * 300 + ".png", "é" * 200, "a%00b", "../store.sqlite3", "images"])
def test_a_file_that_cannot_exist_is_not_found(client, site, name):
    assert client.get(f"/media/{name}").status_code in (400, 404)


def test_a_form_without_its_token_is_refused_in_french(catalogue):
    factories.make_service("Tchap", contact_email="equipe@tchap.example.fr")
    response = Client(enforce_csrf_checks=True).post("/services/tchap/contact/")
    assert response.status_code == 403
    page = response.content.decode()
    assert 'lang="fr"' in page
    assert "formulaire" in page
    assert "style=" not in page
    assert "equipe@" not in page


def test_a_malformed_host_is_refused_in_french(catalogue, settings):
    settings.ALLOWED_HOSTS = ["store.example.fr"]
    response = Client(headers={"host": "ailleurs.example.com"}).get("/services/")
    assert response.status_code == 400
    assert "comprise" in response.content.decode()


@pytest.mark.parametrize("address", ["/services/", "/sitemap.xml", "/plan-du-site/", "/territoires/recherche/"])
def test_reading_pages_take_no_other_method(client, catalogue, address):
    assert client.delete(address).status_code == 405


def test_the_usual_sort_follows_what_is_asked_next(client, catalogue):
    """A form sent from the list sorted by adoption must not sort a search by adoption."""
    results = client.get("/services/").context["results"]
    usual = next(sort for sort in results.sorts if sort.selected)
    assert usual.value == ""
    searched = client.get("/services/", {"q": "visio", "tri": usual.value}).context["results"]
    assert searched.query.sort == "pertinence"


def test_a_theme_keeps_the_territory_one_looks_from(client, catalogue):
    theme = factories.make_theme("Solidarité")
    factories.make_service("Aidants", themes=[theme])
    town = factories.make_territory()
    page = client.get("/themes/solidarite/", {"territoire": town.key}).content.decode()
    assert f'href="/services/?theme=solidarite&amp;territoire={town.key}"' in page


def test_a_card_says_what_deployed_means(client, catalogue):
    service = factories.make_service("Aidants", deployed_definition="Au moins un agent s'en est servi.")
    factories.make_deployment(service)
    page = client.get("/services/").content.decode()
    assert "1 organisation l&#x27;utilise" in page or "1 organisation l'utilise" in page
    assert "Déployé : Au moins un agent" in page

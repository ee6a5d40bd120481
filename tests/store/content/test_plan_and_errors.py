"""The plan of the site, its editorial pages, and what one sees when something is missing or broken."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests import factories


@pytest.mark.django_db
def test_the_plan_leads_to_every_kind_of_page(client):
    theme = factories.make_theme("Solidarité")
    factories.make_service(themes=[theme])
    factories.make_editorial_page("Mentions légales")
    page = client.get("/plan-du-site/").content.decode()
    for address in ("/services/", f"/themes/{theme.slug}/", "/territoires/recherche/", "/mentions-legales/"):
        assert f'href="{address}"' in page


@pytest.mark.django_db
def test_an_unpublished_page_leaves_the_plan(client):
    factories.make_editorial_page("Brouillon en cours").unpublish()
    assert "Brouillon en cours" not in client.get("/plan-du-site/").content.decode()


@pytest.mark.django_db
def test_an_archived_page_leaves_the_plan(client):
    factories.make_editorial_page("Ancienne charte", archived_on=date(2026, 1, 1))
    assert "Ancienne charte" not in client.get("/plan-du-site/").content.decode()


@pytest.mark.django_db
def test_every_page_states_its_accessibility_and_links_to_the_obligatory_pages(client, site):
    page = client.get("/").content.decode()
    for address in ("/plan-du-site/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/"):
        assert f'href="{address}"' in page
    assert "Accessibilité\xa0: " in page or "Accessibilité : " in page


@pytest.mark.django_db
def test_an_unknown_address_offers_to_search(client, site):
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Cette page est introuvable" in answer.content.decode()
    assert 'action="/services/"' in answer.content.decode()


def test_a_broken_page_is_shown_without_the_database():
    """No `db` fixture here: any query would fail the test."""
    page = render_to_string("500.html")
    assert "Le site rencontre une difficulté" in page


@pytest.mark.django_db
def test_an_error_of_ours_answers_500_in_our_own_words(site, settings):
    settings.ROOT_URLCONF = "tests.store.content.broken_urls"
    answer = Client(raise_request_exception=False).get("/casse/")
    assert answer.status_code == 500
    assert "Le site rencontre une difficulté" in answer.content.decode()


@pytest.mark.django_db
def test_the_address_to_share_is_absolute_and_without_what_does_not_count(client):
    theme = factories.make_theme("Solidarité")
    factories.make_service(themes=[theme])
    page = client.get("/services/?theme=solidarite&tri=adoption&inconnu=1").content.decode()
    assert 'href="http://localhost:8000/services/?theme=solidarite"' in page

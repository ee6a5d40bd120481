"""Words are found in guides, stories, news, events, questions and pages, each with its kind, by who may read them."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
CANARY = "zibeline"


@pytest.fixture
def told(catalogue):
    use = factories.make_deployment(
        factories.make_service("Rendez-vous"), factories.make_organisation("Ville de Feurs")
    )
    factories.make_guide("Choisir un agenda partagé")
    factories.make_story("Un agenda pour tous", use)
    factories.make_news("L'agenda des rencontres")
    factories.make_event("Atelier agenda")
    factories.make_news(f"Agenda {CANARY} retirée").unpublish()
    factories.restrict(factories.make_guide(f"Agenda {CANARY} interne"))
    call_command("wagtail_update_index", verbosity=0)  # as each commit does


def search(client, **asked) -> str:
    answer = client.get(reverse("page-search"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_kind_is_named_and_what_is_not_public_is_nowhere(told, client):
    html = search(client, q="agenda")
    for said in ("4 pages pour", "Guides (1)", "Retours d&#x27;expérience (1)", "Actualités (1)", "Événements (1)"):
        assert said in html, said
    assert CANARY not in html
    assert f"Aucune page ne contient « {CANARY} »." in search(client, q=CANARY)
    one = search(client, q="agenda", genre="guides")
    assert "Choisir un agenda partagé" in one and "Atelier agenda" not in one


def test_the_catalogue_leads_there_with_the_same_words(told, client):
    assert 'href="/recherche/?q=agenda"' in client.get("/services/?q=agenda").content.decode()
    assert reverse("page-search") in client.get("/plan-du-site/").content.decode()


@pytest.mark.parametrize("words", ['"', "AND OR NOT *", "a" * 5_000, "\x01", "é'\"<script>", "-", "( NEAR"])
def test_whatever_is_typed_gets_a_page(told, client, words):
    html = search(client, q=words, genre="nimporte")
    assert "<script>" not in html.partition("<main")[2].partition("</main")[0]

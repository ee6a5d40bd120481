"""« Proposer un service »: a draft for editors, after a look at what exists; nothing is published by itself."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from catalogue.services.models import ServicePage
from store.content.models import Proposal
from store.mail.models import Message
from tests import factories
from tests.crawling import SITE_MAP
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/proposer-un-service/"
SAID = {
    "name": "Agenda des Communes",
    "website": "https://agenda.example",
    "need": "Partager un agenda entre élus & agents <b>ruraux</b>",
    "email": "odile@saint-dezery.example",
}


def propose(client, **said):
    token = client.get(ADDRESS).context["form"]["token"].value()
    return client.post(ADDRESS, {**SAID, "token": token, **said})


def test_a_proposal_becomes_a_draft_that_only_editors_read(client, catalogue, admin_client):
    thanked = client.get(propose(client)["Location"])
    assert "Merci, votre proposition est reçue" in text_of(thanked)
    proposal = Proposal.objects.get()
    draft = proposal.service
    assert (draft.title, draft.website, draft.live) == (SAID["name"], SAID["website"], False)
    assert draft.slug == "agenda-des-communes"
    assert "&lt;b&gt;ruraux" in draft.problem and "<b>" not in draft.problem
    for page in (
        "/",
        "/services/",
        "/services/?q=agenda",
        f"/services/{draft.slug}/",
        *SITE_MAP,
        "/plan-du-site/",
    ):
        shown = Client().get(page).content.decode()
        assert SAID["name"] not in shown and SAID["email"] not in shown, page
    form = admin_client.get(f"/admin/services-proposes/edit/{proposal.pk}/").content.decode()
    assert SAID["email"] in form and f"/admin/pages/{draft.pk}/edit/" in form
    assert admin_client.get(f"/admin/pages/{draft.pk}/edit/").status_code == 200


def test_editors_find_it_on_their_first_page_until_it_is_settled(client, catalogue):
    propose(client)
    client.force_login(factories.make_person(groups=("Éditeurs",)))
    assert "service proposé" in text_of(client.get("/admin/"))
    number = Proposal.objects.get().pk
    client.post(f"/admin/services-proposes/edit/{number}/", {"state": "ecartee"})
    assert "service proposé" not in text_of(client.get("/admin/"))


def test_what_resembles_it_is_shown_before_anything_is_kept(client):
    existing = factories.make_service("Agenda partagé", action="Partager un agenda entre élus et agents")
    call_command("check_index", "--repair", verbosity=0)
    shown = propose(client, need="Partager un agenda")
    assert existing.action in text_of(shown) and f'href="{existing.get_url()}"' in shown.content.decode()
    assert not Proposal.objects.exists()
    for value in ("Agenda des Communes", "https://agenda.example", SAID["email"]):
        assert value in shown.content.decode()
    token = shown.context["form"]["token"].value()
    assert client.post(ADDRESS, {**SAID, "token": token, "seen": "on"})["Location"] == f"{ADDRESS}merci/"
    assert Proposal.objects.count() == 1


def test_while_one_types_what_resembles_is_told_and_nothing_is_kept(client):
    existing = factories.make_service("Agenda partagé", action="Partager un agenda entre élus et agents")
    call_command("check_index", "--repair", verbosity=0)
    json = {"Accept": "application/json"}
    told = client.post(ADDRESS, {**SAID, "name": "", "need": "agenda"}, headers=json).json()["items"]
    assert told == [{"label": existing.action, "detail": existing.title, "url": existing.get_url()}]
    assert client.post(ADDRESS, {}, headers=json).json() == {"items": []}
    assert not Proposal.objects.exists()


def test_what_shares_one_word_is_not_told_beside_the_very_service(client):
    existing = factories.make_service("Espace sur Demande", action="Prêter nos salles")
    factories.make_service("Diagnostic", action="Mesurer la consommation d'espace")
    call_command("check_index", "--repair", verbosity=0)
    told = client.post(ADDRESS, {"name": "Espace sur demande"}, headers={"Accept": "application/json"}).json()
    assert [item["detail"] for item in told["items"]] == [existing.title]


def test_the_address_of_a_service_is_taken_as_people_write_it(client, catalogue):
    field = BeautifulSoup(client.get(ADDRESS).content, "html.parser").find(id="id_website")
    assert field["type"] == "text"  # in one of type « url » a browser refuses it by itself
    propose(client, website="www.exemple.fr")
    assert Proposal.objects.get().website == "https://www.exemple.fr"


def test_a_draft_is_not_told_among_what_resembles(client, catalogue):
    factories.make_service("Agenda secret", action="Partager un agenda", published=False)
    call_command("check_index", "--repair", verbosity=0)
    assert propose(client, name="Agenda secret", need="Partager un agenda").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Donnez le nom du service"),
        ({"need": ""}, "Dites à quel besoin"),
        ({"email": ""}, "Donnez votre adresse"),
        ({"email": "odile"}, "Cette adresse n'est pas complète"),
        ({"website": "pas une adresse"}, "exemple : https://www.exemple.fr"),
        ({"website": "javascript:alert(1)"}, "exemple : https://www.exemple.fr"),
        ({"trap": "x"}, "Videz ce champ"),
    ],
)
def test_an_error_is_said_at_its_field_and_nothing_is_lost(client, catalogue, wrong, message):
    page = propose(client, **wrong)
    html = page.content.decode()
    assert "<title>Erreur : Proposer un service" in html and message in text_of(page)
    assert f'id="id_{next(iter(wrong))}_error"' in html
    assert not Proposal.objects.exists() and not ServicePage.objects.exists()


@pytest.mark.parametrize("name", ["Élan numérique", "???", "日本", "Agenda des Communes"])
def test_whatever_its_name_the_draft_has_an_address_of_its_own(client, catalogue, name):
    factories.make_service("Agenda des Communes")
    call_command("check_index", "--repair", verbosity=0)
    assert propose(client, name=name, seen="on").status_code == 302
    draft = Proposal.objects.get().service
    assert draft.slug.isascii() and draft.slug != "agenda-des-communes"


def test_pressing_twice_proposes_once(client, catalogue):
    token = client.get(ADDRESS).context["form"]["token"].value()
    for _ in range(3):
        assert client.post(ADDRESS, {**SAID, "token": token}).status_code == 302
    assert Proposal.objects.count() == ServicePage.objects.count() == 1


def test_one_caller_proposes_little_and_keeps_what_was_typed(client, catalogue):
    for number in range(5):
        assert propose(client, name=f"Outil {number}", seen="on").status_code == 302
    stopped = propose(client, seen="on")
    assert stopped.status_code == 429 and int(stopped["Retry-After"]) > 0
    assert stopped.context["form"]["need"].value() == SAID["need"]
    assert Proposal.objects.count() == 5


def test_nothing_is_written_to_an_address_that_anybody_may_type(client, catalogue):
    propose(client)
    assert not Message.objects.filter(to=SAID["email"]).exists()

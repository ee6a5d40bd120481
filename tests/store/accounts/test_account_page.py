"""« Mon compte », and asking to be attached to an organisation: what a person does on the public site."""

import re

import pytest

from store.accounts.models import AttachmentRequest, User
from store.accounts.rights import ADMINISTRATORS
from tests import factories

pytestmark = pytest.mark.django_db

ASK = "/mon-compte/rattachement/"


@pytest.fixture
def towns(catalogue):
    loire = factories.make_territory("Loire", kind="departement", code="42")
    names = {"Saint-Étienne": "42218", "Saint-Étienne-le-Molard": "42225", "Roanne": "42187"}
    territories = [factories.make_territory(name, code=code, inside=(loire,)) for name, code in names.items()]
    return {one.name: factories.make_organisation(territory=one) for one in territories}


@pytest.fixture
def person(towns, client):
    person = factories.make_person("Denise Morel")
    client.force_login(person)
    return person


def read(client, address="/mon-compte/"):
    return client.get(address).content.decode().replace("&#x27;", "'")


def test_it_says_who_one_is_and_what_one_may_do(client, towns):
    service = factories.make_service("Tchap")
    person = factories.make_person(
        "Amélie Roux", organisation=towns["Roanne"], maintains=(service,), groups=(ADMINISTRATORS,), mandate="elu"
    )
    client.force_login(person)
    page = read(client)
    for said in ("Amélie Roux", "Roanne", "Agent d'une collectivité", "Mainteneur", "Tchap", "Administrateur"):
        assert said in page
    assert re.search(r'value="elu"[^>]* checked', page)


def test_it_is_private_and_kept_by_no_cache(client, person):
    assert "no-store" in client.get("/mon-compte/")["Cache-Control"]
    client.logout()
    assert client.get("/mon-compte/").url == "/connexion/?next=/mon-compte/"


def test_one_says_ones_function_and_nothing_else(client, person, towns):
    sent = {
        "mandate": "dgs",
        "is_superuser": "on",
        "organisation": towns["Roanne"].pk,
        "name": "Autre",
        "groups": 1,
        "username": "autre",
    }
    assert client.post("/mon-compte/", sent, follow=True).status_code == 200
    person = User.objects.get(pk=person.pk)
    assert (person.mandate, person.organisation, person.name) == ("dgs", None, "Denise Morel")
    assert not person.is_superuser
    assert not person.groups.exists()


def test_a_function_that_does_not_exist_is_refused(client, person):
    page = client.post("/mon-compte/", {"mandate": "roi"}).content.decode()
    assert "<title>Erreur : Mon compte" in page
    assert 'id="id_mandate_error"' in page
    assert User.objects.get(pk=person.pk).mandate == ""


def test_one_finds_ones_town_among_namesakes_and_asks(client, person, towns):
    found = client.post(ASK, {"named": "saint etienne", "chercher": ""}).content.decode()
    assert "Commune, Loire (42)" in found
    assert "Saint-Étienne-le-Molard" in found
    assert "Roanne" not in found
    assert not AttachmentRequest.objects.exists()
    chosen = towns["Saint-Étienne"]
    client.post(ASK, {"named": "saint etienne", "organisation": chosen.pk, "message": "Je suis archiviste."})
    request = AttachmentRequest.objects.get()
    assert (request.user, request.organisation, request.message) == (person, chosen, "Je suis archiviste.")
    assert User.objects.get(pk=person.pk).organisation is None
    assert "Saint-Étienne" in read(client)


def test_an_organisation_that_is_not_listed_can_be_asked_for(client, person):
    client.post(ASK, {"named": "CCAS de Roanne", "organisation": "autre", "message": ""})
    request = AttachmentRequest.objects.get()
    assert (request.organisation, request.named) == (None, "CCAS de Roanne")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"named": ""}, "id_named_error"),
        ({"named": "Roanne"}, "Choisissez une organisation de la liste"),
        ({"named": "Roanne", "organisation": "999999"}, "Choisissez une organisation de cette liste"),
        ({"named": "x" * 300, "organisation": "autre"}, "id_named_error"),
        ({"named": "Roanne", "organisation": "autre", "message": "x" * 3_000}, "id_message_error"),
        ({"named": "\x00", "organisation": "autre"}, "id_named_error"),
    ],
)
def test_a_request_that_is_not_complete_says_what_is_missing(client, person, sent, said):
    page = client.post(ASK, sent).content.decode()
    assert "<title>Erreur : Demander mon rattachement" in page
    assert said in page
    assert not AttachmentRequest.objects.exists()


def test_an_organisation_outside_the_list_one_was_shown_is_refused(client, person, towns):
    sent = {"named": "Roanne", "organisation": towns["Saint-Étienne"].pk}
    assert "id_organisation_error" in client.post(ASK, sent).content.decode()
    assert not AttachmentRequest.objects.exists()


def test_pressing_twice_asks_once_and_one_waits_for_the_answer(client, person):
    sent = {"named": "CCAS de Roanne", "organisation": "autre"}
    client.post(ASK, sent)
    assert client.post(ASK, {**sent, "named": "CCAS de Feurs"}).url == "/mon-compte/"
    assert client.get(ASK).url == "/mon-compte/"
    assert AttachmentRequest.objects.count() == 1


def test_one_withdraws_ones_request_and_asks_again(client, person):
    sent = {"named": "CCAS de Roanne", "organisation": "autre"}
    client.post(ASK, sent)
    assert client.get(f"{ASK}retrait/").status_code == 405
    client.post(f"{ASK}retrait/")
    assert AttachmentRequest.objects.get().state == "retiree"
    client.post(ASK, {**sent, "named": "CCAS de Feurs"})
    assert AttachmentRequest.objects.waiting().get().named == "CCAS de Feurs"


def test_one_withdraws_ones_own_request_only(client, person):
    other = AttachmentRequest.objects.create(user=factories.make_person(), named="CCAS de Feurs")
    client.post(f"{ASK}retrait/")
    other.refresh_from_db()
    assert other.state == "en-attente"

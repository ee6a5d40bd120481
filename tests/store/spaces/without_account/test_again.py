"""What is sent again: corrected, chosen among namesakes, after a « Précédent », after something else was set aside."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalogue.deployments.models import AdoptionRequest
from store.mail.models import Message
from store.spaces.models import PendingRequest
from tests import factories
from tests.store.spaces.collectivite.filling import add
from tests.store.spaces.maintainer.pages import text_of
from tests.store.spaces.without_account.asking import ADDRESS, SAID, ask, confirm, link_to_confirm

pytestmark = pytest.mark.django_db


def filled_in(page) -> dict[str, str]:
    """What a browser sends of the form of the request as the page shows it, without a script."""
    form = BeautifulSoup(page.content, "html.parser").find(id="demande")
    said = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("type") != "radio"}
    said |= {field["name"]: field["value"] for field in form.find_all("input", checked=True)}
    return said | {field["name"]: field.get_text().removeprefix("\n") for field in form.find_all("textarea")}


@pytest.fixture
def namesake(village):
    loire = factories.make_territory("Loire", kind="departement", code="42")
    return factories.make_organisation(
        territory=factories.make_territory("Saint-Dézéry", code="42999", inside=(loire,))
    )


def test_the_namesake_that_was_chosen_is_kept_by_an_error_elsewhere(client, service, namesake):
    page = ask(client, service, organisation=namesake.pk, phone="12")
    assert "numéro de téléphone complet" in text_of(page)
    assert client.post("/panier/", {**filled_in(page), "phone": ""})["Location"] == "/panier/envoye/"
    assert PendingRequest.objects.get().organisation == namesake


def test_the_namesake_that_was_chosen_is_kept_by_a_warning(client, namesake):
    reserved = factories.make_service("Aide sociale", allowed_kinds=["departement"], contact_email="e@as.example")
    warned = ask(client, reserved, organisation=namesake.pk)
    assert "Envoyer quand même" in text_of(warned)
    assert client.post("/panier/", filled_in(warned))["Location"] == "/panier/envoye/"
    assert PendingRequest.objects.get().organisation == namesake


def test_an_address_corrected_on_the_page_before_is_the_one_written_to(client, service, village):
    """« Précédent » gives back the form that was sent, with its token."""
    add(client, service)
    sent = {**SAID, "token": client.get("/panier/").context["visitor"]["token"].value()}
    client.post("/panier/", {**sent, "email": "marie@saint-dezery.example"})
    wrong = link_to_confirm("marie@saint-dezery.example")
    told = client.get(client.post("/panier/", sent)["Location"])
    assert ADDRESS in text_of(told)
    assert client.get(link_to_confirm()).status_code == 200
    assert client.get(wrong).status_code == 410
    assert [message.to for message in Message.objects.all()] == [ADDRESS]


def test_a_form_that_has_served_makes_a_request_of_its_own(client, service, visio, village):
    add(client, service)
    sent = {**SAID, "token": client.get("/panier/").context["visitor"]["token"].value()}
    client.post("/panier/", sent)
    confirm(client)
    add(client, visio)
    client.post("/panier/", sent)
    assert confirm(client).status_code == 302
    assert AdoptionRequest.objects.count() == 2


def test_what_was_set_aside_meanwhile_stays_in_the_basket(client, service, visio, village):
    ask(client, service)
    add(client, visio)
    confirm(Client())
    basket = text_of(client.get("/panier/"))
    assert "Visio" in basket and "RDV Service Public" not in basket


@pytest.mark.parametrize("typed", ["Nîmes", "30900"])
def test_another_name_typed_since_counts_more_than_the_namesake_that_was_chosen(client, service, namesake, typed):
    town = factories.make_organisation(territory=factories.make_territory("Nîmes", code="30189", postcodes="30900"))
    ask(client, service, collectivite=typed, organisation=namesake.pk)
    assert PendingRequest.objects.get().organisation == town


def test_the_page_of_the_link_says_which_of_the_namesakes_the_request_is_for(client, service, namesake):
    ask(client, service, organisation=namesake.pk)
    assert "Saint-Dézéry, commune, Loire (42)" in text_of(client.get(link_to_confirm()))

"""A basket is sent once, by who acts for a collectivité: a mail to each team, a receipt."""

import uuid

import pytest
from django.test import Client

from catalogue.deployments.models import AdoptionRequest
from store.mail.models import Message
from tests import factories
from tests.store.spaces.collectivite.filling import HERE, SAID, add, send
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def test_one_request_one_mail_to_each_team_one_receipt(us, agent, service, visio):
    add(us, service)
    add(us, visio)
    sent = us.post("/panier/", {**SAID, "token": uuid.uuid4()}, follow=True)
    request = AdoptionRequest.objects.get()
    assert sent.request["PATH_INFO"] == f"/demandes/{request.pk}/"
    assert "Votre demande est envoyée" in text_of(sent)
    assert {one.service for one in request.services.all()} == {service, visio}
    written = {(message.to, message.reply_to) for message in Message.objects.all()}
    assert written == {
        ("equipe@rdv.example", agent.email),
        ("equipe@visio.example", agent.email),
        (agent.email, ""),
    }
    [to_team] = Message.objects.filter(to="equipe@rdv.example")
    assert "Saint-Étienne" in to_team.subject and "Visio" not in to_team.text
    assert "Moins de rendez-vous manqués" in to_team.text and "Dès janvier." in to_team.text
    assert "Elle est vide" in text_of(us.get("/panier/"))


def test_a_service_without_an_address_is_told_to_its_maintainers(us, service):
    service.contact_email = ""
    service.save()
    factories.make_person(maintains=(service,), email="eric@rdv.example")
    factories.make_person(maintains=(service,), email="parti@rdv.example", is_active=False)
    add(us, service)
    send(us)
    assert Message.objects.filter(to="eric@rdv.example").count() == 1
    assert not Message.objects.filter(to="parti@rdv.example").exists()


def test_a_service_without_anybody_is_told_to_the_anct_and_the_page_says_so(us, agent, service, visio):
    factories.make_person(groups=("Éditeurs",), email="helene@anct.example")
    visio.contact_email = ""
    visio.save()
    add(us, service)
    add(us, visio)
    assert "ou à l'ANCT quand il n'en a pas encore" in text_of(us.get("/panier/"))
    sent = us.post("/panier/", {**SAID, "token": uuid.uuid4()}, follow=True)
    assert "pour ce qui n'a pas encore d'équipe dans le Store : Visio." in text_of(sent)
    [to_anct] = Message.objects.filter(to="helene@anct.example")
    assert "Répondre pour Visio" in to_anct.text and "RDV Service Public" not in to_anct.text
    receipt = Message.objects.get(to=agent.email).text
    assert "Visio (pas encore d'équipe dans le Store)" in receipt and "ou l'ANCT quand il n'en a pas encore" in receipt


def test_a_generic_address_that_nobody_has_an_account_behind_reads_how_to_answer(us, service, visio):
    factories.make_person(maintains=(visio,))
    add(us, service)
    add(us, visio)
    send(us)
    alone = Message.objects.get(to="equipe@rdv.example").text
    assert "Personne de votre équipe n'a encore de compte" in alone and "/demandes/" not in alone
    team = Message.objects.get(to="equipe@visio.example").text
    assert "/demandes/" in team and "Personne de votre équipe" not in team


def test_an_address_badly_recorded_gives_way_to_the_maintainers(us, service):
    type(service).objects.filter(pk=service.pk).update(contact_email="equipe(at)rdv.example")
    factories.make_person(maintains=(service,), email="eric@rdv.example")
    add(us, service)
    send(us)
    assert AdoptionRequest.objects.count() == 1
    assert Message.objects.filter(to="eric@rdv.example").count() == 1


def test_pressing_twice_sends_once_and_shows_the_same_request(us, service):
    add(us, service)
    said = {**SAID, "token": uuid.uuid4()}
    addresses = {us.post("/panier/", said).headers["Location"] for _ in range(3)}
    add(us, service)
    addresses.add(us.post("/panier/", said).headers["Location"])
    assert addresses == {f"/demandes/{AdoptionRequest.objects.get().pk}/"}
    assert Message.objects.count() == 2


def test_the_token_of_somebody_else_gives_nothing(us, service, stranger):
    add(us, service)
    said = {**SAID, "token": uuid.uuid4()}
    us.post("/panier/", said)
    other = Client()
    other.force_login(stranger)
    add(other, service)
    refused = other.post("/panier/", said)
    assert refused.status_code == 200
    assert "Ce formulaire a déjà servi" in text_of(refused)
    assert AdoptionRequest.objects.count() == 1


def test_what_is_asked_for_already_stands_in_the_way_and_says_so(us, service, visio):
    add(us, service)
    send(us)
    add(us, service)
    add(us, visio)
    assert "l'a déjà demandé" in text_of(us.get("/panier/"))
    refused = send(us)
    assert "Vous avez déjà une demande en cours pour : RDV Service Public" in text_of(refused)
    assert AdoptionRequest.objects.count() == 1
    us.post("/panier/changement/", {"retirer": service.pk}, headers=HERE)
    send(us)
    assert AdoptionRequest.objects.count() == 2


@pytest.mark.parametrize(("missing", "message"), [("need", "en une phrase"), ("function", "Choisissez votre fonction")])
def test_what_is_missing_is_said_at_its_field(us, service, missing, message):
    add(us, service)
    refused = send(us, **{missing: ""})
    page = refused.content.decode()
    assert "<title>Erreur : Ma demande" in page
    assert f'id="id_{missing}_error"' in page and message in text_of(refused)
    assert not AdoptionRequest.objects.exists() and not Message.objects.exists()


@pytest.mark.parametrize("token", ["", "abc", "0" * 400])
def test_a_broken_token_sends_nothing(us, service, token):
    add(us, service)
    assert send(us, token=token).status_code == 200
    assert not AdoptionRequest.objects.exists()


def test_extra_fields_change_nothing(us, agent, stranger, service):
    add(us, service)
    send(us, organisation=stranger.organisation_id, author=stranger.pk, services=[], state="en-deploiement")
    request = AdoptionRequest.objects.get()
    assert (request.organisation, request.author) == (agent.organisation, agent)
    assert request.services.get().state == "envoyee"

"""The link of a mail shows where one's request is, until it is withdrawn; the team sees it like any other."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalogue.deployments.models import AdoptionRequest, RequestEvent
from store.accounts.models.person import EmailProof
from store.mail.models import Message
from store.spaces.models import PendingRequest
from tests import factories
from tests.store.spaces.maintainer.pages import text_of
from tests.store.spaces.without_account.asking import ADDRESS, SAID, ask, confirm, link_in

pytestmark = pytest.mark.django_db
PRIVATE = (ADDRESS, "04 66 00 00 00")


@pytest.fixture
def asked(client, service, visio, village):
    """The path of the link by which the request is followed."""
    ask(client, service, visio)
    return confirm(client)["Location"]


@pytest.fixture
def request_made(asked):
    return AdoptionRequest.objects.get()


def signed_in(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def team_answers(maintainer, request_made, becomes, reason="") -> None:
    number = request_made.services.get(service__slug="rdv").pk
    said = {"becomes": becomes, "reason": reason}
    assert signed_in(maintainer).post(f"/mainteneur/rdv/demandes/{number}/", said).status_code == 302


def test_each_answer_arrives_by_mail_with_a_link_that_shows_where_the_request_is(asked, maintainer, request_made):
    assert link_in(Message.objects.get(subject__startswith="Votre demande est envoyée"))
    team_answers(maintainer, request_made, "prise-en-charge", "Nous vous appelons mardi.")
    letter = Message.objects.get(to=ADDRESS, subject__startswith="RDV Service Public : votre demande")
    assert "Nous vous appelons mardi." in letter.text and "/demandes/" not in letter.text
    shown = Client().get(link_in(letter))
    for said in ("Prise en charge", "Nous vous appelons mardi.", SAID["need"], "Visio"):
        assert said in text_of(shown)
    assert shown["Referrer-Policy"] == "same-origin" and "no-store" in shown["Cache-Control"]


def test_the_team_reads_it_in_its_desk_marked_with_how_to_reach_the_person(maintainer, request_made):
    team = signed_in(maintainer)
    listed = text_of(team.get("/mainteneur/rdv/demandes/"))
    assert "sans compte, adresse confirmée le" in listed and SAID["need"] in listed
    number = request_made.services.get(service__slug="rdv").pk
    for page in (f"/mainteneur/rdv/demandes/{number}/", f"/demandes/{request_made.pk}/"):
        told = text_of(team.get(page))
        for said in ("sans compte, adresse confirmée le", "Odile Barre", *PRIVATE):
            assert said in told, page
    assert "Visio" not in text_of(team.get(f"/demandes/{request_made.pk}/"))


def test_the_anct_reads_the_same_where_a_service_has_no_team(request_made):
    editor = signed_in(factories.make_person(groups=("Éditeurs",)))
    number = request_made.services.get(service__slug="visio").pk
    told = text_of(editor.get(f"/admin/sans-equipe/demandes/{number}/"))
    for said in ("sans compte, adresse confirmée le", "Odile Barre", *PRIVATE):
        assert said in told


def test_what_the_team_deploys_is_declared_for_the_collectivite(maintainer, request_made, village):
    for becomes in ("prise-en-charge", "en-deploiement"):
        team_answers(maintainer, request_made, becomes)
    assert village.deployments.get().standing == "declaree"


def others(village, visio):
    yield Client()
    yield signed_in(factories.make_person())
    yield signed_in(factories.make_person(organisation=village))
    yield signed_in(factories.make_person(organisation=village, email="autre@saint-dezery.example"))
    yield signed_in(factories.make_person(maintains=(factories.make_service("Grist"),)))
    yield signed_in(factories.make_person(groups=("Comité",)))
    yield signed_in(factories.make_person(groups=("Éditeurs",)))


def test_nobody_else_reads_the_address_nor_the_phone(asked, maintainer, request_made, village, visio):
    numbers = [one.pk for one in request_made.services.all()]
    pages = ["/", "/services/rdv/", "/services/rdv/collectivites/", f"/territoires/{village.territory.key}/"]
    pages += ["/mon-espace/", "/mon-espace/demandes/", "/mon-espace/equipe/", f"/demandes/{request_made.pk}/"]
    pages += ["/mainteneur/", "/mainteneur/rdv/", "/mainteneur/rdv/demandes/"]
    pages += [f"/mainteneur/rdv/demandes/{number}/" for number in numbers]
    pages += [f"/admin/sans-equipe/demandes/{request_made.services.get(service__slug='rdv').pk}/"]
    for browser in others(village, visio):
        for page in pages:
            shown = browser.get(page, follow=True).content.decode()
            assert [said for said in (*PRIVATE, "Odile Barre", SAID["need"]) if said in shown] == [], page


@pytest.mark.parametrize("token", ["0", "1:abc:def", "x" * 500, "1"])
def test_a_link_that_we_did_not_write_opens_nothing(client, site, token):
    for answered in (client.get(f"/suivre/{token}/"), client.post(f"/suivre/{token}/retrait/")):
        assert answered.status_code == 410


def test_the_link_expires(asked, client, time_machine_at):
    time_machine_at(timezone.now() + timedelta(days=181))
    assert client.get(asked).status_code == 410


def test_withdrawing_tells_the_teams_and_erases_who_asked(asked, maintainer, request_made, client):
    team_answers(maintainer, request_made, "prise-en-charge")
    withdrawn = client.post(f"{asked}retrait/")
    assert "C'est retiré" in text_of(withdrawn)
    assert {one.state for one in request_made.services.all()} == {"retiree"}
    letter = Message.objects.get(to="equipe@rdv.example", subject__contains="ne demande plus")
    assert ADDRESS not in letter.text
    team = signed_in(maintainer)
    number = request_made.services.get(service__slug="rdv").pk
    told = text_of(team.get(f"/mainteneur/rdv/demandes/{number}/"))
    assert "Retirée" in told and not [said for said in (*PRIVATE, "Odile Barre") if said in told]
    assert "Odile Barre" not in str(list(RequestEvent.objects.values())) + str(list(AdoptionRequest.objects.values()))
    assert client.get(asked).status_code == 410
    refused = team.post(f"/mainteneur/rdv/demandes/{number}/", {"becomes": "refusee", "reason": "Non"})
    assert refused.status_code == 200
    assert request_made.services.filter(state="retiree").count() == 2


def test_reading_the_page_withdraws_nothing(asked, request_made, client):
    assert client.get(f"{asked}retrait/").status_code == 405
    assert {one.state for one in request_made.services.all()} == {"envoyee"}


def test_who_asked_is_forgotten_a_year_after_the_last_step(asked, request_made, time_machine_at):
    time_machine_at(timezone.now() + timedelta(days=364))
    call_command("purge_spaces", verbosity=0)
    request_made.refresh_from_db()
    assert request_made.email == ADDRESS
    time_machine_at(timezone.now() + timedelta(days=2))
    call_command("purge_spaces", verbosity=0)
    request_made.refresh_from_db()
    assert (request_made.name, request_made.email, request_made.phone) == ("", "", "")
    assert request_made.services.count() == 2


def test_what_nobody_confirmed_is_forgotten_after_a_week(client, service, village, time_machine_at):
    ask(client, service)
    time_machine_at(timezone.now() + timedelta(days=6))
    call_command("purge_spaces", verbosity=0)
    assert PendingRequest.objects.exists()
    time_machine_at(timezone.now() + timedelta(days=2))
    call_command("purge_spaces", verbosity=0)
    assert not PendingRequest.objects.exists()
    assert not Message.objects.filter(to=ADDRESS).exists()  # not even the mail, which holds the address


def test_the_request_joins_the_space_of_whoever_proves_to_have_that_address(request_made, village):
    member = factories.make_person(organisation=village, email=ADDRESS, email_proof=EmailProof.IN_DOUBT)
    listed = "/mon-espace/demandes/"
    assert SAID["need"] not in text_of(signed_in(member).get(listed))
    proof = {"email": ADDRESS.upper(), "proven_email": ADDRESS.upper(), "email_proof": EmailProof.PROCONNECT}
    type(member).objects.filter(pk=member.pk).update(**proof)
    browsers = signed_in(member), signed_in(factories.make_person(organisation=village))
    for browser in browsers:
        assert SAID["need"] in text_of(browser.get(listed))
        shown = text_of(browser.get(f"/demandes/{request_made.pk}/"))
        assert "Visio" in shown and not [said for said in PRIVATE if said in shown]
    elsewhere = factories.make_organisation(territory=factories.make_territory("Ailleurs"))
    type(member).objects.filter(pk=member.pk).update(organisation=elsewhere)
    for browser in browsers:
        assert SAID["need"] not in text_of(browser.get(listed))
        assert browser.get(f"/demandes/{request_made.pk}/").status_code == 404

"""What spaces need no longer is forgotten, at the time that the page « Données personnelles » says."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalogue.deployments.changing import Author
from catalogue.deployments.models import (
    AdoptionRequest,
    Batch,
    Channel,
    Deployment,
    DeploymentEvent,
    Party,
    RequestedService,
    RequestEvent,
)
from catalogue.deployments.requesting import answer, ask
from catalogue.services.models import Allowance
from store.spaces.models import FeedbackQuestion
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db

IMPORTS = "/mainteneur/rdv/imports/"
TEAM = Author(Party.SERVICE, Channel.ESPACE)


@pytest.fixture
def service(db):
    return factories.make_service("RDV Service Public", slug="rdv")


@pytest.fixture
def town(db):
    return factories.make_organisation(territory=factories.make_territory("Saint-Étienne", code="42218"))


@pytest.fixture
def team(client, service):
    client.person = factories.make_person(maintains=(service,))
    client.force_login(client.person)
    return client


@pytest.fixture
def back_in(team, time_machine_at):
    """Somebody of the team signs in again so many days later."""

    def come(days: int):
        time_machine_at(in_days(days))
        team.force_login(team.person)

    return come


def purged() -> list[int]:
    """How many imports, requests and questions."""
    said = StringIO()
    call_command("purge_spaces", stdout=said)
    return [int(line.rpartition(" ")[2]) for line in said.getvalue().splitlines()][:3]


def send(team) -> str:
    """The address of the dry run."""
    content = b"collectivite;statut\ncommune-42218;Pilote\n"
    return team.post(IMPORTS, {"file": SimpleUploadedFile("juin.csv", content)})["Location"]


def in_days(days: int):
    return timezone.now() + timedelta(days=days)


def test_a_file_never_applied_is_gone_after_a_week_and_is_not_listed_meanwhile(team, town, back_in):
    address = send(team)
    seen = team.get(address).context["seen"]
    back_in(6)
    assert "juin.csv" in text_of(team.get(IMPORTS)) and purged() == [0, 0, 0]
    back_in(2)
    assert "juin.csv" not in text_of(team.get(IMPORTS))
    assert team.get(address).status_code == 404
    assert team.post(f"{address}appliquer/", {"seen": seen}).status_code == 404
    assert purged() == [1, 0, 0] and not Batch.objects.exists()
    assert purged() == [0, 0, 0]


def test_a_file_that_was_applied_stays_with_what_it_did(team, town, back_in):
    address = send(team)
    team.post(f"{address}appliquer/", {"seen": team.get(address).context["seen"]})
    back_in(800)
    assert purged() == [0, 0, 0]
    assert "juin.csv" in text_of(team.get(IMPORTS)) and "Saint-Étienne" in text_of(team.get(address))


def test_a_request_is_forgotten_two_years_after_its_last_step(service, town, time_machine_at):
    other = factories.make_service("Visio")
    agent = Author(Party.ORGANISATION, Channel.ESPACE, user=factories.make_person(organisation=town))
    said = {"organisation": town, "function": "agent", "need": "Des rendez-vous", "text": "Vite"}
    answered, unanswered = ask([service], agent, **said), ask([other], agent, **said)
    time_machine_at(in_days(700))
    requested = answer(answered.services.get(), "prise-en-charge", TEAM)
    answer(requested, "en-deploiement", TEAM)
    time_machine_at(in_days(31))
    assert purged() == [0, 1, 0]
    assert list(AdoptionRequest.objects.all()) == [answered] and unanswered not in AdoptionRequest.objects.all()
    time_machine_at(in_days(700))
    assert purged() == [0, 1, 0]
    assert not any(model.objects.exists() for model in (AdoptionRequest, RequestedService, RequestEvent))
    assert Deployment.objects.count() == DeploymentEvent.objects.count() == 1
    assert purged() == [0, 0, 0]


def test_a_question_is_forgotten_one_year_after_its_last_message(service, town, time_machine_at):
    asker, contact = (factories.make_person(organisation=town) for _ in range(2))
    parties = {"service": service, "asking": town, "author": asker, "asked": factories.make_organisation()}
    said = {**parties, "contact": contact, "month": date(2026, 11, 1), "text": "Et alors ?"}
    answered = FeedbackQuestion.objects.create(rank=1, **said)
    FeedbackQuestion.objects.create(rank=2, **{**said, "asked": factories.make_organisation()})
    answered.messages.create(side="repond", text="Très bien.", rank=1, at=in_days(30))
    time_machine_at(in_days(364))
    assert purged() == [0, 0, 0]
    time_machine_at(in_days(2))
    assert purged() == [0, 0, 1]
    assert FeedbackQuestion.objects.get() == answered
    time_machine_at(in_days(30))
    assert purged() == [0, 0, 1]


def test_the_page_about_personal_data_says_so(client, site):
    call_command("setup_site", verbosity=0)
    said = text_of(client.get("/donnees-personnelles/"))
    assert "deux ans après sa dernière étape" in said
    assert "un an après le dernier message" in said
    assert "effacé après sept jours" in said
    for words in ("sept jours après avoir été", "un an après la dernière étape", "Quand vous proposez un service"):
        assert words in said


def test_sessions_that_are_over_and_past_counts_are_forgotten(client, team, service, time_machine_at):
    origin = {"Origin": "http://testserver"}
    Client().post("/panier/changement/", {"ajouter": service.pk}, headers=origin)
    assert Session.objects.count() == 2 and Allowance.objects.exists()
    purged()
    assert Session.objects.count() == 2
    time_machine_at(in_days(3))
    purged()
    assert not Session.objects.exists() and not Allowance.objects.exists()

"""What a collectivité and a team say to each other is read by them alone: requests, names, reasons, files."""

from datetime import date

import pytest
from django.urls import reverse

from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.confirming import contest
from catalogue.deployments.models import AdoptionRequest, Batch, Channel, Party
from catalogue.deployments.requesting import answer, ask
from store.accounts.models import AttachmentRequest
from store.accounts.rights import COMMITTEE
from store.api.models import Token
from store.spaces.models import FeedbackContact, FeedbackQuestion
from tests import factories
from tests.crawling import SITE_MAP

pytestmark = pytest.mark.django_db
SECRET = "zibeline"
"""In whatever is not for others: names, addresses, texts, reasons."""
TEAM, US = Author(Party.SERVICE, Channel.ESPACE), Author(Party.ORGANISATION, Channel.ESPACE)


@pytest.fixture
def loire(catalogue):
    return factories.make_territory("Loire", kind="departement", code="42", population=760_000)


@pytest.fixture
def town(loire):
    place = factories.make_territory("Saint-Étienne", code="42218", inside=(loire,), population=50_000)
    return factories.make_organisation(territory=place, public_email=f"mairie@{SECRET}.example")


@pytest.fixture
def services(catalogue):
    return [factories.make_service(title, contact_email=f"{SECRET}@equipe.example") for title in ("Rdv", "Visio")]


@pytest.fixture
def agent(town):
    said = {"organisation": town, "mandate": "agent", "email": f"agente@{SECRET}.example"}
    return factories.make_person(f"Odile {SECRET.title()}", **said)


@pytest.fixture
def neighbour(loire):
    place = factories.make_territory("Roanne", code="42187", inside=(loire,), population=50_000)
    return factories.make_organisation(territory=place)


@pytest.fixture
def ours(services, town, agent, neighbour):
    """Everything that the town and the teams wrote to each other; the addresses where they read it."""
    rdv, visio = services
    person = Author(Party.ORGANISATION, Channel.ESPACE, user=agent)
    request = ask(services, person, organisation=town, function="agent", need=f"Une {SECRET}", text=SECRET)
    answer(request.services.last(), "refusee", TEAM, f"Pas de {SECRET}")
    stopped = declare(rdv, town, {"status": "arrete", "stop_reason": "autre", "stop_note": f"La {SECRET}."}, US)
    contested = declare(visio, town, {"status": "pilote"}, TEAM)
    contest(contested, person, f"Jamais de {SECRET}")
    change(stopped, {"stop_note": f"Encore la {SECRET}."}, US, reason=SECRET)
    question = _question(rdv, agent, town, neighbour)
    team = factories.make_person(f"Éric {SECRET.title()}", maintains=(rdv, visio))
    token, _ = Token.issue(rdv, team, f"Outil {SECRET}")
    batch = Batch.objects.create(service=rdv, party="service", rows=[[2, {"collectivite": SECRET}, ""]], author=team)
    AttachmentRequest.objects.create(user=agent, named=SECRET, message=SECRET)
    return [*_addresses_of_the_town(request, (stopped, contested), question), *_of_the_team(rdv, request, batch, token)]


def _question(service, agent, town, neighbour) -> FeedbackQuestion:
    contact = factories.make_person(organisation=neighbour, email="contact@roanne.example")
    FeedbackContact.objects.create(user=contact, organisation=contact.organisation)
    parties = {"asking": town, "author": agent, "asked": neighbour, "contact": contact}
    question = FeedbackQuestion.objects.create(service=service, text=SECRET, month=date(2026, 11, 1), rank=1, **parties)
    question.messages.create(side="repond", text=SECRET, rank=1)
    return question


def _addresses_of_the_town(request: AdoptionRequest, uses, question) -> list[str]:
    pages = ("space", "space-neighbours", "space-requests", "space-people", "space-feedback", "basket", "account")
    return [
        *(reverse(name) for name in pages),
        reverse("request", args=[request.pk]),
        reverse("space-feedback-question", args=[question.pk]),
        *(reverse("space-use", args=[use.pk]) for use in uses),
        *(reverse("space-use-change", args=[use.pk]) for use in uses),
    ]


def _of_the_team(service, request, batch, token) -> list[str]:
    here = f"/mainteneur/{service.slug}/"
    of_one = (f"imports/{batch.pk}/", f"demandes/{request.services.first().pk}/", f"api/{token.pk}/revoquer/")
    lists = ("", "deploiements/", "deploiements/export.csv", "imports/", "demandes/", "annonces/", "api/")
    return [f"{here}{path}" for path in (*lists, *of_one)]


PUBLIC = (
    "/",
    "/services/",
    "/services/rdv/",
    "/services/rdv/collectivites/",
    "/services/visio/collectivites/",
    "/services/visio/collectivites/contestee/",
    "/services/rdv/actualites.atom",
    "/territoires/commune-42218/",
    "/territoires/departement-42/",
    *SITE_MAP,
    "/plan-du-site/",
    "/statistiques/",
    "/api/v1/documentation/",
    "/api/v1/openapi.json",
    "/mainteneur/",
    "/mon-compte/courriels/",
)


def stranger() -> dict:
    return {"organisation": factories.make_organisation(territory=factories.make_territory("Lyon", code="69123"))}


def maintainer_of_another_service() -> dict:
    return {"maintains": (factories.make_service("Grist"),)}


def committee_member() -> dict:
    return {"groups": (COMMITTEE,)}


@pytest.mark.parametrize("reader", [None, dict, stranger, maintainer_of_another_service, committee_member])
def test_nobody_else_reads_a_word_of_it(client, ours, reader):
    if reader is not None:
        client.force_login(factories.make_person(**reader()))
    for address in [*ours, *PUBLIC]:
        shown = client.get(address, follow=True).content.decode(errors="replace").lower()
        assert SECRET not in shown, address


def test_a_colleague_of_the_contact_reads_only_what_was_asked_of_their_own(client, ours, neighbour):
    client.force_login(factories.make_person(organisation=neighbour))
    for address in [*ours, *PUBLIC]:
        assert SECRET not in client.get(address, follow=True).content.decode(errors="replace").lower(), address


def test_those_whom_it_concerns_read_it(client, ours, agent):
    """The addresses above do show it: the tests before would fail if they leaked."""
    client.force_login(agent)
    silent = [address for address in ours[:11] if SECRET not in client.get(address).content.decode().lower()]
    assert set(silent) <= {reverse("space-neighbours"), reverse("space-feedback")}

"""Nor does it appear in the space of a collectivité that uses it, to another team, in the API or in a mail."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.confirming import tell_who_is_ending
from catalogue.deployments.models import Channel, Deployment, Party, RequestedService
from catalogue.deployments.requesting import answer, ask
from catalogue.services.models import ServicePage
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from store.api.models import Token
from store.mail.models import Message
from store.spaces.links.link_tokens import address_of
from store.spaces.models import ConfirmationLink
from tests import factories
from tests.store.leaks.hiding import (
    ADDRESS,
    CANARY,
    STATES,
    child_of_private,
    deleted,
    edited_back_to_something_else,
    login_only,
)
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
FOR_WHOEVER_SIGNED_IN = (login_only, child_of_private)
"""Hidden from visitors only."""
by_name = {"ids": lambda state: state.__name__}
hidden_from_agents = pytest.mark.parametrize("state", [s for s in STATES if s not in FOR_WHOEVER_SIGNED_IN], **by_name)
hidden_from_visitors = pytest.mark.parametrize("state", STATES, **by_name)


@pytest.fixture
def hide(hidden, django_capture_on_commit_callbacks):
    """Puts the sheet in a state; returns its id."""

    def to(state):
        number = hidden.pk
        with django_capture_on_commit_callbacks(execute=True):
            state(hidden)
        return number

    return to


@pytest.fixture
def us(client, town):
    """The browser of an agent of the town, who uses the hidden service and has it in the basket."""
    client.force_login(factories.make_person(organisation=town.organisations.get(), email="agente@mairie.example"))
    return client


@pytest.fixture
def other_team(client, hidden):
    """The browser of the team of the other service."""
    maintainer = factories.make_person(maintains=(ServicePage.objects.get(slug="autre-registre"),))
    client.force_login(maintainer)
    client.maintainer = maintainer
    return client


def assert_silent(client, addresses, **headers):
    for address in addresses:
        shown = client.get(address, follow=True, **headers).content.decode(errors="replace").lower()
        assert CANARY not in shown, address


def pages_of_the_space(deployment_id: int) -> list[str]:
    use = f"/mon-espace/utilisations/{deployment_id}/"
    pages = ("", "autour/", "demandes/", "equipe/", "declaration/", "retours/")
    of_the_sheet = ("declaration/registre-cache/", "retours/services/registre-cache/")
    return [
        *(f"/mon-espace/{path}" for path in pages + of_the_sheet),
        *(use, f"{use}modifier/", f"{use}retrait/", "/panier/", "/mon-compte/", "/mon-compte/courriels/"),
    ]


@hidden_from_agents
def test_nor_in_the_space_of_who_uses_it(us, hidden, town, hide, state):
    used = Deployment.objects.get(service=hidden, organisation=town.organisations.get()).pk
    session = us.session
    session["basket"] = [hidden.pk]
    session.save()
    number = hide(state)
    assert_silent(us, pages_of_the_space(used))
    refused = us.post("/panier/changement/", {"ajouter": number}, headers={"Origin": "http://testserver"}, follow=True)
    assert CANARY not in refused.content.decode().lower()


def test_the_space_does_show_it_once_published(us, hidden, town, hide):
    hide(factories.publish)
    used = Deployment.objects.get(service=hidden, organisation=town.organisations.get()).pk
    addresses = [address for address in pages_of_the_space(used) if CANARY in us.get(address).content.decode().lower()]
    assert {"/mon-espace/", f"/mon-espace/utilisations/{used}/"} <= set(addresses)


@pytest.fixture
def asked(us, hidden, town):
    """The town asked for the service when it was public, under another name than the one it has taken since."""
    name, hidden.title = hidden.title, "Registre des listes"
    factories.publish(hidden)
    body = town.organisations.get()
    us_all = Author(Party.ORGANISATION, Channel.ESPACE, user=body.people.get())
    request = ask([hidden], us_all, organisation=body, function="agent", need="Tenir nos listes")
    hidden.unpublish()
    hidden.title = name
    hidden.save()
    return request


@hidden_from_agents
def test_what_was_asked_for_stays_readable_under_the_name_it_had(us, asked, hide, state):
    hide(state)
    for requested in RequestedService.objects.all():
        answer(requested, "prise-en-charge", Author(Party.SERVICE, Channel.ESPACE))
    pages = ["/mon-espace/demandes/", f"/demandes/{asked.pk}/"]
    assert_silent(us, pages)
    written = [f"{mail.subject} {mail.text}".lower() for mail in Message.objects.all()]
    assert written and not any(CANARY in words for words in written)
    if state in (deleted, edited_back_to_something_else):  # gone with all that names it; public under another name
        return
    for page in pages:
        shown = us.get(page).text
        assert "Registre des listes" in shown and ADDRESS not in shown
    assert "Prise en charge, par Équipe de Registre des listes" in text_of(us.get(pages[1]))


def test_what_was_asked_for_goes_by_its_name_once_published_again(us, asked, hide):
    hide(factories.publish)
    for page in ("/mon-espace/demandes/", f"/demandes/{asked.pk}/"):
        assert CANARY in us.get(page).text.lower()


@hidden_from_agents
def test_nor_to_the_team_of_another_service(other_team, hidden, hide, state):
    used = Deployment.objects.filter(service=hidden).first().pk
    hide(state)
    pages = ("", "deploiements/", "deploiements/ajouter/?q=saint", "deploiements/export.csv", "imports/", "demandes/")
    more = ("annonces/", "api/", f"deploiements/{used}/")
    both = [f"/mainteneur/{slug}/{path}" for slug in ("registre-cache", "autre-registre") for path in pages + more]
    assert_silent(other_team, ["/mainteneur/", *both])
    workbook = openpyxl.load_workbook(
        BytesIO(other_team.get("/mainteneur/autre-registre/deploiements/export.xlsx").getvalue())
    )
    assert not any(CANARY in str(cell.value).lower() for row in workbook.active.iter_rows() for cell in row)


@hidden_from_agents
def test_nor_to_a_program_with_the_token_of_another_service(other_team, town, hide, state):
    other = ServicePage.objects.get(slug="autre-registre")
    _, secret = Token.issue(other, other_team.maintainer, "Outil")
    key = {"headers": {"Authorization": f"Bearer {secret}"}}
    hide(state)
    other_team.logout()
    assert_silent(other_team, ["/api/v1/deploiements/", "/api/v1/deploiements/?page=2", "/api/v1/openapi.json"], **key)
    assert_silent(other_team, ["/api/v1/deploiements/", "/api/v1/documentation/"])
    written = other_team.put(f"/api/v1/deploiements/{town.key}/", {"statut": "pilote"}, "application/json", **key)
    assert written.status_code == 201
    assert CANARY not in written.content.decode().lower()


@hidden_from_visitors
def test_nor_behind_the_link_of_a_mail_sent_before(client, hidden, hide, state):
    link = ConfirmationLink.objects.create(deployment=Deployment.objects.filter(service=hidden).first(), occasion="x")
    path = "/" + address_of(link).partition("://")[2].partition("/")[2]
    hide(state)
    assert_silent(client, [path])
    answered = client.post(path, {"answer": "confirmer", "version": "x"})
    assert CANARY not in answered.content.decode().lower()


@hidden_from_visitors
def test_nor_in_a_mail_to_those_who_use_it(hidden, town, hide, state):
    body = town.organisations.get()
    body.public_email = "mairie@saint-etienne.example"
    body.save()
    eleven_months_ago = timezone.localdate() - timedelta(days=345)
    used = Deployment.objects.filter(service=hidden, organisation=body)
    used.update(standing="confirmee", confirmed_on=eleven_months_ago)
    neighbour = factories.make_organisation(
        territory=factories.make_territory("Roanne"), public_email="mairie@roanne.example"
    )
    number = hide(state)
    if state is not deleted:
        service = ServicePage.objects.get(pk=number)
        announce(service, AnnouncementKind.INCIDENT, "Panne", starts=timezone.now())
        declare(service, neighbour, {"status": "pilote"}, Author(Party.SERVICE, Channel.ESPACE))
    tell_who_is_ending(timezone.localdate())
    assert [f"{mail.subject} {mail.text}" for mail in Message.objects.all() if CANARY in mail.text.lower()] == []


def test_mails_do_name_it_once_published(hidden, town, hide):
    body = town.organisations.get()
    body.public_email = "mairie@saint-etienne.example"
    body.save()
    used = Deployment.objects.filter(service=hidden, organisation=body)
    used.update(standing="confirmee", confirmed_on=date(2100, 1, 1))
    hide(factories.publish)
    announce(ServicePage.objects.get(pk=hidden.pk), AnnouncementKind.INCIDENT, "Panne", starts=timezone.now())
    assert all(CANARY in mail.text.lower() for mail in Message.objects.all()) and Message.objects.exists()

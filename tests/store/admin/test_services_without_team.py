"""A service that nobody has an account for: the ANCT answers in its place, so that nobody waits for ever."""

import pytest
from django.test import Client

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party, RequestedService
from catalogue.deployments.requesting import ask
from store.mail.models import Message
from tests import factories
from tests.store.admin import people
from tests.store.admin.test_first_page import duties
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/sans-equipe/"
REFUSED = "/admin/"


@pytest.fixture
def desk(catalogue):
    return people.Desk(people.editor("helene"))


@pytest.fixture
def agent(catalogue):
    town = factories.make_organisation(territory=factories.make_territory("Beauvoir"))
    return factories.make_person("Amélie Roux", organisation=town, email="amelie@beauvoir.example")


@pytest.fixture
def town(agent):
    return Author(Party.ORGANISATION, Channel.ESPACE, agent)


@pytest.fixture
def requested(desk, agent, town):
    ask([factories.make_service("Agenda")], town, organisation=agent.organisation, function="agent", need="Un agenda")
    return RequestedService.objects.get()


@pytest.fixture
def declared(desk, agent, town):
    return declare(factories.make_service("Visio"), agent.organisation, {"status": "pilote"}, town)


def press(desk, requested, becomes, reason=""):
    return desk.client.post(f"{LIST}demandes/{requested.pk}/", {"becomes": becomes, "reason": reason})


def confirm(desk, declared):
    return desk.client.post(f"{LIST}declarations/{declared.pk}/confirmer/")


def test_the_anct_is_written_to_and_leads_a_request_to_its_deployment(desk, agent, requested):
    [mail] = Message.objects.filter(to="helene@exemple.fr")
    assert f"{LIST}demandes/{requested.pk}/" in mail.text and "Un agenda" in mail.text
    assert duties(desk)["1 demande sans équipe"] == f"{LIST}#demandes"
    assert "Beauvoir demande Agenda" in text_of(desk.client.get(LIST))
    assert "amelie@beauvoir.example" in text_of(desk.client.get(f"{LIST}demandes/{requested.pk}/"))
    press(desk, requested, "prise-en-charge", "Nous montons l'équipe.")
    assert press(desk, requested, "en-deploiement").url == LIST
    row = Deployment.objects.get()
    assert (row.status, row.standing, row.declared_by) == ("en-deploiement", "declaree", "anct")
    mail = Message.objects.get(to=agent.email, text__contains="Nous montons")
    assert "ANCT répond" in mail.text and "Message de l'ANCT : Nous montons l'équipe." in mail.text
    us = Client()
    us.force_login(agent)
    assert "Prise en charge, par ANCT" in text_of(us.get(f"/demandes/{requested.request_id}/"))
    assert "1 demande sans équipe" not in duties(desk)
    assert press(desk, requested, "refusee", "Non.").url == LIST
    assert RequestedService.objects.get().state == "en-deploiement"


def test_a_refusal_is_explained(desk, requested):
    page = press(desk, requested, "refusee")
    assert "pourquoi sa demande est refusée" in text_of(page)
    assert RequestedService.objects.get().state == "envoyee"


def test_the_anct_confirms_what_a_collectivite_declared(desk, declared):
    assert duties(desk)["1 déclaration sans équipe"] == f"{LIST}#declarations"
    assert "Beauvoir utilise Visio" in text_of(desk.client.get(LIST))
    confirm(desk, declared)
    assert Deployment.objects.get().standing == "confirmee"
    event = DeploymentEvent.objects.last()
    assert (event.act, event.author, event.author_label) == ("confirmation", desk.user, "ANCT")
    assert "Ce déploiement est déjà confirmé." in text_of(desk.client.get(confirm(desk, declared).url))


@pytest.mark.parametrize(("status", "said"), [("interet", "s'intéresse à Visio"), ("pilote", "utilise Visio")])
@pytest.mark.parametrize("made_up", [True, False])
def test_what_is_declared_is_said_as_it_is_and_labelled_when_it_was_made_up(desk, declared, status, said, made_up):
    Deployment.objects.update(status=status, is_demo=made_up)
    told, home = (text_of(desk.client.get(address)) for address in (LIST, "/admin/"))
    assert f"Beauvoir {said}." in told
    assert ("(donnée de démonstration)" in told) == made_up
    assert ("Données de démonstration : 1." in home) == made_up


def test_once_somebody_has_an_account_it_is_theirs_to_answer(desk, requested, declared):
    people.maintainer(requested.service)
    people.maintainer(declared.service, "eric")
    assert not any("sans équipe" in label for label in duties(desk))
    assert press(desk, requested, "prise-en-charge").url == REFUSED
    assert confirm(desk, declared).url == REFUSED
    assert RequestedService.objects.get().state == "envoyee"
    assert Deployment.objects.get().standing == "declaree"


def test_an_account_that_is_closed_leaves_no_team(desk, requested):
    gone = people.maintainer(requested.service)
    gone.is_active = False
    gone.save()
    assert "1 demande sans équipe" in duties(desk)
    assert press(desk, requested, "prise-en-charge").url == LIST


def test_nobody_answers_for_the_anct_what_their_own_collectivite_asked(desk, requested, declared):
    desk.user.organisation = declared.organisation
    desk.user.save()
    assert press(desk, requested, "prise-en-charge").url == REFUSED
    assert confirm(desk, declared).url == REFUSED


def test_a_maintainer_answers_for_no_other_service(requested, declared):
    desk = people.Desk(people.maintainer(factories.make_service("Tchap")))
    for answer in (
        desk.client.get(LIST),
        press(desk, requested, "prise-en-charge"),
        confirm(desk, declared),
    ):
        assert answer.status_code in (302, 403) and answer.headers.get("Location", REFUSED) == REFUSED


def test_what_is_contested_is_not_confirmed_here(desk, declared):
    confirming.contest(declared, Author(Party.SERVICE, Channel.ADMIN), "Inconnus.")
    assert "1 déclaration sans équipe" not in duties(desk)
    confirm(desk, declared)
    assert Deployment.objects.get().standing == "contestee"

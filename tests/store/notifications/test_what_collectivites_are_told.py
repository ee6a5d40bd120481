"""A collectivité reads that what it declares is contested, and what the ANCT found."""

import pytest

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Channel, Party
from store.mail.categories import DISPUTES
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from tests import factories
from tests.store.spaces.collectivite.conftest import TEAM

pytestmark = pytest.mark.django_db
TOWN = Author(Party.ORGANISATION, Channel.ESPACE)
ANCT = Author(Party.ANCT, Channel.ADMIN)
MAIRIE = "mairie@saint-etienne.example"


@pytest.fixture
def agent(town):
    return factories.make_person(organisation=town, email="amelie@saint-etienne.example")


@pytest.fixture
def declared_by_us(town, service):
    return declare(service, town, {"status": "pilote"}, TOWN)


def to_the_town():
    return {mail.to: mail for mail in Message.objects.filter(category=DISPUTES.slug).order_by("pk")}


def test_the_mairie_and_its_agents_read_that_their_declaration_is_contested(declared_by_us, agent):
    confirming.contest(declared_by_us, TEAM, "Aucun compte ouvert.")
    told = to_the_town()
    assert told.keys() == {MAIRIE, agent.email}
    for mail in told.values():
        assert "conteste ce qui est déclaré de RDV Service Public" in mail.subject
        assert "Motif : Aucun compte ouvert." in mail.text
    link = f"/mon-espace/utilisations/{declared_by_us.pk}/"
    assert link in told[agent.email].text and link not in told[MAIRIE].text


def test_whoever_contests_is_not_told_so(town, service, agent):
    row = declare(service, town, {"status": "pilote"}, TEAM)
    confirming.contest(row, TOWN, "Jamais vu ici.")
    assert to_the_town() == {}


@pytest.mark.parametrize(
    ("settle", "said", "link"),
    [
        (
            lambda row: confirming.uphold(row, ANCT, "Vu avec la mairie."),
            "elle est confirmée",
            "/mon-espace/utilisations/",
        ),
        (lambda row: confirming.dismiss(row, ANCT, "Une erreur."), "la déclaration est retirée", "/mon-espace/"),
    ],
)
def test_both_read_what_the_anct_found(declared_by_us, agent, settle, said, link):
    confirming.contest(declared_by_us, TEAM, "Aucun compte ouvert.")
    Message.objects.all().delete()
    settle(declared_by_us)
    told = to_the_town()
    assert told.keys() == {MAIRIE, agent.email}
    assert all(said in mail.text for mail in told.values())
    assert link in told[agent.email].text and "/mainteneur/" not in told[agent.email].text


@pytest.mark.parametrize("settle", [confirming.uphold, confirming.dismiss])
@pytest.mark.parametrize("made_up", [True, False])
def test_what_was_made_up_is_labelled_even_once_it_is_gone(service, town, settle, made_up):
    row = declare(service, town, {"status": "pilote", "is_demo": made_up}, TOWN)
    confirming.contest(row, TEAM, "Aucun compte ouvert.")
    Message.objects.all().delete()
    settle(row, ANCT, "Vu avec la mairie.")
    assert ("(Donnée de démonstration.)" in to_the_town()[MAIRIE].text) is made_up


def test_one_address_is_written_to_once_and_may_refuse(declared_by_us, town):
    factories.make_person(organisation=town, email=MAIRIE.upper())
    confirming.contest(declared_by_us, TEAM, "Aucun compte ouvert.")
    assert list(to_the_town()) == [MAIRIE]
    Message.objects.all().delete()
    Preference.objects.say(fingerprint(MAIRIE), DISPUTES, wanted=False)
    confirming.uphold(declared_by_us, ANCT, "Vu avec la mairie.")
    assert to_the_town() == {}


def test_nothing_is_said_of_a_service_that_is_hidden_since(declared_by_us, agent, service):
    service.unpublish()
    confirming.contest(declared_by_us, TEAM, "Aucun compte ouvert.")
    assert to_the_town() == {}

"""An account that is deleted leaves its word behind: whoever had it does not come back to sign for the other party."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.confirming import confirm, contest, uphold
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from catalogue.deployments.signature_rules import SignatureError
from store.accounts.models import AddressChange, User
from store.accounts.rights import ADMINISTRATORS
from store.spaces.retention import purge
from tests import factories

pytestmark = pytest.mark.django_db
OWN, FORMER = "camille@anct.example", "camille@mairie.example"
IDENTITY = {"issuer": "https://proconnect.example", "sub": "abc"}
LINK = Author(Party.ORGANISATION, Channel.LIEN)


@pytest.fixture
def team(service):
    """Of the service."""
    return factories.make_person("Camille", maintains=(service,), email=OWN, **IDENTITY)


@pytest.fixture
def row(team, town, service):
    return declare(service, town, {"status": "pilote"}, Author(Party.SERVICE, Channel.ESPACE, team))


def delete(client, person):
    """In the admin."""
    client.force_login(factories.make_person(groups=(ADMINISTRATORS,)))
    assert client.post(f"/admin/users/delete/{person.pk}/").status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()


def refused(row, by):
    with pytest.raises(SignatureError, match="n'existe plus"):
        confirm(Deployment.objects.get(pk=row.pk), by)
    assert Deployment.objects.get().standing == "declaree"


def agent_of(town, **known):
    return Author(Party.ORGANISATION, Channel.ESPACE, factories.make_person("Camille", organisation=town, **known))


def test_who_comes_back_with_the_same_identity_or_mailbox_does_not_confirm(client, row, team, town):
    AddressChange.objects.create(user=team, address=OWN, mailbox=OWN, former=FORMER, used=timezone.now(), asked_by=team)
    delete(client, team)
    refused(row, agent_of(town, **IDENTITY))
    for address in (OWN, "Camille+store@anct.example", FORMER):
        refused(row, agent_of(town, email=address))
    confirm(row, agent_of(town, email="dominique@mairie.example"))
    assert Deployment.objects.get().standing == "confirmee", "somebody else"


def test_nor_by_the_link_sent_to_their_own_address(client, row, team, town):
    type(town).objects.update(public_email=OWN)
    delete(client, team)
    refused(row, LINK)


def test_nor_by_an_address_that_they_had_just_given_the_collectivite(client, row, team, town):
    type(town).objects.update(
        public_email="autre@ailleurs.example", public_email_by=team, public_email_since=timezone.now()
    )
    delete(client, team)
    refused(row, LINK)
    type(town).objects.update(public_email_since=timezone.now() - timedelta(days=31))
    confirm(row, LINK)


def test_nor_by_an_account_that_they_had_just_let_in(client, row, team, town):
    friend = factories.make_person("Ami", email="ami@ailleurs.example")
    friend.attach(town, team)
    delete(client, team)
    friend.refresh_from_db()
    refused(row, Author(Party.ORGANISATION, Channel.ESPACE, friend))


def test_nor_does_who_had_let_them_in(client, town, service):
    host = factories.make_person("Hôte", maintains=(service,))
    agent = factories.make_person("Camille", email=OWN)
    agent.attach(town, host)
    row = declare(service, town, {"status": "pilote"}, Author(Party.ORGANISATION, Channel.ESPACE, agent))
    delete(client, agent)
    refused(row, Author(Party.SERVICE, Channel.ESPACE, host))


def test_nor_do_they_judge_the_dispute(client, row, team):
    delete(client, team)
    contest(row, LINK, "Nous ne l'utilisons pas.")
    with pytest.raises(SignatureError, match="quelqu'un d'autre de l'ANCT"):
        uphold(row, Author(Party.ANCT, Channel.ADMIN, factories.make_person(email=OWN)), "Vu sur place.")


def test_what_is_left_names_nobody_and_goes_after_a_year(client, row, team, town):
    delete(client, team)
    marks = DeploymentEvent.objects.get().author_marks
    assert marks and not any(said in str(marks) for said in (OWN, "Camille", IDENTITY["sub"]))
    purge(timezone.now() + timedelta(days=366))
    assert DeploymentEvent.objects.get().author_marks == ["inconnu"]
    refused(row, agent_of(town, email="dominique@mairie.example"))


def test_a_town_that_proconnect_names_is_no_gift_of_who_is_gone(client, row, team, town):
    delete(client, team)
    type(town).objects.update(siren="214202184")
    agent = factories.make_person("Dominique", siret="21420218400017", email="dominique@mairie.example")
    agent.attach(type(town).objects.get(), None)
    confirm(row, Author(Party.ORGANISATION, Channel.ESPACE, agent))

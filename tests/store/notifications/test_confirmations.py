"""Who is asked to confirm: the public address by a link, those who act for the collectivité by their space."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from catalogue.deployments.changing import change, declare
from catalogue.deployments.confirming import confirm, tell_who_is_ending
from catalogue.deployments.models import Deployment
from store.mail.categories import CONFIRMATIONS
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from tests import factories
from tests.store.spaces.collectivite.conftest import TEAM
from tests.store.spaces.collectivite.test_links import MAIRIE, TOWN, mails
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("public", ["", "mairie(at)saint-etienne.example"])
def test_those_who_have_an_account_are_written_to_and_answer_in_their_space(us, agent, town, service, public):
    type(town).objects.filter(pk=town.pk).update(public_email=public)
    factories.make_person(organisation=town, email="parti@saint-etienne.example", is_active=False)
    row = declare(service, town, {"status": "pilote"}, TEAM)
    change(row, {"status": "en-production"}, TEAM)
    [mail] = Message.objects.all()
    assert mail.to == agent.email
    assert f"/mon-espace/utilisations/{row.pk}/" in mail.text and "/confirmer/" not in mail.text
    assert "confirmer" in text_of(us.get(f"/mon-espace/utilisations/{row.pk}/"))


def test_the_public_address_and_an_account_are_both_written_to_and_each_may_refuse(agent, town, service):
    declare(service, town, {"status": "pilote"}, TEAM)
    assert {mail.to for mail in Message.objects.all()} == {MAIRIE, agent.email}
    Message.objects.all().delete()
    Preference.objects.say(fingerprint(agent.email), CONFIRMATIONS, wanted=False)
    declare(factories.make_service(), town, {"status": "pilote"}, TEAM)
    assert [mail.to for mail in Message.objects.all()] == [MAIRIE]


def test_an_account_with_the_public_address_reads_one_mail(agent, town, service):
    type(agent).objects.filter(pk=agent.pk).update(email=MAIRIE.upper())
    declare(service, town, {"status": "pilote"}, TEAM)
    assert len(Message.objects.all()) == 1 and len(mails()) == 1


def test_after_eleven_months_those_who_have_an_account_are_reminded_once(agent, town, service):
    type(town).objects.filter(pk=town.pk).update(public_email="")
    with time_machine.travel("2025-12-10"):
        confirm(declare(service, town, {"status": "en-production"}, TEAM), TOWN)
    Message.objects.all().delete()
    for day in ("2026-11-10 12:00", "2026-11-11 12:00"):
        with time_machine.travel(day):
            tell_who_is_ending(datetime.now(UTC).date())
    [mail] = Message.objects.all()
    assert mail.to == agent.email and "Utilisez-vous toujours" in mail.subject and "/mon-espace/" in mail.text


def test_an_address_badly_recorded_refuses_no_declaration(town, neighbour, service):
    type(town).objects.filter(pk=town.pk).update(public_email="mairie(at)saint-etienne.example")
    with transaction.atomic():
        for place in (town, neighbour):
            declare(service, place, {"status": "pilote"}, TEAM)
    assert Deployment.objects.count() == 2
    assert [mail.to for mail in Message.objects.all()] == ["mairie@roanne.example"]

"""Eleven months after a verification, the team of a service receives one mail."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from store.accounts.models import User
from store.mail.models import Message
from store.notifications.sheet_verifications import remind_verifications
from tests import factories
from tests.store.admin.people import maintainer

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def verified(days: int, title: str = "Salle libre", **fields):
    return factories.make_service(title, verified=TODAY - timedelta(days=days), **fields)


def receivers() -> list[str]:
    return sorted(Message.objects.values_list("to", flat=True))


@pytest.mark.parametrize(("days", "is_written"), [(300, False), (335, False), (336, True), (365, True), (800, True)])
def test_a_team_is_written_to_from_the_eleventh_month_on(catalogue, days, is_written):
    maintainer(verified(days), "farida")
    remind_verifications(TODAY)
    assert receivers() == (["farida@exemple.fr"] if is_written else [])


def test_running_it_again_writes_nothing_more_until_the_next_verification(catalogue):
    sheet = verified(340)
    maintainer(sheet, "farida")
    remind_verifications(TODAY)
    remind_verifications(TODAY + timedelta(days=1))
    assert len(receivers()) == 1
    type(sheet).objects.filter(pk=sheet.pk).update(verified=TODAY)
    remind_verifications(TODAY + timedelta(days=340))
    assert len(receivers()) == 2


def test_each_maintainer_is_written_to_and_the_team_when_there_is_none(catalogue):
    shared = verified(340, contact_email="salles@exemple.fr")
    maintainer(shared, "farida")
    maintainer(shared, "eric")
    verified(340, "Cantine", contact_email="cantine@exemple.fr")
    verified(340, "Sans adresse")
    remind_verifications(TODAY)
    assert receivers() == ["cantine@exemple.fr", "eric@exemple.fr", "farida@exemple.fr"]


def test_who_has_left_is_not_written_to(catalogue):
    sheet = verified(340, contact_email="salles@exemple.fr")
    maintainer(sheet, "farida")
    User.objects.update(is_active=False)
    remind_verifications(TODAY)
    assert receivers() == ["salles@exemple.fr"]


def test_the_mail_says_what_to_do(catalogue):
    sheet = verified(340)
    maintainer(sheet, "farida")
    remind_verifications(TODAY)
    mail = Message.objects.get()
    assert mail.subject == "La fiche de Salle libre est-elle toujours exacte ?"
    assert f"/admin/fiches/{sheet.pk}/verifier/" in mail.text
    assert "À partir du 19 décembre 2026" in mail.text


def test_drafts_and_sheets_never_verified_are_left_alone(catalogue):
    draft = factories.make_service("Brouillon", verified=TODAY - timedelta(days=340), published=False)
    maintainer(draft, "farida")
    maintainer(factories.make_service("Jamais"), "eric")
    assert remind_verifications(TODAY) == 0
    assert receivers() == []


def test_the_command_says_how_many_sheets_wait(catalogue, capsys):
    factories.make_service("Vieille", verified=date.today() - timedelta(days=500))
    call_command("remind_verifications")
    assert "1 fiches à revérifier" in capsys.readouterr().out

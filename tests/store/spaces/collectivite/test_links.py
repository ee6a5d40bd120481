"""Confirming by the link of a mail: no account, one answer, thirty days, and nothing else shown."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from catalogue.deployments.changing import Author, change, declare, withdraw
from catalogue.deployments.confirming import confirm, expire_confirmations, tell_who_is_ending
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from store.mail.categories import CONFIRMATIONS
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from store.spaces.models import ConfirmationLink
from tests import factories
from tests.store.spaces.collectivite.conftest import TEAM
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
MAIRIE = "mairie@saint-etienne.example"
TOWN = Author(Party.ORGANISATION, Channel.ESPACE)


def mails():
    return list(Message.objects.filter(to=MAIRIE).order_by("pk"))


def link_in(mail):
    """The path of the address that the mail gives."""
    [address] = [word for word in mail.text.split() if "/confirmer/" in word]
    return "/" + address.partition("://")[2].partition("/")[2]


def answer(path, **said):
    """Somebody of the mairie opens the link and presses a button."""
    browser = Client()
    shown = browser.get(path)
    version = shown.context["form"]["version"].value() if shown.status_code == 200 else ""
    return browser.post(path, {"answer": "confirmer", "version": version, **said})


def test_a_declaration_is_mailed_to_the_public_address_and_confirmed_by_its_link(declared):
    [mail] = mails()
    assert "Utilisez-vous RDV Service Public ? Répondez pour Saint-Étienne" in mail.subject
    done = answer(link_in(mail))
    assert "Vous confirmez que Saint-Étienne utilise RDV Service Public" in text_of(done)
    assert Deployment.objects.get().standing == "confirmee"
    event = DeploymentEvent.objects.last()
    assert (event.channel, event.author, event.author_label) == ("lien", None, "Saint-Étienne")


def test_it_is_contested_with_a_reason(declared):
    path = link_in(mails()[0])
    refused = answer(path, answer="contester")
    assert "Dites pourquoi vous contestez" in text_of(refused)
    done = answer(path, answer="contester", reason="Jamais vu ici.")
    assert "L'ANCT tranchera" in text_of(done)
    assert Deployment.objects.get().contest_reason == "Jamais vu ici."


def test_opening_the_link_changes_nothing(declared):
    path = link_in(mails()[0])
    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert Deployment.objects.get().standing == "declaree"
    assert ConfirmationLink.objects.get().used is None


def test_a_link_answers_once(declared):
    path = link_in(mails()[0])
    answer(path)
    again = answer(path, answer="contester", reason="Non.")
    assert again.status_code == 410
    assert Client().get(path).status_code == 410
    assert Deployment.objects.get().standing == "confirmee"


def test_a_link_lasts_thirty_days(declared, time_machine_at):
    path = link_in(mails()[0])
    time_machine_at(datetime.now(UTC) + timedelta(days=29, hours=23))
    assert Client().get(path).status_code == 200
    time_machine_at(datetime.now(UTC) + timedelta(hours=2))
    assert answer(path).status_code == 410
    assert Deployment.objects.get().standing == "declaree"


@pytest.mark.parametrize("harm", [lambda path: path[:-5] + "/", lambda path: path.replace(":", "x", 1)])
def test_a_link_cut_or_changed_shows_nothing(declared, harm):
    answered = Client().get(harm(link_in(mails()[0])))
    assert answered.status_code == 404
    assert "RDV Service Public" not in text_of(answered)


def test_what_was_signed_for_something_else_opens_nothing(declared):
    link = ConfirmationLink.objects.get()
    for forged in (signing.dumps(link.pk.hex), signing.TimestampSigner().sign(link.pk.hex), link.pk.hex, "a:b:c"):
        assert Client().get(f"/confirmer/{forged}/").status_code == 404


def test_the_page_of_a_link_shows_that_deployment_and_nothing_around_it(declared, town, agent):
    other = factories.make_service("Visio")
    declare(other, town, {"status": "pilote"}, TEAM)
    shown = Client().get(link_in(mails()[0]))
    told = text_of(shown)
    assert "RDV Service Public" in told
    assert "Visio" not in told and "Amélie" not in told and MAIRIE not in told
    assert "noindex" in shown.content.decode()
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown.headers["Cache-Control"]
    closed = text_of(answer(link_in(mails()[0]))) and text_of(Client().get(link_in(mails()[0])))
    assert "RDV Service Public" not in closed and "Saint-Étienne" not in closed


def test_a_link_signs_no_other_deployment(declared, town):
    other = declare(factories.make_service("Visio"), town, {"status": "pilote"}, TEAM)
    answer(link_in(mails()[0]), deployment=other.pk, pk=other.pk)
    assert {row.service.title: row.standing for row in Deployment.objects.all()} == {
        "RDV Service Public": "confirmee",
        "Visio": "declaree",
    }


def test_what_changed_since_the_page_was_opened_is_read_again(declared):
    path = link_in(mails()[0])
    browser = Client()
    read = browser.get(path).context["form"]["version"].value()
    change(declared, {"status": "en-production"}, TEAM)
    shown = browser.post(path, {"answer": "confirmer", "version": read})
    assert "a changé pendant que vous lisiez" in text_of(shown) and "En production" in text_of(shown)
    assert Deployment.objects.get().standing == "declaree"
    assert "Vous confirmez" in text_of(answer(path))


def test_once_the_collectivite_has_answered_in_its_space_the_link_is_closed(declared):
    confirm(declared, TOWN)
    assert Client().get(link_in(mails()[0])).status_code == 410


def test_a_declaration_taken_back_takes_its_link_along(declared):
    path = link_in(mails()[0])
    withdraw(declared, TEAM)
    assert Client().get(path).status_code == 410


def test_once_the_address_is_corrected_what_went_to_the_wrong_one_opens_nothing(declared, town):
    town.public_email = "accueil@saint-etienne.example"
    town.save()
    assert answer(link_in(mails()[0])).status_code == 410
    assert Deployment.objects.get().standing == "declaree"


def test_a_hidden_service_closes_the_link(declared, service):
    path = link_in(mails()[0])
    factories.restrict(service, "groups")
    answered = answer(path)
    assert answered.status_code == 410 and "RDV" not in text_of(answered)


def test_another_status_another_day_is_another_mail_and_only_the_last_link_holds(declared, time_machine_at):
    time_machine_at(datetime.now(UTC) + timedelta(days=2))
    change(declared, {"status": "en-production"}, TEAM)
    first, second = mails()
    assert Client().get(link_in(first)).status_code == 410
    assert "En production" in text_of(Client().get(link_in(second)))


def test_whoever_hesitates_writes_one_mail_and_its_link_shows_the_last_word(declared):
    for status in ("en-production", "en-deploiement"):
        change(declared, {"status": status}, TEAM)
    [mail] = mails()
    assert "En déploiement" in text_of(Client().get(link_in(mail)))


def test_a_note_that_is_no_declaration_writes_to_nobody(declared, time_machine_at):
    time_machine_at(datetime.now(UTC) + timedelta(days=2))
    change(declared, {"pilot_sites": "Mairie annexe"}, TEAM)
    assert len(mails()) == 1


def test_nobody_is_written_to_about_what_they_said_or_what_a_file_said(town, service):
    declare(service, town, {"status": "pilote"}, TOWN)
    declare(factories.make_service(), town, {"status": "pilote"}, Author(Party.ANCT, Channel.CHARGEMENT))
    assert mails() == []


def test_what_an_editor_declares_is_confirmed_too(town, service):
    declare(service, town, {"status": "pilote"}, Author(Party.ANCT, Channel.ADMIN))
    assert "Vous confirmez" in text_of(answer(link_in(mails()[0])))


def test_without_an_address_or_when_it_refuses_nothing_is_written(town, service):
    Preference.objects.say(fingerprint(MAIRIE), CONFIRMATIONS, wanted=False)
    declare(service, town, {"status": "pilote"}, TEAM)
    town.public_email = ""
    town.save()
    declare(factories.make_service(), town, {"status": "pilote"}, TEAM)
    assert not Message.objects.exists()


def test_a_refused_declaration_writes_nothing(town, service):
    with pytest.raises(Exception, match="Dites pourquoi"):
        declare(service, town, {"status": "arrete"}, TEAM)
    assert not ConfirmationLink.objects.exists() and not Message.objects.exists()


def test_after_eleven_months_a_new_link_is_mailed_once(town, service):
    with time_machine.travel("2025-12-10"):
        answer_to = declare(service, town, {"status": "en-production"}, TEAM)
        confirm(answer_to, TOWN)
    Message.objects.all().delete()
    with time_machine.travel("2026-11-09 12:00"):
        tell_who_is_ending(datetime.now(UTC).date())
        assert mails() == []
    for day in ("2026-11-10 12:00", "2026-11-11 12:00", "2026-12-09 12:00"):
        with time_machine.travel(day):
            tell_who_is_ending(datetime.now(UTC).date())
    [mail] = mails()
    assert "Utilisez-vous toujours RDV Service Public ?" in mail.subject
    with time_machine.travel("2026-11-20 12:00"):
        assert "Vous confirmez" in text_of(answer(link_in(mail)))
        assert Deployment.objects.get().confirmed_on.isoformat() == "2026-11-20"
        tell_who_is_ending(datetime.now(UTC).date())
    assert len(mails()) == 1


def test_the_link_of_the_reminder_still_confirms_what_has_expired(town, service):
    with time_machine.travel("2025-12-10"):
        confirm(declare(service, town, {"status": "en-production"}, TEAM), TOWN)
    with time_machine.travel("2026-11-15 12:00"):
        tell_who_is_ending(datetime.now(UTC).date())
    with time_machine.travel("2026-12-12 12:00"):
        expire_confirmations(datetime.now(UTC).date())
        assert Deployment.objects.get().standing == "a-reconfirmer"
        answer(link_in(mails()[-1]))
        assert Deployment.objects.get().standing == "confirmee"

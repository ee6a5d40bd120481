"""Those who follow a need are told of each step, once, at once or in one letter a week."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Channel, Party, Status
from catalogue.needs.follows import follow, stop
from catalogue.needs.grouping import answer_objection, correct, group, object_to, ungroup
from catalogue.needs.journal import Voice, anct, move, record, tell
from catalogue.needs.models import NeedAct, NeedEvent, Project, Stage
from store.mail.categories import NEEDS_WEEKLY
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from store.notifications.models import WaitingStep
from store.notifications.need_letters import write_step_letters
from store.notifications.weekly_need_letters import write_weekly_letters
from tests import factories
from tests.factories import make_consultation, make_contribution, make_organisation, make_person, make_proposition

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_person(email="autrice@rivolet.example", organisation=make_organisation("Commune de Rivolet"))


@pytest.fixture
def follower():
    return make_person(email="suiveur@vaux.example")


@pytest.fixture
def consultation():
    return make_consultation(phases=("recueil", "soutien"))


@pytest.fixture
def contribution(consultation, author):
    return make_contribution(
        "Un nid-de-poule", consultation=consultation, organisation=author.organisation, user=author
    )


@pytest.fixture
def proposition(consultation):
    return make_proposition("Signaler un incident", consultation=consultation)


def received() -> list[tuple[str, str]]:
    """Since the last time: (address, subject)."""
    call_command("send_mail", verbosity=0)
    told = sorted((address, sent.subject) for sent in mail.outbox for address in sent.recipients())
    mail.outbox.clear()
    return told


def sent_to(person) -> mail.EmailMultiAlternatives:
    call_command("send_mail", verbosity=0)
    (found,) = (sent for sent in mail.outbox if sent.recipients() == [person.email])
    return found


def decide(need, act, stage, reason="Le comité a jugé."):
    move(need, stage, timezone.now())
    tell([record(need, act, Voice(None, "Comité de sélection"), timezone.now(), reason=reason)])


def test_its_author_learns_that_it_is_grouped_and_may_object(contribution, proposition, author, follower):
    follow(contribution, follower)
    received()
    group(proposition, [contribution], "Le même besoin", anct())
    to_author = sent_to(author)
    assert "Signaler un incident" in to_author.body
    assert "Le même besoin" in to_author.body
    assert "jusqu'au" in to_author.body
    assert sorted(address for address, _ in received()) == [author.email, follower.email]


def test_the_answer_to_an_objection_is_told_once(contribution, proposition, author):
    group(proposition, [contribution], "Le même besoin", anct())
    objection = object_to(contribution, "Ce n'est pas pareil", Voice(author, author.organisation.name))
    received()
    answer_objection(objection, True, "Vous avez raison", anct())
    ((address, subject),) = received()
    assert (address, subject) == (author.email, "Votre opposition est suivie : Un nid-de-poule")
    group(proposition, [contribution], "Encore", anct())
    received()
    ungroup([contribution], "Finalement non", anct())
    assert [subject for _, subject in received()] == ["Sortie du regroupement : Un nid-de-poule"]


def test_those_who_follow_a_proposition_and_what_it_groups_are_told_of_its_steps(
    contribution, proposition, author, follower
):
    group(proposition, [contribution], "Le même besoin", anct())
    follow(proposition, follower)
    received()
    correct(proposition, {"text": "Mieux dit."}, "Plus clair", anct())
    assert [address for address, _ in received()] == [author.email, follower.email]
    decide(proposition, NeedAct.SELECTED, Stage.SELECTED)
    assert {subject for _, subject in received()} == {"Retenue par le comité : Signaler un incident"}
    decide(contribution, NeedAct.NOT_SELECTED, Stage.NOT_SELECTED, "Trop coûteux")
    sent = sent_to(author)
    assert "Trop coûteux" in sent.body
    assert "reprendre à une prochaine séance" in sent.body
    assert len(received()) == 2


def test_no_letter_twice_and_none_to_who_stopped(contribution, author, follower):
    follow(contribution, follower)
    stop(contribution, author)
    received()
    decide(contribution, NeedAct.CALL_OPENED, Stage.PILOTS_WANTED)
    assert [address for address, _ in received()] == [follower.email]
    write_step_letters([NeedEvent.objects.latest("pk").pk])
    assert received() == []


def test_one_click_stops_the_letters(client, contribution, follower):
    follow(contribution, follower)
    received()
    decide(contribution, NeedAct.CALL_OPENED, Stage.PILOTS_WANTED)
    sent = sent_to(follower)
    link = sent.extra_headers["List-Unsubscribe"].strip("<>").replace("http://localhost:8000", "")
    client.post(link, {"List-Unsubscribe": "One-Click"})
    received()
    decide(contribution, NeedAct.IN_SERVICE, Stage.IN_SERVICE)
    assert follower.email not in [address for address, _ in received()]


def test_one_letter_a_week_groups_all_latest_first_and_repeats_nothing(
    client, contribution, proposition, follower, monkeypatch
):
    Preference.objects.say(fingerprint(follower.email), NEEDS_WEEKLY, wanted=True)
    follow(contribution, follower)
    follow(proposition, follower)
    received()
    decide(contribution, NeedAct.CALL_OPENED, Stage.PILOTS_WANTED)
    decide(proposition, NeedAct.SELECTED, Stage.SELECTED, "Beaucoup la soutiennent")
    decide(contribution, NeedAct.IN_SERVICE, Stage.IN_SERVICE)
    assert follower.email not in [address for address, _ in received()]
    WaitingStep.objects.filter(heading__startswith="Des territoires").update(at=timezone.now() - timedelta(days=8))
    write_weekly_letters()
    ((address, subject),) = received()
    assert (address, subject) == (follower.email, "3 étapes des besoins que vous suivez")
    body = Message.objects.get(subject=subject).text
    told = ["Le service est au catalogue", "Des territoires pilotes", "Retenue par le comité"]
    assert [body.index(words) for words in told] == sorted(body.index(words) for words in told)
    WaitingStep.objects.update(at=timezone.now() - timedelta(days=8))
    write_weekly_letters()
    assert received() == []


def test_a_private_consultation_is_told_to_its_authors_only(contribution, proposition, author, follower):
    group(proposition, [contribution], "Le même besoin", anct())
    follow(proposition, follower)
    factories.restrict(contribution.consultation)
    received()
    decide(proposition, NeedAct.SELECTED, Stage.SELECTED)
    assert received() == []
    ungroup_reason = "Pas pour elle"
    move(contribution, Stage.GROUPED, timezone.now())
    ungroup([contribution], ungroup_reason, anct())
    assert [address for address, _ in received()] == [author.email]


def test_history_that_is_recorded_today_is_no_news(contribution, author):
    received()
    long_ago = timezone.now() - timedelta(days=1_000)
    tell([record(contribution, NeedAct.SELECTED, anct(), long_ago)])
    assert received() == []


def test_a_service_in_production_near_them_is_told_once(contribution, follower):
    departement = factories.make_territory("Isère", kind="departement", code="38")
    home = factories.make_territory("Vaux", code="38001", inside=(departement,))
    there = factories.make_territory("Uriage", code="38002", inside=(departement,))
    follower.organisation = make_organisation("Commune de Vaux", territory=home)
    follower.save()
    follow(contribution, follower)
    service = factories.make_service("Voirie")
    move(contribution, Stage.IN_SERVICE, timezone.now())
    Project.objects.create(contribution=contribution, selected=timezone.now(), changed=timezone.now(), service=service)
    received()
    user = make_organisation("Commune d'Uriage", territory=there)
    values = {"status": Status.EN_PRODUCTION, "since": timezone.localdate()}
    declare(service, user, values, Author(Party.SERVICE, Channel.ESPACE))
    assert NeedEvent.objects.get(act=NeedAct.DEPLOYED).changes == {"collectivites": 1}
    call_command("write_need_letters", verbosity=0)
    assert (follower.email, "Voirie est en production près de chez vous") in received()
    call_command("write_need_letters", verbosity=0)
    assert received() == []

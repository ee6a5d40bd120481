"""A real mail server that is away, refuses, cuts the line: nothing is lost, nothing leaves twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.admin.mail import send_mail

from store.mail.categories import INCIDENTS
from store.mail.models import Message, MessageState, Preference
from store.mail.models.preference import fingerprint

pytestmark = pytest.mark.django_db(transaction=True)


def send() -> str:
    said = StringIO()
    call_command("send_mail", stdout=said)
    return said.getvalue().strip()


def states() -> dict[str, str]:
    return dict(Message.objects.values_list("key", "state"))


def test_mails_wait_for_the_sender_in_production(post_office, write):
    write("essai:1")
    assert post_office.received == []
    assert send() == "envoyés : 1"
    (mail,) = post_office.received
    assert mail["To"] == "mairie@commune.example"
    assert mail["Subject"] == "Votre demande"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Elle est partie." in mail.get_body(["plain"]).get_content()
    assert "Elle est partie." in mail.get_body(["html"]).get_content()
    assert send() == "Aucun courriel à envoyer."


def test_a_server_that_is_away_loses_nothing_and_all_leaves_when_it_returns(post_office, write):
    post_office.close()
    for number in range(5):
        write(f"essai:{number}")
    for _ in range(30):
        assert send() == "serveur injoignable, remis à plus tard : 1"
    assert set(states().values()) == {MessageState.WAITING}
    post_office.open()
    assert send() == "envoyés : 5"
    assert set(post_office.copies().values()) == {1}
    assert len(post_office.received) == 5


def test_an_address_that_does_not_exist_is_set_aside_and_blocks_nobody(post_office, write):
    post_office.refusals["partie@commune.example"] = "550 unknown user"
    write("essai:1", to="partie@commune.example")
    write("essai:2")
    send()
    assert states() == {"essai:1": MessageState.SET_ASIDE, "essai:2": MessageState.SENT}
    assert Message.objects.get(key="essai:1").error == "550 unknown user"
    with pytest.raises(CommandError, match="écartés : 1"):
        call_command("check_mail")


def test_a_refusal_that_may_pass_is_tried_again_later_and_later(post_office, write, time_machine_at):
    post_office.refusals["mairie@commune.example"] = "451 greylisted"
    write()
    waits = []
    for _ in range(9):
        assert send() == "refusés pour le moment : 1"
        assert send() == "Aucun courriel à envoyer."
        message = Message.objects.get()
        waits.append(message.due - timezone.now())
        time_machine_at(message.due + timedelta(seconds=1))
    assert waits == sorted(waits)
    assert Message.objects.get().state == MessageState.WAITING
    post_office.refusals.clear()
    assert send() == "envoyés : 1"


def test_what_is_refused_ten_times_is_set_aside(post_office, write, time_machine_at):
    post_office.refusals["mairie@commune.example"] = "451 greylisted"
    write()
    for _ in range(10):
        send()
        time_machine_at(Message.objects.get().due + timedelta(seconds=1))
    assert states() == {"essai:1": MessageState.SET_ASIDE}
    assert send() == "Aucun courriel à envoyer."


def test_a_server_that_hangs_up_before_the_text_got_nothing(post_office, write, time_machine_at):
    post_office.hangs_up_at_once = True
    write()
    assert send() == "refusés pour le moment : 1"
    post_office.hangs_up_at_once = False
    time_machine_at(timezone.now() + timedelta(minutes=3))
    assert send() == "envoyés : 1"
    assert set(post_office.copies().values()) == {1}


def test_a_server_that_hangs_up_with_the_text_may_have_it_so_it_is_not_sent_again(post_office, write, time_machine_at):
    post_office.hangs_up_with_the_text = True
    write()
    assert send() == "sans réponse du serveur : 1"
    post_office.hangs_up_with_the_text = False
    time_machine_at(timezone.now() + timedelta(days=2))
    assert send() == "Aucun courriel à envoyer."
    assert len(post_office.received) == 1
    with pytest.raises(CommandError, match="sort inconnu : 1"):
        call_command("check_mail")


def test_a_server_that_no_longer_answers_is_noticed(post_office, write, time_machine_at):
    post_office.close()
    write()
    send()
    call_command("check_mail", stdout=StringIO())
    time_machine_at(timezone.now() + timedelta(minutes=16))
    send()
    with pytest.raises(CommandError, match="dont en retard : 1"):
        call_command("check_mail")


def test_who_unsubscribes_while_the_server_is_away_gets_nothing_more(post_office, write):
    write("incident:1", category=INCIDENTS)
    Preference.objects.say(fingerprint("mairie@commune.example"), INCIDENTS, wanted=False)
    assert send() == "écartés : 1"
    assert post_office.received == []


def test_the_process_that_writes_sends_when_it_is_told_to(post_office, write, settings):
    settings.MAIL_SEND_ON_COMMIT = True
    write()
    assert len(post_office.received) == 1
    assert states() == {"essai:1": MessageState.SENT}


def test_what_wagtail_sends_waits_like_the_rest(post_office, settings):
    settings.EMAIL_BACKEND = "store.mail.posting.OutboxBackend"
    post_office.close()
    subject, readers = "Fiche à\n relire", ["a@anct.example", "b@anct.example"]
    with transaction.atomic():
        send_mail(subject, "Une fiche attend.", readers, html_message="<p>Une fiche attend.</p>")
    send()
    post_office.open()
    assert send() == "envoyés : 2"
    assert [mail["To"] for mail in post_office.received] == readers
    assert {mail["Subject"] for mail in post_office.received} == {"Fiche à relire"}

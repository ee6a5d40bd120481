"""After ninety days nothing says to whom the Store wrote."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from store.mail.models import Message, MessageState

pytestmark = pytest.mark.django_db(transaction=True)


def purge() -> str:
    said = StringIO()
    call_command("purge_mail", stdout=said)
    return said.getvalue().strip()


def test_words_and_addresses_go_and_the_key_stays(write, time_machine_at):
    write("demande:1", reply_to="agente@commune.example")
    assert purge() == "Courriels effacés : 0"
    time_machine_at(timezone.now() + timedelta(days=91))
    assert purge() == "Courriels effacés : 1"
    kept = Message.objects.values().get()
    assert "commune.example" not in str(kept)
    assert "Elle est partie" not in str(kept)
    assert (kept["key"], kept["state"]) == ("demande:1", MessageState.SENT)
    assert purge() == "Courriels effacés : 0"


def test_what_was_forgotten_is_not_written_again(write, time_machine_at):
    write("demande:1")
    time_machine_at(timezone.now() + timedelta(days=91))
    purge()
    write("demande:1")
    assert len(mail.outbox) == 1


def test_what_never_left_is_set_aside_and_no_longer_waits(post_office, write, time_machine_at):
    write("demande:1")
    time_machine_at(timezone.now() + timedelta(days=91))
    purge()
    call_command("send_mail", stdout=StringIO())
    assert post_office.received == []
    call_command("check_mail", stdout=StringIO())

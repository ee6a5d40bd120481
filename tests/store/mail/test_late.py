"""Mails leave late: whoever is promised one is told, and nobody else is worried."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from store.mail.models import Message, MessageState

LATE = "Nos courriels partent avec du retard"


@pytest.fixture
def asks_for_another_address(client, transactional_db, settings):
    settings.MAIL_SEND_ON_COMMIT = True
    client.force_login(get_user_model().objects.create_user("zoe"))
    return lambda: client.post("/mon-compte/adresse/", {"address": "zoe@nantes.fr"}, follow=True).text


def test_a_mail_that_cannot_leave_now_is_said_on_the_page_that_promises_it(asks_for_another_address, settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    said = asks_for_another_address()
    assert "Un courriel part à zoe@nantes.fr" in said
    assert LATE in said
    assert Message.objects.get(to="zoe@nantes.fr").state == MessageState.WAITING


def test_while_mails_leave_nothing_is_said(asks_for_another_address):
    assert LATE not in asks_for_another_address()


@pytest.mark.parametrize(
    ("waiting", "late"),
    [({"tries": 3, "error": "greylisted"}, False), ({"due": timedelta(minutes=-6)}, True), ({"error": "away"}, True)],
)
def test_one_receiver_who_refuses_delays_nobody_else(asks_for_another_address, settings, waiting, late):
    settings.MAIL_SEND_ON_COMMIT = False
    due = timezone.now() + waiting.pop("due", timedelta(minutes=1))
    Message.objects.create(key="a", category="compte", to="a@mairie.fr", subject="A", text="A", due=due, **waiting)
    assert (LATE in asks_for_another_address()) is late

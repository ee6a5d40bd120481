"""Senders that run at once, and one that is killed: processes of their own, on SQLite and on PostgreSQL."""

import pytest

from store.mail.models import MessageState
from tests.store.mail.senders import Senders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def senders(post_office, write, tmp_path_factory):
    """Thirty mails wait for them."""
    for number in range(30):
        write(f"essai:{number}")
    return Senders(tmp_path_factory.mktemp("senders"), post_office)


def test_three_senders_at_once_send_each_mail_once(senders, post_office):
    post_office.delay = 0.02
    at_once = [senders.start() for _ in range(3)]
    assert [sender.wait(120) for sender in at_once] == [0, 0, 0]
    assert len(post_office.copies()) == 30
    assert set(post_office.copies().values()) == {1}
    assert senders.states() == {MessageState.SENT}
    shares = [sender.communicate()[0].strip() for sender in at_once]
    assert sum(int(share.rpartition(" ")[2]) for share in shares if share.startswith("envoyés")) == 30


def test_a_sender_killed_between_sending_and_noting_sends_nothing_twice(senders, post_office):
    post_office.delay = 30
    killed = senders.start()
    assert post_office.has_text.wait(60)  # the server has the mail, the sender waits for its word
    killed.kill()
    killed.wait(10)
    killed.stdout.close()
    post_office.delay = 0
    assert senders.run() == "envoyés : 29"
    assert senders.run() == "Aucun courriel à envoyer."
    assert len(post_office.copies()) == 30
    assert set(post_office.copies().values()) == {1}
    assert senders.states() == {MessageState.SENT, MessageState.CLAIMED}

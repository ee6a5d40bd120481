"""Writing a mail: with what it tells of, once, in two forms that say the same, and to one person."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import transaction

from store.mail.categories import INCIDENTS, REQUESTS
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint

pytestmark = pytest.mark.django_db(transaction=True)


class ChangedTheirMindError(Exception):
    pass


def words(text: str) -> list[str]:
    """Without addresses of links, which HTML hides, and without what stands for bullets and rules."""
    return [word for word in text.split() if word not in (":", "-", "--") and not word.startswith("http")]


def test_a_mail_leaves_once_what_it_tells_of_is_committed(write):
    with transaction.atomic():
        write()
        assert mail.outbox == []
    assert [sent.subject for sent in mail.outbox] == ["Votre demande"]


def test_what_is_rolled_back_is_not_told(write):
    with pytest.raises(ChangedTheirMindError), transaction.atomic():
        write()
        raise ChangedTheirMindError
    assert mail.outbox == []
    assert not Message.objects.exists()


def test_the_same_thing_is_told_once_however_often_it_is_asked(write):
    for _ in range(3):
        write("demande:12:equipe")
    with transaction.atomic():
        write("demande:12:equipe")
        write("demande:12:equipe")
    assert len(mail.outbox) == 1


def test_text_and_html_say_the_same(write):
    write(title="L'école d'Été & <Co>", text="Première ligne, puis « 3 < 4 ».")
    (sent,) = mail.outbox
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    body = BeautifulSoup(html, "html.parser").body.get_text(" ")
    assert words(sent.body) == words(body)
    assert "Lire la suite : http://localhost:8000/suite/" in sent.body
    assert "\n- un\n- deux\n" in sent.body


def test_what_people_type_is_text_and_nothing_else(write):
    write(title="<b>Bonjour</b>", text="<script>alert(1)</script> & <img src=x onerror=alert(1)>")
    (sent,) = mail.outbox
    html = sent.alternatives[0].content
    assert "<script>" not in html
    assert "<img" not in html
    assert "<script>alert(1)</script> & <img src=x onerror=alert(1)>" in sent.body
    assert sent.subject == "<b>Bonjour</b>"


def test_a_line_break_in_a_subject_adds_no_header(write):
    write(title="Bonjour\r\nBcc: tout-le-monde@exemple.example\n\nTexte")
    (sent,) = mail.outbox
    assert sent.subject == "Bonjour Bcc: tout-le-monde@exemple.example Texte"
    assert sent.message()["Bcc"] is None
    assert sent.recipients() == ["mairie@commune.example"]


@pytest.mark.parametrize(
    "address",
    [
        "mairie@commune.example\nBcc: autre@exemple.example",
        "mairie@commune.example, autre@exemple.example",
        "mairie@commune.example\r",
        "Mairie <mairie@commune.example>",
        "mairie",
        f"{'m' * 60}@{'.'.join(['c' * 60] * 4)}.example",
        "",
    ],
)
def test_what_is_not_one_address_is_not_written_to_and_stops_nothing(write, address):
    write(key="essai:1", to=address)
    assert not Message.objects.exists()
    write(key="essai:2", reply_to=address)
    assert Message.objects.get().reply_to == ""


def test_a_reply_goes_to_who_asked(write):
    write(reply_to="agente@commune.example")
    assert mail.outbox[0].reply_to == ["agente@commune.example"]


def test_a_very_long_subject_is_cut(write):
    write(title="mot " * 200)
    assert len(mail.outbox[0].subject) <= 255


def test_the_message_identifier_follows_from_the_key(write):
    write("demande:1", to="a@commune.example")
    write("demande:2", to="a@commune.example")
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first != second
    Message.objects.filter(key="demande:1").delete()
    write("demande:1", to="a@commune.example")
    assert mail.outbox[-1].extra_headers["Message-ID"] == first
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", first)


def test_who_refuses_a_subject_is_not_written_to_about_it(write):
    Preference.objects.say(fingerprint("mairie@commune.example"), INCIDENTS, wanted=False)
    write("incident:1", to="Mairie@Commune.example", category=INCIDENTS)
    assert not Message.objects.exists()
    write("demande:1", category=REQUESTS)
    assert len(mail.outbox) == 1


def test_an_answer_to_a_request_cannot_be_refused(write):
    Preference.objects.say(fingerprint("mairie@commune.example"), REQUESTS, wanted=False)
    write("demande:1", category=REQUESTS)
    assert len(mail.outbox) == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_the_database_keeps_no_address_of_who_refuses():
    Preference.objects.say(fingerprint("mairie@commune.example"), INCIDENTS, wanted=False)
    assert "mairie" not in str(list(Preference.objects.values()))

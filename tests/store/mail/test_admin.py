"""An administrator sees what became of each mail, and decides what no machine may decide."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from store.accounts.rights import ADMINISTRATORS, EDITORS, grant_rights
from store.mail.models import Message, MessageState
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/courriels/"


@pytest.fixture
def administrator(site, client):
    grant_rights()
    client.force_login(factories.make_person(groups=(ADMINISTRATORS,)))
    return client


@pytest.fixture
def interrupted(post_office, write, time_machine_at):
    """The server has its text; the sender was cut off before its answer, an hour ago."""
    post_office.hangs_up_with_the_text = True
    write()
    call_command("send_mail", stdout=StringIO())
    post_office.hangs_up_with_the_text = False
    time_machine_at(timezone.now() + timedelta(hours=1))
    return Message.objects.get()


def test_a_mail_of_unknown_fate_leaves_again_when_somebody_says_so(administrator, interrupted, post_office):
    listed = administrator.get(LIST, {"etat": "sort-inconnu"}).content.decode()
    assert "Sort inconnu" in listed
    page = administrator.get(f"{LIST}edit/{interrupted.pk}/").content.decode()
    assert "ce courriel est peut-être arrivé" in page
    call_command("send_mail", stdout=StringIO())
    assert len(post_office.received) == 1  # looking sends nothing
    administrator.post(f"{LIST}edit/{interrupted.pk}/")
    call_command("send_mail", stdout=StringIO())
    assert post_office.copies() == {interrupted.identifier: 2}
    assert Message.objects.get().state == MessageState.SENT


def test_pressing_twice_sends_once_more_only(administrator, interrupted, post_office):
    for _ in range(2):
        administrator.post(f"{LIST}edit/{interrupted.pk}/")
    call_command("send_mail", stdout=StringIO())
    administrator.post(f"{LIST}edit/{interrupted.pk}/")
    call_command("send_mail", stdout=StringIO())
    assert len(post_office.received) == 2


def test_what_was_sent_or_still_waits_is_only_read(administrator, post_office, write):
    write()
    message = Message.objects.get()
    for _ in range(2):
        answer = administrator.post(f"{LIST}edit/{message.pk}/")
        assert answer.url == f"{LIST}inspect/{message.pk}/"
        call_command("send_mail", stdout=StringIO())
    assert len(post_office.received) == 1


def test_the_words_of_mails_are_not_for_administrators(administrator, write):
    write(text="https://store.example/confirmer/secret/")
    message = Message.objects.get()
    for address in (LIST, f"{LIST}inspect/{message.pk}/"):
        page = administrator.get(address)
        assert page.status_code == 200
        assert "Votre demande" in page.content.decode()
        assert "secret" not in page.content.decode()


def test_nobody_writes_or_deletes_mails_by_hand(administrator, write):
    write()
    message = Message.objects.get()
    administrator.post(f"{LIST}new/", {"to": "a@commune.example", "key": "x"})
    administrator.post(f"{LIST}delete/{message.pk}/")
    assert list(Message.objects.values_list("key", flat=True)) == ["essai:1"]


def test_editors_do_not_see_who_is_written_to(administrator, client, write):
    write()
    client.force_login(factories.make_person(groups=(EDITORS,)))
    assert "mairie@commune.example" not in client.get(LIST, follow=True).content.decode()


def test_an_editor_announces_for_a_team_and_corrects_the_end(administrator, client, site):
    client.force_login(factories.make_person(groups=(EDITORS,)))
    service = factories.make_service("Salles")
    said = {
        "service": service.pk,
        "kind": "incident",
        "title": "Panne",
        "text": "",
        "starts": "2026-01-05 10:00",
        "ends": "",
    }
    answer = client.post("/admin/annonces/new/", said)
    assert answer.status_code == 302, answer.context["form"].errors
    announcement = service.announcements.get()
    assert announcement.author is not None
    twice = client.post("/admin/annonces/new/", said)
    assert "Cette annonce est déjà faite." in twice.content.decode()
    client.post(f"/admin/annonces/edit/{announcement.pk}/", said | {"ends": "2026-01-05 12:00"})
    assert service.announcements.get().is_over

"""Saying once what happens to a service."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.foundation.progress import track
from catalogue.services.models import Announcement
from catalogue.services.news.announcing import announce
from store.spaces.maintainer.announcement_progress import letters_followed
from store.work.models import Job, WorkerPresence
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
NEWS = "/mainteneur/rdv/annonces/"


def said(**changed):
    at = timezone.localtime() - timedelta(minutes=5)
    return {"kind": "incident", "title": "Les SMS ne partent plus", "starts": f"{at:%Y-%m-%dT%H:%M}", **changed}


def test_an_incident_is_announced_then_over(team, maintainer, service):
    assert "L'annonce est faite" in text_of(team.post(NEWS, said(), follow=True))
    announcement = Announcement.objects.get()
    assert (announcement.service, announcement.author) == (service, maintainer)
    assert "Les SMS ne partent plus" in text_of(team.get(service.url))
    over = team.post(f"{NEWS}{announcement.pk}/terminer/", follow=True)
    assert "est terminé" in text_of(over)
    again = team.post(f"{NEWS}{announcement.pk}/terminer/", follow=True)
    assert "était déjà terminé" in text_of(again)


def test_said_twice_it_is_announced_once(team, service):
    for _ in range(2):
        answer = team.post(NEWS, said())
    assert Announcement.objects.count() == 1
    assert "Cette annonce est déjà faite." in text_of(answer)


def test_what_is_missing_is_said_beside_its_field(team, service):
    assert set(team.post(NEWS, {}).context["form"].errors) >= {"kind", "title"}
    refused = team.post(NEWS, said(kind="maintenance"))
    assert refused.context["form"].errors == {"ends": ["Dites quand la maintenance se termine."]}
    assert not Announcement.objects.exists()


def test_the_service_and_the_author_are_not_the_forms_to_say(team, maintainer, service, other_service):
    team.post(NEWS, said(service=other_service.pk, author=999, is_demo="on"))
    announcement = Announcement.objects.get()
    assert (announcement.service, announcement.author, announcement.is_demo) == (service, maintainer, False)


def test_the_announcement_of_another_service_is_not_ours_to_end(team, service, other_service):
    theirs = announce(other_service, "incident", "Panne")
    assert team.post(f"{NEWS}{theirs.pk}/terminer/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.ends is None


def test_a_slip_is_corrected_and_the_dates_stay(team, service):
    announcement = announce(service, "incident", "Les SMS ne parte plus")
    page = f"{NEWS}{announcement.pk}/"
    assert page in team.get(NEWS).text
    assert "Les SMS ne parte plus" in team.get(page).text
    said_better = {"title": "Les SMS ne partent plus", "text": "Nous cherchons.", "starts": "2030-01-01T00:00"}
    assert "L'annonce est corrigée" in text_of(team.post(page, said_better, follow=True))
    was = announcement.starts
    announcement.refresh_from_db()
    assert (announcement.title, announcement.text) == ("Les SMS ne partent plus", "Nous cherchons.")
    assert announcement.starts == was


def test_a_correction_that_says_nothing_is_refused(team, service):
    announcement = announce(service, "incident", "Panne")
    refused = team.post(f"{NEWS}{announcement.pk}/", {"title": "", "text": "copié\x0bcollé"})
    assert "title" in refused.context["form"].errors


def test_what_a_copy_and_paste_brought_along_unseen_is_left_out(team, service):
    announcement = announce(service, "incident", "Panne")
    team.post(f"{NEWS}{announcement.pk}/", {"title": "Pan\x0bne\x01", "text": "copié\x0bcollé\ufffe"})
    announcement.refresh_from_db()
    assert (announcement.title, announcement.text) == ("Pan ne", "copié\ncollé")


def test_a_planned_maintenance_is_cancelled_once(team, service):
    starts = timezone.now() + timedelta(days=2)
    planned = announce(service, "maintenance", "Serveurs", starts=starts, ends=starts + timedelta(hours=1))
    address = f"{NEWS}{planned.pk}/annuler/"
    assert address in team.get(NEWS).text
    assert "est annulé" in text_of(team.post(address, follow=True))
    assert "Maintenance annulée : Serveurs" in text_of(team.get(service.url))
    assert "était déjà annulé" in text_of(team.post(address, follow=True))
    assert address not in team.get(NEWS).text


def test_what_has_begun_ends_and_is_not_cancelled(team, service):
    incident = announce(service, "incident", "Panne")
    team.post(f"{NEWS}{incident.pk}/annuler/")
    incident.refresh_from_db()
    assert incident.cancelled is None


def test_the_announcement_of_another_service_is_not_ours_to_correct_or_cancel(team, service, other_service):
    starts = timezone.now() + timedelta(days=2)
    theirs = announce(other_service, "maintenance", "Serveurs", starts=starts, ends=starts + timedelta(hours=1))
    assert team.get(f"{NEWS}{theirs.pk}/").status_code == 404
    assert team.post(f"{NEWS}{theirs.pk}/", {"title": "Volé"}).status_code == 404
    assert team.post(f"{NEWS}{theirs.pk}/annuler/").status_code == 404
    theirs.refresh_from_db()
    assert (theirs.title, theirs.cancelled) == ("Serveurs", None)


def test_the_page_says_how_far_the_mails_of_the_worker_are(team, service, town):
    WorkerPresence.note("celui-ci")
    team.post(NEWS, said())
    announcement = Announcement.objects.get()
    assert "Courriels de « Les SMS ne partent plus » : en attente" in text_of(team.get(NEWS))
    with letters_followed(announcement.pk, 1):
        for quarter in track((1, 2, 3, 4)):
            if quarter == 3:
                assert "Courriels de « Les SMS ne partent plus » : 50 %" in text_of(team.get(NEWS))
    Job.objects.update(due=None)
    assert "Courriels de" not in text_of(team.get(NEWS))

"""What a team announces reaches the collectivités that confirmed they use its service, and nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from catalogue.deployments.models import Standing, Status
from catalogue.services.models import Announcement
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce, cancel, correct, end, reword
from store.mail.categories import COPIES, INCIDENTS
from store.mail.models import Message, Preference
from store.mail.models.preference import fingerprint
from store.notifications.announcement_letters import write_letters
from store.work.models import Job, JobOutcome, WorkerPresence
from store.work.table import DUTIES
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(catalogue):
    return factories.make_service("Salles")


def user_of(service, name: str, standing=Standing.CONFIRMEE, status=Status.EN_PRODUCTION, **fields):
    fields = {"public_email": f"{name}@commune.example", **fields}
    organisation = factories.make_organisation(name, **fields)
    confirmed_on = timezone.localdate() if standing in (Standing.CONFIRMEE, Standing.A_RECONFIRMER) else None
    reason = "Jamais installé." if standing == Standing.CONTESTEE else ""
    use = {"standing": standing, "status": status, "confirmed_on": confirmed_on, "contest_reason": reason}
    factories.make_deployment(service, organisation, **use)
    return organisation


def receivers() -> list[str]:
    return sorted(address for sent in mail.outbox for address in sent.recipients())


def test_adopters_that_confirmed_are_told(service):
    user_of(service, "roanne")
    user_of(service, "vienne", status=Status.PILOTE)
    user_of(service, "declaree", Standing.DECLAREE)
    user_of(service, "contestee", Standing.CONTESTEE)
    user_of(service, "perimee", Standing.A_RECONFIRMER)
    user_of(service, "arretee", status=Status.ARRETE)
    user_of(service, "sans-adresse", public_email="")
    user_of(factories.make_service("Autre"), "voisine")
    announce(service, AnnouncementKind.INCIDENT, "Le planning ne s'affiche plus", text="Nous cherchons <la cause>.")
    assert receivers() == ["roanne@commune.example", "vienne@commune.example"]
    (sent, _) = mail.outbox
    assert sent.subject == "Salles, incident : Le planning ne s'affiche plus"
    assert "Nous cherchons <la cause>." in sent.body
    assert "http://localhost:8000/services/salles/actualites/" in sent.body
    assert "&lt;la cause&gt;" in sent.alternatives[0].content
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_refuses_incidents_and_still_hears_of_releases(service):
    user_of(service, "roanne")
    Preference.objects.say(fingerprint("roanne@commune.example"), INCIDENTS, wanted=False)
    announce(service, AnnouncementKind.INCIDENT, "Panne")
    announce(service, AnnouncementKind.VERSION, "Version 4")
    assert [sent.subject for sent in mail.outbox] == ["Salles, nouvelle version : Version 4"]


def test_the_agents_who_asked_get_a_copy(service):
    roanne = user_of(service, "roanne")
    asked = factories.make_person("Amélie", email="amelie@commune.example", organisation=roanne)
    factories.make_person("Bruno", email="bruno@commune.example", organisation=roanne)
    elsewhere = factories.make_person("Claire", email="claire@ailleurs.example")
    gone = factories.make_person("Denis", email="denis@commune.example", organisation=roanne, is_active=False)
    for person in (asked, elsewhere, gone):
        Preference.objects.say(fingerprint(person.email), COPIES, wanted=True)
    announce(service, AnnouncementKind.INCIDENT, "Panne")
    assert receivers() == ["amelie@commune.example", "roanne@commune.example"]


def test_those_who_were_told_are_told_once_that_it_is_over(service):
    user_of(service, "roanne")
    incident = announce(service, AnnouncementKind.INCIDENT, "Panne", starts=timezone.now() - timedelta(hours=1))
    mail.outbox.clear()
    assert end(incident)
    assert not end(incident)
    incident.text = "C'était un câble."
    correct(incident)
    assert [sent.subject for sent in mail.outbox] == ["Salles, incident : c'est terminé (Panne)"]


def test_those_who_were_told_are_told_once_that_it_is_cancelled(service):
    roanne = user_of(service, "roanne")
    copied = factories.make_person("Amélie", email="amelie@commune.example", organisation=roanne)
    Preference.objects.say(fingerprint(copied.email), COPIES, wanted=True)
    starts = timezone.now() + timedelta(days=2)
    planned = announce(
        service, AnnouncementKind.MAINTENANCE, "Serveurs", starts=starts, ends=starts + timedelta(hours=1)
    )
    user_of(service, "venue-depuis")
    mail.outbox.clear()
    assert [cancel(planned), cancel(planned)] == [True, False]
    assert receivers() == ["amelie@commune.example", "roanne@commune.example"]
    assert {sent.subject for sent in mail.outbox} == {"Salles, maintenance annulée : Serveurs"}


def test_a_slip_corrected_writes_to_nobody(service):
    user_of(service, "roanne")
    incident = announce(service, AnnouncementKind.INCIDENT, "Pane")
    mail.outbox.clear()
    reword(incident, "Panne", "")
    assert mail.outbox == []


def test_the_announcement_and_its_mails_are_one(service):
    user_of(service, "roanne")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(service, AnnouncementKind.INCIDENT, "Panne")
        raise ZeroDivisionError
    assert mail.outbox == []
    assert not Announcement.objects.exists()
    assert not Message.objects.exists()


def test_an_address_badly_recorded_does_not_keep_the_others_from_knowing(service):
    user_of(service, "vienne", public_email="mairie de vienne")
    user_of(service, "roanne")
    announce(service, AnnouncementKind.INCIDENT, "Panne")
    assert receivers() == ["roanne@commune.example"]


def test_a_sheet_that_is_not_published_tells_nobody(service):
    user_of(service, "roanne")
    service.unpublish()
    announce(service, AnnouncementKind.INCIDENT, "Panne")
    assert mail.outbox == []


def test_two_thousand_adopters_cost_few_queries(service, django_assert_max_num_queries, settings):
    settings.MAIL_SEND_ON_COMMIT = False
    for number in range(60):
        user_of(service, f"commune-{number}")
    with django_assert_max_num_queries(25):
        announce(service, AnnouncementKind.VERSION, "Version 4")
    assert Message.objects.count() == 60


@pytest.fixture
def worker(db):
    WorkerPresence.note("celui-ci")


def done_by_the_worker() -> list[str]:
    """What is asked, done as `WorkProcess` does it, the last asked first."""
    said = []
    for job in Job.objects.under_way().order_by("-pk"):
        said.append(DUTIES[job.name].work(**job.arguments))
        assert job.take()
        assert job.note(JobOutcome.DONE, said[-1], 1.0, None)
    return said


def test_the_worker_writes_to_each_once_however_often_it_begins(service, worker):
    for number in range(120):
        user_of(service, f"ville-{number}")
    announcement = announce(service, AnnouncementKind.INCIDENT, "Panne")
    assert receivers() == []
    assert done_by_the_worker() == ["120 courriels écrits"]
    Message.objects.filter(key__endswith="0").delete()
    assert write_letters(announcement.pk, "annonce") == "120 courriels écrits"
    assert write_letters(announcement.pk, "annonce") == "120 courriels écrits"
    assert Message.objects.count() == 120


def test_nobody_reads_that_it_is_over_before_reading_that_it_began(service, worker):
    user_of(service, "roanne")
    announcement = announce(service, AnnouncementKind.INCIDENT, "Panne")
    end(announcement)
    assert done_by_the_worker() == ["1 courriel écrit", "1 courriel écrit"]
    began, over = mail.outbox
    assert (began.subject, over.subject) == ("Salles, incident : Panne", "Salles, incident : c'est terminé (Panne)")


def test_without_the_worker_that_was_asked_the_end_is_told_after_the_beginning(service, worker):
    user_of(service, "roanne")
    announcement = announce(service, AnnouncementKind.INCIDENT, "Panne")
    WorkerPresence.objects.all().delete()
    end(announcement)
    assert [sent.subject for sent in mail.outbox] == [
        "Salles, incident : Panne",
        "Salles, incident : c'est terminé (Panne)",
    ]
    assert done_by_the_worker() == ["1 courriel écrit"]
    assert len(mail.outbox) == 2


def test_what_is_cancelled_before_the_worker_wrote_it_is_told_to_nobody(service, worker):
    user_of(service, "roanne")
    tomorrow = timezone.now() + timedelta(days=1)
    ends = tomorrow + timedelta(hours=1)
    announcement = announce(service, AnnouncementKind.MAINTENANCE, "Travaux", starts=tomorrow, ends=ends)
    assert cancel(announcement)
    assert sorted(done_by_the_worker()) == [
        "0 courriel écrit",
        "L'annonce est annulée : les autres ne la reçoivent pas.",
    ]
    assert mail.outbox == []

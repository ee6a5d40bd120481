"""An announcement to hundreds of collectivités, and the process that writes to them, killed in the middle."""

import pytest
from django.utils import timezone

from catalogue.deployments.models import Standing
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from store.mail.models import Message
from store.work.models import WorkerPresence
from tests import factories
from tests.search.faults.asking import wait_until
from tests.search.processes import Store

TOWNS = 400


@pytest.fixture
def store(transactional_db, tmp_path):
    """A Store where an announcement has just been made."""
    service = factories.make_service("Salles")
    signed = {"standing": Standing.CONFIRMEE, "confirmed_on": timezone.localdate()}
    for number in range(TOWNS):
        town = factories.make_organisation(f"Ville {number}", public_email=f"mairie@ville-{number}.example")
        factories.make_deployment(service, town, **signed)
    WorkerPresence.note("celui-ci")
    announce(service, AnnouncementKind.INCIDENT, "Panne")
    assert not Message.objects.exists()
    return Store(tmp_path)


def test_each_is_written_to_once_though_the_worker_is_killed_in_the_middle(store):
    def written() -> int:
        return store.sql("SELECT COUNT(*) FROM mail_message")[0][0]

    first = store.start("manage.py", "work")
    wait_until(lambda: 0 < written() < TOWNS)
    first.kill()
    first.wait(20)
    assert 0 < written() < TOWNS
    second = store.start("manage.py", "work")
    try:
        wait_until(lambda: store.sql("SELECT name FROM work_job WHERE name = 'index' AND outcome = 'done'"))
        store.sql("UPDATE work_job SET leased_until = '2026-01-01' WHERE name = 'announcement-letters'")
        done = [(f"{TOWNS} courriels écrits",)]
        said = "SELECT said FROM work_job WHERE name = 'announcement-letters' AND outcome = 'done'"
        wait_until(lambda: store.sql(said) == done)
    finally:
        second.kill()
        second.wait(20)
    assert store.sql('SELECT COUNT(*), COUNT(DISTINCT "to") FROM mail_message') == [(TOWNS, TOWNS)]

"""What administrators read of the worker, and the work of every routine, done for real."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from catalogue.foundation.progress import measured
from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.spaces.retention import purge
from store.work.models import Job, JobOutcome
from store.work.table import DUTIES
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def jobs(site):
    DUTIES.enlist()
    return Job.objects.all()


@pytest.mark.parametrize("routine", DUTIES.routines(), ids=lambda routine: routine.name)
def test_every_routine_does_its_work_and_says_what_it_did(catalogue, routine):
    assert isinstance(routine.wanted(), bool)
    assert isinstance(routine.work(), str)


def test_an_administrator_reads_what_came_of_each_job_and_has_one_done_again(client, jobs):
    jobs.filter(name="liens").update(outcome=JobOutcome.FAILED, said="le réseau est muet", due=timezone.now() + DAY)
    client.force_login(factories.make_person(groups=[ADMINISTRATORS]))
    page = client.get("/admin/travaux/").content.decode()
    assert "Vérifier les liens des fiches" in page
    assert "en échec, sera retenté" in page
    assert "le réseau est muet" in page
    client.post(f"/admin/travaux/refaire/{jobs.get(name='liens').pk}/")
    assert jobs.get(name="liens") in jobs.waiting()


def test_an_editor_does_not_run_the_store(client, jobs):
    client.force_login(factories.make_person(groups=[EDITORS]))
    assert client.get("/admin/travaux/").status_code == 302
    client.post(f"/admin/travaux/refaire/{jobs.get(name='liens').pk}/")
    assert jobs.get(name="liens") not in jobs.waiting()


def test_an_administrator_has_the_index_rebuilt_and_reads_how_far_it_is(client, catalogue, jobs):
    for number in range(3):
        factories.make_service(f"Service {number}")
    client.force_login(factories.make_person(groups=[ADMINISTRATORS]))
    line = jobs.get(name="rebuild-index")
    assert line not in jobs.waiting()
    client.post(f"/admin/travaux/refaire/{line.pk}/")
    assert line in jobs.waiting()
    assert "en attente" in client.get("/admin/travaux/").content.decode()
    caches["progress"].set("rebuild-index", 40)
    assert "en cours : 40\N{NO-BREAK SPACE}%" in client.get("/admin/travaux/").content.decode()
    line.refresh_from_db()
    assert line.take()
    assert line.note(JobOutcome.DONE, DUTIES[line.name].work(**line.arguments), 1.0, None)
    page = client.get("/admin/travaux/").content.decode()
    assert "en cours" not in page
    assert "3 services indexés." in page


def test_rebuilding_says_each_percent(catalogue):
    for number in range(4):
        factories.make_service(f"Service {number}")
    told = []
    with measured(told.append, 1):
        call_command("rebuild_index", verbosity=0)
    assert told == [0, 25, 50, 75, 99]


def test_the_row_that_has_the_index_rebuilt_is_never_forgotten(jobs):
    jobs.filter(name="rebuild-index").update(finished=timezone.now() - 31 * DAY)
    purge(timezone.now())
    assert jobs.filter(name="rebuild-index").exists()

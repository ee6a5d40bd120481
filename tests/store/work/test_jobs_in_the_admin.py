"""What administrators read of the worker, and the work of every routine, done for real."""

from datetime import timedelta

import pytest
from django.utils import timezone

from store.accounts.rights import ADMINISTRATORS, EDITORS
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

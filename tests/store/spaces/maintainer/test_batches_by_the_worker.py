"""Files that a worker applies and undoes: what people read meanwhile and afterwards."""

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.deployments.models import Batch, BatchState, Deployment, DeploymentEvent
from catalogue.territories.models import Organisation
from store.work.models import Job, JobOutcome, WorkerPresence
from store.work.table import DUTIES
from tests import factories
from tests.store.spaces.maintainer.files import towns
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
IMPORTS = "/mainteneur/rdv/imports/"
PROGRESS = "Vous pouvez quitter cette page"


@pytest.fixture
def worker(db):
    WorkerPresence.note("celui-ci")


@pytest.fixture
def address(team):
    """The page of a file of three lines that waits to be applied."""
    preview = team.post(IMPORTS, {"file": SimpleUploadedFile("juin.csv", towns(3).encode())}, follow=True)
    return f"{IMPORTS}{preview.context['batch'].pk}/"


def apply(team, address: str):
    return team.post(f"{address}appliquer/", {"seen": team.get(address).context["seen"]}, follow=True)


def done_by_the_worker() -> str:
    """What is under way, done as `WorkProcess` does it."""
    (job,) = Job.objects.under_way()
    said = DUTIES[job.name].work(**job.arguments)
    assert job.take()
    assert job.note(JobOutcome.DONE, said, 1.0, None)
    return said


def test_a_file_is_applied_then_undone_by_the_worker_and_its_page_says_so(team, maintainer, service, worker, address):
    assert PROGRESS in (page := text_of(apply(team, address)))
    assert "Application de l'import : en attente" in page
    assert not Deployment.objects.exists()
    assert "En cours" in text_of(team.get(IMPORTS))
    caches["progress"].set(f"import:{service.pk}:{maintainer.pk}", ("APPLYING", 40))
    assert "Application de l'import : 40 %" in text_of(team.get(address))
    done_by_the_worker()
    page = text_of(team.get(address))
    assert PROGRESS not in page
    assert "L'import est appliqué. Vous pouvez l'annuler" in page
    assert set(DeploymentEvent.objects.values_list("author", flat=True)) == {maintainer.pk}
    assert "En cours" not in text_of(team.get(IMPORTS))
    assert "Annulation de l'import : en attente" in text_of(team.post(f"{address}annuler/", follow=True))
    assert Deployment.objects.count() == 3
    done_by_the_worker()
    assert "L'import est annulé : 3 déploiements sont comme avant." in text_of(team.get(address))
    assert not Deployment.objects.exists()


def test_pressing_again_while_it_is_under_way_asks_nothing_more(team, worker, address):
    apply(team, address)
    team.post(f"{address}appliquer/", {"seen": "autre chose"})
    assert Job.objects.under_way().get().arguments["seen"] != "autre chose"
    done_by_the_worker()
    assert Batch.objects.get().state == BatchState.APPLIED


def test_what_the_worker_refuses_is_read_on_the_page_and_the_file_may_be_applied_again(team, worker, service, address):
    seen = team.get(address).context["seen"]
    factories.make_deployment(service, Organisation.objects.filter(name="Ville 0").get())
    team.post(f"{address}appliquer/", {"seen": seen})
    done_by_the_worker()
    assert "Des déploiements ont changé depuis cet aperçu" in text_of(team.get(address))
    apply(team, address)
    done_by_the_worker()
    page = text_of(team.get(address))
    assert "Des déploiements ont changé" not in page
    assert Deployment.objects.count() == 3


def test_what_a_worker_committed_before_it_died_is_not_done_a_second_time(team, worker, address):
    apply(team, address)
    job = Job.objects.under_way().get()
    done_by_the_worker()
    assert DUTIES[job.name].work(**job.arguments) == "C'était déjà fait."
    assert DeploymentEvent.objects.count() == 3
    assert "L'import est appliqué." in text_of(team.get(address))


def test_who_has_left_the_team_meanwhile_applies_nothing(team, worker, service, maintainer, address):
    apply(team, address)
    maintainer.maintenances.all().delete()
    assert "n'est plus de l'équipe" in done_by_the_worker()
    assert not Deployment.objects.exists()


def test_a_file_that_the_worker_gave_up_may_be_applied_again(team, worker, address):
    apply(team, address)
    Job.objects.update(outcome=JobOutcome.GIVEN_UP, due=None)
    assert "Une panne a empêché ce que vous avez demandé" in text_of(team.get(address))
    apply(team, address)
    done_by_the_worker()
    page = text_of(team.get(address))
    assert "L'import est appliqué." in page
    assert "Une panne" not in page


def test_when_no_worker_is_left_the_page_does_it_itself(team, worker, address):
    apply(team, address)
    WorkerPresence.objects.update(seen="2026-01-01T00:00Z")  # killed; it could not take its leave
    assert "Rien n'est encore écrit." in text_of(team.get(address))
    assert "L'import est appliqué." in text_of(apply(team, address))
    assert Deployment.objects.count() == 3
    assert done_by_the_worker() == "C'était déjà fait."  # by the next one

"""An import of thousands of lines says how far it is, to who started it, while it goes on."""

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.deployments import bulk
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.deployments.signals import deployments_changed
from tests import factories
from tests.store.spaces.collectivite.rush import Rush
from tests.store.spaces.maintainer.files import towns
from tests.store.spaces.maintainer.pages import text_of

IMPORTS = "/mainteneur/rdv/imports/"
PROGRESS = f"{IMPORTS}avancement/"


class Remembering(LocMemCache):
    """A cache that keeps each percentage it was told."""

    told: list[int] = []

    def set(self, key, value, *args, **kwargs):
        self.told.append(value[1])
        super().set(key, value, *args, **kwargs)


@pytest.fixture
def told(settings):
    kept = {"BACKEND": f"{__name__}.Remembering"}
    settings.CACHES = {**settings.CACHES, "progress": kept}
    Remembering.told.clear()
    return Remembering.told


def taken(told: list[int]) -> list[int]:
    seen = told[:]
    told.clear()
    return seen


@pytest.mark.django_db
def test_each_stage_is_counted_row_by_row_from_the_first_to_the_last(team, told):
    file = SimpleUploadedFile("juin.csv", towns(600).encode())
    preview = team.post(IMPORTS, {"file": file}, follow=True)
    assert taken(told) == list(range(100))
    batch = preview.context["batch"]
    team.post(f"{IMPORTS}{batch.pk}/appliquer/", {"seen": preview.context["seen"]})
    # A third for the lines, a third for three times two hundred rows; nobody is written to.
    assert taken(told) == [*range(34), 44, 55, 66]
    team.post(f"{IMPORTS}{batch.pk}/annuler/")
    assert taken(told) == [*range(51), 66, 83, 99]
    assert not Deployment.objects.exists()


@pytest.mark.django_db
def test_writing_to_those_whom_it_is_about_counts_too(team, told):
    file = SimpleUploadedFile("juin.csv", towns(50, public_email="mairie@exemple.fr").encode())
    preview = team.post(IMPORTS, {"file": file}, follow=True)
    taken(told)
    team.post(f"{IMPORTS}{preview.context['batch'].pk}/appliquer/", {"seen": preview.context["seen"]})
    assert taken(told)[-3:] == [97, 98, 99]


@pytest.mark.django_db
def test_who_started_it_reads_it_and_nobody_else_of_the_team(team, service):
    seen: list[str] = []

    def read(**kwargs):
        colleague = type(team)()
        colleague.force_login(factories.make_person(maintains=(service,)))
        seen.extend(text_of(who.get(PROGRESS)) for who in (team, colleague))

    preview = team.post(IMPORTS, {"file": SimpleUploadedFile("juin.csv", towns(3).encode())}, follow=True)
    deployments_changed.connect(read)
    try:
        team.post(f"{IMPORTS}{preview.context['batch'].pk}/appliquer/", {"seen": preview.context["seen"]})
    finally:
        deployments_changed.disconnect(read)
    assert "Application de l'import : 66 %" in seen[0]
    assert "Aucun import de votre part n'est en cours" in seen[1]
    assert "Aucun import de votre part n'est en cours" in text_of(team.get(PROGRESS))


@pytest.mark.django_db
def test_a_refused_import_leaves_nothing_under_way(team, service):
    preview = team.post(IMPORTS, {"file": SimpleUploadedFile("juin.csv", towns(3).encode())}, follow=True)
    team.post(f"{IMPORTS}{preview.context['batch'].pk}/appliquer/", {"seen": "autre chose"})
    assert "Aucun import" in text_of(team.get(PROGRESS))


@pytest.mark.django_db
def test_a_second_press_that_is_refused_does_not_silence_the_first(team, service, maintainer):
    """It waits for the first one, then learns that there is nothing left to do."""
    preview = team.post(IMPORTS, {"file": SimpleUploadedFile("juin.csv", towns(3).encode())}, follow=True)
    address, seen = f"{IMPORTS}{preview.context['batch'].pk}/appliquer/", {"seen": preview.context["seen"]}
    team.post(address, seen)
    caches["progress"].set(f"import:{service.pk}:{maintainer.pk}", ("APPLYING", 40))
    team.post(address, seen)
    assert "40 %" in text_of(team.get(PROGRESS))


@pytest.mark.django_db(transaction=True)
def test_another_process_reads_it_before_anything_is_written(tmp_path, service, maintainer):
    by = Author(Party.SERVICE, Channel.CSV, user=maintainer)
    batch = bulk.prepare(service, bulk.read(towns(2_000).encode()), by)
    order = f"file {maintainer.pk} {batch.pk} {bulk.plan_of(batch, by).fingerprint}"
    rush = Rush(tmp_path)
    assert rush.press(order, f"watch {maintainer.pk}") == ["200", f"302 {IMPORTS}{batch.pk}/"]
    assert rush.count("SELECT COUNT(*) FROM deployments_deployment") == 2_000

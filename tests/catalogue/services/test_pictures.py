"""Nobody waits for pictures: they are made when a sheet is published."""

import pytest

from catalogue.services.models import Screenshot, ServicePage, StoreRendition
from tests import factories
from tests.catalogue.services.loading import load, write
from tests.store.demo.test_drawing import COMPLETE

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(tmp_path, catalogue, django_capture_on_commit_callbacks) -> ServicePage:
    with django_capture_on_commit_callbacks(execute=True):
        load(write(tmp_path, "salle.yml", COMPLETE), pictures=True)
    return ServicePage.objects.get()


def names() -> set[str]:
    return set(StoreRendition.objects.values_list("file", flat=True))


def test_the_first_visitor_of_a_loaded_sheet_makes_no_picture(published, client):
    ready = names()
    page = client.get(f"/services/{published.slug}/").content.decode()
    assert {name for name in ready if name in page} == ready != set()
    assert names() == ready


def test_a_picture_given_by_an_editor_is_ready_once_published(published, client, django_capture_on_commit_callbacks):
    before = names()
    [shot] = published.screenshots.all()
    published.body = [("image", {"image": published.logo, "alt_text": "Une salle", "decorative": False})]
    published.screenshots = [shot, Screenshot(image=published.logo)]
    with django_capture_on_commit_callbacks(execute=True):
        factories.publish(published)
    ready = names()
    assert len(ready) > len(before)
    client.get(f"/services/{published.slug}/")
    assert names() == ready


def test_a_picture_that_is_missing_is_made_on_demand(published, client):
    ready = names()
    StoreRendition.objects.all().delete()
    page = client.get(f"/services/{published.slug}/")
    assert page.status_code == 200
    assert StoreRendition.objects.count() == len(ready)


def test_a_lost_file_does_not_hinder_publication(published, client, django_capture_on_commit_callbacks):
    StoreRendition.objects.all().delete()
    published.logo.file.storage.delete(published.logo.file.name)
    published.summary = "Toujours là."
    with django_capture_on_commit_callbacks(execute=True):
        factories.publish(published)
    assert "Toujours là." in client.get(f"/services/{published.slug}/").content.decode()

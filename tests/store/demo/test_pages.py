"""Pages of the demonstration: what editors can write is seen, and says that it is invented."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from store.content.models import FaqPage, News, StoreEvent, Story
from store.content.models.guides import Guide
from tests import factories

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_demo_pages", stdout=out)
    return out.getvalue()


@pytest.fixture
def told(catalogue):
    town = factories.make_territory("Saint-Étienne", code="42218", population=170_000)
    keys = ("bases-adresses-locales", "rdv-service-public", "rdv-insertion", "espace-sur-demande")
    services = {key: factories.make_service(key.capitalize(), external_id=key) for key in keys}
    organisation = factories.make_organisation("Ville de Saint-Étienne", territory=town)
    factories.make_deployment(services["bases-adresses-locales"], organisation)
    call_command("setup_site", verbosity=0)
    return load()


def test_each_kind_of_page_is_there_and_says_that_it_is_invented(told, client):
    for model in (News, Story, Guide, StoreEvent):
        for page in model.objects.all():
            assert "onnée de démonstration" in client.get(page.get_url()).content.decode(), page
        assert model.objects.exists(), model
    assert "donnée de démonstration" in client.get(FaqPage.objects.get().get_url()).content.decode()


def test_a_story_is_told_only_of_a_use_and_a_guide_compares_what_is_there(told, client):
    (story,) = Story.objects.all()
    assert (story.service.external_id, str(story.organisation)) == ("bases-adresses-locales", "Ville de Saint-Étienne")
    guide = Guide.objects.get(slug="choisir-un-outil-de-rendez-vous")
    html = client.get(guide.get_url()).content.decode()
    assert "Rdv-insertion" in html and "liste à cocher" in html


def test_some_events_are_to_come_and_some_are_over(told):
    assert StoreEvent.objects.to_come(timezone.now()).count() == 2
    assert StoreEvent.objects.over(timezone.now()).count() == 1


def test_loading_again_changes_nothing_and_leaves_what_an_editor_changed(told):
    page = News.objects.get(slug="comparer-les-services")
    page.title = "Comparez"
    page.save_revision().publish()
    assert "modifiée dans l'administration" in (said := load())
    assert "créée" not in said and "mise à jour" not in said
    assert News.objects.get(pk=page.pk).title == "Comparez"

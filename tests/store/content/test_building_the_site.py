"""An editor's day: compose the home page, write a guide and a story, plan them, move a page and find its redirect.

Another editor reads and approves each: nobody publishes alone.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from store.content.models import GuideIndex, HomePage, Story, StoryIndex
from store.content.models.guides import Guide
from tests import factories
from tests.store.admin.people import Desk, editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def use(catalogue):
    town = factories.make_territory("Feurs")
    return factories.make_deployment(
        factories.make_service("Rendez-vous"), factories.make_organisation("Ville de Feurs", territory=town)
    )


STEPS = [("text", rich_text("<h3>Trois questions</h3><p>Qui, quoi, où.</p>"))]
SECTIONS = [
    ("callout", {"title": "Bientôt", "text": rich_text("<p>Un webinaire par mois.</p>")}),
    ("search", {"title": "Un besoin ?"}),
    ("story", {"title": "Ils racontent", "story": ""}),
]


def write(desk: Desk, parent, model, **fields):
    address = reverse("wagtailadmin_pages:add", args=["content", model._meta.model_name, parent.pk])
    blank = desk.blank(desk.client.get(address).text)
    answer = desk.client.post(address, {**blank, **fields, "action-submit": "action-submit"})
    assert answer.status_code == 302, answer.context["form"].errors
    return model.objects.get(title=fields["title"])


def write_guide(desk: Desk, service) -> Guide:
    body = nested_form_data({"body": streamfield(STEPS), "compared": inline_formset([{"service": service.pk}])})
    said = {"title": "Choisir un outil", "slug": "choisir", "summary": "Avant de choisir."}
    return write(desk, factories.make_list(GuideIndex), Guide, **said, **body)


def write_story(desk: Desk, use, planned: str) -> Story:
    said = {"title": "Moins d'attente", "slug": "attente", "summary": "Six mois après.", "teller": "Directrice"}
    about = {"service": str(use.service_id), "organisation": str(use.organisation_id), "has_agreed": "on"}
    return write(desk, factories.make_list(StoryIndex), Story, **said, **about, go_live_at=planned)


def test_an_editor_composes_the_home_page_and_plans_the_story_it_shows(use, client, time_machine_at):
    desk, reader, home = Desk(editor()), Desk(editor("helene")), HomePage.objects.get()
    desk.submit(home, **nested_form_data({"sections": streamfield(SECTIONS)}))
    reader.judge(home)
    shown = client.get("/").content.decode()
    assert shown.index("Un webinaire par mois.") < shown.index("Un besoin ?")
    assert "Ils racontent" not in shown

    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1))
    story = write_story(desk, use, tomorrow.strftime("%Y-%m-%d %H:%M"))
    reader.judge(story)
    assert client.get(story.get_url()).status_code == 404
    time_machine_at(tomorrow + timedelta(minutes=2))
    call_command("publish_scheduled")
    assert "Moins d&#x27;attente" in client.get(story.get_url()).content.decode()
    assert "Ils racontent" in client.get("/").content.decode()


def test_an_editor_moves_a_guide_and_readers_follow_it(use, client, django_capture_on_commit_callbacks):
    desk, reader = Desk(editor()), Desk(editor("helene"))
    guide = write_guide(desk, use.service)
    reader.judge(guide)
    was = guide.get_url()
    assert "Trois questions" in client.get(was).content.decode()

    body = nested_form_data({"body": streamfield(STEPS), "compared": inline_formset([])})
    saved = desk.submit(guide, slug="choisir-un-outil", **body)
    assert "1 adresse sera redirigée" in desk.client.get(saved["Location"]).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        reader.judge(guide)
    assert client.get(was, follow=True).redirect_chain == [("/guides/choisir-un-outil/", 301)]
    assert Redirect.objects.get(old_path=was.rstrip("/")).redirect_page_id == guide.pk

"""A sheet that lacks half of what is asked is submitted or published with a word about it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from catalogue.services.models import ServicePage
from tests import factories
from tests.store.admin.people import Desk, administrator, drafted, edit_address, in_review

pytestmark = pytest.mark.django_db
WHY = "L'équipe nous répond lundi."


@pytest.fixture
def thin(sheet):
    return factories.make_service("Gymnase libre", incomplete_reason="")


def test_a_draft_is_saved_without_a_word_by_the_button_and_by_itself(thin, author):
    assert author.save(thin, summary="Un premier jet.").status_code == 302
    data = {**author.form_data(thin), "summary": "Un second jet."}
    saved = author.client.post(edit_address(thin), data, headers={"accept": "application/json"}).json()
    assert saved["success"] is True
    assert drafted(thin) == "Un second jet."


def test_a_text_without_a_word_is_nothing_more_than_an_empty_one(thin, author):
    author.save(thin, reversibility=rich_text("<p></p>"))
    assert ServicePage.objects.get(pk=thin.pk).get_latest_revision_as_object().reversibility == ""


def test_it_is_submitted_once_one_says_why_and_the_reader_reads_it(thin, author, reader):
    answer = author.submit(thin)
    page = BeautifulSoup(answer.content, "html.parser")
    tied = page.find(attrs={"name": "incomplete_reason"})["aria-describedby"].split()
    assert "dites pourquoi" in " ".join(page.find(id=one).get_text() for one in tied)
    assert not in_review(thin)
    author.submit(thin, incomplete_reason=WHY)
    assert in_review(thin)
    panel = BeautifulSoup(reader.client.get(edit_address(thin)).content, "html.parser")
    assert WHY in panel.select_one("[data-side-panel='sheet-state']").get_text()


def test_what_is_typed_counts_before_it_is_saved(thin, author):
    told = {name: rich_text("<p>Une phrase.</p>") for name in ("problem", "solution", "results", "reversibility")}
    told |= dict.fromkeys(("website", "video_url"), "https://exemple.fr")
    lines = ("deployed_definition", "cost", "support", "hosting", "eco_design", "security")
    told |= dict.fromkeys(lines, "Une phrase.")
    told |= {"cost_model": "gratuit", "licence": "MIT", "onboarding_time": "Un jour"}
    told |= {"statistics_url": "https://exemple.fr"}
    author.submit(thin, **told)
    assert in_review(thin)


def test_several_are_not_published_at_once_without_a_word(thin):
    thin.unpublish()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={thin.pk}&next=/admin/"
    told = Desk(administrator()).client.post(address, {"include_descendants": ""}, follow=True)
    assert "à « Gymnase libre »" in told.text
    assert not ServicePage.objects.get(pk=thin.pk).live

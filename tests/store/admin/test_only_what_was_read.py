"""What goes public is the version that its reader read, whatever happened between the reading and the approval."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from catalogue.services.models import ServicePage
from tests import factories
from tests.store.admin.people import DRAFT, PUBLIC, Desk, administrator, drafted, editor, in_review, shown

pytestmark = pytest.mark.django_db
OTHER = "Ce que personne n'a relu."
AUTOSAVE = "data-w-autosave-interval-value"
APPROVES = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def ask_api(desk: Desk, page: Page, action: str, **data):
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
    return desk.client.post(address, data, content_type="application/json")


def test_an_author_does_not_go_back_to_another_version_while_it_is_read(sheet, author, reader):
    author.save(sheet, summary=OTHER)
    earlier = Page.objects.get(pk=sheet.pk).latest_revision
    author.submit(sheet, summary=DRAFT)
    assert ask_api(author, sheet, "revert_to_page_revision", revision_id=earlier.pk).status_code == 404
    assert drafted(sheet) == DRAFT
    reader.judge(sheet)
    assert shown(sheet) == DRAFT


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("convert_alias", {}),
        ("copy", {"recursive": True, "keep_live": True}),
        ("copy_for_translation", {"locale": "fr"}),
        ("create_alias", {}),
        ("delete", {}),
        ("move", {"destination_page_id": 1}),
        ("publish", {}),
        ("revert_to_page_revision", {"revision_id": 1}),
        ("unpublish", {"recursive": True}),
    ],
)
@pytest.mark.parametrize("role", [editor, administrator])
def test_no_program_of_the_admin_acts_on_pages_beside_the_forms(sheet, role, action, data):
    before = list(Page.objects.order_by("pk").values_list("pk", "path", "live", "latest_revision"))
    assert ask_api(Desk(role()), sheet, action, **data).status_code == 404
    assert list(Page.objects.order_by("pk").values_list("pk", "path", "live", "latest_revision")) == before


def test_what_a_file_changes_during_the_review_is_read_before_it_is_public(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    loaded = ServicePage.objects.get(pk=sheet.pk).get_latest_revision_as_object()
    loaded.summary = OTHER
    loaded.save_revision()
    answer = reader.judge(sheet)
    assert (shown(sheet), in_review(sheet)) == (PUBLIC, True)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    reader.judge(sheet)
    assert shown(sheet) == OTHER


@pytest.mark.parametrize("pressed", [{}, APPROVES], ids=["saves", "approves"])
def test_a_reader_who_changes_what_they_read_leaves_it_to_another_reader(sheet, author, reader, pressed):
    author.submit(sheet, summary=DRAFT)
    page = reader.client.post(
        reverse("wagtailadmin_pages:edit", args=[sheet.pk]),
        {**reader.form_data(sheet), "summary": OTHER, **pressed},
        follow=True,
    )
    assert "Vous avez changé cette page pendant sa relecture" in page.content.decode()
    assert (shown(sheet), drafted(sheet), in_review(sheet)) == (PUBLIC, OTHER, True)
    for desk in (reader, author):
        desk.judge(sheet)
        assert shown(sheet) == PUBLIC
    ines = Desk(editor("ines"))
    for _ in range(2 if not pressed else 1):  # what changed since it was submitted is shown to her first
        assert shown(sheet) == PUBLIC
        ines.judge(sheet)
    assert shown(sheet) == OTHER


def test_a_form_left_open_leaves_what_waits_for_its_date_as_it_was_approved(sheet, author, reader, time_machine_at):
    """Wagtail saves forms by itself over the last version of their author."""
    tomorrow = timezone.now() + timedelta(days=1)
    planned = timezone.localtime(tomorrow).strftime("%Y-%m-%d %H:%M")
    author.submit(sheet, summary=DRAFT, go_live_at=planned)
    reader.judge(sheet)
    approved = Page.objects.get(pk=sheet.pk).latest_revision
    author.save(sheet, summary=OTHER, go_live_at=planned, overwrite_revision_id=str(approved.pk))
    time_machine_at(tomorrow + timedelta(minutes=2))
    call_command("publish_scheduled")
    assert shown(sheet) == DRAFT


def test_a_form_left_open_writes_another_version_than_the_one_that_is_public(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    reader.judge(sheet)
    approved = Page.objects.get(pk=sheet.pk).latest_revision
    author.save(sheet, summary=OTHER, overwrite_revision_id=str(approved.pk))
    approved.refresh_from_db()
    assert approved.content["summary"] == DRAFT
    assert (shown(sheet), drafted(sheet)) == (DRAFT, OTHER)


def test_the_form_of_a_reader_does_not_save_itself(sheet, author, reader):
    address = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    assert AUTOSAVE in reader.client.get(address).content.decode()
    author.submit(sheet, summary=DRAFT)
    assert AUTOSAVE not in reader.client.get(address).content.decode()


def test_who_may_approve_is_said_before_one_types(sheet, author, reader):
    def told(desk: Desk) -> str:
        return unescape(desk.client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode())

    assert "approuver" not in told(reader)
    author.submit(sheet, summary=DRAFT)
    assert "Peuvent approuver cette version : Helene." in told(author)
    assert "Cette page attend votre relecture. Si vous y changez un mot" in told(reader)
    assert "plus personne ne pourrait le faire" in told(reader)
    editor("ines")
    assert "il resterait Ines" in told(reader)


def test_a_slip_that_its_reader_takes_back_makes_them_no_author(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    reader.save(sheet, summary=f"{DRAFT}x")
    reader.judge(sheet)
    assert shown(sheet) == PUBLIC
    reader.save(sheet, summary=DRAFT)
    reader.judge(sheet)
    assert shown(sheet) == DRAFT


def test_a_new_page_and_a_copy_of_a_public_one_are_read_too(catalogue, author, reader):
    public = factories.make_service("Tréteaux")
    author.client.post(
        reverse("wagtailadmin_pages:copy", args=[public.pk]),
        {
            "new_title": "Copie",
            "new_slug": "copie",
            "new_parent_page": catalogue.pk,
            "publish_copies": "on",
            "alias": "on",
        },
    )
    assert not Page.objects.filter(slug="copie", live=True).exists()

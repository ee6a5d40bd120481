"""Somebody writes, somebody else approves: on every way to publication."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from catalogue.services.models import CataloguePage, ServicePage
from store.accounts.models import User
from tests.store.admin.people import (
    DRAFT,
    PUBLIC,
    Desk,
    administrator,
    drafted,
    edit_address,
    editor,
    in_review,
    maintainer,
    shown,
)

pytestmark = pytest.mark.django_db


def test_one_writes_another_approves(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    assert in_review(sheet)
    assert shown(sheet) == PUBLIC
    reader.judge(sheet)
    assert shown(sheet) == DRAFT
    assert not in_review(sheet)


def test_the_author_does_not_approve_from_the_list(sheet, author):
    author.submit(sheet, summary=DRAFT)
    author.judge(sheet)
    assert (shown(sheet), in_review(sheet)) == (PUBLIC, True)


def test_the_author_does_not_approve_from_the_form(sheet, author):
    author.submit(sheet, summary=DRAFT)
    pressed = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    author.save(sheet, **pressed)
    assert (shown(sheet), in_review(sheet)) == (PUBLIC, True)


def test_the_button_publish_of_somebody_without_the_right_saves_a_draft(sheet, author):
    author.publish(sheet, summary=DRAFT)
    assert shown(sheet) == PUBLIC
    assert drafted(sheet) == DRAFT


def test_a_bulk_publication_without_the_right_publishes_nothing(sheet, author):
    author.save(sheet, summary=DRAFT)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    author.client.post(f"{address}?id={sheet.pk}", {"next": "/admin/", "include_descendants": "on"})
    assert shown(sheet) == PUBLIC


def test_a_new_sheet_is_a_draft_until_somebody_else_has_read_it(catalogue, author, reader):
    address = reverse("wagtailadmin_pages:add", args=["services", "servicepage", catalogue.pk])
    blank = Desk.blank(author.client.get(address).text)
    said = {**blank, "title": "Cantine", "slug": "cantine", "need-action": "Gérer nos cantines", "summary": "Repas."}
    author.client.post(address, {**said, "action-publish": "action-publish"})
    page = ServicePage.objects.get(slug="cantine")
    assert not page.live
    author.submit(page, incomplete_reason="L'équipe répond lundi.")
    reader.judge(page)
    page.refresh_from_db()
    assert page.live


def test_whoever_submitted_does_not_approve_what_a_colleague_wrote(sheet, author, reader):
    author.save(sheet, summary=DRAFT)
    reader.submit(sheet)
    reader.judge(sheet)
    assert shown(sheet) == PUBLIC


def test_a_colleague_who_submits_does_not_make_the_author_a_reader(sheet, author, reader):
    author.save(sheet, summary=DRAFT)
    reader.submit(sheet)
    author.judge(sheet)
    assert shown(sheet) == PUBLIC
    Desk(editor("ines")).judge(sheet)
    assert shown(sheet) == DRAFT


def test_while_it_is_read_its_author_changes_nothing_unless_it_is_taken_back(sheet, author):
    author.submit(sheet, summary=DRAFT)
    author.save(sheet, summary="Autre chose.")
    assert drafted(sheet) == DRAFT
    author.save(sheet, "action-cancel-workflow")
    assert not in_review(sheet)
    author.save(sheet, summary="Autre chose.")
    assert drafted(sheet) == "Autre chose."


def test_a_version_sent_back_says_why_and_may_be_submitted_again(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    reader.judge(sheet, "reject", "Le prix manque.")
    assert shown(sheet) == PUBLIC
    assert "Le prix manque." in author.client.get(reverse("wagtailadmin_pages:history", args=[sheet.pk])).text
    author.save(sheet, "action-restart-workflow", summary=DRAFT + " Gratuit.")
    reader.judge(sheet)
    assert shown(sheet) == DRAFT + " Gratuit."


def test_an_administrator_publishes_alone_but_does_not_approve_what_they_submitted(sheet):
    desk = Desk(administrator())
    desk.submit(sheet, summary=DRAFT)
    desk.judge(sheet)
    assert shown(sheet) == PUBLIC
    desk.save(sheet, "action-cancel-workflow")
    desk.publish(sheet, summary=DRAFT)
    assert shown(sheet) == DRAFT


def test_all_rights_are_not_the_right_to_approve_oneself(sheet):
    desk = Desk(User.objects.create_superuser("racine", "racine@exemple.fr", "x"))
    desk.submit(sheet, summary=DRAFT)
    desk.judge(sheet)
    assert shown(sheet) == PUBLIC


def test_a_form_left_open_does_not_hide_its_author(sheet, author, reader):
    """It saves itself over the version that has been approved since, which is public: its author is still one."""
    author.save(sheet, summary=DRAFT)
    reader.submit(sheet)
    ines = Desk(editor("ines"))
    ines.judge(sheet)
    published = sheet.get_latest_revision()
    author.save(sheet, summary="En douce.", overwrite_revision_id=published.pk)
    assert sheet.get_latest_revision().pk == published.pk
    reader.submit(sheet)
    author.judge(sheet)
    assert shown(sheet) == DRAFT


def test_any_other_review_asks_the_same(sheet, author):
    """An administrator may make reviews of Wagtail's own kind: the rule stands at their end too."""

    other, task = Workflow.objects.create(name="Autre"), GroupApprovalTask.objects.create(name="Accord")
    task.groups.set(Group.objects.all())
    WorkflowTask.objects.create(workflow=other, task=task)
    WorkflowPage.objects.update(workflow=other)
    author.submit(sheet, summary=DRAFT)
    author.judge(sheet)
    assert (shown(sheet), in_review(sheet)) == (PUBLIC, True)


def test_editors_do_not_withdraw_nor_delete_what_is_public(sheet, author):
    author.client.post(reverse("wagtailadmin_pages:unpublish", args=[sheet.pk]))
    author.client.post(reverse("wagtailadmin_pages:delete", args=[sheet.pk]))
    assert ServicePage.objects.get(pk=sheet.pk).live


def test_a_removed_role_ends_at_once(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    reader.user.groups.clear()
    reader.judge(sheet)
    assert shown(sheet) == PUBLIC


def test_every_page_of_the_site_is_read_by_another(sheet, author, reader):
    catalogue = CataloguePage.objects.get()
    author.submit(catalogue, title="Nos services")
    author.judge(catalogue)
    assert CataloguePage.objects.get().title != "Nos services"
    reader.judge(catalogue)
    assert CataloguePage.objects.get().title == "Nos services"


def test_history_and_comparison_open(sheet, author):
    author.save(sheet, summary=DRAFT)
    history = author.client.get(reverse("wagtailadmin_pages:history", args=[sheet.pk]))
    assert "Gilles" in history.text
    versions = list(sheet.revisions.order_by("pk").values_list("pk", flat=True))
    compared = author.client.get(reverse("wagtailadmin_pages:revisions_compare", args=[sheet.pk, *versions]))
    assert "en deux clics" in compared.text


def test_a_maintainer_writes_an_editor_approves(sheet, reader):
    desk = Desk(maintainer(sheet))
    desk.submit(sheet, summary=DRAFT)
    desk.judge(sheet)
    assert shown(sheet) == PUBLIC
    reader.judge(sheet)
    assert shown(sheet) == DRAFT


def test_an_editor_who_maintains_a_service_does_not_approve_their_own_words(sheet):
    user = editor("pascale")
    user.maintenances.create(service=sheet)
    desk = Desk(User.objects.get(pk=user.pk))
    desk.submit(sheet, summary=DRAFT)
    desk.judge(sheet)
    assert shown(sheet) == PUBLIC


def test_another_account_of_who_wrote_is_no_other_person(sheet, author, reader):
    User.objects.filter(pk=author.user.pk).update(email="camille@anct.example")
    User.objects.filter(pk=reader.user.pk).update(email="Camille+relecture@anct.example")
    author.submit(sheet, summary=DRAFT)
    reader.judge(sheet)
    assert (shown(sheet), in_review(sheet)) == (PUBLIC, True)
    assert reader.user.name not in author.client.get(edit_address(sheet)).text.partition("Peuvent approuver")[2][:200]
    User.objects.filter(pk=reader.user.pk).update(email="dominique@anct.example")
    reader.judge(sheet)
    assert shown(sheet) == DRAFT

"""What a reader does in the form of what they read: nothing, comments, or changes that make them an author."""

import pytest

from tests.store.admin.people import DRAFT, PUBLIC, in_review, shown

pytestmark = pytest.mark.django_db

APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def test_who_changes_the_text_while_reading_it_is_an_author_too(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    reader.save(sheet, summary="Autre chose.")
    reader.judge(sheet)
    assert shown(sheet) == PUBLIC


def test_who_opens_the_form_and_approves_before_its_editors_have_started_has_written_nothing(sheet, author, reader):
    """An empty rich text is then sent as an empty paragraph; the author's form had sent nothing at all for it."""
    nothing = dict.fromkeys(("problem", "solution", "results", "prerequisites", "financing", "reversibility"), "null")
    author.submit(sheet, summary=DRAFT, **nothing)
    reader.save(sheet, **APPROVE)
    assert sheet.revisions.filter(user=reader.user).exists()
    assert (shown(sheet), in_review(sheet)) == (DRAFT, False)


def test_nobody_slips_a_change_into_an_approval(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    reader.save(sheet, summary="Autre chose.", **APPROVE)
    assert (shown(sheet), in_review(sheet)) == (PUBLIC, True)


def test_a_reader_may_comment_then_approve(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0",
        "comments-0-text": "Préciser le prix ?",
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-id": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }
    reader.save(sheet, **comment)
    assert sheet.wagtail_admin_comments.get().text == "Préciser le prix ?"
    reader.judge(sheet)
    assert shown(sheet) == DRAFT

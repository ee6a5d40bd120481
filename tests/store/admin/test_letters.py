"""The mails of a review: in French, as a text and as a page, like all those of the Store."""

import pytest
from django.core import mail

from tests.store.admin.people import DRAFT

pytestmark = pytest.mark.django_db


def test_each_step_of_a_review_is_mailed_as_a_text_and_as_a_page(sheet, author, reader):
    author.submit(sheet, summary=DRAFT)
    reader.judge(sheet, "reject", "Deux clics, ou trois ?")
    pages = {address: html for one in mail.outbox for address in one.to for html, _ in one.alternatives}
    assert all("Salle libre" in one.body for one in mail.outbox)
    assert set(pages) == {"helene@exemple.fr", "gilles@exemple.fr"}
    for page in pages.values():
        assert "Salle libre" in page and "Bonjour" in page and '<html lang="fr">' in page
        assert "<img" not in page and "The page" not in page
        assert "/admin/account/#tab-notifications" in page
    assert "Deux clics, ou trois ?" in pages["gilles@exemple.fr"]

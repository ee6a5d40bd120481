"""Who answers for a page is told when its day has come."""

from datetime import date, timedelta

import pytest

from store.content.models import HomePage
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/a-relire/"


def test_a_keeper_and_a_deputy_are_told_of_their_pages_sheets_and_home_included(client, catalogue):
    keeper, deputy = (factories.make_person(groups=("Éditeurs",)) for _ in range(2))
    past = date.today() - timedelta(days=1)
    sheet = factories.make_service("Tréteaux", keeper=keeper, deputy=deputy, review_on=past)
    factories.make_editorial_page("Charte", keeper=keeper, verified=date.today() - timedelta(days=400))
    factories.make_editorial_page("Récente", keeper=keeper, verified=date.today())
    factories.make_editorial_page("Ancienne", keeper=keeper, review_on=past, archived_on=past)
    HomePage.objects.update(review_on=past)
    client.force_login(deputy)
    assert "1 page à relire dont vous répondez" in text_of(client.get("/admin/"))
    client.force_login(keeper)
    assert "2 pages à relire dont vous répondez" in text_of(client.get("/admin/"))
    mine, everything = text_of(client.get(f"{REPORT}?mine=true")), text_of(client.get(REPORT))
    assert "Tréteaux" in mine and "Charte" in mine and "Récente" not in mine and "Ancienne" not in mine
    assert HomePage.objects.get().title in everything.partition("Responsable")[2]
    client.post(f"/admin/fiches/{sheet.pk}/verifier/")
    assert "1 page à relire dont vous répondez" in text_of(client.get("/admin/"))

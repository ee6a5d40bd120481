"""An editor has read a sheet again and says that it holds."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

LONG_AGO = date.today() - timedelta(days=400)


@pytest.fixture
def page(catalogue):
    return factories.make_service("Salle libre", verified=LONG_AGO)


def address(page) -> str:
    return reverse("verify-sheet", args=[page.pk])


def press(client, page):
    response = client.post(address(page))
    page.refresh_from_db()
    return response


def test_a_verification_is_dated_and_the_banner_goes(admin_client, client, page):
    assert "est à revérifier" in client.get(page.url).text
    assert press(admin_client, page).status_code == 302
    assert page.verified == date.today()
    assert "est à revérifier" not in client.get(page.url).text


def test_an_editor_asks_for_a_verification_before_the_year_is_over(admin_client, client, page):
    press(admin_client, page)
    listing = reverse("sheets:index") + "?verified=depassee"
    admin_client.get("/admin/")
    assert "Salle libre" not in admin_client.get(listing).text
    type(page).objects.update(verified=date.today() - timedelta(days=2), review_on=date.today() - timedelta(days=1))
    assert "Salle libre" in admin_client.get(listing).text
    assert "est à revérifier" in client.get(page.url).text
    press(admin_client, page)
    assert "est à revérifier" not in client.get(page.url).text


def test_an_archived_sheet_stays_at_its_address_and_leaves_the_catalogue(client, page):
    page.archived_on = date.today()
    factories.publish(page)
    assert "Fiche archivée le" in client.get(page.url).text
    for listing in ("/services/", "/services/?q=salle", "/sitemap-services.xml", "/"):
        assert page.url not in client.get(listing).text, listing


def test_opening_the_page_changes_nothing(admin_client, page):
    assert "Fiche vérifiée aujourd'hui" in admin_client.get(address(page)).text
    page.refresh_from_db()
    assert page.verified == LONG_AGO


def test_a_draft_that_waits_is_left_as_it_is(admin_client, page):
    page.summary = "Un brouillon."
    draft = page.save_revision()
    press(admin_client, page)
    assert page.summary != "Un brouillon."
    assert page.get_latest_revision() == draft
    draft.publish()
    page.refresh_from_db()
    assert (page.summary, page.verified) == ("Un brouillon.", date.today())


def test_the_history_says_who_verified(admin_client, page):
    press(admin_client, page)
    assert "Fiche vérifiée" in admin_client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).text


def test_somebody_who_may_not_edit_the_sheet_may_not_verify_it(client, page):
    person = get_user_model().objects.create_user("claude", password="x")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    assert press(client, page).status_code in (302, 403)
    assert page.verified == LONG_AGO


def test_the_button_stands_in_the_list_and_on_the_form(admin_client, page):
    assert address(page) in admin_client.get(reverse("sheets:index")).text
    assert address(page) in admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text

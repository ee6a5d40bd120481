"""Who may open a sheet, in each of its states; and what editors see before anybody else."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from catalogue.services.models import CataloguePage, ServicePage
from catalogue.services.models.service_page import CARD_PREVIEW
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet

pytestmark = pytest.mark.django_db

CANARY = "zibeline"


@pytest.fixture
def page(catalogue):
    return factories.make_service("Registre", summary=f"Un registre {CANARY}.", contact_email=f"{CANARY}@example.fr")


@pytest.fixture
def person():
    return get_user_model().objects.create_user("claude", password="x")


def test_a_draft_is_not_served(client, catalogue):
    factories.make_service("Brouillon", summary=CANARY, published=False)
    response = client.get("/services/brouillon/")
    assert response.status_code == 404
    assert CANARY not in response.text


def test_a_later_draft_does_not_change_what_is_public(client, page):
    page.summary = "Autre résumé."
    page.save_revision()
    assert CANARY in client.get("/services/registre/").text


def test_an_expired_sheet_is_gone_though_the_scheduler_has_not_run(client, page):
    ServicePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    response = client.get("/services/registre/")
    assert response.status_code == 404
    assert CANARY not in response.text


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS])
def test_a_reserved_sheet_asks_to_sign_in(client, page, kind):
    factories.restrict(page, kind)
    response = client.get("/services/registre/")
    assert response.status_code == 302
    assert response["Location"] == "/connexion/?next=/services/registre/"


def test_a_sheet_reserved_to_signed_in_people_opens_for_them(client, page, person):
    factories.restrict(page)
    client.force_login(person)
    assert CANARY in client.get("/services/registre/").text


def test_a_sheet_of_a_group_opens_for_its_members_only(client, page, person):
    group = Group.objects.create(name="Cercle")
    factories.restrict(page, PageViewRestriction.GROUPS, groups=(group,))
    client.force_login(person)
    assert client.get("/services/registre/").status_code == 302
    person.groups.add(group)
    assert CANARY in client.get("/services/registre/").text


def test_a_sheet_behind_a_password_shows_a_form_and_nothing_else(client, page):
    factories.restrict(page, PageViewRestriction.PASSWORD)
    response = client.get("/services/registre/")
    assert response.status_code == 200
    assert CANARY not in response.text
    assert 'type="password"' in response.text


def test_a_wrong_password_is_refused_with_a_reason(client, page):
    restriction = factories.restrict(page, PageViewRestriction.PASSWORD)
    address = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    response = client.post(address, {"password": "faux", "return_url": "/services/registre/"})
    assert "Ce mot de passe n'est pas le bon" in response.text
    assert CANARY not in response.text
    client.post(address, {"password": "sésame", "return_url": "/services/registre/"})
    assert CANARY in client.get("/services/registre/").text


def preview(page):
    return page.make_preview_request(RequestFactory().get("/"), page.default_preview_mode)


def test_an_editor_previews_a_draft_with_everything_in_it(catalogue):
    page = make_complete_sheet()
    page.summary = f"Un brouillon {CANARY}."
    page.screenshots.remove(page.screenshots.get())
    response = preview(page.save_revision().as_object())
    assert response.status_code == 200
    assert CANARY in response.text


def test_an_editor_previews_a_sheet_that_was_never_saved(catalogue):
    page = ServicePage(title="Toute neuve", action="Essayer", summary=f"Un essai {CANARY}.", owner=None)
    page.set_url_path(CataloguePage.objects.get())
    response = preview(page)
    assert response.status_code == 200
    assert CANARY in response.text


def test_an_editor_previews_the_catalogue_itself(catalogue):
    response = preview(catalogue)
    assert response.status_code == 200
    assert "Catalogue des services" in response.text


def test_an_editor_previews_the_card_of_a_draft(catalogue):
    page = make_complete_sheet()
    page.summary = f"Un brouillon {CANARY}."
    draft = page.save_revision().as_object()
    response = draft.make_preview_request(RequestFactory().get("/"), CARD_PREVIEW)
    assert response.status_code == 200
    assert f"Un brouillon {CANARY}." in response.text
    assert "store-card" in response.text


def test_an_editor_previews_the_card_of_a_sheet_that_was_never_saved(catalogue):
    page = ServicePage(title="Toute neuve", action="Essayer", summary=f"Un essai {CANARY}.")
    page.set_url_path(CataloguePage.objects.get())
    response = page.make_preview_request(RequestFactory().get("/"), CARD_PREVIEW)
    assert f"Un essai {CANARY}." in response.text

"""The team's address: shown to whoever presses the button, never in the sheet."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageViewRestriction

from catalogue.services.models import Allowance
from store.limits import LIMITS
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet
from tests.catalogue.services.reading import open_sheet, section

pytestmark = pytest.mark.django_db

ADDRESS = "equipe@agenda.example.fr"


@pytest.fixture
def page(catalogue):
    return factories.make_service("Agenda", contact_team="Équipe Agenda", contact_email=ADDRESS)


def ask(client, page, **extra):
    return client.post(f"/services/{page.slug}/contact/", **extra)


def test_the_sheet_names_the_team_and_hides_its_address(client, catalogue):
    page = make_complete_sheet()
    response = client.get("/services/agenda-commun/")
    assert "Équipe Agenda commun" in response.text
    for hidden in (page.contact_email, page.contact_email.split("@")[0] + "&#64;", "mailto:equipe"):
        assert hidden not in response.text


def test_pressing_the_button_shows_the_address(client, page):
    form = open_sheet(client, page).find(id="contact").form
    assert form["method"] == "post"
    response = client.post(form["action"])
    assert ADDRESS in response.text
    assert "no-store" in response["Cache-Control"]


def test_a_robot_that_follows_links_gets_nothing(client, page):
    response = client.get(f"/services/{page.slug}/contact/")
    assert response.status_code == 405
    assert ADDRESS not in response.text


def test_a_form_of_another_site_gets_nothing(page):
    client = Client(enforce_csrf_checks=True)
    for origin in ({}, {"Origin": "https://ailleurs.example"}, {"Origin": "null"}):
        response = ask(client, page, headers=origin)
        assert response.status_code == 403
        assert ADDRESS not in response.text


def test_the_real_button_passes_the_protection_against_other_sites(page):
    """Browsers say where a form comes from; the sheet then needs no cookie to know its own."""
    client = Client(enforce_csrf_checks=True)
    form = open_sheet(client, page).find(id="contact").form
    assert ADDRESS in client.post(form["action"], headers={"Origin": "http://testserver"}).text
    assert not client.cookies


def test_a_sheet_without_address_leads_to_the_services_site(client, catalogue):
    page = factories.make_service("Sans adresse", website="https://service.example.fr/")
    sheet = open_sheet(client, page)
    assert not sheet.find(id="contact").form
    assert "passez par le site du service" in section(sheet, "contact")
    assert ask(client, page).status_code == 404


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS, PageViewRestriction.PASSWORD])
def test_the_address_of_a_reserved_sheet_is_reserved_too(client, page, kind):
    factories.restrict(page, kind)
    response = ask(client, page)
    assert response.status_code == 404
    assert ADDRESS not in response.text


def test_the_address_of_a_draft_is_not_shown(client, page):
    page.unpublish()
    assert ask(client, page).status_code == 404


def test_who_was_let_in_by_a_password_may_ask_for_the_address(client, page):
    restriction = factories.restrict(page, PageViewRestriction.PASSWORD)
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/",
        {"password": "sésame", "return_url": f"/services/{page.slug}/"},
    )
    assert ADDRESS in ask(client, page).text


def test_too_many_requests_from_one_place_are_asked_to_wait(client, page):
    with time_machine.travel(datetime(2026, 11, 22, 10, 15, tzinfo=UTC), tick=False) as clock:
        for _ in range(LIMITS["contact"].most):
            assert ask(client, page).status_code == 200
        refused = ask(client, page)
        assert refused.status_code == 429
        assert refused["Retry-After"] == "2700"
        assert "Réessayez dans 45 minutes" in refused.text
        assert ADDRESS not in refused.text
        assert ask(client, page, REMOTE_ADDR="192.0.2.7").status_code == 200
        clock.shift(2701)
        assert ask(client, page).status_code == 200


def test_the_count_forgets_who_asked(client, page):
    ask(client, page, REMOTE_ADDR="192.0.2.99")
    assert "192.0.2.99" not in str(Allowance.objects.values_list())
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC)):
        call_command("purge_spaces")
    assert not Allowance.objects.filter(ends__lt=datetime(2029, 1, 1, tzinfo=UTC)).exists()


def test_a_visitor_cannot_pass_for_another_by_writing_a_header(client, page, settings):
    for number in range(LIMITS["contact"].most):
        ask(client, page, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert ask(client, page, headers={"X-Forwarded-For": "198.51.100.200"}).status_code == 429
    settings.TRUSTED_PROXY_COUNT = 1
    assert ask(client, page, headers={"X-Forwarded-For": "1.1.1.1, 198.51.100.200"}).status_code == 200

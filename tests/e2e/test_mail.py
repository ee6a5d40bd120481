"""A town hall is told of an incident and chooses what it is told, by keyboard, in the demonstration."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalogue.deployments.models import Standing
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from tests import factories
from tests.e2e.accessibility import assert_sound


@pytest.fixture
def store(store_server, migrated, django_db_blocker, settings):
    settings.DEMO_ACCOUNTS = True
    settings.WAGTAILADMIN_BASE_URL = store_server.url
    with django_db_blocker.unblock():
        with transaction.atomic():
            factories.make_site()
            territory = factories.make_territory("Saint-Étienne", code="42218")
            town = factories.make_organisation(territory=territory, public_email="mairie@saint-etienne.example")
            service = factories.make_service("Salles")
            signed = {"standing": Standing.CONFIRMEE, "confirmed_on": timezone.localdate()}
            factories.make_deployment(service, town, **signed)
            announce(
                service, AnnouncementKind.INCIDENT, "Le planning ne s'affiche plus", text="Nous cherchons la cause."
            )
            for command in ("load_demo_accounts", "load_demo_mail"):
                call_command(command, stdout=StringIO())
        yield store_server.url
        migrated.restore()


def enter(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.focus()
    page.keyboard.press("Enter")


def test_from_the_mail_of_an_incident_to_silence_by_keyboard(store, page: Page):
    page.goto(f"{store}/connexion/")
    enter(page, "Amélie")
    enter(page, "Lire les courriels de la démonstration")
    assert_sound(page)
    enter(page, "Le planning ne s'affiche plus")
    expect(page.get_by_text("À mairie@saint-etienne.example")).to_be_visible()
    assert_sound(page)
    page.locator("main a[href*='/courriels/incidents']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Choisir les courriels du Store")).to_be_visible()
    assert_sound(page)
    enter(page, "Me désabonner")
    expect(page.get_by_role("heading", name="C'est noté")).to_be_visible()
    assert_sound(page)
    enter(page, "Revenir sur ce choix")
    box = page.get_by_role("checkbox", name="Incidents et maintenances")
    expect(box).not_to_be_checked()
    box.focus()
    page.keyboard.press("Space")
    enter(page, "Enregistrer mes choix")
    expect(page.get_by_role("status")).to_have_text("Vos choix sont enregistrés.")
    expect(page.get_by_role("checkbox", name="Incidents et maintenances")).to_be_checked()
    assert_sound(page)


def test_an_agent_asks_for_copies_in_her_account_by_keyboard(store, page: Page):
    page.goto(f"{store}/connexion/")
    enter(page, "Amélie")
    enter(page, "Choisir les courriels que je reçois")
    assert_sound(page)
    page.get_by_role("checkbox", name="Copie, à mon adresse").focus()
    page.keyboard.press("Space")
    enter(page, "Enregistrer mes choix")
    expect(page.get_by_role("status")).to_have_text("Vos choix sont enregistrés.")
    expect(page.get_by_role("checkbox", name="Copie, à mon adresse")).to_be_checked()

"""Signing in, being attached, signing out: by keyboard and mouse, in the demonstration and through ProConnect."""

import re
import runpy
import sys
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import Page, expect

from store.accounts import address_changes
from store.accounts.models import AddressChange, User
from tests import factories
from tests.e2e.accessibility import axe_violations, too_wide

PASSWORD = "une phrase que personne ne devine"


@pytest.fixture
def store(store_server, migrated, django_db_blocker, settings):
    settings.DEMO_ACCOUNTS = True
    with django_db_blocker.unblock():
        with transaction.atomic():
            factories.make_site()
            loire = factories.make_territory("Loire", kind="departement", code="42")
            for name, code in (("Saint-Étienne", "42218"), ("Roanne", "42187")):
                factories.make_organisation(territory=factories.make_territory(name, code=code, inside=(loire,)))
            factories.make_service("RDV Service Public", external_id="rdv-service-public")
            factories.make_editorial_page("Accessibilité", "accessibilite")
            call_command("load_demo_accounts", verbosity=0)
        yield store_server.url
        migrated.restore()


def is_sound(page: Page) -> None:
    """At both ends of the widths we serve, in both schemes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert axe_violations(page) == []
            assert too_wide(page) == []


def test_a_newcomer_asks_to_be_attached_and_an_editor_attaches_them(store, page: Page):
    page.goto(store)
    page.get_by_role("link", name="Se connecter").click()
    is_sound(page)
    page.get_by_role("button", name="Denise Morel").click()
    expect(page).to_have_url(f"{store}/mon-compte/")
    is_sound(page)
    page.get_by_role("link", name="Demander à être rattaché").click()
    page.get_by_label("Votre collectivité ou votre organisation").fill("saint etienne")
    page.keyboard.press("Enter")
    page.get_by_text("Saint-Étienne : Commune, Loire (42)").click()
    is_sound(page)
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_role("status")).to_contain_text("Votre demande est envoyée")
    is_sound(page)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()

    page.goto(f"{store}/admin/demandes-de-rattachement/")
    page.get_by_role("button", name="Gilles Robin").click()
    page.get_by_role("link", name="Denise Morel : saint etienne").click()
    page.get_by_label("Rattacher la personne").check()
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text("est enregistrée")).to_be_visible()
    assert User.objects.get(username="demo-nouvelle").organisation.name == "Saint-Étienne"


def test_one_signs_in_by_keyboard_and_an_error_is_announced(store, page: Page):
    with transaction.atomic():
        factories.make_person("Jean Lefèvre", username="jean", password=PASSWORD)
    page.goto(f"{store}/connexion/?next=/services/")
    page.get_by_label("Nom d’utilisateur").focus()
    page.keyboard.type("jean")
    page.keyboard.press("Tab")
    page.keyboard.type("autre chose")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    is_sound(page)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{store}/services/")
    expect(page.get_by_role("link", name="Jean Lefèvre")).to_be_visible()


def test_our_own_policy_lets_one_go_to_proconnect_and_out_again(store, proconnect, settings, monkeypatch, page: Page):
    """A browser holds `form-action` to where a form is redirected: ProConnect has to be named there."""
    monkeypatch.delitem(sys.modules, "store.settings.oidc")
    made = runpy.run_path(str(settings.BASE_DIR / "store/settings/base.py"))
    settings.CONTENT_SECURITY_POLICY = made["CONTENT_SECURITY_POLICY"]
    proconnect.knows("abc")
    page.goto(f"{store}/connexion/?next=/services/")
    page.get_by_role("button", name="S'identifier avec ProConnect").click()
    page.locator("input[name=sub]").fill("abc")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{store}/services/")
    expect(page.get_by_role("link", name="Amélie Roux")).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{proconnect.address}/session/end**")
    page.get_by_role("button").first.click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()


def test_the_pages_of_an_address_are_sound_until_it_is_confirmed(store, page: Page):
    page.goto(f"{store}/connexion/")
    page.get_by_role("button", name="Denise Morel").click()
    page.get_by_role("link", name=re.compile("mon adresse$")).click()
    is_sound(page)
    page.get_by_label("Votre adresse électronique").fill("denise")
    page.locator("form[action='/mon-compte/adresse/']").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Recevoir le lien").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    is_sound(page)
    page.get_by_label("Votre adresse électronique").fill("denise.morel@mairie.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Un courriel part à denise.morel@mairie.example")
    is_sound(page)
    page.goto(f"{store}/mon-compte/adresse/")
    expect(page.get_by_text("Un lien a été envoyé à denise.morel@mairie.example")).to_be_visible()
    is_sound(page)
    link = address_changes.link_of(AddressChange.objects.get(address="denise.morel@mairie.example"))
    page.goto(store + urlsplit(link).path)
    is_sound(page)
    page.get_by_role("button", name="C'est mon adresse").click()
    expect(page.get_by_role("status")).to_contain_text("Votre adresse est maintenant")
    page.goto(store + urlsplit(link).path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    is_sound(page)

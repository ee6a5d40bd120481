"""The team of a service keeps its deployments up to date: by keyboard, with and without scripts, in each state."""

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Locator, Page, expect

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from tests.e2e.accessibility import assert_sound
from tests.e2e.keyboard import tab_to
from tests.e2e.walked_store import WalkedStore, follow

MAINTAINER = "Farida Leroy"
SPACE = "/mainteneur/espace-sur-demande/"
GRID = f"{SPACE}deploiements/"
SUGGESTION = ".store-combobox__option"


@pytest.fixture
def uses(walked_store):
    """Roanne's, that the team declared; Feurs', that Feurs itself declared."""
    service = ServicePage.objects.get(slug="espace-sur-demande")
    by = {"Roanne": Party.SERVICE, "Feurs": Party.ORGANISATION}
    with transaction.atomic():
        Deployment.objects.filter(service=service).delete()
        return [
            declare(service, Organisation.objects.get(name=name), {"status": "pilote"}, Author(party, Channel.ESPACE))
            for name, party in by.items()
        ]


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_status_is_changed_with_the_keyboard_alone(walked_store: WalkedStore, uses, page: Page):
    walked_store.enter(page, MAINTAINER, GRID)
    tab_to(page, "Statut — Roanne")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Enregistrer Roanne")
    page.keyboard.press("Enter")
    expect(row_of(page, "Roanne").get_by_role("status")).to_contain_text("« En déploiement » est enregistré")
    assert_sound(page)


def test_why_it_stopped_is_asked_as_soon_as_it_stops(walked_store: WalkedStore, uses, page: Page):
    walked_store.enter(page, MAINTAINER, GRID)
    row = row_of(page, "Roanne")
    expect(row.get_by_label("Motif de l'arrêt")).to_be_hidden()
    row.get_by_label("Statut").select_option("Arrêté")
    row.get_by_role("button", name="Enregistrer").click()
    reason = row_of(page, "Roanne").get_by_label("Motif de l'arrêt")
    expect(reason).to_have_accessible_description("Dites pourquoi l'utilisation s'est arrêtée.")
    assert_sound(page)
    reason.select_option("Difficulté technique")
    row_of(page, "Roanne").get_by_role("button", name="Enregistrer").click()
    expect(row_of(page, "Roanne").get_by_role("status")).to_contain_text("« Arrêté » est enregistré")


def test_everything_works_without_javascript(walked_store: WalkedStore, uses, browser: Browser):
    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    walked_store.enter(page, MAINTAINER, GRID)
    row_of(page, "Feurs").get_by_role("button", name="Confirmer").click()
    expect(row_of(page, "Feurs")).to_contain_text("« Pilote » est confirmé.")
    page.get_by_role("link", name="Ajouter un déploiement").click()
    page.get_by_label("Quelle organisation").fill("Montbrison")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name="Montbrison", exact=True).click()
    page.get_by_role("button", name="Déclarer ce déploiement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Montbrison")
    page.context.close()


def test_an_organisation_is_chosen_among_suggestions(walked_store: WalkedStore, uses, page: Page):
    walked_store.enter(page, MAINTAINER, f"{GRID}ajouter/")
    page.get_by_role("combobox", name="Quelle organisation").press_sequentially("firmi")
    expect(page.locator(SUGGESTION)).to_have_text("Firminy Commune, Loire (42)")
    assert_sound(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ajouter : Firminy")
    page.get_by_label("Statut").select_option("Arrêté")
    page.get_by_role("button", name="Déclarer ce déploiement").click()
    expect(page).to_have_title("Erreur : Ajouter Firminy — Espace sur Demande — Espace mainteneur — Territoires Store")
    assert_sound(page)


def test_a_deployment_with_all_it_may_show_is_sound(walked_store: WalkedStore, uses, page: Page):
    walked_store.enter(page, MAINTAINER, f"{GRID}{uses[1].pk}/?le=2026-01-01")
    page.get_by_text("Contester cette déclaration").click()
    assert_sound(page)
    page.get_by_label("Pourquoi contestez-vous").fill("Aucun compte n'a été ouvert.")
    page.get_by_role("button", name="Contester").click()
    expect(page.get_by_text("Motif de la contestation : Aucun", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_hidden()
    assert_sound(page)


def test_the_grid_follows_a_territory_chosen_among_suggestions(walked_store: WalkedStore, uses, page: Page):
    walked_store.enter(page, MAINTAINER, f"{GRID}?statut=pilote")
    page.get_by_role("combobox", name="Territoire").press_sequentially("feurs")
    page.locator(SUGGESTION).first.click()
    expect(page.get_by_role("heading", name="1 déploiement à Feurs")).to_be_visible()
    expect(page.get_by_label("Statut", exact=True)).to_have_value("pilote")
    page.get_by_role("link", name="Ne plus filtrer par territoire").click()
    expect(page.get_by_role("heading", name="2 déploiements")).to_be_visible()


def test_a_new_token_and_the_documentation_are_sound(walked_store: WalkedStore, page: Page):
    walked_store.enter(page, MAINTAINER, f"{SPACE}api/")
    page.get_by_label("Nom du jeton").fill("Notre outil")
    page.get_by_role("button", name="Créer le jeton").click()
    expect(page.locator(".store-secret")).to_contain_text("store_")
    assert_sound(page)
    refused = []
    page.on("console", lambda said: refused.append(said.text))
    follow(page.get_by_role("link", name="documentation de l'API"))
    assert_sound(page)
    assert refused == []


def test_a_page_that_was_not_seen_since_it_changed_says_so(walked_store: WalkedStore, uses, page: Page):
    walked_store.enter(page, MAINTAINER, GRID)
    other = page.context.new_page()
    walked_store.open(other, GRID)
    for one, status in ((other, "Intéressée"), (page, "En production")):
        row_of(one, "Roanne").get_by_label("Statut").select_option(status)
        row_of(one, "Roanne").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("il est maintenant « Intéressée »")
    assert_sound(page)

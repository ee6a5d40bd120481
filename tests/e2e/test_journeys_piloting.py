"""From a call to the sheet: a collectivité applies, an editor chooses it, it keeps a logbook and gives its verdict."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from catalogue.needs.models import PilotCall
from tests.catalogue.needs.piloted import make_call, make_project
from tests.e2e.accessibility import EACH_ONCE, assert_sound, unsound
from tests.e2e.walked_store import WalkedStore, follow, leave

AGENT, EDITOR = "Amélie Roux", "Hélène Marchand"
TOWN, PROJECT, SERVICE = "Saint-Étienne", "Prendre rendez-vous en ligne", "RDV Service Public"
RESULTS, OBSTACLES = "Deux fois moins de rendez-vous manqués.", "Le Wi-Fi de l'annexe."


@pytest.fixture(scope="module")
def call(walked_store: WalkedStore) -> PilotCall:
    with transaction.atomic():
        return make_call(make_project(PROJECT), seats=1, population_min=10_000, is_demo=True)


def apply_as_a_pilot(store: WalkedStore, page: Page) -> None:
    store.enter(page, AGENT, "/appels-a-pilotes/")
    assert_sound(page)
    follow(page.get_by_role("link", name=PROJECT))
    expect(page.get_by_text("1 place", exact=True)).to_be_visible()
    assert_sound(page)
    page.get_by_label("Pouvez-vous candidater ? Votre collectivité").fill(TOWN)
    follow(page.get_by_role("button", name="Chercher", exact=True))
    if "/recherche/" in page.url:
        follow(page.get_by_role("link", name=TOWN).first)
    expect(page.get_by_text(f"{TOWN} : oui, vous pouvez candidater")).to_be_visible()
    follow(page.get_by_role("link", name="Candidater pour ma collectivité"))
    assert_sound(page)
    page.get_by_role("button", name="Envoyer la candidature").click()  # the browser says what is missing
    page.get_by_role("radio", name="Piloter le projet").check(force=True)
    page.get_by_label("Nous prenons les engagements").check(force=True)
    follow(page.get_by_role("button", name="Envoyer la candidature"))
    expect(page.get_by_text("Dites pourquoi votre collectivité veut en être.")).to_be_visible()
    assert_sound(page)
    page.get_by_label("Pourquoi vous ?").fill("Nos travailleurs sociaux l'attendent.")
    page.get_by_label("Nous prenons les engagements").check(force=True)
    follow(page.get_by_role("button", name="Envoyer la candidature"))
    expect(page.get_by_text("Votre candidature est déposée.")).to_be_visible()
    assert_sound(page)


def choose_the_town(store: WalkedStore, page: Page) -> None:
    store.enter(page, EDITOR, "/admin/appels-a-pilotes/")
    follow(page.get_by_role("link", name="Voir et choisir"))
    assert unsound(page, EACH_ONCE) == []
    page.get_by_role("checkbox", name=TOWN).check()
    page.get_by_role("radio", name="Retenir comme territoire référent").check()
    follow(page.get_by_role("button", name="Répondre aux cochées"))
    expect(page.get_by_text("1 collectivité est prévenue par courriel.")).to_be_visible()


def write_as_a_pilot(store: WalkedStore, page: Page) -> None:
    store.enter(page, AGENT, "/mon-espace/pilotes/")
    assert_sound(page)
    follow(page.get_by_role("link", name=PROJECT))
    assert_sound(page)
    page.get_by_role("textbox", name="Nos sites").fill("Mairie annexe\nMaison des solidarités")
    follow(page.get_by_role("button", name="Enregistrer nos sites"))
    page.get_by_label("Ce qui s'est passé").fill("Premier rendez-vous pris en ligne.")
    follow(page.get_by_role("button", name="Écrire dans le journal"))
    expect(page.get_by_role("listitem").filter(has_text="Premier rendez-vous pris en ligne.")).to_be_visible()
    page.get_by_label("Ce que cela a changé").fill(RESULTS)
    page.get_by_label("Ce qui a coincé").fill(OBSTACLES)
    page.get_by_role("radio", name="Oui").check(force=True)
    follow(page.get_by_role("button", name="Donner notre bilan"))
    expect(page.get_by_text("Votre bilan est enregistré et publié.")).to_be_visible()
    assert_sound(page)


def link_the_service(store: WalkedStore, page: Page, call: PilotCall) -> None:
    store.enter(page, EDITOR, f"/admin/projets/edit/{call.project_id}/")
    page.get_by_label("Service du catalogue").select_option(label=SERVICE)
    follow(page.get_by_role("button", name="Enregistrer").first)


def read_as_a_visitor(store: WalkedStore, page: Page, call: PilotCall) -> None:
    leave(page)
    store.open(page, f"/appels-a-pilotes/{call.pk}/")
    expect(page.get_by_text("1 place, toutes prises : liste d'attente")).to_be_visible()
    follow(page.get_by_role("link", name=TOWN))
    expect(page.get_by_text("Mairie annexe, Maison des solidarités")).to_be_visible()
    assert_sound(page)
    store.open(page, f"/besoins/{call.project_id}/")
    expect(page.get_by_role("definition").filter(has_text=SERVICE)).to_be_visible()
    assert_sound(page)
    store.open(page, "/services/rdv-service-public/")
    verdicts = page.locator("#pilotes")
    expect(verdicts).to_contain_text(RESULTS)
    expect(verdicts).to_contain_text(OBSTACLES)
    expect(page.locator("#gouvernance")).to_contain_text(TOWN)
    assert_sound(page)


def test_a_pilot_is_chosen_and_its_verdict_reaches_the_sheet(walked_store, page: Page, call: PilotCall):
    apply_as_a_pilot(walked_store, page)
    choose_the_town(walked_store, page)
    write_as_a_pilot(walked_store, page)
    link_the_service(walked_store, page, call)
    read_as_a_visitor(walked_store, page, call)

"""An editor groups contributions by keyboard and ungroups one; an élu supports the proposition and withdraws."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from catalogue.needs.models import Proposition
from catalogue.territories.models import Organisation
from tests import factories
from tests.e2e.accessibility import EACH_ONCE, assert_sound, unsound
from tests.e2e.keyboard import press, tab_to
from tests.e2e.walked_store import WalkedStore, follow

EDITOR, MAYOR = "Gilles Robin", "Bruno Faure"
TITLES = ("Signaler un nid-de-poule", "Signaler une panne d'éclairage", "Réserver une salle")
TITLE = "Signaler un incident sur la voirie"


@pytest.fixture(scope="module")
def waiting(walked_store) -> WalkedStore:
    """Three contributions that are accepted, in a consultation where one supports."""
    with transaction.atomic():
        consultation = factories.make_consultation("Consultation 2026", phases=("recueil", "soutien"))
        for title, town in zip(TITLES, ("Roanne", "Feurs", "Montbrison"), strict=True):
            factories.make_contribution(
                title, consultation=consultation, organisation=Organisation.objects.get(name=town)
            )
    return walked_store


def sound(page: Page) -> None:
    """Wagtail's own frame apart, at both ends of the widths."""
    found = unsound(page, EACH_ONCE)
    assert found == [], page.url


def choose_two_by_keyboard(page: Page) -> None:
    tab_to(page, f"C-1 : {TITLES[0]}")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_text("Contributions choisies : 2")).to_be_visible()


def group(page: Page) -> None:
    press(page, "Créer une proposition")
    page.set_viewport_size({"width": 1280, "height": 2000})  # Wagtail glides to what has the focus further down
    tab_to(page, "Titre")
    page.keyboard.type(TITLE)
    tab_to(page, "La proposition")
    page.keyboard.type("Un signalement unique, quel que soit le gestionnaire de la voie.")
    tab_to(page, "Pourquoi")
    page.keyboard.type("Même geste pour l'habitant.")
    press(page, "Voir ce qui va changer")
    expect(page.get_by_text("sans aucun soutien")).to_be_visible()
    sound(page)
    press(page, "Créer la proposition")
    expect(page.get_by_text("regroupe 2 contributions")).to_be_visible()


def ungroup_one(page: Page) -> None:
    page.get_by_role("checkbox", name=f"C-2 : {TITLES[1]}").check()
    follow(page.get_by_role("button", name="Sortir ou déplacer"))
    page.get_by_label("Pourquoi").fill("L'éclairage a son propre outil.")
    follow(page.get_by_role("button", name="Voir ce qui va changer"))
    follow(page.get_by_role("button", name="Sortir de la proposition"))
    expect(page.get_by_text("C'est fait, pour 1 contribution")).to_be_visible()
    sound(page)


def test_an_editor_groups_by_keyboard_and_ungroups(waiting: WalkedStore, page: Page):
    waiting.enter(page, EDITOR, "/admin/besoins/regrouper/")
    sound(page)
    choose_two_by_keyboard(page)
    group(page)
    ungroup_one(page)
    waiting.open(page, "/consultations/consultation-2026/regroupements/")
    expect(page.get_by_text("L'éclairage a son propre outil.")).to_be_visible()
    assert_sound(page)


def test_an_elu_supports_withdraws_and_is_named_nowhere(waiting: WalkedStore, page: Page):
    proposition = Proposition.objects.get()
    here = proposition.get_absolute_url()
    waiting.open(page, here)
    expect(page.get_by_text("Pas encore de soutien.")).to_be_visible()
    waiting.enter(page, MAYOR, here)
    assert_sound(page)
    page.get_by_label("Votre fonction").fill("adjoint au numérique")
    follow(page.get_by_role("button", name=f"Soutenir « {TITLE} »"))
    expect(page.get_by_role("status").first).to_contain_text("Saint-Étienne soutient")
    assert_sound(page)
    waiting.open(page, f"{here}soutiens/")
    expect(page.get_by_role("row", name=re.compile("Saint-Étienne.*Élu ou élue.*adjoint au numérique"))).to_be_visible()
    expect(page.get_by_role("main").get_by_text(MAYOR)).to_have_count(0)
    assert_sound(page)
    waiting.open(page, here)
    follow(page.get_by_role("button", name=f"Retirer notre soutien à « {TITLE} »"))
    expect(page.get_by_text("Pas encore de soutien.")).to_be_visible()
    waiting.open(page, "/mon-espace/soutiens/")
    expect(page.get_by_text("Retiré le")).to_be_visible()
    assert_sound(page)

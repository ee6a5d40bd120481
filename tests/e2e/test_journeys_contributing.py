"""An agent says a need: what exists is shown while she types, she goes on, checks, submits; an editor accepts it."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalogue.needs.models import ConsultationStep, Contribution, Investigation
from tests import factories
from tests.e2e.accessibility import EACH_ONCE, unsound
from tests.e2e.walked_store import WalkedStore, follow

AGENT, EDITOR = "Amélie Roux", "Gilles Robin"
NEED = "Réserver une salle sans se déplacer"
LOOK = os.environ.get("LOOK_AT")


def assert_seen(page: Page, name: str) -> None:
    assert unsound(page, EACH_ONCE) == [], page.url
    if LOOK:
        for scheme, width in (("dark", 320), ("light", 320), ("light", 1280), ("dark", 1280)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(LOOK) / f"{name}-{width}-{scheme}.png", full_page=True)


@pytest.fixture
def consultation(walked_store):
    made = factories.make_consultation("Consultation 2026", phases=("recueil", "soutien"))
    ConsultationStep.objects.create(consultation=made, kind="atelier", title="Atelier", starts=timezone.now())
    Investigation.objects.create(slug="papier", title="Moins de papier", problem="Du papier partout.")
    return made


def write(page: Page) -> None:
    page.get_by_label("En une phrase").fill(NEED)
    page.get_by_label("En une phrase").press("End")
    exists = page.get_by_role("button", name="Cela répond à mon besoin : Espace sur Demande")
    page.get_by_label("En une phrase").press_sequentially(" ")
    expect(exists).to_be_visible()
    assert_seen(page, "form")
    page.get_by_label("Le problème").fill("Il faut venir à l'accueil pour remplir un papier.")
    page.get_by_label("Qui est concerné ?").fill("Les associations.")
    page.get_by_label("Travail collaboratif").check(force=True)
    follow(page.get_by_role("button", name="Enregistrer le brouillon"))
    expect(page.get_by_text("Votre brouillon est enregistré.")).to_be_visible()


def submit(page: Page) -> None:
    follow(page.get_by_role("button", name="Vérifier avant de déposer"))
    assert_seen(page, "check")
    follow(page.get_by_role("button", name="Déposer ma contribution"))
    expect(page.get_by_text("Votre contribution est déposée.")).to_be_visible()
    assert_seen(page, "receipt")


def correct(page: Page) -> None:
    follow(page.get_by_role("link", name="Corriger cette contribution"))
    assert_seen(page, "correction")
    page.get_by_label("Qui est concerné ?").fill("Les associations et l'accueil.")
    follow(page.get_by_role("button", name="Enregistrer la correction"))
    expect(page.get_by_text("Votre correction est enregistrée.")).to_be_visible()


def test_a_need_is_written_beside_what_exists_then_examined(walked_store: WalkedStore, consultation, page: Page):
    walked_store.open(page, "/consultations/")
    assert_seen(page, "consultations")
    follow(page.get_by_role("link", name="Consultation 2026"))
    assert_seen(page, "consultation")
    walked_store.enter(page, AGENT, "/besoins/dire/")
    write(page)
    submit(page)
    correct(page)
    follow(page.get_by_role("navigation", name="Mon espace").get_by_role("link", name="Nos besoins"))
    assert_seen(page, "ours")
    walked_store.enter(page, EDITOR, "/admin/besoins/contributions/")
    if LOOK:
        page.screenshot(path=Path(LOOK) / "desk.png")
    follow(page.get_by_role("link", name=NEED))
    if LOOK:
        page.screenshot(path=Path(LOOK) / "examine.png", full_page=True)
    follow(page.get_by_role("button", name="Accepter"))
    walked_store.open(page, Contribution.objects.get(title=NEED).get_absolute_url())
    assert_seen(page, "need")
    walked_store.open(page, "/consultations/consultation-2026/chiffres/")
    assert_seen(page, "figures")
    walked_store.open(page, "/investigations/")
    assert_seen(page, "investigations")

"""A sheet is written by one person, approved by another, and found; nobody approves their own."""

import re

from playwright.sync_api import Page, expect

from catalogue.services.models import CataloguePage
from tests.e2e.accessibility import assert_sound
from tests.e2e.walked_store import WalkedStore, leave

AUTHOR, READER = "Gilles Robin", "Hélène Marchand"
ACTION = "Prêter nos gymnases aux associations"
APPROVE = re.compile("^Approuver et Publier")
LISTING = re.compile(r"/admin/pages/\d+/$")
"""Where Wagtail leads once a form is sent."""


def write_and_submit(store: WalkedStore, page: Page) -> None:
    store.enter(page, AUTHOR, f"/admin/pages/add/services/servicepage/{CataloguePage.objects.get().pk}/")
    page.locator("#id_title").fill("Gymnase libre")
    page.get_by_label("Ce que la collectivité peut faire").fill(ACTION)
    page.get_by_label("Résumé").fill("Réserver un gymnase en deux clics.")
    press_in_footer(page, re.compile("^Soumettre à"))
    page.get_by_role("tab", name="Publication").click()
    expect(page.get_by_text("dites pourquoi à qui relira la fiche")).to_be_visible()
    page.get_by_role("textbox", name="Pourquoi cette fiche reste incomplète").fill("L'équipe nous répond lundi.")
    press_in_footer(page, re.compile("^Soumettre à"))
    page.wait_for_url(LISTING)


def press_in_footer(page: Page, name: re.Pattern) -> None:
    page.locator("footer").get_by_role("button", name="Plus d'actions").click()
    page.locator("footer").get_by_role("button", name=name).click()


def is_found(store: WalkedStore, page: Page) -> bool:
    store.open(page, "/services/?q=gymnase")
    assert_sound(page)
    return page.get_by_role("link", name=ACTION).count() == 1


def test_one_writes_a_sheet_another_approves_it_and_it_is_found(demo_store, page: Page):
    write_and_submit(demo_store, page)
    page.get_by_role("link", name="Gymnase libre").first.click()
    expect(page.get_by_role("button", name="Annuler le workflow", include_hidden=True)).to_have_count(1)
    expect(page.get_by_role("button", name=APPROVE, include_hidden=True)).to_have_count(0)
    assert not is_found(demo_store, page)

    demo_store.enter(page, READER, "/admin/")
    page.get_by_role("link", name="à relire").click()
    page.wait_for_url(re.compile("reviewable=true"))  # the first page lists the sheet too, and leads back to itself
    page.get_by_role("link", name="Gymnase libre").first.click()
    page.get_by_role("button", name="Afficher ou masquer l'état de la fiche").click()
    expect(page.get_by_text("L'équipe nous répond lundi.").first).to_be_visible()
    press_in_footer(page, APPROVE)
    page.wait_for_url(LISTING)
    demo_store.open(page, "/")
    leave(page)
    assert is_found(demo_store, page)
    page.get_by_role("link", name=ACTION).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ACTION)
    assert_sound(page)

"""A collectivité contests what a team declares of it: the counts of the sheet follow, and the ANCT is told."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Deployment, Party
from tests.e2e.accessibility import assert_sound, axe_violations
from tests.e2e.demonstration import users_of
from tests.e2e.walked_store import WalkedStore, follow

AGENT, EDITOR, ADMINISTRATOR = "Amélie Roux", "Gilles Robin", "Jean Lefèvre"
TOWN = "Saint-Étienne"
SERVICE, SHEET = "Espace sur Demande", "/services/espace-sur-demande/"
CONTESTED = re.compile("déploiements? contestés? à trancher$")
WHY = "Nous l'avons essayé en 2024, sans suite."


@pytest.fixture
def contested(demo_store):
    """What the test before left, or the same made again when it does not run."""
    row = Deployment.objects.get(service__title=SERVICE, organisation__name=TOWN)
    if not row.contest_reason:
        with transaction.atomic():
            confirming.contest(row, Author(Party.ORGANISATION, Channel.ESPACE), WHY)
    return row


def contest(store: WalkedStore, page: Page) -> None:
    store.enter(page, AGENT, "/mon-espace/")
    page.get_by_role("link", name=f"Ce n'est pas exact : {SERVICE}").click()
    page.get_by_role("button", name="Non, ce n'est pas exact : contester").click()
    reason = page.get_by_label("Si ce n'est pas exact, pourquoi ?")
    expect(reason).to_have_accessible_description(re.compile("Dites pourquoi vous contestez ce déploiement."))
    assert_sound(page)
    reason.fill(WHY)
    page.get_by_role("button", name="Non, ce n'est pas exact : contester").click()
    expect(page.get_by_role("status")).to_contain_text(f"{SERVICE} : contestée.")
    assert_sound(page)


def contested_in_all(page: Page) -> int:
    """As the first page of the admin counts them."""
    return int(page.get_by_role("link", name=CONTESTED).inner_text().split()[0])


def find_among_the_contested(page: Page) -> None:
    follow(page.get_by_role("link", name=CONTESTED))
    page.get_by_role("textbox", name="Terme de recherche").fill(TOWN)
    expect(page.get_by_role("row").filter(has_text="Contestée")).to_have_count(1)
    expect(page.get_by_role("row", name=TOWN)).to_be_visible()


def test_a_contested_deployment_leaves_the_counts_and_waits_for_the_anct(demo_store, page: Page):
    demo_store.enter(page, EDITOR, "/admin/")
    waiting = contested_in_all(page)
    before = users_of(page, demo_store.address + SHEET)
    contest(demo_store, page)
    assert users_of(page, demo_store.address + SHEET) == before - 1
    expect(page.locator("#usage")).to_contain_text("1 contestée")
    assert_sound(page)
    demo_store.open(page, f"{SHEET}collectivites/contestee/")
    expect(page.get_by_role("row", name=TOWN)).to_be_visible()
    expect(page.get_by_text(WHY)).to_have_count(0)
    assert_sound(page)
    demo_store.enter(page, EDITOR, "/admin/")
    assert contested_in_all(page) == waiting + 1
    assert axe_violations(page) == []
    find_among_the_contested(page)
    assert axe_violations(page) == []


def test_what_is_contested_is_settled_by_somebody_of_neither_side(demo_store, contested, page: Page):
    """By an administrator, for the ANCT: the collectivité was right, it had never been used."""
    demo_store.enter(page, ADMINISTRATOR, "/admin/")
    find_among_the_contested(page)
    page.get_by_role("row", name=TOWN).get_by_role("button", name="Plus d’options").click()
    page.get_by_role("link", name="Historique").click()
    expect(page.get_by_text(f"Motif de la contestation : « {WHY} ».")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name="Trancher").click()
    expect(page).to_have_url(re.compile(r"/admin/deploiements/\d+/trancher/$"))
    assert_sound(page)
    page.get_by_role("button", name="Trancher").click()  # nothing is chosen yet
    assert page.evaluate("document.activeElement.name") in ("finding", "reason")
    page.get_by_label("Il n'y a jamais eu d'utilisation").check()
    page.get_by_label("Pourquoi").fill("La mairie a montré qu'elle n'a jamais signé.")
    page.get_by_role("button", name="Trancher").click()
    expect(page.get_by_text("C'est tranché : Espace sur Demande — Saint-Étienne.")).to_be_visible()
    demo_store.open(page, SHEET)
    expect(page.locator("#usage")).not_to_contain_text(re.compile(r"\d+ contestée"))
    demo_store.enter(page, AGENT, "/mon-espace/")
    expect(page.get_by_role("link", name=SERVICE, exact=True)).to_have_count(0)

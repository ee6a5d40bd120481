"""A collectivité contests what a team declares of it: the counts of the sheet follow, and the ANCT is told."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from catalogue.deployments import signing
from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from tests.e2e.accessibility import assert_sound, axe_violations
from tests.e2e.walked_store import WalkedStore

AGENT, EDITOR, ADMINISTRATOR = "Amélie Roux", "Gilles Robin", "Jean Lefèvre"
WHY = "Nous l'avons essayé en 2024, sans suite."


@pytest.fixture
def declared(walked_store):
    """The team of Visio says that Saint-Étienne and Roanne use it."""
    with transaction.atomic():
        visio = ServicePage.objects.get(title="Visio")
        for name in ("Saint-Étienne", "Roanne"):
            town = Organisation.objects.get(name=name)
            declare(visio, town, {"status": "en-production"}, Author(Party.SERVICE, Channel.ESPACE))


@pytest.fixture
def contested(walked_store):
    """What the test before left, or the same made again when it does not run."""
    visio, town = ServicePage.objects.get(title="Visio"), Organisation.objects.get(name="Saint-Étienne")
    with transaction.atomic():
        if not Deployment.objects.filter(service=visio, organisation=town).exists():
            row = declare(visio, town, {"status": "en-production"}, Author(Party.SERVICE, Channel.ESPACE))
            signing.contest(row, Author(Party.ORGANISATION, Channel.ESPACE), WHY)
    return Deployment.objects.get(service=visio, organisation=town)


def sheet_says(store: WalkedStore, page: Page, *said: str) -> None:
    store.open(page, "/services/visio/")
    for words in said:
        expect(page.locator("#usage")).to_contain_text(words)


def contest(store: WalkedStore, page: Page) -> None:
    store.enter(page, AGENT, "/mon-espace/")
    page.get_by_role("link", name="Ce n'est pas exact : Visio").click()
    page.get_by_role("button", name="Non, ce n'est pas exact : contester").click()
    reason = page.get_by_label("Si ce n'est pas exact, pourquoi ?")
    expect(reason).to_have_accessible_description(re.compile("Dites pourquoi vous contestez ce déploiement."))
    assert_sound(page)
    reason.fill(WHY)
    page.get_by_role("button", name="Non, ce n'est pas exact : contester").click()
    expect(page.get_by_role("status")).to_contain_text("Visio : contestée.")
    assert_sound(page)


def test_a_contested_deployment_leaves_the_counts_and_waits_for_the_anct(walked_store, declared, page: Page):
    sheet_says(walked_store, page, "2 organisations l'utilisent")
    contest(walked_store, page)
    sheet_says(walked_store, page, "1 organisation l'utilise", "1 contestée")
    assert_sound(page)
    walked_store.open(page, "/services/visio/collectivites/contestee/")
    expect(page.get_by_role("row", name="Saint-Étienne")).to_be_visible()
    expect(page.get_by_text(WHY)).to_have_count(0)
    assert_sound(page)
    walked_store.enter(page, EDITOR, "/admin/")
    expect(page.get_by_role("link", name="contesté")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name="1 déploiement contesté").click()
    expect(page.get_by_role("row", name="Saint-Étienne")).to_be_visible()
    assert axe_violations(page) == []


def test_what_is_contested_is_settled_by_somebody_of_neither_side(walked_store, contested, page: Page):
    """By an administrator, for the ANCT: the collectivité was right, it had never been used."""
    walked_store.enter(page, ADMINISTRATOR, "/admin/")
    page.get_by_role("link", name="1 déploiement contesté").click()
    page.get_by_role("row", name="Saint-Étienne").get_by_role("link", name="Historique").click()
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
    expect(page.get_by_text("C'est tranché : Visio — Saint-Étienne.")).to_be_visible()
    sheet_says(walked_store, page, "1 organisation l'utilise")
    expect(page.locator("#usage")).not_to_contain_text("contestée")
    walked_store.enter(page, AGENT, "/mon-espace/")
    expect(page.get_by_role("link", name="Visio", exact=True)).to_have_count(0)

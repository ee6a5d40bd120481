"""A Store in which people work: the demonstration's accounts and mails, on a handful of places and services."""

import re
from dataclasses import dataclass

from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from catalogue.territories.models import Organisation
from tests import factories

TOWNS = ("Roanne", "Feurs", "Montbrison", "Firminy", "Rive-de-Gier", "Saint-Chamond")
LINK = re.compile(r"https?://\S+?/confirmer/\S+")


@dataclass(frozen=True)
class WalkedStore:
    """Where it is served. What happens in it is read on its pages and in its mails."""

    address: str

    def enter(self, page: Page, who: str, then: str = "/") -> None:
        """Press the button of a demonstration's account, after having left the account before."""
        page.goto(self.address + "/")
        leave(page)
        page.goto(f"{self.address}/connexion/?next={then}")
        page.get_by_role("button", name=re.compile(f"^{who},")).click()
        expect(page).to_have_url(self.address + then)

    def open(self, page: Page, path: str) -> None:
        page.goto(self.address + path)


def follow(pressed: Locator) -> None:
    """It leads to another page: the next line looks at that one, and not at the one being left."""
    with pressed.page.expect_navigation():
        pressed.click()


def leave(page: Page) -> None:
    out = page.get_by_role("button", name="Se déconnecter")
    if out.count():
        out.first.click()
        expect(page.get_by_role("link", name="Se connecter")).to_be_visible()


def mails_to(address: str) -> list:
    """What really left for that address since the test began, oldest first."""
    return [sent for sent in mail.outbox if sent.to == [address]]


def link_to_confirm(address: str) -> str:
    """The one of the last mail which holds one."""
    found = [LINK.search(sent.body) for sent in mails_to(address)]
    return [match[0] for match in found if match][-1]


def address_of(town: str) -> str:
    """The public address of a collectivité, made up by the demonstration."""
    return Organisation.objects.get(name=town).public_email


def fill_with_people(address: str) -> WalkedStore:
    region = factories.make_territory("Auvergne-Rhône-Alpes", kind="region", code="84", population=8_000_000)
    loire = factories.make_territory("Loire", kind="departement", code="42", population=760_000, inside=(region,))
    inside = (loire, region)
    saint_etienne = factories.make_territory("Saint-Étienne", code="42218", population=173_000, inside=inside)
    factories.make_organisation(territory=saint_etienne)
    for number, name in enumerate(TOWNS, start=1):
        town = factories.make_territory(name, code=f"4200{number}", population=30_000, inside=inside)
        factories.make_organisation(territory=town, public_email=f"mairie-{number}@demonstration.example")
    for title, slug in (("Accessibilité", "accessibilite"), ("Mentions légales", "mentions-legales")):
        factories.make_editorial_page(title, slug)
    _fill_catalogue()
    for command in ("load_demo_accounts", "load_demo_mail"):
        call_command(command, verbosity=0)
    return WalkedStore(address)


def _fill_catalogue() -> None:
    themes = [factories.make_theme(name) for name in ("Solidarité", "Travail collaboratif")]
    services = (
        ("RDV Service Public", "Gérer les rendez-vous de nos services sociaux"),
        ("Espace sur Demande", "Réserver une salle ou un bureau"),
        ("Visio", "Réunir des agents à distance"),
        ("Grist", "Tenir un tableau à plusieurs"),
    )
    for number, (title, action) in enumerate(services):
        factories.make_service(
            title,
            action=action,
            external_id=title.lower().replace(" ", "-"),
            themes=[themes[number % 2]],
            contact_email=f"equipe-{number}@demonstration.example",
        )

"""The pages of « Mon espace » and of the basket, each in the states that people meet; and a question, end to end."""

import re
from itertools import pairwise

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import AdoptionRequest, Channel, Deployment, Party
from catalogue.deployments.requesting import ask
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation, Territory
from store.accounts.models import User
from store.spaces.models import FeedbackContact
from tests import factories
from tests.e2e.accessibility import assert_sound
from tests.e2e.walked_store import WalkedStore, follow, leave

AGENT = "Amélie Roux"
NEED = "Recevoir sur rendez-vous"
NEIGHBOUR, PASSWORD = "Rachid Benali", "une phrase que personne ne devine"
PAGES = (
    "/mon-espace/",
    "/mon-espace/autour/",
    "/mon-espace/demandes/",
    "/mon-espace/retours/",
    "/mon-espace/equipe/",
    "/mon-espace/declaration/",
    "/mon-espace/declaration/visio/",
    "/mon-espace/retours/services/rdv-service-public/",
    "/panier/",
)


@pytest.fixture(scope="module")
def store(walked_store: WalkedStore) -> WalkedStore:
    """The town is said to use a service that its neighbours use too; one of them has somebody to ask."""
    with transaction.atomic():
        service = ServicePage.objects.get(slug="rdv-service-public")
        town = Organisation.objects.get(name="Saint-Étienne")
        for name in ("Roanne", "Feurs"):
            factories.make_deployment(service, Organisation.objects.get(name=name), is_demo=True)
        region = factories.make_organisation(territory=Territory.objects.get(kind="region"))
        factories.make_deployment(service, region, is_demo=True)
        declare(service, town, {"status": "pilote"}, Author(Party.SERVICE, Channel.ESPACE))
        known = {"username": "rachid", "password": PASSWORD, "email": "rachid@roanne.example"}
        neighbour = factories.make_person(NEIGHBOUR, organisation=Organisation.objects.get(name="Roanne"), **known)
        FeedbackContact.objects.create(user=neighbour, organisation=neighbour.organisation)
        by = Author(Party.ORGANISATION, Channel.ESPACE, User.objects.get(name=AGENT))
        ask([service], by, organisation=town, function="agent", need=NEED)
    return walked_store


def enter_with_a_password(store: WalkedStore, page: Page) -> None:
    leave(page)
    store.open(page, "/connexion/")
    page.get_by_label("Nom d’utilisateur").fill("rachid")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=NEIGHBOUR)).to_be_visible()


def test_every_page_is_sound_has_one_h1_and_a_title_of_its_own(store, page: Page):
    store.enter(page, AGENT)
    use = Deployment.objects.get(organisation__name="Saint-Étienne")
    request = AdoptionRequest.objects.get(organisation=use.organisation, need=NEED)
    ours = [f"/mon-espace/utilisations/{use.pk}/", f"/mon-espace/utilisations/{use.pk}/modifier/"]
    ours += [f"/demandes/{request.pk}/", f"/demandes/{request.pk}/retrait/"]
    titles = []
    for path in (*PAGES, *ours):
        store.open(page, path)
        assert_sound(page)
        levels = page.eval_on_selector_all("h1,h2,h3,h4,h5,h6", "found => found.map(one => Number(one.tagName[1]))")
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
        titles.append(page.title())
    assert len(set(titles)) == len(titles)


def test_errors_are_said_at_their_fields_and_the_page_stays_sound(store, page: Page):
    store.enter(page, AGENT)
    use = Deployment.objects.get(organisation__name="Saint-Étienne")
    store.open(page, f"/mon-espace/utilisations/{use.pk}/")
    page.get_by_role("button", name="Non, ce n'est pas exact").click()
    expect(page.get_by_text("Dites pourquoi vous contestez")).to_be_visible()
    expect(page).to_have_title(re.compile("^Erreur"))
    assert_sound(page)
    store.open(page, "/mon-espace/declaration/visio/")
    page.get_by_label("Statut").select_option("arrete")
    page.get_by_role("button", name="Déclarer").click()
    expect(page.get_by_text("Dites pourquoi l'utilisation s'est arrêtée.")).to_be_visible()
    assert_sound(page)


def test_whoever_is_attached_to_nobody_reads_what_to_do(store, page: Page):
    store.enter(page, "Denise Morel", "/services/")
    page.get_by_role("button", name="Demander ce service : Visio").click()
    page.get_by_role("link", name="Ma demande (1)").click()
    expect(page.get_by_role("link", name="demandez votre rattachement")).to_be_visible()
    assert_sound(page)
    store.open(page, "/mon-espace/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page est celle d'une collectivité")
    assert_sound(page)


def test_a_question_goes_to_a_peer_and_its_answer_comes_back(store, page: Page):
    store.enter(page, AGENT)
    store.open(page, "/services/rdv-service-public/collectivites/")
    page.get_by_role("link", name="Demander un retour").click()
    page.get_by_text(re.compile("^Roanne :")).click()
    page.get_by_label("Votre question").fill("Combien de temps pour démarrer ?")
    page.get_by_role("button", name="Envoyer ma question").click()
    expect(page.get_by_role("status")).to_contain_text("Votre question est partie")
    assert_sound(page)
    enter_with_a_password(store, page)
    store.open(page, "/mon-espace/retours/")
    follow(page.get_by_role("link", name="Saint-Étienne, sur RDV Service Public"))
    assert_sound(page)
    page.get_by_label("Votre réponse").fill("Deux mois.")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    store.enter(page, AGENT)
    store.open(page, "/mon-espace/retours/")
    page.get_by_role("link", name="À Roanne, sur RDV Service Public").click()
    expect(page.get_by_text("Deux mois.")).to_be_visible()
    expect(page.get_by_text(NEIGHBOUR)).to_have_count(0)
    assert_sound(page)

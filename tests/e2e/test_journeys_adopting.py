"""From a need to a confirmed deployment: an agent asks, teams answer, the collectivité confirms by a mail's link."""

import re

from django.core.mail import EmailMessage
from playwright.sync_api import Browser, Page, expect

from catalogue.services.models import ServicePage
from tests.e2e.accessibility import assert_sound
from tests.e2e.keyboard import press
from tests.e2e.walked_store import WalkedStore, address_of, follow, link_to_confirm, mails_to

AGENT, DIRECTOR, MAINTAINER = "Amélie Roux", "Claire Petit", "Farida Leroy"
ROOMS, CHAT, VISIO = "Espace sur Demande", "Tchap", "Visio"
DEPARTEMENT = "Pas-de-Calais"
ASKING = f"Département du {DEPARTEMENT}"
NEED = "Ouvrir nos salles de réunion aux associations"


def put_aside(store: WalkedStore, page: Page, service: str, basket_holds: int) -> None:
    """From its card in the catalogue, which one then comes back to."""
    store.open(page, f"/services/?q={service}")
    page.get_by_role("button", name=f"Demander ce service : {service}", exact=True).click()
    expect(page).to_have_url(re.compile(r"/services/\?q="))
    counted = f"votre demande contient {basket_holds} service"
    expect(page.get_by_role("status").filter(has_text=counted)).to_be_visible()
    expect(page.get_by_role("link", name=f"Ma demande ({basket_holds})")).to_be_visible()


def ask_without_then_with_javascript(store: WalkedStore, browser: Browser) -> Page:
    """The basket follows from the one to the other: it is the same session."""
    plain = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = plain.new_page()
    store.enter(page, DIRECTOR, "/services/")
    put_aside(store, page, ROOMS, 1)
    put_aside(store, page, VISIO, 2)
    rich = browser.new_context(storage_state=plain.storage_state(), locale="fr-FR")
    plain.close()
    return rich.new_page()


def send_the_basket(page: Page) -> None:
    follow(page.get_by_role("link", name="Ma demande (3)"))
    assert_sound(page)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_label("Votre besoin, en une phrase")).to_be_focused()  # the browser says that it is missing
    page.get_by_label("Votre besoin, en une phrase").fill(NEED)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("status")).to_contain_text("Votre demande est envoyée à chaque équipe.")
    assert_sound(page)


def letter_about(service: ServicePage) -> EmailMessage:
    """The one of its team, whose address may be that of others too."""
    [letter] = [sent for sent in mails_to(service.contact_email) if service.title in sent.subject]
    return letter


def read_the_mails() -> None:
    """One per team, one receipt."""
    asked = ServicePage.objects.filter(title__in=(ROOMS, CHAT, VISIO))
    for service in asked:
        assert NEED in letter_about(service).body and DEPARTEMENT in letter_about(service).body
    [receipt] = mails_to("demo-dgs@demonstration.example")
    assert all(service.title in receipt.body for service in asked)


def answer(page: Page, said: str) -> None:
    page.get_by_role("radio", name=said).check(force=True)
    follow(page.get_by_role("button", name="Envoyer la réponse"))
    expect(page.get_by_role("status")).to_be_visible()


def take_charge_then_deploy(store: WalkedStore, page: Page) -> None:
    store.enter(page, MAINTAINER, "/mainteneur/")
    assert_sound(page)
    follow(page.get_by_role("link", name=ROOMS))
    assert_sound(page)
    follow(page.get_by_role("link", name="Demandes à traiter"))
    assert_sound(page)
    follow(page.get_by_role("link", name=f"{ASKING} : {NEED}"))
    assert_sound(page)
    answer(page, "Nous la prenons en charge")
    answer(page, "Le déploiement commence")
    expect(page.get_by_role("link", name="Voir le déploiement")).to_be_visible()
    assert_sound(page)


def follow_the_request(store: WalkedStore, page: Page) -> None:
    store.enter(page, DIRECTOR, "/mon-espace/demandes/")
    assert_sound(page)
    expect(page.get_by_text(f"{ROOMS} : en déploiement")).to_be_visible()
    page.get_by_role("link", name=NEED).click()
    expect(page.get_by_role("link", name="Voir et confirmer ce déploiement")).to_be_visible()
    assert_sound(page)


def confirm_by_the_link_of_the_mail(store: WalkedStore, page: Page) -> None:
    """No account: the mairie's secretary, who opens the mail, has none."""
    link = link_to_confirm(address_of(ASKING))
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Utilisez-vous {ROOMS} ?")
    assert_sound(page)
    page.get_by_role("button", name="Oui, c'est exact : confirmer").click()
    expect(page.get_by_role("status")).to_contain_text(f"Vous confirmez que {ASKING} utilise")
    assert_sound(page)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne sert plus")
    assert_sound(page)
    store.open(page, "/services/espace-sur-demande/collectivites/")
    expect(page.get_by_role("row", name=re.compile(f"{DEPARTEMENT}.*En déploiement.*Confirmée"))).to_be_visible()


def test_three_services_asked_for_at_once_one_is_deployed_and_confirmed(demo_store, browser: Browser):
    page = ask_without_then_with_javascript(demo_store, browser)
    put_aside(demo_store, page, CHAT, 3)
    assert_sound(page)
    send_the_basket(page)
    read_the_mails()
    take_charge_then_deploy(demo_store, page)
    follow_the_request(demo_store, page)
    confirm_by_the_link_of_the_mail(demo_store, page)
    page.context.close()


def test_by_keyboard_alone_one_signs_in_confirms_a_deployment_and_signs_out(demo_store, page: Page):
    demo_store.open(page, "/")
    press(page, "Se connecter")
    expect(page).to_have_title(re.compile("^Se connecter"))
    press(page, f"{AGENT}, agente de Saint-Étienne")
    press(page, "Mon espace")
    expect(page).to_have_url(f"{demo_store.address}/mon-espace/")
    assert_sound(page)
    press(page, f"Confirmer : {ROOMS}")
    expect(page.get_by_role("status")).to_contain_text(f"{ROOMS} : confirmée.")
    assert_sound(page)
    press(page, "Se déconnecter", "Space")
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()

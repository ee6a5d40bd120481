"""The secretary of a commune of 800 people, without an account, on a telephone: she finds, asks, is answered."""

import re
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Browser, Locator, Page, expect

from catalogue.deployments.models import AdoptionRequest
from catalogue.territories.models import Kind, Organisation, Territory
from store.spaces.models import PendingRequest
from tests.e2e.accessibility import unsound
from tests.e2e.walked_store import WalkedStore, follow, mails_to

SMALL = {"width": 320, "height": 700}
ON_A_TELEPHONE = (("light", 320), ("dark", 320))
MAINTAINER, ROOMS = "Farida Leroy", "Espace sur Demande"
ADDRESS, PHONE = "mairie@commune-de-800.example", "04 75 00 00 00"
NEED = "Que les associations réservent la salle des fêtes sans appeler la mairie"
ANSWER = "Nous ouvrons un essai pour vous lundi."


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SMALL, locale="fr-FR")
    yield context.new_page()
    context.close()


def village_of_800() -> Territory:
    """Real, and alone of its name."""
    near = Territory.objects.filter(kind=Kind.COMMUNE, population__gte=780, population__lte=820).order_by("code")
    return next(one for one in near if Territory.objects.filter(folded_name__contains=one.folded_name).count() == 1)


def assert_sound_on_a_telephone(page: Page) -> None:
    assert unsound(page, ON_A_TELEPHONE) == [], page.url


def find_the_service(store: WalkedStore, page: Page) -> None:
    store.open(page, "/")
    page.get_by_role("combobox", name="Rechercher un service").fill("réserver une salle")
    page.get_by_role("button", name="Rechercher").click()
    expect(page).to_have_url(re.compile(r"/services/\?q="))
    follow(page.get_by_role("listitem").filter(has_text=ROOMS).get_by_role("link").first)
    expect(page).to_have_title(re.compile(f"^{ROOMS}"))


def put_it_aside(page: Page) -> None:
    """Without leaving the page; what happened is said, and the keyboard is on the way to the basket."""
    before = page.url
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    expect(page.get_by_role("link", name="Ma demande")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Demander ce service", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="votre demande contient 1 service.")).to_be_visible()
    expect(page.get_by_role("link", name="Dans ma demande")).to_be_focused()
    assert page.url == before
    assert_sound_on_a_telephone(page)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Ma demande (1)")).to_be_visible()
    follow(page.get_by_role("link", name="Dans ma demande"))


def choose_with_the_keyboard(field: Locator, name: str) -> None:
    field.press_sequentially(name)
    expect(field.page.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(name)


def say_who_she_is(page: Page, village: Territory, *, address: str) -> None:
    page.get_by_label("Votre nom").fill("Odile Barre")
    page.get_by_role("radio", name="Agent").check(force=True)
    choose_with_the_keyboard(page.get_by_role("combobox", name="Votre collectivité"), village.name)
    page.get_by_label("Votre adresse électronique").fill(address)
    page.get_by_label("Téléphone").fill(PHONE)
    page.get_by_label("Votre besoin, en une phrase").fill(NEED)


def ask(page: Page, village: Territory) -> None:
    """A wrong address first: what she typed is still there. What is not for a village is said, and sent on purpose."""
    assert_sound_on_a_telephone(page)
    say_who_she_is(page, village, address="mairie@commune")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("Cette adresse n'est pas complète")).to_be_visible()
    expect(page.get_by_label("Votre besoin, en une phrase")).to_have_value(NEED)
    assert_sound_on_a_telephone(page)
    page.get_by_label("Votre adresse électronique").fill(ADDRESS)
    follow(page.get_by_role("button", name="Envoyer ma demande"))
    if page.get_by_role("button", name="Envoyer quand même").count():
        assert_sound_on_a_telephone(page)
        follow(page.get_by_role("button", name="Envoyer quand même"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Plus qu'une étape : ouvrez votre courriel")
    assert_sound_on_a_telephone(page)


def link_of(letter: EmailMessage) -> str:
    return re.search(r"https?://\S+?/(?:confirmer/demande|suivre)/[^\s>]+", letter.body)[0]


def confirm_the_address(page: Page, village: Territory) -> None:
    [letter] = mails_to(ADDRESS)
    assert NEED not in letter.body and not AdoptionRequest.objects.filter(email=ADDRESS).exists()
    page.goto(link_of(letter))
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire et envoyer ma demande")
    expect(page.get_by_text(NEED)).to_be_visible()
    assert_sound_on_a_telephone(page)
    follow(page.get_by_role("button", name="Envoyer ma demande"))
    expect(page.get_by_role("status")).to_contain_text("Votre adresse est confirmée et votre demande est envoyée.")
    assert_sound_on_a_telephone(page)
    request = AdoptionRequest.objects.get(email=ADDRESS)
    assert request.organisation == Organisation.objects.get(territory=village)
    page.goto(link_of(letter))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne sert plus")
    assert_sound_on_a_telephone(page)


def the_team_answers(store: WalkedStore, page: Page, village: Territory) -> None:
    store.enter(page, MAINTAINER, "/mainteneur/espace-sur-demande/demandes/")
    expect(page.get_by_text("sans compte, adresse confirmée le").first).to_be_visible()
    follow(page.get_by_role("link", name=f"{village.name} : {NEED}"))
    for said in (ADDRESS, PHONE, "Odile Barre"):
        expect(page.get_by_text(said).first).to_be_visible()
    assert_sound_on_a_telephone(page)
    page.get_by_role("radio", name="Nous la prenons en charge").check(force=True)
    page.get_by_label("Motif, ou message").fill(ANSWER)
    follow(page.get_by_role("button", name="Envoyer la réponse"))


def read_the_answer_then_withdraw(page: Page) -> None:
    answered = mails_to(ADDRESS)[-1]
    assert ANSWER in answered.body and ROOMS in answered.subject
    page.goto(link_of(answered))
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_text("Prise en charge").first).to_be_visible()
    assert_sound_on_a_telephone(page)
    follow(page.get_by_role("button", name="Retirer ma demande et effacer mes coordonnées"))
    expect(page.get_by_role("heading", level=1)).to_have_text("C'est retiré")
    assert_sound_on_a_telephone(page)
    page.goto(link_of(answered))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne sert plus")


def test_the_secretary_of_a_small_commune_finds_asks_and_is_answered(demo_store, telephone: Page, browser: Browser):
    village = village_of_800()
    find_the_service(demo_store, telephone)
    put_it_aside(telephone)
    ask(telephone, village)
    confirm_the_address(telephone, village)
    at_the_team = browser.new_context(viewport=SMALL, locale="fr-FR")
    the_team_answers(demo_store, at_the_team.new_page(), village)
    at_the_team.close()
    read_the_answer_then_withdraw(telephone)
    assert not AdoptionRequest.objects.filter(email=ADDRESS).exists()


def test_without_javascript_her_namesakes_are_told_apart_and_nothing_is_lost(demo_store, browser: Browser):
    context = browser.new_context(viewport=SMALL, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    demo_store.open(page, "/services/espace-sur-demande/")
    page.get_by_role("button", name="Demander ce service", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="votre demande contient 1 service.")).to_be_visible()
    follow(page.get_by_role("link", name="Dans ma demande"))
    page.get_by_label("Votre nom").fill("Odile Barre")
    page.get_by_role("radio", name="Agent").check(force=True)
    page.get_by_label("Votre collectivité").fill("Sainte-Colombe")
    page.get_by_label("Votre adresse électronique").fill("mairie@sainte-colombe.example")
    page.get_by_label("Votre besoin, en une phrase").fill(NEED)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("Plusieurs collectivités répondent à ce nom").first).to_be_visible()
    page.get_by_role("radio", name=re.compile("Sainte-Colombe.*Doubs")).check(force=True)
    page.get_by_role("button", name="Envoyer ma demande").click()
    if page.get_by_role("button", name="Envoyer quand même").count():
        page.get_by_role("radio", name=re.compile("Sainte-Colombe.*Doubs")).check(force=True)
        page.get_by_role("button", name="Envoyer quand même").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plus qu'une étape : ouvrez votre courriel")
    assert PendingRequest.objects.get(email="mairie@sainte-colombe.example").organisation.territory.code.startswith(
        "25"
    )
    context.close()


def test_what_resembles_a_proposal_is_shown_while_she_types(demo_store, telephone: Page):
    demo_store.open(telephone, "/")
    follow(telephone.get_by_role("link", name="Proposer un service"))
    assert_sound_on_a_telephone(telephone)
    telephone.get_by_label("Nom du service").press_sequentially("Tchap")
    expect(telephone.get_by_role("status").get_by_role("link").first).to_be_visible()
    assert_sound_on_a_telephone(telephone)
    telephone.get_by_label("À quel besoin").fill("Parler entre agents")
    telephone.get_by_label("Votre adresse électronique").fill("mairie@commune-de-800.example")
    telephone.get_by_role("button", name="Envoyer").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Merci, votre proposition est reçue")
    assert_sound_on_a_telephone(telephone)

"""The sheet of a service in a real browser: readable by everybody, on every screen, without scripts, and on paper."""

import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from tests import factories
from tests.catalogue.services.complete_sheet import adopt, make_complete_sheet
from tests.e2e.accessibility import axe_violations, too_wide

PDF_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True)
class Sheets:
    address: str
    village: str

    @property
    def complete(self) -> str:
        return f"{self.address}/services/agenda-commun/"

    @property
    def minimal(self) -> str:
        return f"{self.address}/services/registre/"


@pytest.fixture(scope="module")
def sheets(store_server, migrated, django_db_blocker):
    with django_db_blocker.unblock():
        with transaction.atomic():
            page = make_complete_sheet()
            adopt(page)
            factories.make_service("Registre")
            village = factories.make_territory("Saint-Régis-du-Coin", population=400)
        yield Sheets(store_server.url, village.key)
        migrated.restore()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_a_complete_nor_on_a_minimal_sheet(sheets, page: Page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for address in (sheets.complete, sheets.minimal, f"{sheets.complete}?territoire={sheets.village}"):
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
        found[address] = axe_violations(page)
        assert too_wide(page) == [], address
    assert not any(found.values()), found


def test_our_own_policy_refuses_nothing_and_the_data_block_stays_readable(sheets, page: Page):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(sheets.complete, wait_until="networkidle")
    name = page.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').textContent).name")
    assert name == "Agenda commun"
    assert said == []


def test_a_dgs_reads_a_question_and_gets_the_address_with_the_keyboard_alone(sheets, page: Page):
    page.goto(sheets.complete)
    question = page.locator(".sheet-faq summary")
    question.focus()
    expect(page.get_by_text("Non, une convention suffit.")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Non, une convention suffit.")).to_be_visible()
    page.get_by_role("button", name="Afficher l'adresse de l'équipe").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="equipe@agenda.example.fr")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name="Revenir à la fiche").press("Enter")
    expect(page).to_have_url(sheets.complete)


def test_everything_can_be_read_and_asked_without_scripts(sheets, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sheets.complete)
    page.locator(".sheet-faq summary").click()
    expect(page.get_by_text("Non, une convention suffit.")).to_be_visible()
    page.get_by_label("Utilisable chez moi").fill("saint-régis")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name="Saint-Régis-du-Coin").click()
    expect(page.get_by_text("Pas utilisable en l'état par Saint-Régis-du-Coin")).to_be_visible()
    context.close()


def test_on_paper_everything_is_unfolded_and_nothing_but_the_sheet_remains(sheets, page: Page):
    page.goto(sheets.complete)
    page.emulate_media(media="print")
    expect(page.get_by_text("Non, une convention suffit.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Sur cette page")).to_be_hidden()
    expect(page.get_by_role("button", name="Afficher l'adresse de l'équipe")).to_be_hidden()
    assert len(PDF_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True))) <= 3


def test_on_paper_the_sheet_gives_the_address_of_the_service_instead_of_a_button(sheets, page: Page):
    page.goto(sheets.complete)
    page.emulate_media(media="print")
    link = page.get_by_role("link", name="Aller sur le site du service")
    expect(link).to_be_visible()
    assert "http" in link.evaluate("(one) => getComputedStyle(one, '::after').content")
    expect(page.get_by_role("link", name="Contacter l'équipe").last).to_be_hidden()


def test_on_paper_a_telephone_reads_where_the_sheet_is_and_the_dark_comes_back_on_screen(sheets, page: Page):
    page.emulate_media(color_scheme="dark")
    page.goto(sheets.complete)
    root, code = page.locator("html"), page.locator(".store-share__code")
    expect(root).to_have_attribute("data-fr-theme", "dark")
    expect(code).to_be_hidden()
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.emulate_media(media="print")
    expect(root).to_have_attribute("data-fr-theme", "light")
    expect(code).to_be_visible()
    expect(page.get_by_role("link", name="Envoyer par courriel")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(root).to_have_attribute("data-fr-theme", "dark")


def test_a_complete_sheet_stays_light(sheets, page: Page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sheets.complete, wait_until="networkidle")
    assert len(asked) <= 15, asked
    assert page.evaluate("document.querySelectorAll('*').length") <= 450
    assert [url for url in asked if not url.startswith(sheets.address)] == []

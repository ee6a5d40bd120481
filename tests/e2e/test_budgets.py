"""What a first visit weighs: requests, transfer (texts as gzip sends them) and elements of the page."""

import gzip
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import Page, Response, expect

from catalogue.deployments.models import Status
from catalogue.needs.models import Consultation
from catalogue.services.models import ServicePage
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from catalogue.services.news.bulletin import MOST_ON_A_SHEET
from catalogue.territories.models import Territory
from search.answering.related import MOST
from store.content.home.home_sections import HomeSection, SearchSection, SectionsBlock
from store.content.home.need_sections import CallsSection, NeedsSection
from tests import factories
from tests.catalogue.needs.piloted import make_call, make_project
from tests.e2e.small_store import SmallStore, fill_every_facet

KB = 1_000
HEAVIEST = settings.BASE_DIR / "store/demo/catalogue/sheets/rdv-service-public.yml"
NAMED_IN_THE_SHEET = ("12", "14", "22", "26", "62")
OTHERS = [str(code) for code in range(43, 82) if str(code) != "62"][:30]
SIGNATURES = (
    {"standing": "confirmee", "confirmed_on": date(2026, 3, 1)},
    {"standing": "declaree"},
    {"standing": "a-reconfirmer", "confirmed_on": date(2025, 3, 1)},
    {"standing": "contestee", "contest_reason": "Jamais eu."},
)
STATUSES = (Status.EN_PRODUCTION, Status.PILOTE, Status.EN_DEPLOIEMENT, Status.ARRETE)
COMPRESSED = ("text/", "javascript", "json", "svg")


@dataclass(frozen=True)
class Budget:
    requests: int
    transfer: int
    nodes: int


BUDGETS = {
    "home": Budget(15, 250 * KB, 340),
    "catalogue": Budget(15, 250 * KB, 580),
    "catalogue, filtered, from a territory": Budget(15, 250 * KB, 580),
    "sheet": Budget(15, 300 * KB, 450),
}


LONGEST = {"/": 3_500, "/services/": 5_000}
LONGEST_SHEET = 6_000
"""The height of a page on a telephone, in pixels."""
EVERY_SECTION = [
    section.default_title
    for section in (*SectionsBlock().child_blocks.values(), NeedsSection(), CallsSection())
    if isinstance(section, HomeSection) and not isinstance(section, SearchSection)
]


def weight(response: Response) -> int:
    body = response.body()
    is_text = any(kind in response.headers.get("content-type", "") for kind in COMPRESSED)
    headers = response.request.sizes()["responseHeadersSize"]
    return headers + (len(gzip.compress(body, compresslevel=6)) if is_text else len(body))


@pytest.fixture(scope="module")
def full_store(small_store) -> SmallStore:
    """Weighed as the real catalogue weighs: with all that its panels of filters and its home page hold."""
    with transaction.atomic():
        fill_every_facet(small_store)
        make_call(make_project("Dire aux habitants où en est leur demande", consultation=Consultation.objects.get()))
    return small_store


@pytest.fixture(scope="module")
def heaviest_sheet(full_store, django_db_blocker) -> ServicePage:
    """The real sheet with the most to say, pictures included, used in thirty départements more than those it names."""
    with django_db_blocker.unblock(), transaction.atomic():
        for code in NAMED_IN_THE_SHEET:
            territory = factories.make_territory(f"Département {code}", kind="departement", code=code)
            factories.make_organisation(territory=territory)
        # The small store has a sheet of that name: the real one must not share its address.
        ServicePage.objects.filter(pk=full_store.appointments.pk).update(slug="rdv")
        call_command("load_catalogue", str(HEAVIEST), pictures=True, verbosity=0)
        sheet = ServicePage.objects.get(external_id="rdv-service-public")
        for number in range(MOST_ON_A_SHEET):
            announce(sheet, AnnouncementKind.INCIDENT, f"Panne {number}", is_demo=True)
        for number in range(40):
            invent_a_user(sheet, number)
        for number in range(MOST):
            factories.make_service(f"Agenda {number}", action=sheet.action, themes=list(sheet.themes.all()))
        call_command("rebuild_index", verbosity=0)
    return sheet


def invent_a_user(sheet: ServicePage, number: int) -> None:
    """Forty communes over thirty départements, at every status and standing and over several years."""
    if number < len(OTHERS):
        factories.make_territory(f"Département {number}", kind="departement", code=OTHERS[number])
    departement = Territory.objects.get(kind="departement", code=OTHERS[number % len(OTHERS)])
    user = factories.make_organisation(territory=factories.make_territory(f"Ville {number}", inside=(departement,)))
    status = STATUSES[number // 10]
    since = date(2018 + number % 8, 1 + number % 12, 1)
    until = date(2026, 2, 1) if status == Status.ARRETE else None
    factories.make_deployment(
        sheet, user, status=status, since=since, until=until, is_demo=True, **SIGNATURES[number % len(SIGNATURES)]
    )


@pytest.mark.parametrize("name", BUDGETS)
def test_a_first_visit_stays_light(full_store, page: Page, name):
    keeps_to_budget(page, name, full_store.address + full_store.pages[name], BUDGETS[name])


def test_the_heaviest_sheet_stays_light(full_store, heaviest_sheet, page: Page):
    keeps_to_budget(page, "heaviest sheet", full_store.address + heaviest_sheet.url, BUDGETS["sheet"])
    expect(page.get_by_role("link", name="Voir les 47 déclarations")).to_be_visible()
    expect(page.locator("#proches").get_by_role("link")).to_have_count(MOST)
    expect(page.get_by_text("Déclaré (hachures) : 13 départements")).to_be_visible()


def test_on_paper_its_folded_list_of_departements_is_open(full_store, heaviest_sheet, page: Page):
    page.goto(full_store.address + heaviest_sheet.url)
    departements = page.get_by_text("Départements où le service est utilisé.")
    expect(departements).to_be_hidden()
    page.emulate_media(media="print")
    expect(departements).to_be_visible()


def keeps_to_budget(page: Page, name: str, address: str, budget: Budget) -> None:
    received: list[Response] = []
    page.on("response", lambda response: received.append(response))  # noqa: PLW0108  Playwright wants a function
    page.goto(address, wait_until="networkidle")
    assert all(response.ok for response in received), [response.url for response in received if not response.ok]
    transfer = sum(weight(response) for response in received)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    measured = f"{name}: {len(received)} requests, {transfer / KB:.0f} kB, {nodes} nodes"
    print(measured)
    assert len(received) <= budget.requests, [response.url for response in received]
    assert transfer <= budget.transfer, measured
    assert nodes <= budget.nodes, measured


def test_on_a_telephone_the_way_to_the_end_of_a_page_is_short(full_store, heaviest_sheet, page: Page):
    """The home page with every section that has something to show."""
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(full_store.address)
    assert set(EVERY_SECTION) <= set(page.get_by_role("heading", level=2).all_inner_texts())
    measured = {}
    for path, most in {**LONGEST, heaviest_sheet.url: LONGEST_SHEET}.items():
        page.goto(full_store.address + path)
        measured[path] = page.evaluate("document.documentElement.scrollHeight"), most
    print(measured)
    assert {path: height for path, (height, most) in measured.items() if height > most} == {}

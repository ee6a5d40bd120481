"""A maintainer sends a file with three wrong lines in eight, reads what it would do, applies it, takes it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalogue.deployments.models import Deployment
from catalogue.foundation.progress import track
from catalogue.services.models import ServicePage
from catalogue.territories.models import Territory
from store.accounts.models import User
from store.spaces.maintainer.batch_progress import Work, followed
from store.work.models import Job, JobOutcome, WorkerPresence
from store.work.table import DUTIES
from tests.e2e.accessibility import assert_sound
from tests.e2e.demonstration import users_of
from tests.e2e.walked_store import WalkedStore

MAINTAINER, RDV = "Éric Blanc", "RDV Service Public"
FIVE_GOOD_THREE_BAD = """collectivite;statut;depuis;motif_arret
commune-42187;Pilote;01/03/2026;
commune-42094;En production;15/01/2025;
commune-42147;En déploiement;;
commune-42095;Intéressée;;
commune-42186;Arrêté;;Ressources
commune-99999;Pilote;;
commune-42207;Fini;;
commune-42218;Arrêté;;
"""
# What the form shows while the browser waits for the next page, when a test cannot look.
REMEMBER_PROGRESS = """
    sessionStorage.shown ??= "[]";
    new MutationObserver(() => {
        const said = document.querySelector("form .store-progress")?.innerText;
        const before = JSON.parse(sessionStorage.shown);
        if (said && !before.includes(said)) sessionStorage.shown = JSON.stringify([...before, said]);
    }).observe(document, { childList: true, subtree: true, characterData: true });
"""
WRONG = (
    "Le Store ne connaît pas « commune-99999 »",
    "« Fini » n'est pas prévu",
    "Dites pourquoi l'utilisation s'est arrêtée.",
)


def send(page: Page, content: str = FIVE_GOOD_THREE_BAD) -> None:
    page.get_by_label("Votre fichier").set_input_files(
        {"name": "juin.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Voir ce qu'il changerait").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aperçu de l'import")


def read_the_dry_run(page: Page) -> None:
    expect(page.get_by_text("Rien n'est encore écrit.")).to_be_visible()
    expect(page.get_by_role("link", name="5 créations")).to_be_visible()
    for said in WRONG:
        expect(page.get_by_text(said)).to_be_visible()
    assert_sound(page)
    page.get_by_role("link", name="3 lignes refusées").click()
    expect(page.get_by_role("list", name="Lignes du fichier").get_by_text("Ligne ")).to_have_count(3)
    assert_sound(page)


def deployments_of(store: WalkedStore, page: Page) -> set[str]:
    """Names in the grid of the service, in the département of the file."""
    store.open(page, "/mainteneur/rdv-service-public/deploiements/?territoire=departement-42")
    return set(page.locator(".store-grid__who a").all_inner_texts())


def test_eight_lines_of_which_three_are_wrong_are_read_applied_seen_and_undone(demo_store, page: Page):
    sheet = demo_store.address + "/services/rdv-service-public/"
    users = users_of(page, sheet)
    demo_store.enter(page, MAINTAINER, "/mainteneur/rdv-service-public/")
    before = deployments_of(demo_store, page)
    demo_store.open(page, "/mainteneur/rdv-service-public/imports/")
    assert_sound(page)
    send(page)
    read_the_dry_run(page)
    page.get_by_role("button", name="Appliquer 5 changements").click()
    expect(page.get_by_role("status").filter(has_text="L'import est appliqué.")).to_be_visible()
    assert_sound(page)
    imported = page.url
    assert deployments_of(demo_store, page) == before | {"Feurs", "Firminy", "Montbrison", "Rive-de-Gier", "Roanne"}
    assert_sound(page)
    assert users_of(page, sheet) == users + 3

    page.goto(imported)
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_role("status").filter(has_text="5 déploiements sont comme avant")).to_be_visible()
    assert_sound(page)
    assert deployments_of(demo_store, page) == before
    assert users_of(page, sheet) == users


@pytest.fixture
def many_towns(demo_store):
    """Enough for an import to last; the file says that they all try the service."""
    told = Deployment.objects.filter(service__title=RDV, territory__isnull=False).values("territory")
    towns = Territory.objects.filter(kind="commune").exclude(pk__in=told)[:3_000]
    return "collectivite;statut\n" + "".join(f"{one.key};Pilote\n" for one in towns)


def test_a_long_import_says_how_far_it_is(demo_store, many_towns, page: Page):
    page.add_init_script(REMEMBER_PROGRESS)
    demo_store.enter(page, MAINTAINER, "/mainteneur/rdv-service-public/imports/")
    send(page, many_towns)
    page.evaluate("sessionStorage.shown = '[]'")
    page.get_by_role("button", name=re.compile(r"Appliquer 3\s000 changements")).click()
    expect(page.get_by_role("status").filter(has_text="L'import est appliqué.")).to_be_visible(timeout=120_000)
    shown = page.evaluate("JSON.parse(sessionStorage.shown)")
    assert shown[0].startswith("Application de l'import, quelques secondes.")
    numbers = [int(number) for number in re.findall(r"(\d+) %", " ".join(shown))]
    assert numbers == sorted(set(numbers)) and 0 < numbers[-1] < 100


def test_the_page_of_a_file_that_the_worker_applies_follows_it_then_says_what_came_of_it(demo_store, page: Page):
    person, service = User.objects.get(username="demo-mainteneur"), ServicePage.objects.get(title=RDV)
    WorkerPresence.note("celui-ci")
    demo_store.enter(page, MAINTAINER, "/mainteneur/rdv-service-public/imports/")
    send(page)
    page.get_by_role("button", name="Appliquer 5 changements").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Application de l'import")
    expect(page.get_by_text("en attente")).to_be_visible()
    assert_sound(page)
    with followed(person, service, Work.APPLYING):
        for third in track((1, 2, 3)):
            if third == 3:
                expect(page.get_by_role("progressbar", name="Application de l'import")).to_have_text("22 %")
                assert_sound(page)
    (job,) = Job.objects.under_way()
    said = DUTIES[job.name].work(**job.arguments)
    assert job.take() and job.note(JobOutcome.DONE, said, 1.0, None)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Import du")  # by itself
    expect(page.get_by_text("L'import est appliqué. Vous pouvez l'annuler")).to_be_visible()
    assert_sound(page)
    WorkerPresence.objects.all().delete()
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_role("status").filter(has_text="5 déploiements sont comme avant")).to_be_visible()


def test_its_page_follows_it_and_reloads_by_hand_without_javascript(demo_store, browser, page: Page):
    person, service = User.objects.get(username="demo-mainteneur"), ServicePage.objects.get(title=RDV)
    address = "/mainteneur/rdv-service-public/imports/avancement/"
    demo_store.enter(page, MAINTAINER, address)
    expect(page.get_by_text("Aucun import de votre part n'est en cours")).to_be_visible()
    assert_sound(page)
    bare = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    with followed(person, service, Work.READING):
        for quarter in track((1, 2, 3, 4)):
            if quarter == 2:
                demo_store.open(page, address)
                demo_store.open(bare, address)
                expect(bare.get_by_role("progressbar")).to_have_text("25 %")
                assert_sound(page)
            if quarter == 3:
                expect(page.get_by_role("progressbar")).to_have_text("50 %")  # by itself
                expect(bare.get_by_role("progressbar")).to_have_text("25 %")
                bare.get_by_role("link", name="Actualiser").click()
                expect(bare.get_by_role("progressbar")).to_have_text("50 %")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    bare.context.close()

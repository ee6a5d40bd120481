"""A committee decides: a member withdraws from one file and scores another blind, the chair closes and publishes."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from catalogue.review.models import Committee, Seat, Session
from catalogue.review.reviewing import add_files
from catalogue.territories.models import Organisation
from store.demo.committee import NAME, make_demo_grid
from tests.catalogue.review.sitting import score
from tests.e2e.accessibility import assert_sound
from tests.e2e.walked_store import WalkedStore, follow

MEMBER, CHAIR = "Inès Garnier", "Karima Benali"
MINE, OTHER = "Projet de Feurs", "Projet de Roanne"
REASON = "Onze communes le demandent, et le service existe déjà à Roanne."


@pytest.fixture
def planned(walked_store) -> Session:
    """Two files; the member is an élue of one of the two towns."""
    with transaction.atomic():
        committee = Committee.objects.get(name=NAME)
        feurs = Organisation.objects.get(name="Feurs")
        Seat.objects.filter(committee=committee, body="AMRF").update(organisation=feurs)
        session = Session.objects.create(
            committee=committee, grid=make_demo_grid(), title="Séance d'essai", day=date(2026, 12, 7)
        )
        add_files(session, [Organisation.objects.get(name="Roanne"), feurs])
    return session


def give_scores(page: Page, value: str) -> None:
    for group in page.locator("fieldset").all():
        group.get_by_text(value, exact=True).click()
    page.get_by_role("button", name="Donner mes notes").click()


def declare_none(page: Page, file: str) -> None:
    page.get_by_role("link", name=file).click()
    page.get_by_text("Non, aucun", exact=True).click()
    page.get_by_role("button", name="Déclarer").click()
    expect(page.get_by_role("status")).to_contain_text("vous pouvez lire et noter")


def open_the_session(store: WalkedStore, page: Page, session: Session) -> None:
    store.enter(page, CHAIR, "/comite/")
    page.get_by_role("link", name=session.title).click()
    page.get_by_role("link", name="Présidence").click()
    assert_sound(page)
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.get_by_role("status")).to_contain_text("La séance est ouverte")
    page.get_by_role("link", name="Dossiers", exact=True).click()
    for file in (MINE, OTHER):
        declare_none(page, file)
        page.get_by_role("link", name="Tous les dossiers de la séance").click()


def withdraw_from_ones_own(page: Page) -> None:
    page.get_by_role("link", name=MINE).click()
    expect(page.get_by_text("Ce dossier concerne votre organisation, Feurs.").first).to_be_visible()
    expect(page.get_by_label("Oui : je me retire de ce dossier")).to_be_checked()
    assert_sound(page)
    page.get_by_role("button", name="Déclarer").click()
    expect(page.get_by_text("Vous vous êtes retiré de ce dossier", exact=True)).to_be_visible()
    assert_sound(page)
    page.get_by_role("link", name="Tous les dossiers de la séance").click()


def score_blind(page: Page) -> None:
    declare_none(page, OTHER)
    expect(page.get_by_text("Ce que le comité a noté")).to_have_count(0)
    page.get_by_role("button", name="Donner mes notes").click()
    expect(page.get_by_text("Choisissez une note, ou « sans objet ».").first).to_be_visible()
    assert_sound(page)
    give_scores(page, "4")
    expect(page.get_by_role("status")).to_contain_text("Vos notes sont données.")
    expect(page.get_by_role("row", name="Ensemble, pondéré")).to_contain_text("3,0")
    assert_sound(page)


def decide_and_publish(page: Page) -> None:
    page.get_by_role("button", name="Clore la séance").click()
    expect(page.get_by_role("status")).to_contain_text("La séance est close")
    page.get_by_role("link", name=f"Enregistrer la décision : {OTHER}").click()
    page.get_by_role("button", name="Enregistrer, sans publier").click()
    page.get_by_text("Retenu", exact=True).click()
    page.get_by_label("Motif").fill(REASON)
    assert_sound(page)
    page.get_by_role("button", name="Enregistrer, sans publier").click()
    assert_sound(page)
    page.get_by_role("button", name="Relire avant de publier").click()
    expect(page.get_by_text(REASON)).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("1 décision publiée.")


def test_a_member_withdraws_and_scores_blind_then_the_chair_publishes(walked_store, planned, page: Page):
    open_the_session(walked_store, page, planned)
    with transaction.atomic():
        adf = Seat.objects.get(committee=planned.committee, body="ADF")
        for file in planned.files.all():
            score(file, adf, 2, 2, 2, 2, 2, 2)
    walked_store.enter(page, MEMBER, "/comite/")
    expect(page.get_by_role("link", name="Comité (2) : dossiers à lire")).to_be_visible()
    assert_sound(page)
    follow(page.get_by_role("link", name=planned.title))
    assert_sound(page)
    withdraw_from_ones_own(page)
    score_blind(page)
    walked_store.enter(page, CHAIR, f"/comite/seances/{planned.pk}/presidence/")
    decide_and_publish(page)
    walked_store.enter(page, MEMBER, f"/comite/seances/{planned.pk}/")
    expect(page.get_by_role("listitem").filter(has_text=OTHER)).to_contain_text("Retenu")
    page.get_by_role("link", name=OTHER).click()
    expect(page.get_by_role("region", name="Décision du comité")).to_contain_text(REASON)
    assert_sound(page)

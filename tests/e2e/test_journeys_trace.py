"""A visitor follows a need from the home page to its proposition, then to the service that it became, and back."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from catalogue.needs.grouping import group
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Need
from catalogue.needs.projects import change_project
from catalogue.needs.selecting import decide
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from tests import factories
from tests.e2e.accessibility import EACH_ONCE, assert_sound, unsound
from tests.e2e.walked_store import WalkedStore

NEED, TITLE = "Prévenir des rendez-vous oubliés", "Donner rendez-vous aux habitants"


@pytest.fixture(scope="module")
def told(walked_store) -> WalkedStore:
    """A contribution that was grouped, selected, and became a service that collectivités use."""
    with transaction.atomic():
        consultation = factories.make_consultation("Consultation 2026", phases=("recueil", "soutien"))
        town = Organisation.objects.get(name="Roanne")
        need = factories.make_contribution(NEED, consultation=consultation, organisation=town)
        proposition = factories.make_proposition(TITLE, consultation=consultation)
        group(proposition, [need], "Le même besoin", anct())
        committee = Voice(None, "Comité de sélection")
        decide(proposition, "retenu", "Beaucoup le demandent.", committee)
        decide(need, "retenu", "Le service existe et marche.", committee, amount=200_000)
        need.refresh_from_db()
        service = ServicePage.objects.public().order_by("pk").first()
        factories.make_deployment(service, Organisation.objects.get(name="Feurs"))
        change_project(need.project, {"service": service}, anct())
    return walked_store


def test_a_visitor_follows_the_trace_from_the_need_to_the_service(told, page: Page):
    page.goto(told.address)
    page.get_by_role("link", name=TITLE).or_(page.get_by_role("link", name=NEED)).first.click()
    page.goto(f"{told.address}{Need.objects.get(title=TITLE).get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert unsound(page, EACH_ONCE) == []
    story = page.locator("#histoire")
    expect(story.get_by_role("heading", name="Première contribution")).to_be_visible()
    expect(story.get_by_role("heading", name="Proposition sélectionnée")).to_be_visible()
    story.get_by_role("link", name=f"« {NEED} »", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEED)
    assert unsound(page, EACH_ONCE) == []
    page.locator("#histoire").get_by_role("link", name="Voir le service").first.click()
    expect(page.get_by_role("heading", name="D'où vient ce service")).to_be_visible()
    assert_sound(page)
    page.locator("#origine").get_by_role("link", name=f"« {NEED} »").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEED)

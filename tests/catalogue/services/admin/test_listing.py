"""An editor finds among the sheets those that need work."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from catalogue.services.models import ServicePage
from catalogue.services.rules.completeness import CRITERIA, completeness_of
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet

pytestmark = pytest.mark.django_db


def rows(client, **query) -> dict[str, str]:
    """What the listing shows: the words of each row, by the name of the service."""
    soup = BeautifulSoup(client.get(reverse("sheets:index"), query).content, "html.parser")
    found = soup.select("table.listing tbody tr")
    return {row.select_one(".title a").get_text(strip=True): " ".join(row.get_text(" ").split()) for row in found}


@pytest.fixture
def sheets(catalogue):
    long_ago = date.today() - timedelta(days=366)
    factories.make_service("Salle libre", phase="pilote", verified=date.today())
    factories.make_service(
        "Vieux guichet", phase="perennise", verified=long_ago, owned_by=factories.make_organisation("Anah")
    )
    make_complete_sheet("Agenda commun", verified=date.today() - timedelta(days=350))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"phase": "pilote"}, {"Salle libre"}),
        ({"verified": "depassee"}, {"Vieux guichet"}),
        ({"verified": "bientot"}, {"Agenda commun"}),
        ({"verified": "a-jour"}, {"Salle libre"}),
        ({"verified": "jamais"}, {"Annuaire des agents"}),
        ({"completeness": "complete"}, {"Agenda commun"}),
        ({"completeness": "a-completer", "phase": "pilote"}, {"Salle libre"}),
        ({"q": "guichet", "phase": "perennise"}, {"Vieux guichet"}),
        ({"q": "guichet", "phase": "pilote"}, set()),
        ({"q": "rendez-vous", "ordering": "-criteria_met"}, {"Agenda commun"}),
    ],
)
def test_an_editor_finds_sheets_by_what_they_lack(admin_client, sheets, query, expected):
    assert set(rows(admin_client, **query)) == expected


def test_an_editor_finds_the_sheets_of_an_owner(admin_client, sheets):
    owner = ServicePage.objects.get(title="Vieux guichet").owned_by
    assert set(rows(admin_client, owned_by=owner.pk)) == {"Vieux guichet"}


def test_a_row_says_what_the_sheet_needs(admin_client, sheets):
    shown = rows(admin_client)
    assert "Pérennisé Anah" in shown["Vieux guichet"]
    assert "À revérifier (plus de 12 mois)" in shown["Vieux guichet"]
    assert f"{len(CRITERIA)} / {len(CRITERIA)}" in shown["Agenda commun"]
    assert "Jamais vérifiée" in shown["Annuaire des agents"]


def test_the_least_complete_sheets_come_first_when_asked(admin_client, sheets):
    listed = list(rows(admin_client, ordering="criteria_met"))
    assert listed[-1] == "Agenda commun"


def test_the_database_counts_what_the_page_counts(sheets):
    factories.make_service("À demi", themes=[factories.make_theme()], video_url="https://v.example.fr/", licence="MIT")
    factories.make_service("Sans code", closed_reason="Marché en cours", homologated=False, cost_model="gratuit")
    for page in ServicePage.objects.with_completeness():
        assert page.criteria_met == len(completeness_of(page).met), page.title

"""An editor arrives in the admin: what needs doing, and a menu that says where things are."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from catalogue.deployments.models import Deployment
from catalogue.deployments.models.states import Standing
from catalogue.services.models import LinkCheck
from catalogue.territories.models import Organisation
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet
from tests.store.admin.people import Desk, editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(catalogue):
    return Desk(editor("helene"))


def duties(desk) -> dict[str, str]:
    """What is said -> where it leads."""
    soup = BeautifulSoup(desk.client.get(reverse("wagtailadmin_home")).content, "html.parser")
    return {" ".join(link.get_text(" ").split()): link["href"] for link in soup.select(".editing-duties a")}


def test_when_nothing_waits_it_is_said(desk):
    make_complete_sheet(required_services=[])
    factories_left = desk.client.get(reverse("wagtailadmin_home")).text
    assert "À faire" in factories_left


def test_what_waits_is_counted_and_leads_to_where_it_is_done(desk):
    sheet = make_complete_sheet("Agenda commun", verified=date.today() - timedelta(days=400))
    deployment = factories.make_deployment(sheet)
    Deployment.objects.filter(pk=deployment.pk).update(standing=Standing.CONTESTEE, contest_reason="Jamais installé")
    LinkCheck.objects.create(
        page=sheet, url="https://a.example.fr/", place="site", problem="404", checked=timezone.now()
    )
    draft = factories.make_service("Salle libre", verified=date.today())
    Desk(editor("gilles")).submit(draft, summary="Un brouillon.")
    shown = duties(desk)
    assert set(shown) >= {
        "1 fiche ou page à relire",
        "1 déploiement contesté à trancher",
        "1 lien à réparer",
        "1 fiche à revérifier",
        "1 fiche jamais vérifiée",
        "2 fiches à compléter",
    }
    for label, address in shown.items():
        response = desk.client.get(address)
        assert response.status_code == 200, label


def test_each_duty_leads_to_the_sheets_it_counts(desk):
    factories.make_service("Vieille", verified=date.today() - timedelta(days=400))
    factories.make_service("Récente", verified=date.today())
    page = desk.client.get(duties(desk)["1 fiche à revérifier"]).text
    assert "Vieille" in page
    assert "Récente" not in page


def test_what_one_submitted_oneself_is_not_to_be_read(desk):
    sheet = factories.make_service("Salle libre")
    desk.submit(sheet, summary="Un brouillon.")
    assert not any("à relire" in label for label in duties(desk))


def menu(desk) -> dict[str, list[str]]:
    """Entries of the side menu -> their own entries, as its script receives them."""
    page = desk.client.get(reverse("wagtailadmin_home")).text
    labels = re.findall(
        r'"label": "([^"]+)"', BeautifulSoup(page, "html.parser").find(id="wagtail-sidebar-props").string
    )
    return {"all": [label.encode().decode("unicode_escape") if "\\u" in label else label for label in labels]}


def test_the_menu_says_where_things_are(desk):
    entries = menu(desk)["all"]
    for label in (
        "Catalogue",
        "Fiches de services",
        "Thématiques",
        "Structures porteuses",
        "Déploiements",
        "Territoires",
        "Organisations",
        "Programme",
        "Politiques prioritaires",
        "Recherche",
        "Synonymes",
        "Fiches mises de côté",
        "Liens à réparer",
    ):
        assert label in entries, label
    assert "Fragments" not in entries


def test_exported_cells_are_never_formulas(desk):
    Organisation.objects.create(name="=HYPERLINK(1)", kind="etat")
    response = desk.client.get("/admin/territories/organisation/", {"export": "csv"})
    text = b"".join(response.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert desk.client.get("/admin/territories/organisation/", {"export": "xlsx"}).status_code == 200

"""The catalogue as cards or as a table: the same services, chosen by the address."""

import pytest
from bs4 import BeautifulSoup

from tests import factories
from tests.search.asking import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(client, catalogue):
    theme = factories.make_theme("Social")
    for number in range(25):
        factories.make_service(f"Service {number:02}", action="Gérer la cantine", themes=[theme], phase="acceleration")
    ask()
    return lambda address: BeautifulSoup(client.get(address).content, "html.parser")


def test_the_table_has_headings_and_says_what_cards_say(visit):
    place = factories.make_territory("Pont")
    page = visit(f"/services/?tri=nom&vue=tableau&territoire={place.key}")
    headings = [heading.get_text(strip=True) for heading in page.select("table thead th[scope=col]")]
    assert headings == ["Service", "Organisations qui l'utilisent", "Utilisable par Pont", "Avancement", "Choisir"]
    first = page.select_one("table tbody tr")
    assert [" ".join(cell.get_text(" ").split()) for cell in first.find_all(["th", "td"])][:4] == [
        "Service 00 Gérer la cantine",
        "",
        "Oui",
        "Accélération",
    ]
    assert first.find("button", {"name": "ajouter"}) and first.find("input", {"name": "services"})
    assert not page.select(".store-card") and len(page.select("table tbody tr")) == 20


def test_the_layout_stays_from_page_to_page_and_facet_to_facet_but_is_no_other_page(visit):
    page = visit("/services/?theme=social&tri=nom&vue=tableau")
    assert "vue=tableau" in page.select_one(".fr-pagination__link--next")["href"]
    assert "vue=tableau" in page.select_one(".store-chips a")["href"]
    assert page.find("input", {"name": "vue", "value": "tableau", "form": "filters"}).has_attr("checked")
    assert "vue=tableau" not in page.find("link", rel="canonical")["href"]
    assert "vue=" not in page.find("a", string="CSV")["href"]
    assert visit("/services/?vue=mosaique").select(".store-card")


def test_below_the_table_stands_what_deployed_means(visit):
    service = factories.make_service("Salles", deployed_definition="Une salle est réservée en ligne.")
    factories.make_deployment(service)
    ask()
    fold = visit("/services/?vue=tableau").find("details", class_="store-fold")
    assert fold.li.get_text() == "Salles : Une salle est réservée en ligne."

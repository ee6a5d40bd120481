"""« Utilisable chez moi ? » on a sheet."""

import pytest

from tests import factories
from tests.catalogue.services.reading import open_sheet, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return factories.make_territory("Saint-Régis-du-Coin", population=400)


def test_without_a_territory_the_sheet_asks_for_one(client, catalogue):
    sheet = open_sheet(client, factories.make_service("Ouvert"))
    form = sheet.main.find("form", action="/territoires/recherche/")
    assert form["method"] == "get"
    assert form.find("input", {"name": "suite"})["value"] == "/services/ouvert/"
    assert form.find("label", {"for": form.find("input", {"name": "q"})["id"]})


def test_a_village_reads_that_it_may_use_the_service(client, catalogue, village):
    sheet = open_sheet(client, factories.make_service("Ouvert"), f"?territoire={village.key}")
    assert "Utilisable par Saint-Régis-du-Coin" in words(sheet.main.header)


def test_a_village_reads_why_it_may_not(client, catalogue, village):
    page = factories.make_service("Grand", allowed_kinds=["commune"], population_min=3500)
    answer = words(open_sheet(client, page, f"?territoire={village.key}").main.header)
    assert "Pas utilisable en l'état par Saint-Régis-du-Coin" in answer
    assert "à partir de 3\u202f500 habitants" in answer


def test_nobody_is_told_how_to_start_with_what_is_no_longer_offered_nor_asks_for_it(client, catalogue, village):
    page = factories.make_service("Fini", phase="arrete")
    sheet = open_sheet(client, page, f"?territoire={village.key}")
    assert "Pas utilisable en l'état par Saint-Régis-du-Coin n'est plus proposé" in words(sheet.main.header)
    assert sheet.find("button", {"name": "ajouter"}) is None
    listed = client.get("/services/", {"territoire": village.key})
    assert b"Fini" in listed.content
    assert b'name="ajouter"' not in listed.content


def test_what_is_only_being_studied_can_be_asked_for_and_not_used_yet(client, catalogue, village):
    page = factories.make_service("Besoin", phase="investigation")
    sheet = open_sheet(client, page, f"?territoire={village.key}")
    assert "pas encore d'outil" in words(sheet.main.header)
    assert sheet.find("button", {"name": "ajouter"})


def test_a_village_that_uses_it_is_told_so(client, catalogue, village):
    page = factories.make_service("Adopté")
    factories.make_deployment(page, factories.make_organisation(territory=village))
    answer = words(open_sheet(client, page, f"?territoire={village.key}").main.header)
    assert "Saint-Régis-du-Coin utilise déjà ce service" in answer
    assert "démonstration" not in answer


def test_a_use_that_is_made_up_is_said_to_be(client, catalogue, village):
    page = factories.make_service("Adopté")
    factories.make_deployment(page, factories.make_organisation(territory=village), is_demo=True)
    answer = open_sheet(client, page, f"?territoire={village.key}").main.find(class_="sheet-usability")
    assert "Saint-Régis-du-Coin utilise déjà ce service" in words(answer)
    assert "donnée de démonstration" in words(answer)
    factories.make_deployment(page, factories.make_organisation("CCAS", territory=village, kind="association"))
    answer = open_sheet(client, page, f"?territoire={village.key}").main.find(class_="sheet-usability")
    assert "démonstration" not in words(answer)


def test_links_to_the_catalogue_and_to_themes_keep_the_territory(client, catalogue, village):
    page = factories.make_service("Ouvert", themes=[factories.make_theme("Culture")])
    sheet = open_sheet(client, page, f"?territoire={village.key}")
    hrefs = {link["href"] for link in sheet.find_all("a", href=True)}
    assert f"/themes/culture/?territoire={village.key}" in hrefs
    assert f"/services/?territoire={village.key}" in hrefs


def test_the_canonical_address_forgets_the_territory(client, catalogue, village):
    sheet = open_sheet(client, factories.make_service("Ouvert"), f"?territoire={village.key}")
    assert sheet.find("link", rel="canonical")["href"] == "http://localhost/services/ouvert/"


@pytest.mark.parametrize("key", ["commune-00000", "n'importe quoi", "<script>", "commune-" + "9" * 5000])
def test_a_territory_that_does_not_exist_is_ignored(client, catalogue, key):
    factories.make_service("Ouvert")
    assert client.get("/services/ouvert/", {"territoire": key}).status_code == 200

"""Finding one's territory, with and without a script."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from catalogue.territories.models import OtherName
from catalogue.territories.search import describe, find_territories
from tests.factories import make_territory

pytestmark = pytest.mark.django_db

URL = "/territoires/recherche/"


def names(text):
    return [territory.name for territory in find_territories(text)]


def suggestions(client, **query):
    return client.get(URL, query, headers={"accept": "application/json"}).json()["items"]


@pytest.mark.parametrize("typed", ["st etienne", "Saint-Étienne", "SAINT ETIENNE", "42218", "42100"])
def test_saint_etienne_is_found_however_it_is_typed(france, typed):
    assert names(typed)[0] == "Saint-Étienne"


def test_the_whole_name_comes_before_longer_ones_and_the_biggest_first(france):
    assert names("saint")[:3] == ["Saint-Étienne", "Saint-Étienne Métropole", "Saint-Chamond"]
    assert names("arles")[0] == "Arles"


def test_words_may_come_in_any_order(france):
    assert "Saint-Étienne" in names("etienne saint")


def test_a_departement_is_found_by_its_code_first(france):
    assert names("13")[0] == "Bouches-du-Rhône"


def test_a_postcode_comes_before_the_code_of_another_commune(france):
    for postcode, name in (("42100", "Saint-Étienne"), ("13001", "Marseille"), ("20000", "Ajaccio")):
        make_territory(name, code=f"9{postcode[1:]}", postcodes=f"{postcode} 99999", population=100_000)
        make_territory(f"Autre {name}", code=postcode, population=900_000)
        assert names(postcode)[0] == name


def test_a_few_digits_are_not_the_beginning_of_a_siren(france):
    assert "Saint-Étienne Métropole" not in names("2442")
    assert names("244200")[0] == "Saint-Étienne Métropole"
    assert names("244200770") == ["Saint-Étienne Métropole"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lyon 3", "Lyon"),
        ("Lyon 3e", "Lyon"),
        ("LYON 3ème arrondissement", "Lyon"),
        ("Lyon 69003", "Lyon"),
        ("Loire (42)", "Loire"),
        ("lhay les roses", "L'Haÿ-les-Roses"),
        ("l hay les roses", "L'Haÿ-les-Roses"),
        ("Saint Denis 93", "Saint-Denis"),
    ],
)
def test_numbers_and_lost_apostrophes_do_not_hide_a_place(db, typed, name):
    lyon = make_territory("Lyon", code="69123", postcodes="69001 69003", population=520_000)
    OtherName.objects.create(
        territory=lyon, relation="arrondissement", kind="commune", code="69383", name="Lyon 3e Arrondissement"
    )
    make_territory("Loire", kind="departement", code="42", population=770_000)
    make_territory("Loire-Atlantique", kind="departement", code="44", population=1_400_000)
    make_territory("L'Haÿ-les-Roses", code="94038", population=30_000)
    make_territory("Saint-Denis", code="97411", population=150_000)
    make_territory("Saint-Denis", code="93066", population=140_000)
    found = find_territories(typed)
    assert [place.name for place in found] == [name]


def test_namesakes_are_told_apart(france):
    details = {t.name: d for t in find_territories("aumale") for d in [describe([t])[t.pk]]}
    assert details == {
        "CC Interrégionale Aumale - Blangy-sur-Bresle": "Intercommunalité, Seine-Maritime (76), Somme (80)",
        "Aumale": "Commune, Seine-Maritime (76)",
    }


@pytest.mark.parametrize("nonsense", ["", "   ", "%", "_", "\0", "'; --", "x" * 10_000, "🦊", "\u202e", "9" * 40])
def test_nonsense_finds_nothing_and_breaks_nothing(france, client, site, nonsense):
    assert suggestions(client, q=nonsense) == []
    assert client.get(URL, {"q": nonsense}).status_code == 200


def test_suggestions_say_what_each_is_and_where_it_leads(france, client):
    first = suggestions(client, q="st etienne")[0]
    assert first == {
        "value": "commune-42218",
        "label": "Saint-Étienne",
        "detail": "Commune, Loire (42)",
        "url": "/territoires/commune-42218/",
    }


def test_without_a_script_the_person_gets_links_that_go_on_with_the_territory(france, client, site):
    suite = "/services/?q=rdv&page=3&territoire=commune-13004"
    page = BeautifulSoup(client.get(URL, {"q": "st etienne", "suite": suite}).content, "html.parser")
    link = page.main.find("a", string="Saint-Étienne")
    assert link["href"] == "/services/?q=rdv&territoire=commune-42218"
    assert page.main.find("input", {"name": "suite"})["value"] == suite
    assert page.title.string.startswith("Territoires pour « st etienne » — Territoires Store")


def test_without_a_suite_the_links_lead_to_the_territory_s_page(france, client, site):
    page = BeautifulSoup(client.get(URL, {"q": "arles"}).content, "html.parser")
    assert page.main.find("a", string="Arles")["href"] == reverse("territory", args=["commune-13004"])


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "services/", "\\\\example.org"],
)
def test_one_is_never_sent_off_the_site(france, client, elsewhere):
    assert suggestions(client, q="arles", suite=elsewhere)[0]["url"] == "/territoires/commune-13004/"


def test_a_name_that_is_nowhere_is_said_with_what_to_try(france, client, site):
    page = client.get(URL, {"q": "Trifouillis-les-Oies"}).content.decode()
    assert "Aucun territoire pour « Trifouillis-les-Oies »" in page
    assert "code postal" in page


def test_the_field_has_a_label_and_its_hint(client, site):
    page = BeautifulSoup(client.get(URL).content, "html.parser")
    field = page.main.find("input", {"name": "q"})
    assert "Rechercher un territoire" in page.find("label", {"for": field["id"]}).get_text()
    assert field.find_parent("form")["method"] == "get"


def test_a_search_costs_three_queries(france, client, django_assert_num_queries):
    with django_assert_num_queries(3):
        suggestions(client, q="saint")

"""A list of results taken away as CSV and XLSX: the whole list, what its cards say, and nothing that is computed."""

import pytest
from bs4 import BeautifulSoup
from django.db import transaction

from catalogue.services.models import ServicePage
from tests import factories
from tests.limiting import at_most
from tests.search.faults.test_no_place import READ_ONLY
from tests.store.open_data.reading import csv_rows, links_of, names_in, xlsx_rows

pytestmark = pytest.mark.django_db
CSV, XLSX = "/services/resultats.csv", "/services/resultats.xlsx"


@pytest.fixture(scope="module", autouse=True)
def services(django_db_setup, django_db_blocker):
    """Once for all: each test takes back what it writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        solidarity = factories.make_theme("Solidarité")
        for number in range(1, 23):
            factories.make_service(f"Agenda {number:02}", action=f"Prendre rendez-vous {number}", themes=[solidarity])
        factories.make_service("Cantine", action="Commander les repas", licence="MIT", onboarding_time="deux jours")
        yield
        transaction.set_rollback(True)


def page(client, address) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def link_named(soup, name) -> str:
    return soup.find("a", string=name)["href"]


def test_the_links_beside_a_list_give_all_its_pages_in_its_order(client):
    soup = page(client, "/services/?theme=solidarite&tri=nom&page=2")
    read = names_in(csv_rows(client.get(link_named(soup, "CSV"))))
    assert read == [f"Agenda {number:02}" for number in range(1, 23)]
    assert names_in(xlsx_rows(client.get(link_named(soup, "tableur (XLSX)")))) == read


def test_a_file_says_what_the_cards_say(client):
    factories.make_deployment(ServicePage.objects.get(slug="cantine"), is_demo=True)
    (row,) = csv_rows(client.get(CSV, {"q": "repas"}))
    assert row["Service"] == "Cantine"
    assert row["Besoin"] == "Commander les repas"
    assert row["Licence"] == "Libre, sans condition de partage (MIT)"
    assert row["Mise en place"] == "deux jours"
    assert row["Organisations qui l'utilisent"] == "1"
    assert row["Donnée de démonstration"] == "oui"
    assert client.get(row["Fiche"]).status_code == 200
    (same,) = xlsx_rows(client.get(XLSX, {"q": "repas"}))
    assert {name: "" if value is None else str(value) for name, value in same.items()} == row


def test_seen_from_a_territory_it_tells_which_services_it_may_use(client):
    town = factories.make_territory("Feurs", code="42094", population=8_000)
    factories.make_service("Paie", action="Payer les agents", allowed_kinds=["departement"])
    (row,) = csv_rows(client.get(CSV, {"q": "payer", "territoire": town.key}))
    assert row["Utilisable par Feurs"] == "non"
    assert row["Pourquoi pas"] == "réservé aux départements"
    assert row["Fiche"].endswith(f"?territoire={town.key}")


@pytest.mark.parametrize("typed", ["=1+1", "+33 4 77", "-2", "@SUM(A1)", "\t=1+1", "＝1", "#N/A", 'a "b", c'])
def test_spreadsheets_compute_nothing_of_what_people_wrote(client, typed):
    factories.make_service("Texte", action="Écrire", summary=typed)
    (row,) = csv_rows(client.get(CSV, {"q": "Texte"}))
    assert row["Résumé"].lstrip("'") == typed
    assert row["Résumé"].startswith("'") == (typed[0] in "=+-@\t＝")
    (row,) = xlsx_rows(client.get(XLSX, {"q": "Texte"}))
    assert row["Résumé"] == typed


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_a_list_without_services_has_headings_only_and_no_link(client, address):
    read = csv_rows if address == CSV else xlsx_rows
    assert read(client.get(address, {"q": "zibeline"})) == []
    assert not page(client, "/services/?q=zibeline").find("a", string="CSV")


def test_who_may_see_more_takes_no_more_than_the_list_shows(client):
    """A sheet for people who are signed in is in no list: neither is it in a file of theirs."""
    factories.restrict(factories.make_service("Zibeline", action="Commander des zibelines"))
    client.force_login(factories.make_person())
    assert "Zibeline" not in names_in(csv_rows(client.get(CSV)))


def test_machines_find_the_file_and_the_feed_in_the_head(client):
    assert list(links_of(page(client, "/services/?q=repas&page=1"))) == [
        ("application/atom+xml", "/services/resultats.atom?q=repas"),
        ("text/csv", "/services/resultats.csv?q=repas"),
    ]
    assert ("text/csv", f"{CSV}?theme=solidarite") in links_of(page(client, "/themes/solidarite/"))


def test_without_an_index_it_says_so_rather_than_give_half_a_list(client, settings):
    settings.SEARCH_INDEX_DIR = READ_ONLY
    for address in (CSV, XLSX, "/services/resultats.atom"):
        response = client.get(address)
        assert response.status_code == 503
        assert response["Retry-After"]


def test_files_are_limited_per_caller(client, settings, monkeypatch):
    settings.LIMIT_READING = True
    at_most(monkeypatch, "files", 2)
    assert [client.get(CSV).status_code for _ in range(3)] == [200, 200, 429]


def test_a_long_list_is_read_a_page_at_a_time(client, django_assert_max_num_queries):
    client.get(CSV)
    with django_assert_max_num_queries(5 + 2 * 4):
        assert len(csv_rows(client.get(CSV))) == 23

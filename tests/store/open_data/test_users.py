"""Who uses a service, taken away: what the page of its users says, in its order."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests import factories
from tests.store.open_data.reading import csv_rows, links_of, xlsx_rows

pytestmark = pytest.mark.django_db
PAGE = "/services/agenda/collectivites/"


@pytest.fixture
def agenda(db):
    service = factories.make_service("Agenda")
    for number in range(25):
        town = factories.make_territory(f"Ville {number:02}", code=f"420{number:02}")
        organisation = factories.make_organisation(territory=town, siren=f"2142000{number:02}")
        factories.make_deployment(service, organisation, since=date(2026, 3, 15), source="Rapport public")
    from catalogue.deployments.models import Deployment

    Deployment.objects.put_in_order()
    return service


def test_it_holds_all_that_the_pages_hold_in_their_order(client, agenda):
    rows = csv_rows(client.get("/services/agenda/collectivites.csv"))
    assert [row["Organisation"] for row in rows] == [f"Ville {number:02}" for number in range(25)]
    assert rows[3] == {
        "Service": "Agenda",
        "Organisation": "Ville 03",
        "Nature": "Commune",
        "SIREN": "214200003",
        "Territoire": "Ville 03",
        "Code du territoire": "commune-42003",
        "Statut": "En production",
        "Depuis": "2026-03",
        "Jusqu'au": "",
        "Signature": "Déclarée par l'ANCT",
        "Sites pilotes": "",
        "Source": "Rapport public",
        "Donnée de démonstration": "non",
    }
    assert len(xlsx_rows(client.get("/services/agenda/collectivites.xlsx"))) == 25


def test_the_links_of_a_filtered_list_give_that_list(client, agenda):
    chosen = factories.make_organisation("Agence", kind="etat")
    factories.make_deployment(agenda, chosen, standing="confirmee", confirmed_on=date(2026, 3, 1), is_demo=True)
    soup = BeautifulSoup(client.get(f"{PAGE}confirmee/").content, "html.parser")
    (row,) = csv_rows(client.get(soup.find("a", string="CSV")["href"]))
    assert (row["Organisation"], row["Donnée de démonstration"]) == ("Agence", "oui")
    (row,) = xlsx_rows(client.get(soup.find("a", string="tableur (XLSX)")["href"]))
    assert row["Signature"] == "Confirmée en mars 2026"
    assert list(links_of(soup)) == [("text/csv", "/services/agenda/collectivites/confirmee.csv")]


def test_a_list_narrowed_to_a_nature_is_taken_as_it_is_shown(client, agenda):
    factories.make_deployment(agenda, factories.make_organisation("Agence", kind="etat"))
    soup = BeautifulSoup(client.get(f"{PAGE}?nature=etat").content, "html.parser")
    (row,) = csv_rows(client.get(soup.find("a", string="CSV")["href"]))
    assert row["Organisation"] == "Agence"
    assert "nature=etat" in soup.find("a", string="tableur (XLSX)")["href"]


def test_it_is_read_in_a_few_queries_however_many_use_it(client, agenda, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        csv_rows(client.get("/services/agenda/collectivites.csv"))


@pytest.mark.parametrize("path", ["collectivites.csv", "collectivites.xlsx", "collectivites/declaree.csv"])
def test_who_may_not_see_the_sheet_gets_no_file(client, agenda, path):
    factories.restrict(agenda)
    assert client.get(f"/services/agenda/{path}").status_code == 404
    client.force_login(factories.make_person())
    assert client.get(f"/services/agenda/{path}").status_code == 200


def test_there_is_no_file_of_what_does_not_exist(client, agenda):
    for path in ("agenda/collectivites/inconnue.csv", "autre/collectivites.csv", "agenda/collectivites.ods"):
        assert client.get(f"/services/{path}").status_code == 404


@pytest.mark.parametrize("query", ["lieu=commune-99999", "lieu=partout", "nature=planete", "statut=inconnu"])
def test_a_file_filtered_by_what_does_not_exist_is_not_found_rather_than_everybody(client, agenda, query):
    assert client.get(f"/services/agenda/collectivites.csv?{query}").status_code == 404
    assert client.get(f"{PAGE}?{query}").status_code == 200

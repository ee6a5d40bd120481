"""Services side by side: an address, a table, what differs, and who uses them among collectivités alike."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import transaction

from catalogue.services.models import ServicePage
from tests import factories

pytestmark = pytest.mark.django_db
BOTH = "/comparer/?services=agenda&services=cantine"
CANARY = "zibeline"


@pytest.fixture(scope="module", autouse=True)
def catalogue(django_db_setup, django_db_blocker):
    """Once for all: each test takes back what it writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        loire = factories.make_territory("Loire", kind="departement", code="42", population=760_000)
        feurs = factories.make_territory("Feurs", code="42094", population=8_000, inside=(loire,))
        balbigny = factories.make_territory("Balbigny", code="42011", population=7_000, inside=(loire,))
        factories.make_organisation(territory=feurs)
        agenda = factories.make_service(
            "Agenda",
            licence="MIT",
            hosting="En France",
            owned_by=factories.make_organisation("Agence des agendas"),
            not_published=["onboarding_time"],
            looked_for=date(2026, 11, 1),
        )
        factories.make_service("Cantine", licence="MIT", onboarding_time="deux jours", allowed_kinds=["departement"])
        factories.make_deployment(agenda, factories.make_organisation(territory=balbigny), is_demo=True)
        for title in ("Salle", "Paie", "Visio"):
            factories.make_service(title)
        yield
        transaction.set_rollback(True)


def read(client, address) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def table(soup) -> dict[str, list[str]]:
    rows = soup.select(".store-comparison__table tr")
    return {
        row.th.get_text(" ", strip=True): [" ".join(cell.get_text(" ").split()) for cell in row("td")] for row in rows
    }


def words(soup) -> str:
    return " ".join(soup.main.get_text(" ").split())


def follow(client, soup, name) -> BeautifulSoup:
    return read(client, next(link["href"] for link in soup("a") if " ".join(link.get_text().split()).startswith(name)))


def test_only_what_differs_is_shown_at_first_and_the_rest_is_a_link_away(client):
    soup = read(client, BOTH)
    rows = table(soup)
    assert rows["Hébergement"] == ["En France", "Non renseigné"]
    assert rows["Délai de mise en place"] == ["Non publié par l'équipe", "Deux jours"]
    assert rows["Propriétaire"] == ["Agence des agendas", "Non renseigné"]
    assert "Licence et code source" not in rows
    in_full = follow(client, soup, "Montrer aussi")
    assert table(in_full)["Licence et code source"] == ["Libre, sans condition de partage (MIT)"] * 2
    assert "Licence et code source" not in table(follow(client, in_full, "Ne montrer que les différences"))


def test_it_says_who_uses_each_and_what_is_made_up(client):
    row = table(read(client, BOTH))["Utilisé par"]
    assert row[0].startswith("1 organisation")
    assert "donnée de démonstration" in row[0]
    assert row[1] == "Aucune utilisation déclarée"


def test_seen_from_a_collectivite_it_says_what_it_may_use_and_what_those_alike_use(client):
    soup = read(client, f"{BOTH}&territoire=commune-42094")
    rows = table(soup)
    assert rows["Par Feurs"] == ["Oui", "Non réservé aux départements"]
    (alike,) = (cells for label, cells in rows.items() if label.startswith("Collectivités comme la vôtre"))
    assert alike == ["1 collectivité (donnée de démonstration) Balbigny (le département de la Loire)", "Aucune"]
    assert "territoire=commune-42094" in soup.find("a", string="Agenda")["href"]


def test_services_are_added_and_removed_inside_the_comparison(client):
    soup = read(client, f"{BOTH}&q=visio")
    form = soup.select_one(".store-comparison__add")
    hidden = [one["value"] for one in form.select("input[name=services]")]
    added = form.select_one("button[name=services]")
    assert (hidden, added.get_text()) == (["agenda", "cantine"], "Visio")
    three = read(client, BOTH + f"&services={added['value']}")
    assert [one.get_text() for one in three.select("thead th > a:first-child")] == ["Agenda", "Cantine", "Visio"]
    left = follow(client, three, "Retirer Agenda")
    assert [one.get_text() for one in left.select("thead th > a:first-child")] == ["Cantine", "Visio"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/comparer/", "deux services ou plus (4 au plus)"),
        ("/comparer/?services=agenda", "ajoutez au moins un autre service"),
        ("/comparer/?services=agenda&services=agenda", "ajoutez au moins un autre service"),
        ("/comparer/?services=agenda&services=absent", "1 service de cette adresse n'existe pas ou n'est plus public"),
        (BOTH + "&services=salle&services=paie&services=visio", "On compare 4 services au plus"),
        ("/comparer/?services=%00&services=" + "x" * 900, "n'existe pas"),
    ],
)
def test_what_is_missing_or_too_much_is_said(client, address, said):
    soup = read(client, address)
    assert said in words(soup)
    assert not soup.table


def test_too_many_are_chosen_among(client):
    soup = read(client, BOTH + "&services=salle&services=paie&services=visio")
    ticked = [one["value"] for one in soup.select("main form input[checked]")]
    assert ticked == ["agenda", "cantine", "salle", "paie"]


def test_a_hidden_service_is_not_compared_nor_named(client):
    hidden = factories.make_service(f"Registre {CANARY}", slug="registre")
    ServicePage.objects.filter(slug="cantine").get().required_services.create(service=hidden)
    factories.restrict(hidden)
    for address in (
        "/comparer/?services=registre&services=agenda",
        BOTH + "&services=registre&tout=1",
        f"{BOTH}&q=registre",
    ):
        for further in ("", "&territoire=commune-42094"):
            assert CANARY not in client.get(address + further).content.decode()
    client.force_login(factories.make_person())
    assert CANARY in client.get("/comparer/?services=registre&services=agenda").content.decode()


def test_boxes_are_ticked_on_cards_and_the_form_leads_to_the_table(client):
    soup = read(client, "/services/?territoire=commune-42094")
    form = soup.find("form", id="comparaison")
    assert (form["action"], form["method"]) == ("/comparer/", "get")
    boxes = [one["value"] for one in soup.select("input[form=comparaison][name=services]")]
    assert {"agenda", "cantine", "salle"} <= set(boxes)
    assert form.find("input", {"name": "territoire"})["value"] == "commune-42094"
    assert follow(client, read(client, "/services/agenda/"), "Comparer avec").find("form", action="/comparer/")


def test_four_services_from_a_territory_take_ten_queries(client, django_assert_max_num_queries):
    address = BOTH + "&services=salle&services=paie&tout=1&territoire=commune-42094"
    read(client, address)
    with django_assert_max_num_queries(10):
        read(client, address)

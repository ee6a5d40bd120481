"""« Qui utilise X »: every organisation, page by page, for whom may read the sheet."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from catalogue.services.models import ServicePage
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "/services/agenda/collectivites/"
BY_ANCT = "Déclarée par l'ANCT"


@pytest.fixture
def service(catalogue):
    return factories.make_service("Agenda", deployed_definition="Un agent au moins s'en est servi.")


@pytest.fixture
def visit(client, service):
    def read(address=ADDRESS):
        answer = client.get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return read


def words(element):
    return " ".join(element.get_text(" ").split())


def rows(page):
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]


@pytest.fixture
def crowd(country, service):
    """120 communes in production."""
    for number in range(120):
        town = factories.make_territory(f"Ville {number:03}", inside=(country.isere,))
        factories.make_deployment(service, factories.make_organisation(territory=town))


def test_each_row_says_who_where_they_stand_since_when_and_who_says_so(country, use, service, visit):
    use(service, country.isere, since=date(2021, 1, 1), pilot_sites="MDS de Vif\nMDS de Mens", source="Presse, 2021")
    use(service, country.drome, "arrete", since=date(2022, 3, 1), until=date(2023, 5, 3))
    factories.make_deployment(service, factories.make_organisation("Une agence", kind="operateur"), status="pilote")
    page = visit()
    assert rows(page) == [
        ["Isère", "Département", "En production", "janvier 2021", BY_ANCT, "MDS de Vif ; MDS de Mens", "Presse, 2021"],
        ["Une agence", "Opérateur public", "Pilote", "Non renseigné", BY_ANCT, "", "Non renseignée"],
        ["Drôme", "Département", "Arrêté", "mars 2022, jusqu'en mai 2023", BY_ANCT, "", "Non renseignée"],
    ]
    assert page.find("a", string="Isère")["href"] == country.isere.get_absolute_url()
    said = words(page.main)
    assert "2 organisations l'utilisent , de l'essai à la production" in said
    assert "3 déclarations en tout : En production : 1 · Pilote : 1 · Arrêté : 1." in said
    assert "Ce que « déployé » veut dire ici : Un agent au moins s'en est servi." in said
    assert "démonstration" not in said


def test_what_is_real_precedes_what_is_made_up_which_says_so(country, use, service, visit):
    use(service, country.big, is_demo=True, source="donnée de démonstration")
    use(service, country.village, is_demo=True, source="donnée de démonstration")
    use(service, country.stranger, source="Presse")
    use(service, country.cousin, "pilote")
    page = visit()
    assert [row[0] for row in rows(page)] == [
        "Crozon",
        "Beauvoir donnée de démonstration",
        "Grenoble donnée de démonstration",
        "Saint-Jean",
    ]
    assert "2 des 4 utilisations ci-dessous sont inventées" in words(page.main)


@pytest.fixture
def signed(country, use, service):
    """One organisation at each standing."""
    confirmed = {"standing": "confirmee", "declared_by": "service", "confirmed_on": date(2026, 3, 1)}
    use(service, country.isere, **confirmed)
    use(service, country.drome, declared_by="organisation")
    use(service, country.finistere, **{**confirmed, "standing": "a-reconfirmer", "confirmed_on": date(2025, 3, 1)})
    use(service, country.village, standing="contestee", declared_by="service", contest_reason="Secret de mairie")


def test_each_row_says_who_signed(signed, visit):
    page = visit()
    assert {row[0]: row[4] for row in rows(page)} == {
        "Isère": "Confirmée en mars 2026",
        "Drôme": "Déclarée par la collectivité",
        "Finistère": "À reconfirmer : l'était en mars 2025",
        "Beauvoir": "Contestée",
    }
    said = words(page.main)
    assert "2 organisations l'utilisent" in said
    assert "4 déclarations en tout : En production : 2. Hors des comptes : 1 à reconfirmer, 1 contestée." in said
    assert "de l'essai à la production : 1 confirmée, 1 déclarée." in said
    assert "Secret de mairie" not in str(page)


def test_organisations_are_kept_by_who_signed(signed, visit, country):
    links = {
        words(link): link["href"] for link in visit(f"{ADDRESS}?territoire={country.drome.key}").select("nav .fr-tag")
    }
    assert list(links) == ["Toutes (4)", "Confirmée (1)", "Déclarée (1)", "À reconfirmer (1)", "Contestée (1)"]
    page = visit(links["À reconfirmer (1)"])
    assert [row[0] for row in rows(page)] == ["Finistère"]
    assert page.title.string == "Qui utilise Agenda, signature : à reconfirmer — Territoires Store"
    assert words(page.select_one("nav .fr-tag[aria-current=page]")) == "À reconfirmer (1)"
    assert page.select_one("nav .fr-tag")["href"] == f"{ADDRESS}?territoire={country.drome.key}"


def test_there_is_nothing_to_choose_from_when_all_signed_alike(crowd, visit):
    assert not visit().select("nav .fr-tag")


def test_pages_of_one_standing_stay_in_it(crowd, visit, client, service):
    factories.make_deployment(service, standing="confirmee", confirmed_on=date(2026, 3, 1))
    last = visit(f"{ADDRESS}declaree/3/")
    assert len(rows(last)) == 20
    assert last.select_one(".fr-pagination__link--prev")["href"] == f"{ADDRESS}declaree/2/"
    assert client.get(f"{ADDRESS}declaree/1/")["Location"] == f"{ADDRESS}declaree/"
    assert client.get(f"{ADDRESS}confirmee/2/").status_code == 404
    assert client.get(f"{ADDRESS}inconnue/").status_code == 404


def test_fifty_organisations_a_page(crowd, visit):
    first, second, last = visit(), visit(f"{ADDRESS}2/"), visit(f"{ADDRESS}3/")
    seen = [row[0] for page in (first, second, last) for row in rows(page)]
    assert seen == [f"Ville {number:03}" for number in range(120)]
    assert first.title.string == "Qui utilise Agenda — Territoires Store"
    assert second.title.string == "Qui utilise Agenda, page 2 — Territoires Store"
    links = {link.get_text(strip=True): link.get("href") for link in second.select(".fr-pagination a")}
    assert links == {
        "Page précédente": ADDRESS,
        "1": ADDRESS,
        "2": None,
        "3": f"{ADDRESS}3/",
        "Page suivante": f"{ADDRESS}3/",
    }


def test_the_first_page_has_one_address(crowd, country, client):
    answer = client.get(f"{ADDRESS}1/?territoire={country.village.key}")
    assert (answer.status_code, answer["Location"]) == (301, f"{ADDRESS}?territoire={country.village.key}")


@pytest.mark.parametrize("page", ["0", "4", "99999999999999999999", "-1", "abc"])
def test_a_page_that_does_not_exist_is_a_404(crowd, client, page):
    assert client.get(f"{ADDRESS}{page}/").status_code == 404


def test_the_territory_one_looks_from_is_kept(crowd, country, client, visit):
    here = f"?territoire={country.village.key}"
    sheet = BeautifulSoup(client.get(f"/services/agenda/{here}").content, "html.parser")
    link = sheet.find("a", string="Voir les 120 déclarations")
    assert link["href"] == f"{ADDRESS}{here}"
    page = visit(link["href"])
    assert page.find("a", string="Revenir à la fiche d'Agenda")["href"] == f"/services/agenda/{here}"
    assert page.select_one(".fr-breadcrumb a[href*=agenda]")["href"] == f"/services/agenda/{here}"
    assert page.select_one(".fr-pagination__link--next")["href"] == f"{ADDRESS}2/{here}"


def test_a_service_that_nobody_uses_says_so(visit, client):
    assert "Aucune collectivité n'a encore déclaré" in words(visit().main)
    assert client.get(f"{ADDRESS}2/").status_code == 404


def _expire(service):
    ServicePage.objects.filter(pk=service.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


HIDDEN = {
    "unpublished": lambda service: service.unpublish(),
    "expired though the scheduler has not run": _expire,
    "login": factories.restrict,
    "password": lambda service: factories.restrict(service, PageViewRestriction.PASSWORD),
    "under a restricted catalogue": lambda service: factories.restrict(service.get_parent()),
}


@pytest.mark.parametrize("state", HIDDEN)
def test_a_sheet_that_is_not_public_has_no_list_of_users(crowd, service, client, state):
    HIDDEN[state](service)
    assert client.get(ADDRESS).status_code == 404
    assert client.get(f"{ADDRESS}2/").status_code == 404


def test_whoever_may_read_the_sheet_may_read_its_users(crowd, service, client, django_user_model):
    factories.restrict(service)
    client.force_login(django_user_model.objects.create_user("agent"))
    assert client.get(ADDRESS).status_code == 200


def test_nothing_can_be_posted(crowd, client):
    assert client.post(ADDRESS).status_code == 405


def test_the_same_queries_for_one_user_and_for_a_hundred(service, visit, django_assert_max_num_queries, request):
    factories.make_deployment(service)
    with django_assert_max_num_queries(8):
        visit()
    request.getfixturevalue("crowd")
    with django_assert_max_num_queries(8):
        visit()

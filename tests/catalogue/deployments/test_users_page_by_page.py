"""« Qui utilise X » of a service that many use: its pages, and whoever may not read them."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from catalogue.services.models import ServicePage
from catalogue.territories.models import Territory
from tests import factories
from tests.catalogue.deployments.crowd import ADDRESS, gather_a_crowd, read, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def crowd(django_db_setup, django_db_blocker):
    """Once for all: each test takes back what it writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        isere = factories.make_territory("Isère", kind="departement", code="38", population=1_300_000)
        factories.make_territory("Beauvoir", code="38036", population=5_000, inside=(isere,))
        gather_a_crowd(factories.make_service("Agenda"), isere)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def service(db):
    return ServicePage.objects.get(slug="agenda")


@pytest.fixture
def village(db):
    return Territory.objects.by_key("commune-38036")


@pytest.fixture
def visit(client):
    return lambda address=ADDRESS: read(client, address)


def test_there_is_nothing_to_choose_from_when_all_signed_alike(visit):
    assert not visit().select("nav .fr-tag")


def test_pages_of_one_standing_stay_in_it(visit, client, service):
    factories.make_deployment(service, standing="confirmee", confirmed_on=date(2026, 3, 1))
    last = visit(f"{ADDRESS}declaree/3/")
    assert len(rows(last)) == 10
    assert last.select_one(".fr-pagination__link--prev")["href"] == f"{ADDRESS}declaree/2/"
    assert client.get(f"{ADDRESS}declaree/1/")["Location"] == f"{ADDRESS}declaree/"
    assert client.get(f"{ADDRESS}confirmee/2/").status_code == 404
    assert client.get(f"{ADDRESS}inconnue/").status_code == 404


def test_twenty_organisations_a_page(visit):
    first, second, last = visit(), visit(f"{ADDRESS}2/"), visit(f"{ADDRESS}3/")
    seen = [row[0] for page in (first, second, last) for row in rows(page)]
    assert seen == [f"Ville {number:03}" for number in range(50)]
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


def test_the_first_page_has_one_address(village, client):
    answer = client.get(f"{ADDRESS}1/?territoire={village.key}")
    assert (answer.status_code, answer["Location"]) == (301, f"{ADDRESS}?territoire={village.key}")


@pytest.mark.parametrize("page", ["0", "4", "99999999999999999999", "-1", "abc"])
def test_a_page_that_does_not_exist_is_a_404(client, page):
    assert client.get(f"{ADDRESS}{page}/").status_code == 404


def test_the_territory_one_looks_from_is_kept(village, client, visit):
    here = f"?territoire={village.key}"
    sheet = BeautifulSoup(client.get(f"/services/agenda/{here}").content, "html.parser")
    link = sheet.find("a", string="Voir les 50 déclarations, de la région à la commune")
    assert link["href"] == f"{ADDRESS}{here}"
    page = visit(link["href"])
    assert page.find("a", string="Revenir à la fiche d'Agenda")["href"] == f"/services/agenda/{here}"
    assert page.select_one(".fr-breadcrumb a[href*=agenda]")["href"] == f"/services/agenda/{here}"
    assert page.select_one(".fr-pagination__link--next")["href"] == f"{ADDRESS}2/{here}"


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
def test_a_sheet_that_is_not_public_has_no_list_of_users(service, client, state):
    HIDDEN[state](service)
    assert client.get(ADDRESS).status_code == 404
    assert client.get(f"{ADDRESS}2/").status_code == 404


def test_whoever_may_read_the_sheet_may_read_its_users(service, client, django_user_model):
    factories.restrict(service)
    client.force_login(django_user_model.objects.create_user("agent"))
    assert client.get(ADDRESS).status_code == 200


def test_nothing_can_be_posted(client):
    assert client.post(ADDRESS).status_code == 405

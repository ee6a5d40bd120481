"""What is offered to a collectivité by those that hold or serve it: an explicit fact, never guessed from a use."""

from datetime import date

import pytest

from catalogue.deployments.models import Deployment
from tests import factories
from tests.catalogue.deployments.test_territory_page import section, visit
from tests.catalogue.services.reading import open_sheet, words

pytestmark = pytest.mark.django_db
__all__ = ["visit"]


@pytest.fixture
def syndicat(country):
    operator = factories.make_organisation("Isère Numérique", kind="operateur")
    operator.served.add(country.isere)
    return operator


def offer(service, organisation, **fields) -> Deployment:
    return factories.make_deployment(
        service, organisation, **{"status": "en-deploiement", **fields}, open_to_members=True
    )


def test_a_commune_reads_what_its_departement_opens_and_no_longer_among_its_uses(country, use, visit):
    use(factories.make_service("Salles"), country.isere, open_to_members=True)
    use(factories.make_service("Interne"), country.isere)
    page = visit(country.village)
    offered, above = section(page, "propose"), section(page, "au-dessus")
    assert "Via le Département de l'Isère Le lien : située dans le département de l'Isère." in offered
    assert "Salles" in offered and "Interne" not in offered
    assert "Interne" in above and "Salles" not in above


def test_a_commune_reads_what_the_operator_of_its_departement_offers(country, syndicat, visit):
    offer(factories.make_service("Messages"), syndicat)
    offered = section(visit(country.village), "propose")
    assert "Via Isère Numérique Le lien : qui dessert le département de l'Isère." in offered
    assert "Messages · En déploiement (déclarée)" in offered


def test_a_declared_member_is_told_so(country, syndicat, visit):
    syndicat.served.add(country.village)
    offer(factories.make_service("Messages"), syndicat)
    assert f"dont {country.village.name} est membre" in section(visit(country.village), "propose")
    assert "qui dessert le département" in section(visit(country.isere), "propose")


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "interet"},
        {"standing": "contestee", "contest_reason": "Jamais eu."},
        {"standing": "a-reconfirmer", "confirmed_on": date(2025, 1, 1)},
    ],
)
def test_an_interest_or_what_is_contested_is_no_offer(country, syndicat, visit, fields):
    offer(factories.make_service("Messages"), syndicat, **fields)
    assert section(visit(country.village), "propose") == ""


def test_a_service_that_one_may_not_see_is_offered_to_nobody(country, syndicat, visit):
    offer(factories.make_service("Secret", published=False), syndicat)
    page = visit(country.village)
    assert section(page, "propose") == "" and "Secret" not in page.get_text()


def test_the_sheet_says_through_whom_one_can_have_it(client, catalogue, country, syndicat):
    service = factories.make_service("Messages")
    offer(service, syndicat)
    header = words(open_sheet(client, service, f"?territoire={country.village.key}").main.header)
    assert "Proposé via Isère Numérique (qui dessert le département de l'Isère)" in header
    elsewhere = factories.make_territory("Ailleurs")
    assert "Proposé via" not in words(open_sheet(client, service, f"?territoire={elsewhere.key}").main.header)

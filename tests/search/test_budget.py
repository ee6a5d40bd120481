"""What a page of results costs, whatever the number of services."""

import pytest

from catalogue.services.models import ServicePage
from search.collections import SERVICES
from tests import factories
from tests.search.asking import ask

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8 + 2
"""The last two, the site and its settings, are kept until somebody writes, outside of a test."""


@pytest.fixture
def busy_catalogue(catalogue):
    themes = [factories.make_theme(f"Thème {number}") for number in range(3)]
    for number in range(25):
        page = factories.make_service(f"Service {number}", action="Gérer la cantine", themes=themes)
        factories.make_deployment(page)
    ask()  # the index exists, Wagtail knows its site


@pytest.mark.parametrize(
    "asked", ["", "?q=cantine", "?q=introuvable", "?q=cantine&theme=theme-1&phase=pilote&page=2", "?tri=nom&page=2"]
)
def test_the_catalogue_page_takes_at_most_eight_queries(client, busy_catalogue, django_assert_max_num_queries, asked):
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"/services/{asked}").status_code == 200


@pytest.mark.parametrize("asked", ["", "&q=cantine&theme=theme-1"])
def test_a_territory_takes_no_more(client, busy_catalogue, django_assert_max_num_queries, asked):
    place = factories.make_territory("Pont", inside=(factories.make_territory("CC", kind="epci"),))
    for page in ServicePage.objects.all()[:3]:
        page.required_services.create(service=factories.make_service(f"Requis par {page}"))
        factories.publish(page)
    ask()
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(f"/services/?territoire={place.key}{asked}").content.decode()
    assert "Pas utilisable par Pont : demande d&#x27;utiliser d&#x27;abord Requis par" in page


def test_reading_documents_takes_a_constant_number_of_queries(busy_catalogue, django_assert_max_num_queries):
    ids = list(ServicePage.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(17):
        assert len(list(SERVICES.documents(ids))) == 25

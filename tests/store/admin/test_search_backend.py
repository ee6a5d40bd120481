"""Several people save sheets at the same moment, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from catalogue.services.models import ServicePage
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time"),
]


def save_while_the_other_does(page: ServicePage, together: Barrier) -> None:
    """Wagtail writes a page's own entry, then those of all whose title has the average length: here both, each holding
    its own when it asks for the other's.
    """
    try:
        with transaction.atomic():
            IndexEntry.objects.select_for_update().get(object_id=str(page.pk))
            together.wait(30)
            page.title = page.title.replace("avant", "après")
            page.save()
    finally:
        connection.close()


def test_two_sheets_saved_at_once_are_both_saved_and_found_in_the_admin():
    factories.make_site()
    pages = [factories.make_service(f"Salle {number} avant") for number in range(2)]
    IndexEntry.objects.update(title_norm=1.0)
    together = Barrier(2)
    with ThreadPoolExecutor(2) as people:
        told = [people.submit(save_while_the_other_does, page, together) for page in pages]
        assert [one.exception() for one in told] == [None, None]
    titles = ["Salle 0 après", "Salle 1 après"]
    assert sorted(ServicePage.objects.values_list("title", flat=True)) == titles
    for title in titles:
        found = get_search_backend().search(title, ServicePage.objects.all(), fields=["title"])
        assert title in [page.title for page in found]

"""A write that comes late to Elasticsearch, from a process that was held up: versions decide, however late."""

import pytest
from django.core.management import call_command

from search.collections.indexed_sheet import gather
from search.collections.services import document_of
from search.engines import get_engine
from search.indexing.rebuilding import rebuild
from search.models import DirtyDocument
from search.protocol import Change, Request
from tests import factories
from tests.search.elasticsearch import needs_elasticsearch, with_elasticsearch

pytestmark = [needs_elasticsearch, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def held_up():
    """What a process was about to write of a service, when the service was unpublished."""
    with with_elasticsearch():
        factories.make_site()
        call_command("rebuild_index", verbosity=0)
        page = factories.make_service("Tréteaux")
        call_command("sync_index", verbosity=0)
        row = DirtyDocument.objects.get(document_id=page.pk, engine="elasticsearch")
        [facts] = gather([page])
        page.unpublish()
        call_command("sync_index", verbosity=0)
        yield Change(page.pk, row.version, document_of(facts))


def test_what_was_unpublished_stays_absent(held_up):
    engine = get_engine()
    assert engine.apply([held_up]) == {}
    assert engine.answer(Request()).ids == []


def test_so_it_does_when_a_fresh_index_took_over_meanwhile(held_up):
    rebuild()
    engine = get_engine()
    assert engine.apply([held_up]) == {}
    assert engine.answer(Request()).ids == []
    assert engine.signatures() == {}

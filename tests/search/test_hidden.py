"""A sheet is withdrawn and some write forgot to say so: the index still has it, nobody is told that it exists."""

import pytest
from django.core.management import call_command
from django.test import Client

from catalogue.services.models import ServicePage
from search.engines import kept_engines
from tests import factories
from tests.search.asking import counts
from tests.search.elasticsearch import needs_elasticsearch, with_elasticsearch

FORGOTTEN = "/services/?q=cantine"


@pytest.fixture
def withdrawn(transactional_db):
    """Two sheets in every index, one of them hidden behind the back of signals."""
    factories.make_site()
    theme = factories.make_theme("Repas", slug="repas")
    shown, hidden = (factories.make_service(f"Cantine {name}", themes=[theme]) for name in ("Ronde", "Carrée"))
    call_command("rebuild_index", verbosity=0)
    ServicePage.objects.filter(pk=hidden.pk).update(live=False)
    assert all(set(engine.signatures()) == {shown.pk, hidden.pk} for engine in kept_engines())


def assert_counts_are_of_what_is_shown() -> None:
    results = Client().get(FORGOTTEN).context["results"]
    assert ([hit.sheet.title for hit in results.hits], results.total) == (["Cantine Ronde"], 1)
    assert counts(results, "theme") == {"repas": 1}


def test_counts_are_of_what_is_shown(withdrawn):
    assert_counts_are_of_what_is_shown()


@pytest.fixture
def elasticsearch():
    with with_elasticsearch():
        yield


@needs_elasticsearch
def test_so_they_are_before_elasticsearch_is_written_to(elasticsearch, withdrawn):
    assert_counts_are_of_what_is_shown()
    call_command("sync_index", verbosity=0)
    assert all(len(engine.signatures()) == 1 for engine in kept_engines())
    assert_counts_are_of_what_is_shown()

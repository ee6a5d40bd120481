"""Fixtures of every test: an own, empty search index and no memory left from the test before."""

import shutil

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache

from tests import factories


@pytest.fixture(autouse=True)
def _fresh_index_and_cache():
    """The index of the test before describes a database that no longer exists."""
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    cache.clear()


@pytest.fixture
def site(db):
    return factories.make_site()


@pytest.fixture
def catalogue(db):
    return factories.make_catalogue()


@pytest.fixture
def time_machine_at():
    """Travel to a moment, for the rest of the test."""
    trips = []

    def travel(moment):
        trip = time_machine.travel(moment)
        trip.start()
        trips.append(trip)

    yield travel
    for trip in reversed(trips):
        trip.stop()

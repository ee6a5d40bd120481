"""Fixtures of every test: an own, empty search index and no memory left from the test before."""

import shutil

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases

from store.page_cache.middleware import pages
from tests import factories
from tests.migrated import Migrated, OnPostgresql, OnSqlite


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def migrated(django_db_modify_db_settings, django_db_blocker) -> Migrated:
    with django_db_blocker.unblock():
        # Its name would be asked again once it is the one in use, and be that of another.
        connection.settings_dict["TEST"]["NAME"] = connection.creation._get_test_db_name()
        return OnSqlite() if connection.vendor == "sqlite" else OnPostgresql()


@pytest.fixture(scope="session")
def django_db_setup(migrated, django_db_setup, django_db_blocker):
    """Made for the tests of a browser too, none of which names `db`; emptied as it was filled: from a copy."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        if connection.settings_dict["NAME"] != connection.creation._get_test_db_name():
            setup_databases(verbosity=0, interactive=False, keepdb=connection.vendor == "sqlite")
        migrated.keep()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: migrated.restore())
        yield


@pytest.fixture(autouse=True)
def _fresh_index_and_cache():
    """The index of the test before describes a database that no longer exists."""
    for directory in (settings.SEARCH_INDEX_DIR, settings.LIMITS_DIR):
        shutil.rmtree(directory, ignore_errors=True)
    for name in settings.CACHES:
        caches[name].clear()
    pages.clear()


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

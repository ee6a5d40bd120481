"""Fixtures of every test: an own, empty search index and no memory left from the test before."""

import gc
import shutil

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases
from wagtail.models import Page, Site

from store.content.models import HomePage
from store.page_cache.middleware import pages
from tests import factories
from tests.migrated import Migrated, OnPostgresql, OnSqlite


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()


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
    """Made for the tests of a browser too, none of which names `db`; emptied as it was filled: from a copy.

    Nearly every test wants the pages of the site: they are there from the start (`bare_database` takes them away).
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        if connection.settings_dict["NAME"] != connection.creation._get_test_db_name():
            setup_databases(verbosity=0, interactive=False, keepdb=connection.vendor == "sqlite")
        migrated.keep()
        factories.make_site()
        migrated.start_from_here()
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
def bare_database(db):
    """As migrations leave it: Wagtail's welcome page, and nothing of ours."""
    welcome = Page.get_first_root_node().add_child(
        instance=Page(title="Welcome to your new Wagtail site!", slug="home")
    )
    Site.objects.update(root_page=welcome, site_name="")
    HomePage.objects.get().delete()


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

"""Fixtures of every test: an own, empty search index and no memory left from the test before."""

import os
import shutil
import sqlite3
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from wagtail.models import Collection, Locale, Page

from search.models import SynonymSet
from tests import factories


@receiver(post_migrate)
def _make_again_what_migrations_made(sender, **kwargs):
    """A test that commits empties the database behind it, with the rows that migrations made."""
    if sender.name == "wagtail":
        _plant_roots()
    elif sender.name == "search" and not SynonymSet.objects.exists():
        for migration in (
            "0002_first_synonyms",
            "0003_more_synonyms",
            "0005_words_people_use",
            "0010_acronyms",
            "0011_words_of_collectivites",
        ):
            import_module(f"search.migrations.{migration}").create(apps, None)
    elif sender.name == "catalogue.territories":
        import_module("catalogue.territories.migrations.0002_priority_policies").add_policies(apps, None)


def _plant_roots():
    Locale.objects.get_or_create(language_code="fr")
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def _migrated_database() -> Path:
    """Where the SQLite database of these migrations, of the words that they load and of these libraries is kept."""
    made_of = [*settings.BASE_DIR.glob("requirements/*.txt"), *settings.BASE_DIR.glob("search/language/*.[tc][xs][tv]")]
    for package in ("catalogue", "search", "store"):
        made_of += (settings.BASE_DIR / package).glob("**/migrations/*.py")
    digest = sha256()
    for path in sorted(made_of):
        digest.update(str(path).encode() + path.read_bytes())
    return settings.BASE_DIR / ".pytest_cache" / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    return django_db_keepdb or ON_SQLITE


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Start from a database that is migrated already: running all migrations takes most of the time of one test."""
    if ON_SQLITE and (migrated := _migrated_database()).exists():
        shutil.copy(migrated, settings.DATABASES["default"]["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    if not ON_SQLITE or (migrated := _migrated_database()).exists():
        return
    migrated.parent.mkdir(exist_ok=True)
    for outdated in migrated.parent.glob("migrated-*"):
        outdated.unlink(missing_ok=True)
    unfinished = migrated.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), sqlite3.connect(unfinished) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    unfinished.replace(migrated)


@pytest.fixture(autouse=True)
def _fresh_index_and_cache():
    """The index of the test before describes a database that no longer exists."""
    for directory in (settings.SEARCH_INDEX_DIR, settings.LIMITS_DIR):
        shutil.rmtree(directory, ignore_errors=True)
    for name in settings.CACHES:
        caches[name].clear()


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

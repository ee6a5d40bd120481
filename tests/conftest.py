"""Fixtures of every test: an own, empty search index and no memory left from the test before."""

import shutil
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
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
        for migration in ("0002_first_synonyms", "0003_more_synonyms", "0005_words_people_use"):
            import_module(f"search.migrations.{migration}").create(apps, None)
    elif sender.name == "catalogue.territories":
        import_module("catalogue.territories.migrations.0002_priority_policies").add_policies(apps, None)


def _plant_roots():
    Locale.objects.get_or_create(language_code="fr")
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture(autouse=True)
def _fresh_index_and_cache():
    """The index of the test before describes a database that no longer exists."""
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
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

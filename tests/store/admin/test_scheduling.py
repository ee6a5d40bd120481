"""A publication is planned, or ends by itself; the search follows."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalogue.services.models import ServicePage
from tests import factories
from tests.search.asking import found
from tests.store.admin.people import Desk, editor


@pytest.fixture
def store(transactional_db):
    """A site whose transactions really commit, with an index."""
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


def at(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def test_what_was_approved_for_tomorrow_is_found_tomorrow(store, time_machine_at):
    sheet = factories.make_service("Tréteaux", published=False)
    tomorrow = timezone.now() + timedelta(days=1)
    Desk(editor("gilles")).submit(sheet, go_live_at=at(tomorrow))
    Desk(editor("helene")).judge(sheet)
    assert not ServicePage.objects.get(pk=sheet.pk).live
    call_command("publish_scheduled")
    assert found() == set()
    time_machine_at(tomorrow + timedelta(minutes=2))
    call_command("publish_scheduled")
    assert found(q="tréteaux") == {"Tréteaux"}


def test_a_new_version_approved_for_tomorrow_leaves_the_public_one_until_then(store, time_machine_at):
    sheet = factories.make_service("Tréteaux", summary="Prêter des tables.")
    tomorrow = timezone.now() + timedelta(days=1)
    Desk(editor("gilles")).submit(sheet, summary="Prêter des gymnases.", go_live_at=at(tomorrow))
    Desk(editor("helene")).judge(sheet)
    assert (found(q="tables"), found(q="gymnases")) == ({"Tréteaux"}, set())
    time_machine_at(tomorrow + timedelta(minutes=2))
    call_command("publish_scheduled")
    assert (found(q="tables"), found(q="gymnases")) == (set(), {"Tréteaux"})


def test_what_expires_leaves_the_search_and_the_site(store, client, time_machine_at):
    sheet = factories.make_service("Tréteaux")
    tomorrow = timezone.now() + timedelta(days=1)
    Desk(editor("gilles")).submit(sheet, expire_at=at(tomorrow))
    Desk(editor("helene")).judge(sheet)
    assert found() == {"Tréteaux"}
    time_machine_at(tomorrow + timedelta(minutes=2))
    assert found() == set()
    assert client.get("/services/treteaux/").status_code == 404
    call_command("publish_scheduled")
    assert not ServicePage.objects.get(pk=sheet.pk).live
    assert found() == set()

"""A clock that is set back, or that of another machine: what is published is found, and what is withdrawn is not."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from search.engines import get_engine
from search.indexing import locks, outbox
from search.indexing.rebuilding import roll_back
from search.models import DirtyDocument
from search.protocol import Request
from tests import factories
from tests.search.asking import ask

HOUR = timedelta(hours=1)


@pytest.fixture
def open_store(transactional_db):
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


def found() -> set[str]:
    return {hit.sheet.title for hit in ask().hits}


def leave_behind(name: str):
    """Published while another process holds the index."""
    with locks.writing():
        return factories.make_service(name)


@pytest.mark.parametrize("jump", [-HOUR, -24 * 400 * HOUR, HOUR])
def test_what_was_published_before_the_clock_jumped_is_found(open_store, time_machine_at, jump):
    leave_behind("Tréteaux")
    time_machine_at(timezone.now() + jump)
    assert found() == {"Tréteaux"}


def test_what_is_published_by_a_machine_whose_clock_is_ahead_is_found_at_once(open_store, time_machine_at):
    now = timezone.now()
    time_machine_at(now + HOUR)
    leave_behind("Tréteaux")
    time_machine_at(now)
    assert found() == {"Tréteaux"}


@pytest.mark.parametrize("ahead", [HOUR, 24 * 400 * HOUR])
def test_what_such_a_machine_had_taken_or_put_off_is_written_by_the_others(open_store, ahead):
    page = leave_behind("Tréteaux")
    DirtyDocument.objects.filter(document_id=page.pk).update(due=timezone.now() + ahead)
    call_command("sync_index", verbosity=0)
    assert found() == {"Tréteaux"}


def test_what_is_put_off_as_usual_waits(open_store):
    page = leave_behind("Tréteaux")
    DirtyDocument.objects.filter(document_id=page.pk).update(due=timezone.now() + timedelta(seconds=30))
    call_command("sync_index", verbosity=0)
    assert found() == set()


def test_of_two_changes_the_last_one_stays_though_its_clock_is_behind(open_store, time_machine_at):
    page = factories.make_service("Tréteaux")
    now = timezone.now()
    time_machine_at(now + HOUR)
    page.title = "Rideau"
    factories.publish(page)
    time_machine_at(now - HOUR)
    before = DirtyDocument.objects.get().version
    page.title = "Coulisses"
    factories.publish(page)
    assert DirtyDocument.objects.get().version > before
    assert found() == {"Coulisses"}


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
def test_the_lag_tells_of_clocks_that_are_apart(open_store, client, time_machine_at, jump):
    leave_behind("Tréteaux")
    time_machine_at(timezone.now() + jump)
    with locks.writing():
        said = client.get("/sante/").json()
    assert (said["etat"], said["moteurs"][0]["en_attente"]) == ("degrade", 1)
    assert said["moteurs"][0]["retard_secondes"] > 3_500


def test_what_was_withdrawn_with_a_clock_set_back_does_not_return_with_the_index_before(open_store, time_machine_at):
    page = factories.make_service("Tréteaux")
    call_command("rebuild_index", verbosity=0)
    time_machine_at(timezone.now() - 24 * HOUR)
    page.unpublish()
    roll_back(get_engine())
    assert get_engine().answer(Request()).ids == []


def test_what_was_marked_by_a_clock_ahead_does_not_pass_for_on_its_way(open_store):
    page = factories.make_service("Tréteaux")
    get_engine().apply([])
    with locks.writing():
        outbox.mark_dirty([page.pk])
        type(page).objects.filter(pk=page.pk).update(action="Monter une scène")
        DirtyDocument.objects.update(waiting_since=timezone.now() + HOUR, due=timezone.now() + timedelta(seconds=30))
    with pytest.raises(CommandError, match="1 périmé"):
        call_command("check_index")

"""A document that cannot be made or written is tried again, then set aside; it blocks nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.services.models import ServicePage
from search.engines import get_engine
from search.indexing import outbox
from search.indexing.syncing import is_behind
from search.models import Cause, DirtyDocument
from tests import factories
from tests.search.asking import found

TRIES = 5


@pytest.fixture
def open_store(transactional_db):
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


def spoil(*pages: ServicePage, **values) -> None:
    """What a script wrote past the forms, and said so."""
    ServicePage.objects.filter(pk__in=[page.pk for page in pages]).update(**values)
    outbox.mark_dirty([page.pk for page in pages])


def row_of(page: ServicePage) -> DirtyDocument:
    return DirtyDocument.objects.get(document_id=page.pk)


def let_time_pass(time_machine_at, minutes: int = 1) -> None:
    time_machine_at(timezone.now() + timedelta(minutes=minutes))
    call_command("sync_index", verbosity=0)


def test_sheets_that_cannot_be_read_stop_none_of_those_published_with_them(open_store):
    pages = [factories.make_service(f"Service {number}", published=False) for number in range(20)]
    ServicePage.objects.filter(pk__in=[pages[3].pk, pages[17].pk]).update(allowed_kinds=5)
    ServicePage.objects.update(live=True)
    outbox.mark_dirty([page.pk for page in pages])
    assert found() == {page.title for page in pages} - {"Service 3", "Service 17"}
    assert "TypeError" in row_of(pages[3]).error


def test_a_sheet_that_cannot_be_read_is_set_aside_after_five_tries(open_store, time_machine_at):
    page = factories.make_service("Tréteaux")
    spoil(page, allowed_kinds=5)
    for tries in range(1, TRIES):
        assert (row_of(page).tries, row_of(page).cause) == (tries, "")
        let_time_pass(time_machine_at)
    assert (row_of(page).tries, row_of(page).cause) == (TRIES, Cause.UNREADABLE)
    let_time_pass(time_machine_at, minutes=600)
    assert row_of(page).tries == TRIES
    assert not is_behind(get_engine())


def test_what_the_engine_refuses_is_set_aside_at_once(open_store):
    kept, refused = factories.make_service("Tréteaux"), factories.make_service("Coulisses")
    spoil(kept, action="Jouer dehors")
    spoil(refused, last_published_at=datetime(1900, 1, 1, tzinfo=UTC))
    assert (row_of(refused).tries, row_of(refused).cause) == (1, Cause.REFUSED)
    assert found("dehors") == {"Tréteaux"}


def test_between_two_tries_searches_do_not_try(open_store, django_assert_max_num_queries):
    spoil(factories.make_service("Tréteaux"), allowed_kinds=5)
    with django_assert_max_num_queries(1):
        assert not is_behind(get_engine())
    with pytest.raises(CommandError, match="1 périmé"):
        call_command("check_index")


def test_a_sheet_that_was_set_aside_is_indexed_once_somebody_corrects_it(open_store):
    page = factories.make_service("Tréteaux")
    spoil(page, last_published_at=datetime(1900, 1, 1, tzinfo=UTC))
    page.refresh_from_db()
    page.action = "Jouer dehors"
    factories.publish(page)
    assert found("dehors") == {"Tréteaux"}
    assert (row_of(page).tries, row_of(page).cause, row_of(page).error) == (0, "", "")


def test_a_sheet_that_cannot_be_read_leaves_the_index_when_it_is_unpublished(open_store):
    page = factories.make_service("Tréteaux")
    spoil(page, allowed_kinds=5)
    spoil(page, live=False)
    assert found() == set()
    call_command("check_index")


def test_a_rebuild_leaves_it_out_and_says_nothing_else_is_wrong(open_store):
    pages = [factories.make_service(f"Service {number}") for number in range(12)]
    spoil(pages[0], allowed_kinds=5)
    call_command("rebuild_index", verbosity=0)
    assert found() == {page.title for page in pages[1:]}
    with pytest.raises(CommandError, match="1 absent, 0 en trop, 0 périmé"):
        call_command("check_index")

"""Elasticsearch takes some of the documents that it is given, and not the others: each has its own fate."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.services.models import ServicePage
from search.engines import get_engine
from search.indexing.outbox import mark_dirty
from search.models import Cause, DirtyDocument
from search.protocol import Change
from tests import factories
from tests.search.elasticsearch import needs_elasticsearch
from tests.search.faults.breaking import Refusal, SomeItems

pytestmark = needs_elasticsearch
TRIES = 5


@pytest.fixture
def sheets(open_store) -> list[ServicePage]:
    """Five services that Elasticsearch does not know yet."""
    return [factories.make_service(f"Service {number}") for number in range(5)]


def sync() -> None:
    call_command("sync_index", verbosity=0)


def indexed() -> set[int]:
    return set(get_engine().signatures())


def rows(*pages: ServicePage) -> set[tuple[int, str]]:
    """Their tries, and why they were set aside."""
    kept = DirtyDocument.objects.filter(engine=get_engine().name, document_id__in=[page.pk for page in pages])
    return set(kept.dirty().values_list("tries", "cause"))


def agree() -> None:
    call_command("check_index", verbosity=0)


@pytest.mark.parametrize("status", [429, 503])
def test_documents_it_is_too_busy_for_are_tried_again_later_and_never_set_aside(sheets, proxy, time_machine_at, status):
    turned_away = sheets[1:3]
    with proxy.failing(SomeItems({page.pk: status for page in turned_away})):
        for minutes in range(TRIES + 2):
            time_machine_at(timezone.now() + timedelta(minutes=minutes))
            sync()
            assert indexed() == {page.pk for page in sheets} - {page.pk for page in turned_away}
            assert rows(*turned_away) == {(0, "")}
        tried = proxy.seen("_bulk")
        sync()
        assert proxy.seen("_bulk") == tried  # not at once
    time_machine_at(timezone.now() + timedelta(minutes=1))
    sync()
    agree()


def test_a_document_that_cannot_be_parsed_is_set_aside_at_once_with_its_reason(sheets, proxy, time_machine_at):
    poisoned = sheets[2]
    with proxy.failing(SomeItems({poisoned.pk: 400})):
        sync()
        time_machine_at(timezone.now() + timedelta(minutes=10))
        sync()
        assert proxy.seen("_bulk") == 1
    assert indexed() == {page.pk for page in sheets} - {poisoned.pk}
    assert rows(poisoned) == {(1, Cause.REFUSED)}
    (row,) = DirtyDocument.objects.set_aside()
    assert "failed to parse" in row.error
    with pytest.raises(CommandError, match=r"elasticsearch : .*1 absent, 0 en trop, 0 périmé"):
        agree()


def test_a_document_it_fails_on_is_set_aside_after_five_tries(sheets, proxy, time_machine_at):
    poisoned = sheets[2]
    with proxy.failing(SomeItems({poisoned.pk: 500})):
        for tries in range(1, TRIES + 1):
            sync()
            assert rows(poisoned) == {(tries, Cause.FAILING if tries == TRIES else "")}
            time_machine_at(timezone.now() + timedelta(minutes=tries))
        sync()
        assert proxy.seen("_bulk") == TRIES
    assert indexed() == {page.pk for page in sheets} - {poisoned.pk}


def test_one_that_was_set_aside_blocks_none_of_those_that_come_later(sheets, proxy):
    with proxy.failing(SomeItems({sheets[0].pk: 400})):
        sync()
        later = factories.make_service("Plus tard")
        sync()
    assert later.pk in indexed()
    factories.publish(sheets[0])
    sync()
    agree()


def test_what_it_already_has_in_a_later_version_is_done(sheets):
    sync()
    page = sheets[0]
    kept = DirtyDocument.objects.get(document_id=page.pk, engine=get_engine().name)
    get_engine().apply([Change(page.pk, kept.version + 10**9, None)])
    factories.publish(page)
    sync()
    assert rows(page) == set()
    assert page.pk not in indexed()


def test_what_it_never_had_is_dropped_without_a_word(sheets):
    draft = factories.make_service("Brouillon", published=False)
    mark_dirty([draft.pk, 10**6])
    sync()
    assert not DirtyDocument.objects.dirty().exists()
    agree()


@pytest.mark.parametrize("status", [429, 503])
def test_a_whole_bulk_that_is_turned_away_says_nothing_of_its_documents(sheets, proxy, time_machine_at, status):
    with proxy.failing(Refusal(status, on="_bulk")), pytest.raises(CommandError, match=str(status)):
        sync()
    assert rows(*sheets) == {(0, "")}
    time_machine_at(timezone.now() + timedelta(seconds=10))
    sync()
    agree()

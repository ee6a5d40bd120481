"""The clock changes pages too: no page outlives the moment at which it would be made otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from catalogue.services.models import Announcement, ServicePage
from catalogue.services.models.announcement import RECENT, AnnouncementKind
from catalogue.services.news.announcing import announce
from store.page_cache import lifetime
from store.page_cache.middleware import pages
from tests import factories

SHEET, CATALOGUE = "/services/treteaux/", "/services/"
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_an_expired_sheet_is_gone_at_its_minute_though_nobody_wrote_anything(service, stranger, clock):
    ServicePage.objects.update(expire_at=NOON + timedelta(minutes=2))
    stranger.has_cached(SHEET, CATALOGUE)
    clock.shift(timedelta(seconds=119))
    assert stranger.is_cached(SHEET)
    clock.shift(timedelta(seconds=1))
    assert stranger.read(SHEET).status_code == 404
    assert "Monter une scène" not in stranger.read(CATALOGUE).text


def test_a_maintenance_is_read_as_it_goes(service, stranger, clock):
    begins = NOON + timedelta(minutes=1)
    announce(
        service=service,
        kind=AnnouncementKind.MAINTENANCE,
        title="Coupure",
        starts=begins,
        ends=begins + timedelta(minutes=1),
    )
    stranger.has_cached(SHEET)
    assert "Coupure" in stranger.read(SHEET).text
    for seconds, shown in ((59, True), (1, True), (59, True), (1, False)):
        clock.shift(timedelta(seconds=seconds))
        assert ("Coupure" in stranger.read(SHEET).text) is shown
        stranger.has_cached(SHEET)


def test_the_age_of_a_sheet_changes_at_midnight_in_paris(service, stranger, clock):
    clock.move_to(datetime(2026, 11, 24, 22, 58, tzinfo=UTC))
    stranger.has_cached(SHEET)
    clock.move_to(datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC))
    assert stranger.is_cached(SHEET)
    clock.move_to(datetime(2026, 11, 24, 23, 0, tzinfo=UTC))
    assert not stranger.is_cached(SHEET)


def test_no_page_is_kept_for_more_than_five_minutes_nor_given_before_it_was_made(service, stranger, clock):
    stranger.has_cached(SHEET)
    clock.shift(-timedelta(seconds=1))
    assert not stranger.is_cached(SHEET)
    clock.shift(timedelta(minutes=5, seconds=-1))
    assert stranger.is_cached(SHEET)
    clock.shift(timedelta(seconds=1))
    assert not stranger.is_cached(SHEET)


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-12-31"])
@pytest.mark.parametrize("hour", [0, 1, 2, 12, 22, 23])
def test_midnight_comes_after_now_on_the_days_that_have_another_length_too(day, hour):
    now = datetime.fromisoformat(f"{day}T{hour:02}:59:59+00:00")
    until = lifetime._next_midnight(now)
    assert now < until <= now + timedelta(hours=25)
    assert (until.astimezone(lifetime.timezone.get_current_timezone()).hour, until.minute) == (0, 0)


@pytest.mark.django_db
def test_the_next_moment_is_the_first_of_all_that_the_clock_changes(catalogue):
    assert lifetime.next_moment(NOON) is None
    service = factories.make_service("Tréteaux")
    said = {"service": service, "kind": AnnouncementKind.VERSION, "title": "Version"}
    Announcement.objects.create(**said, starts=NOON - RECENT + timedelta(hours=9))
    assert lifetime.next_moment(NOON) == NOON + timedelta(hours=9)
    Announcement.objects.create(
        **said | {"kind": AnnouncementKind.INCIDENT}, starts=NOON, ends=NOON + timedelta(hours=8)
    )
    assert lifetime.next_moment(NOON) == NOON + timedelta(hours=8)
    Announcement.objects.create(**said, starts=NOON + timedelta(hours=7))
    assert lifetime.next_moment(NOON) == NOON + timedelta(hours=7)
    Page.objects.filter(pk=service.pk).update(expire_at=NOON + timedelta(hours=6))
    assert lifetime.next_moment(NOON) == NOON + timedelta(hours=6)
    assert lifetime.next_moment(NOON + timedelta(hours=6)) == NOON + timedelta(hours=7)


@pytest.mark.django_db
def test_finding_it_reads_indexes(catalogue):
    """Not every page, nor every announcement that was ever made. The last reads the settings, one row per site."""
    with CaptureQueriesContext(connection) as asked:
        lifetime.next_moment(NOON)
    indexes = (
        *("page_cache_expire_at", "announcement_starts", "announcement_ends", "announcement_starts", "event_ends_"),
        *(f"needs_{row}_{moment}_" for row in ("consultationphase", "pilotcall") for moment in ("opens", "closes")),
        *("funding_wave_opens_", "funding_wave_closes_"),
    )
    for query, index in zip(asked.captured_queries[:-1], indexes, strict=True):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{query['sql']}")
            assert index in str(cursor.fetchall())


def test_it_is_asked_once_for_all_the_pages_of_one_version(service, stranger):
    stranger.has_cached(SHEET)
    pages.clear()
    for address in (SHEET, CATALOGUE):
        with CaptureQueriesContext(connection) as asked:
            stranger.read(address)
        assert not [query for query in asked.captured_queries if "MIN(" in query["sql"]]

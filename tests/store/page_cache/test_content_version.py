"""Every write that a page may show makes another version, in its own transaction, and nothing else does."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import close_old_connections, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.services.models import Theme
from store.page_cache.content_version import NEVER_PUBLIC, content_version, may_change_pages
from store.page_cache.models import ContentCounter
from tests import factories
from tests.store.page_cache.test_etags import PAGES

ON_POSTGRESQL = connection.vendor == "postgresql"


@pytest.mark.parametrize(
    ("sql", "seen"),
    [
        ('INSERT INTO "services_theme" ("name") VALUES (%s) RETURNING "id"', True),
        ("INSERT OR IGNORE INTO services_theme_x VALUES (1)", True),
        ("update only services_theme set name = 'a'", True),
        ('\n  DELETE FROM "django_session" WHERE x IN (SELECT id FROM services_theme)', False),
        (
            "INSERT INTO services_allowance (key) VALUES (1) ON CONFLICT (key) DO UPDATE SET used = 2 RETURNING used",
            False,
        ),
        ('WITH a AS (SELECT 1) UPDATE "services_theme" SET name = 1', True),
        ("WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a", False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ('TRUNCATE "services_theme" CASCADE', True),
        ("COPY services_theme FROM STDIN", True),
        ("CALL something()", True),
        ('SAVEPOINT "s1"', False),
        ("PRAGMA busy_timeout = 200", False),
        ("CREATE INDEX a ON b (c)", False),
    ],
)
def test_what_writes_is_told_from_what_reads(sql, seen):
    assert may_change_pages(sql) is seen


def test_every_table_makes_another_version_or_is_named_as_one_that_no_page_shows():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert NEVER_PUBLIC - tables <= {"wagtailsearch_indexentry_fts"}  # of SQLite only
    for table in tables:
        for written in (
            f'INSERT INTO "{table}" (id) VALUES (1)',
            f'UPDATE "{table}" SET x = 1',
            f'DELETE FROM "{table}"',
        ):
            assert may_change_pages(written) is (table not in NEVER_PUBLIC), written


def test_no_page_for_all_reads_a_table_that_is_named_as_one_that_no_page_shows(service, town, stranger):
    organisation = factories.make_organisation(territory=town)
    factories.make_deployment(service, organisation)
    for address in (*PAGES, "/connexion/", f"{service.url}collectivites/confirmee/", "/proposer-un-service/merci/"):
        with CaptureQueriesContext(connection) as asked:
            response = stranger.read(address)
        if not response.has_header("ETag"):
            continue
        read = {table for query in asked.captured_queries for table in re.findall(r"\b(\w+_\w+)\b", query["sql"])}
        assert read & NEVER_PUBLIC <= {"page_cache_contentcounter"}, address


def _of_one_person(service) -> None:
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now() + timedelta(days=1))
    Session.objects.all().delete()
    call_command("send_mail", verbosity=0)
    call_command("sync_index", verbosity=0)
    call_command("publish_scheduled", verbosity=0)


@pytest.mark.parametrize(
    ("write", "raised"),
    [
        (lambda service: Theme.objects.create(name="Eau", slug="eau"), True),
        (lambda service: Theme.objects.bulk_create([Theme(name="Eau", slug="eau")]), True),
        (lambda service: Theme.objects.update(order=4), True),
        (lambda service: Theme.objects.filter(name="rien").delete(), False),
        (lambda service: Theme.objects.count(), False),
        (_of_one_person, False),
    ],
)
def test_a_write_makes_another_version_whatever_it_is_made_with(service, write, raised):
    before = content_version()
    assert before is not None
    write(service)
    assert (content_version() > before) is raised


def test_what_a_write_returns_is_there_though_its_transaction_ended_with_it(service):
    """SQLite ends no transaction as long as rows wait to be read."""
    made = [Theme.objects.create(name=f"Thème {number}", slug=f"theme-{number}").pk for number in range(3)]
    assert made == sorted(set(made))
    assert Theme.objects.filter(pk__in=made).count() == 3
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        returning = (
            "INSERT INTO services_connection (name, slug, url, \"order\") VALUES (%s, %s, '', 1) RETURNING slug, name"
        )
        for slug in ("a", "b"):
            cursor.execute(returning, [slug.upper(), slug])
            assert list(cursor) == [(slug, slug.upper())]
        cursor.execute("SELECT COUNT(*) FROM services_connection")
        assert cursor.fetchone() == (2,)


def test_a_transaction_makes_one_version_however_much_it_writes(service):
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        for number in range(5):
            Theme.objects.create(name=f"Thème {number}", slug=f"theme-{number}")
    assert len([query for query in asked.captured_queries if "page_cache_contentcounter" in query["sql"]]) == 1


def test_a_part_that_is_undone_does_not_hide_what_follows_it(service):
    before = content_version()
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            Theme.objects.update(order=4)
            raise RuntimeError("undone")
        Theme.objects.update(order=5)
    assert content_version() > before


def test_a_database_that_is_empty_or_older_never_has_a_version_again(service):
    Theme.objects.update(order=1)
    first = content_version()
    kept = list(ContentCounter.objects.values_list("value", flat=True))
    Theme.objects.update(order=2)
    Theme.objects.update(order=3)
    since = content_version()
    ContentCounter.objects.all().delete()
    ContentCounter.objects.bulk_create(ContentCounter(value=value) for value in kept)  # as a copy of before is restored
    assert content_version() == first
    Theme.objects.update(order=4)
    assert content_version() > since


def in_a_thread(act):
    def run():
        try:
            return act()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(run)
    finally:
        pool.shutdown(wait=False)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_nobody_waits_for_a_long_transaction_and_each_is_seen_when_it_ends(service, stranger):
    begun, end = Event(), Event()

    def slowly():
        with transaction.atomic():
            Theme.objects.filter(slug="culture").update(name="Spectacle")
            begun.set()
            assert end.wait(20)

    slow = in_a_thread(slowly)
    assert begun.wait(20)
    stranger.has_cached(service.url)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    before = content_version()
    type(service).objects.update(action="Louer une scène")
    assert content_version() > before
    page = stranger.read(service.url).text
    assert "Louer une scène" in page
    assert "Spectacle" not in page
    end.set()
    slow.result(20)
    assert "Spectacle" in stranger.read(service.url).text


def test_what_is_committed_while_a_page_is_made_is_in_the_next_one(service, stranger, monkeypatch):
    """The page was half made when the sheet changed: whichever half it shows, it is not given again."""
    stranger.has_cached(service.url)
    Theme.objects.update(order=9)
    half, go_on = Event(), Event()

    def stop(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "services_servicepage" in sql and not half.is_set():
            half.set()
            assert go_on.wait(20)
        return result

    def read_slowly():
        with connection.execute_wrapper(stop):
            return Client().get(service.url).text

    slow = in_a_thread(read_slowly)
    assert half.wait(20)
    type(service).objects.filter(pk=service.pk).update(action="Louer une scène")
    go_on.set()
    assert "Monter une scène" in slow.result(20)
    assert "Louer une scène" in stranger.read(service.url).text


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_many_writers_at_once_each_make_another_version(service):
    theme, together = factories.make_theme("Culture"), Barrier(4)

    def write(number: int) -> list[int]:
        close_old_connections()
        together.wait(20)
        seen = []
        for turn in range(20):
            with transaction.atomic():
                Theme.objects.create(name=f"{number}-{turn}", slug=f"{number}-{turn}")
            seen.append(content_version())
        return seen

    versions = [each.result(60) for each in [in_a_thread(lambda number=number: write(number)) for number in range(4)]]
    assert all(seen == sorted(set(seen)) for seen in versions)
    assert 1 <= ContentCounter.objects.count() <= 8
    assert theme.pk

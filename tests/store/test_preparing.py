"""Containers that start together bring the database up to date one after the other."""

import subprocess
from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.db import connection

from store.management.commands.prepare import LOCK
from tests import factories
from tests.search.faults.asking import wait_until
from tests.search.processes import Store

ON_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def behind(transactional_db, tmp_path) -> Store:
    """A Store whose last migrations are still to be run."""
    factories.make_site()
    store = Store(tmp_path)
    store.manage("migrate", "page_cache", "zero", "--verbosity=0")
    assert not is_prepared(store)
    return store


def is_prepared(store: Store) -> bool:
    return bool(store.sql("SELECT 1 FROM django_migrations WHERE app = 'page_cache' AND name LIKE '0002%'"))


def prepare(store: Store) -> subprocess.Popen:
    return store.start("manage.py", "prepare", stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@contextmanager
def another_prepares(store: Store):
    """Somebody else holds the lock."""
    if ON_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    said = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); print('held', flush=True); input()"
    held = store.start("-c", said, str(store.data / "prepare.lock"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with closing(held.stdin), closing(held.stdout):
        assert held.stdout.readline() == "held\n"
        yield
        held.kill()
        held.wait(10)


def test_two_replicas_that_start_together_migrate_once(behind):
    both = [prepare(behind), prepare(behind)]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert all("La base est à jour" in out for out, _ in said)
    assert is_prepared(behind)
    ran = behind.sql("SELECT name, COUNT(*) FROM django_migrations WHERE app = 'page_cache' GROUP BY name")
    assert sorted(times for _, times in ran) == [1, 1]
    assert behind.sql("SELECT COUNT(*) FROM wagtailcore_site") == [(1,)]


def test_whoever_finds_another_at_work_waits_and_says_so(behind):
    with another_prepares(behind):
        waiting = prepare(behind)
        assert "on l'attend" in waiting.stdout.readline()
        assert waiting.poll() is None
        assert not is_prepared(behind)
    waiting.communicate(timeout=300)
    assert waiting.returncode == 0
    wait_until(lambda: is_prepared(behind))


def test_a_process_that_is_killed_leaves_the_way_to_the_next(behind):
    killed = prepare(behind)
    killed.kill()
    killed.communicate(timeout=20)
    last = prepare(behind)
    last.communicate(timeout=300)
    assert last.returncode == 0
    assert is_prepared(behind)
    assert behind.data != settings.DATA_DIR

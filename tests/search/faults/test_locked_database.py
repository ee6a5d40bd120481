"""Somebody writes to SQLite for a minute: nobody who reads waits for them."""

import sqlite3
import time
from contextlib import closing

import pytest
import urllib3
from django.db import connection

from tests import factories
from tests.search.faults.asking import wait_until
from tests.search.processes import Store

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows")
ADDRESSES = (
    "/services/?q=cantine",
    "/services/",
    "/services/suggestions/?q=cant",
    "/",
    "/services/cantine-1/",
    "/territoires/recherche/?q=nantes",
    "/sante/",
)
LONGEST = 3.0
"""Seconds, on a busy machine; whoever waited for the lock would wait for twenty."""


@pytest.fixture
def store(transactional_db, tmp_path):
    factories.make_site()
    for number in range(5):
        factories.make_service(f"Cantine {number}", action="Commander les repas de la cantine")
    return Store(tmp_path)


def test_whoever_reads_waits_for_nobody_who_writes(store):
    """Though the index is behind, and each search would write to it."""
    pages = urllib3.PoolManager(retries=False, timeout=30)
    with store.serving("--workers", "1", "--threads", "1") as address:
        wait_until(lambda: _answers(pages, address))
        with closing(sqlite3.connect(store.data / "store.sqlite3", isolation_level=None)) as writer:
            store.edit("vanish")
            writer.execute("BEGIN IMMEDIATE")
            for path in (*ADDRESSES, *ADDRESSES):
                asked = time.monotonic()
                assert pages.request("GET", address + path).status == 200, path
                assert time.monotonic() - asked < LONGEST, path
            writer.execute("ROLLBACK")
        assert "Cantine 4" in pages.request("GET", f"{address}/services/?q=cantine").data.decode()
    store.manage("sync_index")
    store.manage("check_index")


def _answers(pages, address: str) -> bool:
    try:
        return pages.request("GET", address).status == 200
    except urllib3.exceptions.HTTPError:
        return False

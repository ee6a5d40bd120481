"""The worker and editors in processes of their own, while Elasticsearch fails or the worker is killed."""

import time

import pytest

from search.collections import SERVICES
from search.engines.elastic import ElasticEngine
from tests import factories
from tests.search.elasticsearch import SERVER, needs_elasticsearch
from tests.search.faults.asking import wait_until
from tests.search.faults.breaking import Late, Silence
from tests.search.processes import Store

pytestmark = needs_elasticsearch
SHEETS = 10
OUTAGE = 8.0


@pytest.fixture
def store(transactional_db, tmp_path, monkeypatch, proxy, prefix) -> Store:
    """With drafts that nobody published yet."""
    monkeypatch.setenv("SEARCH_ENGINE", "elasticsearch")
    monkeypatch.setenv("ELASTICSEARCH_URL", proxy.address)
    monkeypatch.setenv("ELASTICSEARCH_PREFIX", prefix)
    factories.make_site()
    for number in range(SHEETS):
        factories.make_service(f"Service {number}", published=False)
    return Store(tmp_path)


@pytest.fixture
def indexed(prefix):
    """Asks Elasticsearch itself, whatever the proxy does: id -> signature."""
    return ElasticEngine(SERVER, prefix, SERVICES).signatures


def settled(store: Store) -> bool:
    """Every index shows what the database says."""
    return store.sql("SELECT count(*) FROM search_dirtydocument WHERE indexed < version") == [(0,)]


def let_leases_end(store: Store) -> None:
    """What a worker had taken is anybody's again, as it is after half a minute."""
    store.sql("UPDATE search_dirtydocument SET due = waiting_since WHERE indexed < version")


def test_what_is_published_while_nobody_is_there_is_found_within_a_minute(store, watching, proxy, indexed):
    watching()
    with proxy.absent():
        store.edit("vanish")
        published = time.monotonic()
        time.sleep(OUTAGE)
        assert indexed() == {}
    wait_until(lambda: len(indexed()) == SHEETS)
    took = time.monotonic() - published
    print(f"searchable {took:.1f} s after the publication, with an outage of {OUTAGE:.0f} s")
    assert took < 60
    store.manage("check_index")


@pytest.mark.parametrize("done", [False, True], ids=["before the engine's work", "after it, before its own note"])
def test_a_worker_is_killed_and_the_next_one_leaves_the_same_documents(store, watching, proxy, indexed, done):
    with proxy.failing(Silence(done, on="_bulk")):
        worker = watching()
        store.edit("vanish")
        proxy.wait_for("_bulk")
        if done:
            wait_until(lambda: len(indexed()) == SHEETS)
        worker.kill()
        worker.wait(10)
    left = indexed()
    assert len(left) == (SHEETS if done else 0)
    assert not settled(store)
    watching()
    time.sleep(2)
    assert not settled(store)  # what was taken stays so for a while
    let_leases_end(store)
    wait_until(lambda: settled(store))
    assert len(indexed()) == SHEETS
    assert left.items() <= indexed().items()
    store.manage("check_index")


def test_two_workers_and_two_people_who_rename_one_sheet(store, watching, proxy, indexed):
    watching()
    watching()
    with proxy.failing(Late(0.3, on="_bulk")):
        editors = [store.editor("rename", number) for number in "01"]
        assert [editor.wait(120) for editor in editors] == [0, 0]
    wait_until(lambda: settled(store))
    assert len(indexed()) == 1
    store.manage("check_index")

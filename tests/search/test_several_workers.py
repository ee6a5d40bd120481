"""Several processes write at once, on the same database and the same index; some are killed."""

import signal
import subprocess
import time

import pytest

from tests import factories
from tests.search.processes import Store

PATIENCE = 20


@pytest.fixture
def store(transactional_db, tmp_path):
    factories.make_site()
    for number in range(10):
        factories.make_service(f"Service {number}", published=False)
    return Store(tmp_path)


def waits_until(condition) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def test_two_processes_that_publish_at_once_lose_nothing(store):
    workers = [store.editor("publish", number) for number in "01"]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    store.manage("sync_index")
    assert len(store.indexed()) == 10
    store.manage("check_index")


def test_of_two_processes_that_rename_one_sheet_the_last_commit_wins(store):
    workers = [store.editor("rename", number) for number in "01"]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    store.manage("sync_index")
    assert len(store.indexed()) == 1
    store.manage("check_index")


@pytest.mark.parametrize("patience", [0.05, 0.4])
def test_what_a_killed_process_committed_is_indexed_by_the_next(store, patience):
    worker = store.editor("toggle", stdout=subprocess.PIPE)
    assert worker.stdout.readline() == "started\n"
    time.sleep(patience)
    worker.kill()
    worker.wait(10)
    worker.stdout.close()
    store.manage("sync_index")
    store.manage("check_index")


def test_the_worker_writes_what_a_process_left_when_it_died(store, watching):
    watching()
    store.edit("vanish")
    assert waits_until(lambda: len(store.indexed()) == 10)


def test_two_workers_do_each_other_no_harm_and_stop_when_told(store, watching):
    two = [watching(), watching()]
    store.edit("vanish")
    assert waits_until(lambda: len(store.indexed()) == 10)
    for worker in two:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(PATIENCE) for worker in two] == [0, 0]
    store.manage("check_index")


def test_a_worker_makes_the_index_that_is_missing(store, watching):
    for path in sorted((store.data / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    watching()
    store.edit("vanish")
    assert waits_until(lambda: (store.data / "index" / "current").exists() and len(store.indexed()) == 10)

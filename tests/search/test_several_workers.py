"""Several processes write at once, on the same database file and the same index; some are killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from search.engines.embedded import EmbeddedEngine
from tests import factories

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the SQLite database of the test")


class Store:
    """A copy of the test's database in a data directory of its own, and processes that work on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(data / "store.sqlite3")])
        (data / "assets").mkdir()
        self.manage("rebuild_index", "--verbosity=0")

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        settings = {"DJANGO_SETTINGS_MODULE": "store.settings.dev", "STORE_DATA_DIR": str(self.data)}
        environment = {**os.environ, **settings, "DATABASE_URL": f"sqlite:///{self.data / 'store.sqlite3'}"}
        return subprocess.Popen([sys.executable, *arguments], env=environment, text=True, **options)

    def manage(self, *arguments: str) -> None:
        assert self.start("manage.py", *arguments, stdout=subprocess.DEVNULL).wait(120) == 0

    def indexed(self) -> int:
        return len(EmbeddedEngine(self.data / "index").signatures())


@pytest.fixture
def store(transactional_db, tmp_path):
    for number in range(10):
        factories.make_service(f"Service {number}", published=False)
    return Store(tmp_path)


def test_two_processes_that_publish_at_once_lose_nothing(store):
    workers = [store.start("-m", "tests.search.worker", "publish", number) for number in "01"]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    store.manage("sync_index")
    assert store.indexed() == 10
    store.manage("check_index")


def test_of_two_processes_that_rename_one_sheet_the_last_commit_wins(store):
    workers = [store.start("-m", "tests.search.worker", "rename", number) for number in "01"]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    store.manage("sync_index")
    assert store.indexed() == 1
    store.manage("check_index")


@pytest.mark.parametrize("patience", [0.05, 0.4])
def test_what_a_killed_process_committed_is_indexed_by_the_next(store, patience):
    worker = store.start("-m", "tests.search.worker", "toggle", "0", stdout=subprocess.PIPE)
    assert worker.stdout.readline() == "started\n"
    time.sleep(patience)
    worker.kill()
    worker.wait(10)
    store.manage("sync_index")
    store.manage("check_index")

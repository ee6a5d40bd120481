"""PostgreSQL wakes the worker up as soon as something is committed."""

import threading
import time

import pytest
from django.db import connection, transaction

from search.indexing import outbox, worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="elsewhere the worker looks again every second"),
]
LONG = 20


@pytest.fixture
def meanwhile():
    """Starts somebody who does something while we wait, on another connection."""
    threads = []

    def start(act) -> None:
        def run() -> None:
            time.sleep(0.3)
            act()
            connection.close()

        threads.append(threading.Thread(target=run))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join()


def waited(seconds: float = LONG) -> float:
    start = time.monotonic()
    worker.wait(seconds)
    return time.monotonic() - start


def test_the_wait_ends_when_something_is_committed(meanwhile):
    meanwhile(lambda: outbox.mark_dirty([1]))
    assert waited() < LONG / 4


def test_what_is_rolled_back_wakes_nobody(meanwhile):
    def regret() -> None:
        with transaction.atomic():
            outbox.mark_dirty([1])
            transaction.set_rollback(True)

    meanwhile(regret)
    assert waited(1) >= 1


def test_what_was_committed_while_one_worked_is_not_waited_for():
    worker.wait(0)
    outbox.mark_dirty([1])
    assert waited() < LONG / 4

"""Workers in processes of their own."""

import subprocess

import pytest


@pytest.fixture
def watching(store):
    """Starts the worker, and waits until it says that it is at work; ends all that are left."""
    started = []

    def start() -> subprocess.Popen:
        started.append(store.start("manage.py", "sync_index", "--watch", stdout=subprocess.PIPE))
        assert "tenus à jour" in started[-1].stdout.readline()
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)
        process.stdout.close()

"""Workers in processes of their own."""

import subprocess

import pytest


@pytest.fixture(autouse=True)
def _every_page_is_built(settings, monkeypatch):
    """Here and in the servers that tests start: a cached page would say nothing of the search of this moment."""
    settings.PAGE_CACHE_MEGABYTES = 0
    monkeypatch.setenv("PAGE_CACHE_MEGABYTES", "0")


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

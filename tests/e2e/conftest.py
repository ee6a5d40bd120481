"""A real Chromium, the assets that pages load, and a small Store to walk through."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from store.assets.bundle import build
from tests.chromium import CHROMIUM
from tests.e2e import demonstration
from tests.e2e.small_store import SmallStore, fill
from tests.e2e.walked_store import WalkedStore, fill_with_people
from tests.store.accounts.conftest import proconnect, provider_process  # noqa: F401  fixtures of these tests too

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
)
MAKING_THE_DEMONSTRATION = "test_french_of_the_demonstration.py"
# Playwright runs an event loop in the test's thread; Django then refuses the database unless told that it is meant.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def forget_index_and_cache() -> None:
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    cache.clear()


def pytest_collection_modifyitems(items):
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    needing = {item.path for item in ours if "demo_store" in item.fixturenames}

    def turn(item: pytest.Item) -> int:
        """One worker makes the demonstration while the other has enough to do, and does not wait for it."""
        return 0 if item.path.name == MAKING_THE_DEMONSTRATION else 1 + (item.path in needing)

    first = items.index(ours[0]) if ours else 0
    items[first : first + len(ours)] = sorted(ours, key=turn)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM.exists():
        reason = f"Chromium is absent ({CHROMIUM}): install Debian's `chromium-headless-shell`, or set CHROMIUM"
        if os.environ.get("STORE_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": FLAGS.split()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "fr-FR", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def assets():
    return build(settings.BASE_DIR, settings.ASSETS_DIR)


@pytest.fixture(scope="session")
def store_server(django_db_setup, assets):
    """Like pytest-django's live_server, which however empties the database after each test."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _fresh_index_and_cache(request):
    """Replaces that of all tests: a store that serves a whole module keeps its index."""
    if not {"small_store", "walked_store", "demo_store"} & set(request.fixturenames):
        forget_index_and_cache()


@pytest.fixture(scope="module")
def small_store(store_server, migrated, django_db_blocker) -> Iterator[SmallStore]:
    """Served at `small_store.address`; tests read it and do not change it."""
    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF="tests.e2e.urls"):
        forget_index_and_cache()
        with transaction.atomic():
            filled = fill(store_server.url)
        yield filled
        migrated.restore()


@pytest.fixture(scope="module")
def walked_store(store_server, migrated, django_db_blocker) -> Iterator[WalkedStore]:
    """A demonstration with people in it; the journeys of a module change it, each on services of its own."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO_ACCOUNTS=True, WAGTAILADMIN_BASE_URL=store_server.url),
    ):
        forget_index_and_cache()
        with transaction.atomic():
            filled = fill_with_people(store_server.url)
        yield filled
        migrated.restore()


@pytest.fixture(scope="session")
def made_demonstration(tmp_path_factory, worker_id, migrated, django_db_setup) -> Path:
    here = tmp_path_factory.getbasetemp()
    return demonstration.make_once((here if worker_id == "master" else here.parent) / "demonstration", migrated)


@pytest.fixture(scope="module")
def demo_store(store_server, made_demonstration, migrated, django_db_blocker) -> Iterator[WalkedStore]:
    """The real territories, the whole catalogue and its people; the journeys of a module change it."""
    if connection.vendor != "sqlite":
        pytest.skip("The demonstration is on SQLite")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO_ACCOUNTS=True, WAGTAILADMIN_BASE_URL=store_server.url),
    ):
        forget_index_and_cache()
        demonstration.take_over(made_demonstration)
        yield WalkedStore(store_server.url)
        migrated.restore()

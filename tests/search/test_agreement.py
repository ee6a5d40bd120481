"""Whatever people do, in whatever order: the indexes then say what the database says, field by field."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.services.models import ServicePage
from search.engines import kept_engines
from search.indexing.reconciling import drift
from search.models import DirtyDocument
from tests.search.elasticsearch import SERVER, needs_elasticsearch, with_elasticsearch
from tests.search.faults.asking import visit
from tests.search.faults.breaking import Late, Refusal, Reset, SomeItems
from tests.search.faults.proxy import Proxy
from tests.search.living import LivingStore

TURNS = 10
SEEDS = range(4)
FAULTS = (
    Refusal(429),
    Refusal(503),
    Reset(),
    Reset(done=True),
    Late(0.2),
    SomeItems(dict.fromkeys(range(1, 10_000, 2), 429)),
    SomeItems(dict.fromkeys(range(0, 10_000, 2), 503)),
)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_series_of_changes_every_index_says_what_the_database_says(transactional_db, time_machine_at, seed):
    assert_agreement_all_along(time_machine_at, seed)


@needs_elasticsearch
@pytest.mark.parametrize("seed", [4, 5])
def test_elasticsearch_says_it_too(transactional_db, time_machine_at, seed):
    with with_elasticsearch():
        assert_agreement_all_along(time_machine_at, seed)


@needs_elasticsearch
@pytest.mark.parametrize("seed", [6, 7])
def test_so_it_does_after_any_series_of_faults(transactional_db, time_machine_at, seed):
    with Proxy(SERVER) as proxy, with_elasticsearch(proxy.address):
        call_command("rebuild_index", verbosity=0)
        store = LivingStore(seed)
        for _ in range(6):
            fault = store.random.choice(FAULTS)
            store.told.append(str(fault))
            with proxy.failing(fault):
                live_all_the_same(store)
            store.live(2)
            time_machine_at(timezone.now() + timedelta(minutes=1))
            assert_all_agree(store)


def live_all_the_same(store: LivingStore) -> None:
    """People edit, search and are answered; the worker tries to write."""
    for _ in range(3):
        store.live(2)
        assert visit("/services/").status == 200
        with suppress(CommandError):
            call_command("sync_index", verbosity=0)


def assert_agreement_all_along(time_machine_at, seed: int) -> None:
    call_command("rebuild_index", verbosity=0)
    store = LivingStore(seed)
    for hours in (0, 1, 0, 2):
        store.live(TURNS)
        time_machine_at(timezone.now() + timedelta(hours=hours, minutes=1))
        store.told.append(f"{hours} hours pass")
        assert_all_agree(store)


def assert_all_agree(store: LivingStore) -> None:
    call_command("sync_index", verbosity=0)
    public = set(ServicePage.objects.public().values_list("pk", flat=True))
    for engine in kept_engines():
        assert not DirtyDocument.objects.dirty().filter(engine=engine.name).exists(), store.told
        assert not (found := drift(engine)), (engine.name, str(found), store.told)
        assert set(engine.signatures()) == public, store.told
    call_command("check_index")

"""Whatever people do, in whatever order: the indexes then say what the database says, field by field."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalogue.services.models import ServicePage
from search.engines import kept_engines
from search.models import DirtyDocument
from search.reconciling import drift
from tests.search.elasticsearch import needs_elasticsearch, with_elasticsearch
from tests.search.living import LivingStore

TURNS = 10
SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_series_of_changes_every_index_says_what_the_database_says(transactional_db, time_machine_at, seed):
    assert_agreement_all_along(time_machine_at, seed)


@needs_elasticsearch
@pytest.mark.parametrize("seed", [4, 5])
def test_elasticsearch_says_it_too(transactional_db, time_machine_at, seed):
    with with_elasticsearch():
        assert_agreement_all_along(time_machine_at, seed)


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

"""Whoever publishes does not wait for Elasticsearch, and does not know that it is away."""

import time
from statistics import median

from django.core.management import call_command

from tests import factories
from tests.search.elasticsearch import needs_elasticsearch
from tests.search.faults.asking import visit
from tests.search.faults.breaking import Fault, Silence
from tests.search.faults.proxy import Proxy

pytestmark = needs_elasticsearch
ROUNDS = 9
MOST_ADDED = 0.05
NOISE = 0.1
"""Seconds that a busy machine may add by itself."""


def ways(proxy: Proxy):
    return {"well": proxy.failing(Fault()), "away": proxy.absent(), "silent": proxy.failing(Silence())}


def test_publishing_takes_as_long_when_it_is_away(open_store, proxy):
    pages = [factories.make_service(f"Cantine {number}") for number in range(3)]
    spent: dict[str, list[float]] = {way: [] for way in ways(proxy)}
    for _ in range(ROUNDS):
        for page, (way, failing) in zip(pages, ways(proxy).items(), strict=True):
            with failing:
                started = time.perf_counter()
                factories.publish(page)
                spent[way].append(time.perf_counter() - started)
                assert proxy.seen() == 0
    medians = {way: median(taken) for way, taken in spent.items()}
    print({way: f"{1000 * taken:.0f} ms" for way, taken in medians.items()})
    assert max(medians["away"], medians["silent"]) < medians["well"] + MOST_ADDED + NOISE
    call_command("sync_index", verbosity=0)
    found = visit()
    assert (found.titles, found.stood_in) == ({page.title for page in pages}, False)

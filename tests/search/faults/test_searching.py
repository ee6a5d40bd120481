"""Elasticsearch does not answer, or not as it should: people who search hardly notice."""

import pytest
from django.core.management import call_command
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests import factories
from tests.search.elasticsearch import needs_elasticsearch
from tests.search.faults.asking import Page, visit, wait_until
from tests.search.faults.breaking import Drops, Late, Refusal, Reset, Silence
from tests.search.faults.proxy import Proxy

pytestmark = needs_elasticsearch
BUDGET = 1.5
FAULTS = {
    "late": Late(5.0),
    "cut": Reset(),
    "silent": Silence(),
    "drop by drop": Drops(0.2),
    "too many requests": Refusal(429),
    "unavailable": Refusal(503),
}


@pytest.fixture
def canteen(open_store):
    """One service, which both engines find."""
    factories.make_service("Cantine Facile", themes=[factories.make_theme("Repas")])
    call_command("sync_index", verbosity=0)
    healthy = visit()
    assert (healthy.titles, healthy.stood_in) == ({"Cantine Facile"}, False)


def given_up(proxy: Proxy) -> list[Page]:
    """The pages of those who searched until it was not asked any more."""
    pages = []
    asked = -1
    while proxy.seen() > asked:
        asked = proxy.seen()
        pages.append(visit())
        assert (pages[-1].status, pages[-1].titles, pages[-1].stood_in) == (200, {"Cantine Facile"}, True)
        assert len(pages) < 6
    return pages


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_other_engine_answers_and_says_so_until_it_is_well_again(canteen, proxy, fault):
    with proxy.failing(fault):
        pages = given_up(proxy)
    took = wait_until(lambda: not visit().stood_in)
    assert visit().titles == {"Cantine Facile"}
    print(f"{fault}: {[round(page.seconds, 2) for page in pages]} s, asked again {took:.1f} s after it was well")
    assert len(pages) > 1
    assert min(page.seconds for page in pages[:-1]) < BUDGET
    assert pages[-1].seconds < BUDGET / 2


def test_the_other_engine_answers_when_nobody_is_there(canteen, proxy):
    with proxy.absent():
        page = visit()
    assert (page.status, page.titles, page.stood_in) == (200, {"Cantine Facile"}, True)


def test_while_it_fails_one_visitor_in_a_while_asks_it_for_all(canteen, proxy):
    with proxy.failing(Refusal(503)):
        given_up(proxy)
        asked = proxy.seen()
        wait_until(lambda: visit().stood_in and proxy.seen() > asked)
        assert {visit().stood_in for _ in range(5)} == {True}
        assert proxy.seen() == asked + 1


def watched(settings) -> tuple[set[str], dict[str, str]]:
    """The states that the breaker of Elasticsearch is in, and how each engine is said to be."""
    settings.METRICS_TOKEN = "un-secret"
    metrics = Client().get("/metrics", headers={"Authorization": "Bearer un-secret"}).text
    samples = [sample for family in text_string_to_metric_families(metrics) for sample in family.samples]
    breaker = {"engine": "elasticsearch", "name": "store_search_breaker"}
    states = {s.labels["state"] for s in samples if {**s.labels, "name": s.name}.items() >= breaker.items() and s.value}
    said = Client().get("/sante/").json()
    return states, {engine["moteur"]: engine["etat"] for engine in said["moteurs"]} | {"store": said["etat"]}


def test_whoever_watches_is_told(canteen, proxy, settings):
    well = {"elasticsearch": "ok", "embedded": "ok", "store": "ok"}
    assert watched(settings) == ({"closed"}, well)
    with proxy.failing(Refusal(503)):
        given_up(proxy)
        assert watched(settings) == ({"open"}, well | {"elasticsearch": "ko", "store": "degrade"})
        wait_until(lambda: watched(settings)[0] == {"half-open"})
    wait_until(lambda: not visit().stood_in)
    assert watched(settings) == ({"closed"}, well)


def test_themes_and_suggestions_answer_too(canteen, proxy):
    with proxy.failing(Silence()):
        page = visit("/themes/repas/")
        assert (page.titles, page.stood_in) == ({"Cantine Facile"}, True)
        suggested = Client().get("/services/suggestions/?q=cantin").json()["items"]
    assert [item["detail"] for item in suggested if item["group"] == "Services"] == ["Cantine Facile"]


def test_a_question_that_is_asked_in_several_ways_has_one_budget_for_all(canteen, proxy):
    """Nothing answers: what would be found with one condition less is asked too."""
    asked = "/services/?q=introuvable+nulle&theme=repas"
    visit(asked)
    with proxy.failing(Late(0.4)):
        pages = [visit(asked) for _ in range(2)]
        assert proxy.seen("search") > 2
    print([round(page.seconds, 2) for page in pages])
    assert {page.status for page in pages} == {200}
    assert min(page.seconds for page in pages) < BUDGET

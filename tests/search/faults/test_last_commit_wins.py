"""Versions of one document come in any order, from anybody, however late: the last that was committed stays."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from elasticsearch import Elasticsearch

from search.collections import SERVICES
from search.engines.derived import signature
from search.engines.elastic import ElasticEngine
from search.protocol import Change, EngineError
from tests.search.elasticsearch import SERVER, needs_elasticsearch
from tests.search.engines.making import document, ids, words
from tests.search.faults.breaking import Reset

pytestmark = needs_elasticsearch
EDITS = 1_000


@pytest.fixture
def engine(prefix):
    return opened(prefix)


def opened(prefix: str) -> ElasticEngine:
    made = ElasticEngine(SERVER, prefix, SERVICES)
    if not made.exists():
        with made.rebuild([]) as fresh:
            fresh.switch()
    return made


def forget_deletions_at_once(prefix: str) -> None:
    """Elasticsearch remembers what was deleted for a minute: that minute has passed."""
    with Elasticsearch(SERVER) as client:
        client.indices.put_settings(index=f"{prefix}*", settings={"index.gc_deletes": "1ms"})


def test_two_workers_with_a_thousand_edits_of_one_document_shuffled(engine, prefix):
    edits = [Change(1, version, document(f"version{version}", pk=1)) for version in range(1, EDITS + 1)]
    random.Random(8).shuffle(edits)
    bulks = [edits[start : start + 40] for start in range(0, EDITS, 40)]
    workers = [engine, opened(prefix)]
    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(lambda numbered: workers[numbered[0] % 2].apply(numbered[1]), enumerate(bulks)))
    assert outcomes == [{}] * len(bulks)
    last = next(edit.document for edit in edits if edit.version == EDITS)
    assert engine.signatures() == {1: signature(last)}
    assert ids(engine, terms=words(f"version{EDITS}")) == {1}


def test_an_answer_that_was_lost_and_the_same_bulk_again_leave_the_same_document(prefix, proxy):
    behind = opened(prefix)
    faulty = ElasticEngine(proxy.address, prefix, SERVICES)
    bulk = [Change(pk, 5, document(pk=pk) if pk % 2 else None) for pk in range(1, 9)]
    with proxy.failing(Reset(done=True, on="_bulk")), pytest.raises(EngineError):
        faulty.apply(bulk)
    assert faulty.apply(bulk) == {}
    assert behind.signatures() == {one.pk: signature(one.document) for one in bulk if one.document}


def test_a_late_publication_does_not_bring_back_what_was_unpublished_since(engine, prefix):
    stale = Change(1, 10, document(pk=1))
    engine.apply([stale])
    engine.apply([Change(1, 11, None)])
    forget_deletions_at_once(prefix)
    time.sleep(0.1)
    engine.apply([Change(2, 12, document(pk=2))])  # whose refresh is when Elasticsearch forgets
    assert engine.apply([stale]) == {}
    assert set(engine.signatures()) == ids(engine) == {2}
    engine.apply([Change(1, 13, document(pk=1))])
    assert ids(engine) == {1, 2}

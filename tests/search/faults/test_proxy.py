"""The rig itself: that it breaks what it says, and only that, between a client and a real Elasticsearch."""

import time

import pytest
from elasticsearch import ApiError, ConnectionError, ConnectionTimeout, Elasticsearch, NotFoundError

from tests.search.elasticsearch import needs_elasticsearch
from tests.search.faults.breaking import Late, Refusal, Reset, Silence, SomeItems

pytestmark = needs_elasticsearch


@pytest.fixture
def client(proxy):
    with Elasticsearch(proxy.address, max_retries=0, request_timeout=5) as client:
        yield client


@pytest.fixture
def index(client, prefix):
    client.indices.create(index=f"{prefix}one", settings={"number_of_replicas": 0})
    return f"{prefix}one"


def bulk(client: Elasticsearch, index: str, *pks: int) -> list[int]:
    """The status of each of these documents; an even one is deleted."""
    lines = []
    for pk in pks:
        lines += [{"index": {"_id": str(pk)}}, {"pk": pk}] if pk % 2 else [{"delete": {"_id": str(pk)}}]
    answer = client.bulk(index=index, operations=lines, refresh=True)
    statuses = [next(iter(item.values()))["status"] for item in answer["items"]]
    assert answer["errors"] == any(status >= 400 and status != 404 for status in statuses)
    return statuses


def there(client: Elasticsearch, index: str, pk: int) -> bool:
    return bool(client.exists(index=index, id=str(pk)))


def test_nothing_is_changed_when_nothing_is_asked(client, index):
    assert bulk(client, index, 1, 2, 3) == [201, 404, 201]
    assert there(client, index, 1)
    assert not there(client, index, 2)
    with pytest.raises(NotFoundError):
        client.get(index=index, id="2")


def test_answers_come_late(client, proxy):
    started = time.monotonic()
    with proxy.failing(Late(0.5)):
        assert client.info()["version"]["number"].startswith("8.")
    assert time.monotonic() - started >= 0.5


def test_a_caller_who_does_not_wait_that_long_gives_up(client, proxy):
    with proxy.failing(Late(2.0)), pytest.raises(ConnectionTimeout):
        client.options(request_timeout=0.2).info()
    client.info()


@pytest.mark.parametrize("done", [False, True])
def test_the_connection_is_cut_before_or_after_the_work(client, proxy, index, done):
    with proxy.failing(Reset(done, on="_bulk")), pytest.raises(ConnectionError) as cut:
        bulk(client, index, 1)
    assert "reset by peer" in cut.value.message
    assert there(client, index, 1) is done


@pytest.mark.parametrize("done", [False, True])
def test_the_connection_is_accepted_and_nothing_ever_comes(client, proxy, index, done):
    with proxy.failing(Silence(done, on="_bulk")), pytest.raises(ConnectionTimeout):
        client.options(request_timeout=2.0).bulk(index=index, operations=[{"index": {"_id": "1"}}, {}])
    assert proxy.seen("_bulk") == 1
    assert there(client, index, 1) is done


@pytest.mark.parametrize("status", [429, 503])
def test_whole_requests_are_turned_away(client, proxy, index, status):
    with proxy.failing(Refusal(status)), pytest.raises(ApiError) as refused:
        bulk(client, index, 1)
    assert refused.value.status_code == status
    assert not there(client, index, 1)


def test_nobody_is_there_until_it_comes_back_at_the_same_address(client, proxy):
    client.info()
    with proxy.absent(), pytest.raises(ConnectionError):
        client.info()
    client.info()


def test_some_documents_of_a_bulk_fail_and_the_others_are_written(client, proxy, index):
    with proxy.failing(SomeItems({3: 429, 4: 503, 5: 400})):
        assert bulk(client, index, 1, 2, 3, 4, 5, 7) == [201, 404, 429, 503, 400, 201]
        assert bulk(client, index, 3, 5) == [429, 400]
    assert [there(client, index, pk) for pk in (1, 3, 5, 7)] == [True, False, False, True]

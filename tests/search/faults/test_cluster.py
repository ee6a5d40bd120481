"""A cluster of three nodes loses one, then another, and gets them back: pages answer all the while."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from search.collections import SERVICES
from search.engines.derived import signature
from search.engines.elastic import ElasticEngine
from search.protocol import Change, EngineError
from tests import factories
from tests.search.engines.making import document
from tests.search.faults.asking import BANNER, wait_until
from tests.search.faults.cluster import Cluster, needs_cluster, running_cluster
from tests.search.processes import Store

pytestmark = needs_cluster
DOCUMENTS, BATCH = 10_000, 250
OURS, THEIRS = "store-", "many-"
PAUSE = 0.2


@pytest.fixture
def cluster():
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def store(transactional_db, tmp_path, monkeypatch, cluster) -> Store:
    """Two services, one of which is a draft."""
    monkeypatch.setenv("SEARCH_ENGINE", "elasticsearch")
    monkeypatch.setenv("ELASTICSEARCH_URL", ",".join(cluster.addresses))
    monkeypatch.setenv("ELASTICSEARCH_PREFIX", OURS)
    factories.make_site()
    factories.make_service("Cantine Facile")
    factories.make_service("Cantine Durable", published=False)
    return Store(tmp_path)


class Visitor:
    """Searches for canteens, again and again."""

    def __init__(self, site: str) -> None:
        self._address = f"{site}/services/?q=cantine"
        self.found: set[str] = set()
        self.stood_in: list[bool] = []
        wait_until(self._is_open)

    def _is_open(self) -> bool:
        try:
            self.search()
        except URLError:
            return False
        return True

    def search(self) -> bool:
        """Whether Elasticsearch answered. Raises when the page is not one."""
        with urlopen(self._address, timeout=10) as page:
            text = page.read().decode()
        self.found = {title for title in ("Cantine Facile", "Cantine Durable") if title in text}
        assert "Cantine Facile" in self.found
        self.stood_in.append(BANNER in text)
        return not self.stood_in[-1]


class Writers:
    """Two of them give Elasticsearch many documents; what it did not take is given again, as the worker does."""

    def __init__(self, cluster: Cluster) -> None:
        self.engine = ElasticEngine(",".join(cluster.addresses), THEIRS, SERVICES)
        with self.engine.rebuild([]) as fresh:
            fresh.switch()
        self.acknowledged: dict[int, int] = {}
        self.turned_away = 0
        self._pool = ThreadPoolExecutor(2)
        self._work = [self._pool.submit(self._write, start) for start in range(1, DOCUMENTS, BATCH)]

    def _write(self, start: int) -> None:
        waiting = {pk: Change(pk, pk, document(pk=pk)) for pk in range(start, start + BATCH)}
        while waiting:
            try:
                failures = self.engine.apply(waiting.values())
            except EngineError:
                self.turned_away += 1
                time.sleep(PAUSE)
                continue
            written = [waiting.pop(pk).document for pk in waiting.keys() - failures.keys()]
            self.acknowledged |= {one.pk: signature(one) for one in written}

    def finish(self) -> None:
        for work in self._work:
            work.result()
        self._pool.shutdown()


def test_nodes_are_lost_and_come_back(store, cluster, watching):
    with store.serving() as site:
        visitor = Visitor(site)
        watching()
        first = one_is_lost_while_many_documents_are_written(cluster, visitor)
        second = another_is_lost_and_somebody_publishes(cluster, visitor, store)
        cluster.revive(first, second)
        took = wait_until(lambda: visitor.search() and len(visitor.found) == 2)
        print(f"Elasticsearch answers, and knows what was published, {took:.1f} s after the nodes are back")
    store.manage("check_index")


def one_is_lost_while_many_documents_are_written(cluster: Cluster, visitor: Visitor) -> int:
    """Returns which. It is the one that writes them."""
    writers = Writers(cluster)
    wait_until(lambda: len(writers.acknowledged) > DOCUMENTS / 5)
    lost = cluster.holding(f"{THEIRS}*")[0]
    cluster.kill(lost)
    at_the_time = len(writers.acknowledged)
    while len(writers.acknowledged) < DOCUMENTS:
        visitor.search()
        time.sleep(PAUSE)
    writers.finish()
    wait_until(lambda: all(visitor.search() for _ in range(3)))
    print(f"node {lost} lost after {at_the_time} documents, {writers.turned_away} bulks given again;")
    print(f"of {len(visitor.stood_in)} searches {sum(visitor.stood_in)} answered by the other engine")
    assert at_the_time < DOCUMENTS
    assert writers.engine.signatures() == writers.acknowledged
    return lost


def another_is_lost_and_somebody_publishes(cluster: Cluster, visitor: Visitor, store: Store) -> int:
    """Returns which. It is the one that answers for our services."""
    lost = cluster.holding(f"{OURS}*")[0]
    cluster.kill(lost)
    wait_until(lambda: not visitor.search())
    store.edit("vanish")
    wait_until(lambda: not visitor.search() and len(visitor.found) == 2)
    answers = [(visitor.search(), len(visitor.found)) for _ in range(40) if not time.sleep(PAUSE)]
    print("two of three lost (Elasticsearch answered, services found):", Counter(answers))
    assert set(answers) == {(False, 2)}
    return lost

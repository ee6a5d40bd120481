"""Elasticsearch, for several machines: one request for a complete answer. `sync_index` writes to it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import streaming_bulk
from elasticsearch_dsl.query import Query

from search.collection import Collection
from search.engines import elastic_queries as queries
from search.engines.breaker import within
from search.engines.elastic_documents import actions
from search.engines.elastic_indexes import Indexes
from search.protocol import ELASTICSEARCH, Change, EngineAnswer, EngineError, Failure, IndexMissing, Request

_BUSY = {429, 502, 503, 504}
_MISSING, _CONFLICT, _SERVER = 404, 409, 500
_WHOLE = {"allow_partial_search_results": False, "request_cache": True}
"""No partial results; frequent counts are cached until something changes."""
_PAGE = 10_000
_LONG = 30.0
"""Seconds that writers may wait; searches have less (search.engines.breaker)."""


class ElasticEngine:
    """`address`: of one or several nodes, separated by commas. `prefix`: of the names of our indexes."""

    name = ELASTICSEARCH
    local = False

    def __init__(self, address: str, prefix: str, collection: Collection) -> None:
        self.collection = collection
        self._address = address
        self._prefix = prefix

    @property
    def server(self) -> tuple[str, str]:
        return self._address, self._prefix

    def exists(self) -> bool:
        with _failures():
            return self._indexes.exists()

    def answer(self, request: Request) -> EngineAnswer:
        found = self._search(queries.search(request, self.collection))
        hits = found["hits"]["hits"]
        ids = [int(hit["_id"]) for hit in hits]
        bodies = (
            {int(hit["_id"]): hit["_source"].get("body", "") for hit in hits}
            if request.terms and request.quoted
            else {}
        )
        counted = found.get("aggregations", {})
        total = found["hits"]["total"]["value"]
        full = counted[queries.FULL]["doc_count"] if request.upfront else total
        counts = _counts(counted, request, self.collection)
        return EngineAnswer(ids, total, full, counts, bodies, _lacking(hits, request))

    def total(self, request: Request) -> int:
        return self._search(queries.total(request))["hits"]["total"]["value"]

    def totals(self, requests: Sequence[Request]) -> list[int]:
        asked = [line for request in requests for line in (_WHOLE, queries.total(request))]
        if not asked:
            return []
        alias = self._indexes.alias
        with _failures():
            said = within(lambda left: self._hurried(left).msearch(index=alias, searches=asked))
        answers = said["responses"]
        refused = next((answer["error"] for answer in answers if "error" in answer), None)
        if refused:
            raise EngineError(_reason(refused))
        return [answer["hits"]["total"]["value"] for answer in answers]

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        with _failures():
            failures = write(self._writing, self._indexes.alias, changes, self.collection, require_alias=True)
            self._writing.indices.refresh(index=self._indexes.alias)
        return failures

    def signatures(self, after: int = 0, up_to: int | None = None) -> dict[int, int]:
        span = queries.after(after, up_to)
        with _failures():
            found = self._walk(queries.every([queries.kept(), span]), ("pk", "signature"))
            return {row[0]: row[1] for row in found}

    def verify(self) -> None:
        """Elasticsearch checks its files itself, and stops answering from damaged ones."""
        if not self.exists():
            raise IndexMissing(self._indexes.alias)

    def expired(self, now: int) -> list[int]:
        with _failures():
            return [pk for (pk,) in self._walk(queries.every([queries.kept(), queries.expired(now)]), ("pk",))]

    @contextmanager
    def rebuild(self, changes: Iterable[Change]) -> Iterator["Beside"]:
        with _failures():
            fresh = Beside(self._writing, self._indexes, self._indexes.create(), self.collection)
            try:
                fresh.apply(changes)
                yield fresh
            finally:
                if not fresh.in_use:
                    self._indexes.delete(fresh.index)

    @contextmanager
    def rollback(self) -> Iterator["Beside"]:
        with _failures():
            yield Beside(self._writing, self._indexes, self._indexes.previous(), self.collection)

    def _search(self, body: dict) -> dict:
        asked = {"index": self._indexes.alias, **_WHOLE, **body}
        with _failures():
            return within(lambda left: self._hurried(left).search(**asked)).body

    def _hurried(self, seconds: float) -> Elasticsearch:
        return self._client.options(request_timeout=seconds)

    def _walk(self, query: Query, fields: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
        """These fields of every document, page by page."""
        after: list[int] = []
        while True:
            page = self._writing.search(
                index=self._indexes.alias,
                query=query.to_dict(),
                size=_PAGE,
                sort=[{"pk": "asc"}],
                docvalue_fields=[{"field": name} for name in fields],
                source=False,
                allow_partial_search_results=False,
                search_after=after or None,
            )["hits"]["hits"]
            yield from (tuple(hit["fields"][name][0] for name in fields) for hit in page)
            if len(page) < _PAGE:
                return
            after = page[-1]["sort"]

    @cached_property
    def _client(self) -> Elasticsearch:
        """Persistent connections of this process. No retries: the caller has another engine."""
        return Elasticsearch(self._address.split(","), max_retries=0, retry_on_timeout=False)

    @cached_property
    def _writing(self) -> Elasticsearch:
        """Allows time to try the next node."""
        others = self._address.count(",")
        return self._client.options(request_timeout=_LONG, max_retries=others, retry_on_status=())

    @cached_property
    def _indexes(self) -> Indexes:
        return Indexes(self._writing, self._prefix, self.collection)


class Beside:
    """An index next to the one in use."""

    def __init__(self, client: Elasticsearch, indexes: Indexes, index: str, collection: Collection) -> None:
        self.in_use = False
        self.index = index
        self._client = client
        self._indexes = indexes
        self._collection = collection

    def count(self) -> int:
        self._client.indices.refresh(index=self.index)
        return self._client.count(index=self.index, query=queries.kept().to_dict())["count"]

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        return write(self._client, self.index, changes, self._collection)

    def switch(self) -> None:
        self._indexes.switch(self.index)
        self.in_use = True


def write(
    client: Elasticsearch, index: str, changes: Iterable[Change], collection: Collection, **options: Any
) -> dict[int, Failure]:
    """Each document has its own result; one older than what the index has counts as written."""
    written = actions(index, changes, collection)
    verdicts = streaming_bulk(client, written, raise_on_error=False, max_retries=0, **options)
    outcomes = ((ok, next(iter(outcome.values()))) for ok, outcome in verdicts)
    return {int(one["_id"]): _failure(one) for ok, one in outcomes if not ok and one["status"] != _CONFLICT}


def _failure(outcome: dict[str, Any]) -> Failure:
    """Raises IndexMissing, for which no document is to blame."""
    status, reason = outcome["status"], _reason(outcome.get("error"))
    if status == _MISSING:
        raise IndexMissing(reason)
    return Failure(f"{status} {reason}", lasting=status < _SERVER and status not in _BUSY, busy=status in _BUSY)


def _reason(error: dict[str, Any] | str | None) -> str:
    """The innermost one, which names the field."""
    if not isinstance(error, dict):
        return str(error or "")
    return _reason(error.get("caused_by")) or error.get("reason", "")


def _counts(found: dict, request: Request, collection: Collection) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for facet in collection.counted_facets if request.counted else ():
        inside = found if not request.filters else found[facet.name if facet.name in request.filters else queries.FREE]
        counts[facet.name] = {one["key"]: one["doc_count"] for one in inside[facet.name]["buckets"]}
    for name, values in request.probes.items():
        counts[name] = {value: found[f"{name} {place}"]["doc_count"] for place, value in enumerate(values)}
    return counts


def _lacking(hits: list[dict], request: Request) -> dict[int, tuple[int, ...]]:
    if not (request.terms and (request.at_least or request.upfront)):
        return {}
    had = {int(hit["_id"]): set(hit.get("matched_queries", ())) for hit in hits}
    lacking = {
        pk: tuple(place for place in range(len(request.terms)) if str(place) not in those) for pk, those in had.items()
    }
    return {pk: places for pk, places in lacking.items() if not _has_all(had[pk], places, request)}


def _has_all(had: set[str], lacked: tuple[int, ...], request: Request) -> bool:
    return queries.FULL in had if request.upfront else not lacked


@contextmanager
def _failures() -> Iterator[None]:
    """Turns errors of the client and the server, including timeouts of searches, into ours."""
    try:
        yield
    except NotFoundError as error:
        raise IndexMissing(str(error)) from error
    except (ApiError, TransportError, TimeoutError) as error:
        raise EngineError(repr(error)[:500]) from error

"""One state of the embedded index, and its answers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from math import log
from typing import cast

import tantivy

from search.collection import Collection, Facet
from search.engines import queries
from search.engines.derived import ALL
from search.engines.schema import SEPARATOR, columns, read_by_term, spelling_key
from search.engines.tantivy_failures import Guarded, Judge
from search.protocol import EngineAnswer, Request, WordList

_COMBINATIONS = 65_000
"""More than a column holds: by default Tantivy returns the ten most common values."""
_BY_FIELD = {"adoption": "by_adoption", "recent": "by_update", "nom": "by_name"}
_BITS = 24
"""Exact bits of a score, a 32-bit float."""
_others = ThreadPoolExecutor(4, thread_name_prefix="search")
"""Counts the widest facets while hits are searched: Tantivy releases Python's lock."""


class Reader:
    def __init__(self, index: tantivy.Index, state: tuple[str, int, int], judge: Judge, collection: Collection) -> None:
        self.state = state
        self._collection = collection
        self._schema = index.schema
        self._searcher = Guarded(index.searcher(), judge)

    def answer(self, request: Request) -> EngineAnswer:
        matching = self._query(request, request.filters)
        searching = _others.submit(self._search, matching, request)
        counts = self._counts(request, matching) if request.counted else {}
        addresses, total, full = searching.result()
        ids = self._pks(addresses)
        bodies = dict(zip(ids, map(self._body, addresses), strict=True)) if request.terms and request.quoted else {}
        all_full = request.upfront and request.offset + len(ids) <= full
        lacking = {} if all_full else self._lacking(request, ids)
        return EngineAnswer(ids, total, full, counts, bodies, lacking)

    def total(self, request: Request) -> int:
        if not request.terms and not request.filters and self._first_expiry > request.now:
            return self._searcher.num_docs
        return self._count(self._query(request, request.filters))

    def knows(self, stem: str) -> bool:
        return self._searcher.doc_freq(ALL, stem) > 0

    def rarity(self, stem: str, *, foremost: bool = False) -> float:
        documents = self._searcher.doc_freq("foremost" if foremost else ALL, stem)
        return -log((documents + 0.5) / (self._searcher.num_docs + 1))

    def completes(self, prefix: str) -> bool:
        return self._words.completes(prefix)

    def has(self, word: str) -> bool:
        return self._words[word] > 0

    def words(self) -> WordList:
        return self._words

    @cached_property
    def _words(self) -> WordList:
        return WordList(
            count=partial(self._searcher.doc_freq, "words"),
            starting=partial(self._searcher.terms_with_prefix, "words"),
        )

    def spelled(self, word: str) -> str:
        key = spelling_key(word)
        forms = self._searcher.terms_with_prefix("forms", key)
        return max(forms, key=lambda found: (found[1], found[0]))[0].removeprefix(key) if forms else word

    def signatures(self, after: int, up_to: int | None) -> dict[int, int]:
        asked = queries.between(self._schema, after + 1, up_to)
        found = [address for _, address in self._searcher.search(asked, self._size).hits]
        return dict(zip(self._pks(found), self._column("signature", found), strict=True)) if found else {}

    def expired(self, now: int) -> list[int]:
        if self._first_expiry > now:
            return []
        query = queries.expired(self._schema, now)
        return self._pks([address for _, address in self._searcher.search(query, self._size).hits])

    def read_all(self) -> None:
        """Every term of every field, every column and text of every document."""
        for name in read_by_term(self._collection):
            self._searcher.terms_with_prefix(name, "")
        found = self._searcher.search(tantivy.Query.all_query(), self._size).hits
        for address in (address for _, address in found):
            self._body(address)
        self._pks([address for _, address in found])
        self._aggregate(tantivy.Query.all_query(), list(self._collection.counted_facets))

    def _lacking(self, request: Request, ids: list[int]) -> dict[int, tuple[int, ...]]:
        """Whether a hit matches fully is asked like one more term."""
        terms = request.terms if (request.at_least or request.upfront) and ids else ()
        asked = [queries.matches(self._schema, term) for term in terms]
        asked += [queries.full_match(self._schema, request)] if request.upfront and asked else []
        had = dict.fromkeys(ids, 0)
        for first in range(0, len(asked), _BITS):
            for pk, places in self._had(ids, asked[first : first + _BITS]):
                had[pk] |= places << first
        every_one = (1 << len(terms)) - 1
        fully = {pk for pk in ids if (had[pk] >> len(terms) if request.upfront else had[pk] == every_one)}
        return {
            pk: tuple(place for place in range(len(terms)) if not had[pk] >> place & 1)
            for pk in ids
            if asked and pk not in fully
        }

    def _had(self, ids: list[int], asked: list[tantivy.Query]) -> Iterator[tuple[int, int]]:
        """Id -> the queries it matches, as bits, in one search: each query adds its own power of two to the score."""
        among = tantivy.Query.term_set_query(self._schema, "id", [str(pk) for pk in ids])
        parts = [(tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0))]
        parts += [
            (tantivy.Occur.Should, tantivy.Query.const_score_query(query, 2.0**place))
            for place, query in enumerate(asked)
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(parts), len(ids)).hits
        return zip(self._pks([address for _, address in hits]), (int(score) for score, _ in hits), strict=True)

    @cached_property
    def _size(self) -> int:
        return max(self._searcher.num_docs, 1)

    def _pks(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return self._column("pk", addresses) if addresses else []

    def _body(self, address: tantivy.DocAddress) -> str:
        return cast(bytes, self._searcher.doc(address).get_first("text")).decode()

    def _column(self, name: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        return cast(list[int], self._searcher.fast_field_values(name, addresses))

    @cached_property
    def _first_expiry(self) -> int:
        """When the first document expires; until then, no question has to check."""
        ascending = self._searcher.search(
            tantivy.Query.all_query(), 1, order_by_field="expires", order=tantivy.Order.Asc
        )
        return ascending.hits[0][0] if ascending.hits else 0

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(pk for pk, _ in self._searcher.terms_with_prefix("requires", ""))

    def _query(self, request: Request, filters: Mapping[str, tuple[str, ...]]) -> tantivy.Query:
        parts = queries.text(self._schema, request)
        parts += queries.filters(self._schema, filters, request.eligibility, self._required)
        if request.now and self._first_expiry <= request.now:
            parts.append(queries.unexpired(self._schema, request.now))
        return queries.every(parts)

    def _search(self, matching: tantivy.Query, request: Request) -> tuple[list[tantivy.DocAddress], int, int]:
        """The page of hits, the total, and how many match fully."""
        if not request.upfront:
            found = self._page(matching, request, request.offset, request.limit)
            return [address for _, address in found.hits], self._total(found), self._total(found)
        full = queries.full_match(self._schema, request)
        narrowed = self._query(replace(request, terms=()), request.filters)
        first = self._page(queries.every([narrowed, full]), request, request.offset, request.limit)
        fully, left = self._total(first), request.limit - len(first.hits)
        if not left:
            return [address for _, address in first.hits], self._count(matching), fully
        rest = queries.but(matching, full) if fully else matching
        then = self._page(rest, request, max(request.offset - fully, 0), left)
        return [address for _, address in (*first.hits, *then.hits)], fully + self._total(then), fully

    def _page(self, matching: tantivy.Query, request: Request, offset: int, limit: int) -> tantivy.SearchResult:
        if request.sort in _BY_FIELD:
            order = tantivy.Order.Asc if request.sort == "nom" else tantivy.Order.Desc
            return self._searcher.search(
                matching, limit, order_by_field=_BY_FIELD[request.sort], order=order, offset=offset
            )
        ranked = queries.ranked(self._schema, self._collection.texts.weights, matching, request)
        return self._searcher.search(ranked, limit, weight_by_field="fairness", offset=offset)

    def _counts(self, request: Request, matching: tantivy.Query) -> dict[str, dict[str, int]]:
        """One aggregation for all facets without a selection, one for each facet that has one."""
        if request.terms or request.filters or self._first_expiry <= request.now:
            free = [facet for facet in self._collection.counted_facets if facet.name not in request.filters]
            counts = self._aggregate(matching, free)
        else:
            counts = {name: dict(values) for name, values in self._counts_of_all.items()}
        for facet in self._collection.counted_facets:
            if facet.name in request.filters:
                counts |= self._aggregate(self._query(request, request.without(facet.name)), [facet])
        for name, values in request.probes.items():
            others = request.without(name)
            counts[name] = {v: self._count(self._query(request, others | {name: (v,)})) for v in values}
        return counts

    @cached_property
    def _counts_of_all(self) -> dict[str, dict[str, int]]:
        """The first page that everybody opens, counted once per state of the index."""
        return self._aggregate(tantivy.Query.all_query(), list(self._collection.counted_facets))

    def _aggregate(self, query: tantivy.Query, facets: list[Facet]) -> dict[str, dict[str, int]]:
        names = {column: facet.name for facet in facets for column in columns(facet)}
        half = len(names) // 2
        counting = _others.submit(self._buckets, query, list(names)[half:])
        counts: dict[str, Counter[str]] = {facet.name: Counter() for facet in facets}
        for column, found in (self._buckets(query, list(names)[:half]) | counting.result()).items():
            for bucket in found["buckets"]:
                for value in bucket["key"].split(SEPARATOR):
                    counts[names[column]][value] += bucket["doc_count"]
        return {name: {value: n for value, n in counter.items() if value} for name, counter in counts.items()}

    def _buckets(self, query: tantivy.Query, names: list[str]) -> dict[str, dict]:
        asked = {name: {"terms": {"field": name, "size": _COMBINATIONS}} for name in names}
        return self._searcher.aggregate(query, asked) if asked else {}

    def _count(self, query: tantivy.Query) -> int:
        return self._total(self._searcher.search(query, 1))

    @staticmethod
    def _total(found: tantivy.SearchResult) -> int:
        return found.count  # type: ignore[attr-defined]  # missing from the stubs of tantivy 0.27

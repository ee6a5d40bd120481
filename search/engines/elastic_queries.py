"""Questions in the words of elasticsearch_dsl. They are built, never parsed: nothing a visitor types is syntax."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from elasticsearch_dsl import A, Search
from elasticsearch_dsl.aggs import Agg
from elasticsearch_dsl.function import FieldValueFactor
from elasticsearch_dsl.query import (
    Bool,
    ConstantScore,
    Exists,
    FunctionScore,
    Ids,
    MatchAll,
    MatchNone,
    MatchPhrase,
    MultiMatch,
    Prefix,
    Query,
    Range,
    Term,
    Terms,
    TermsSet,
)

from catalogue.services.rules.eligibility import NOTHING_TO_USE
from search.collection import YES, Collection
from search.engines.derived import ALL, ALWAYS, ANY_KIND, BEGINNINGS
from search.protocol import (
    NAME_STARTS,
    PINNED,
    PREFIX_WEIGHTS,
    PRESENT,
    SAID_FIRST,
    SAME_NAME,
    Alternative,
    Eligibility,
    QueryTerm,
    Request,
)

Body = dict[str, Any]

_VOCABULARY = 10_000
"""More than the values of any facet: by default Elasticsearch returns the ten most common ones."""
_FRENCH, _STEMS = 0.5, 1.0
"""Weights of the two analyses of a text, which rank better together (docs/relevance.md)."""
_TOGETHER_SLOP = 1
_ORDERS = {
    "adoption": {"by_adoption": "desc"},
    "recent": {"by_update": "desc"},
    "nom": {"by_name": "asc"},
}
FREE = "*"
"""The counts of all facets without a selection, when others have one."""
FULL = "full"
"""The name of the count of services that match fully."""
_FIRST = 2.0**14
"""Above any other score, while 32-bit floats can still tell hundredths apart."""


def search(request: Request, collection: Collection) -> Body:
    """Hits, total, counts and bodies in one request. Counts of a facet ignore its own selection."""
    narrowing = {facet: _selected(request, facet) for facet in request.filters}
    matching = every([*_text(request), *_shown(request)])
    counting = _counts(request, narrowing, collection) if request.counted or request.probes or request.upfront else {}
    asked = _ordered(request, collection.texts.weights, every([matching, *([] if counting else narrowing.values())]))
    asked = asked.source(["body"] if request.terms else False).extra(track_total_hits=True)
    if counting:
        asked = asked.post_filter(every(list(narrowing.values())))
        for name, count in counting.items():
            asked.aggs[name] = count
    return _as_arguments(asked[request.offset : request.offset + request.limit])


def total(request: Request) -> Body:
    narrowing = [_selected(request, facet) for facet in request.filters]
    query = every([*_text(request), *_shown(request), *narrowing])
    return _as_arguments(Search().query(query).extra(track_total_hits=True)[:0])


def _as_arguments(asked: Search) -> Body:
    """The client's names for what the body calls `from` and `_source`."""
    body = asked.to_dict()
    renamed = {"from": "from_", "_source": "source"}
    return {renamed.get(name, name): value for name, value in body.items()}


def every(parts: list[Query]) -> Query:
    return Bool(filter=parts) if parts else MatchAll()


def any_of(parts: list[Query], at_least: int = 1) -> Query:
    return Bool(should=parts, minimum_should_match=at_least) if parts else MatchNone()


def after(pk: int, up_to: int | None = None) -> Query:
    """The documents of these primary keys, `up_to` included."""
    return Range(pk={"gt": pk, **({} if up_to is None else {"lte": up_to})})


def kept() -> Query:
    return _is("gone", False)


def expired(now: int) -> Query:
    return Range(expires={"lte": now})


def _text(request: Request) -> list[Query]:
    """All the terms, or enough of them; or being pinned."""
    if not request.terms:
        return []
    ways = [] if request.at_least and not request.upfront else [_all(request)]
    ways += [_some(request)] if request.at_least else []
    return [any_of([*ways, *_pinned(request)])]


def _full_match(request: Request) -> Query:
    """Those of the same documents that come first, when the request separates them."""
    upfront = any_of([_matches(term, "upfront") for term in request.terms if term.weight])
    return any_of([every([_all(request), upfront]), *_pinned(request)])


def _all(request: Request) -> Query:
    return every([_matches(term) for term in request.terms])


def _some(request: Request) -> Query:
    telling = [term for term in request.terms if term.first] or [term for term in request.terms if term.weight]
    foremost = [_matches(term, "foremost") for term in telling]
    ways = [(_matches(term), term.weight) for term in request.terms]
    ways += [(way, term.first) for way, term in zip(foremost, telling, strict=True)]
    return every([_enough(ways, request.at_least), any_of(foremost)])


def _enough(ways: Iterable[tuple[Query, int]], weight: int) -> Query:
    """Reaches this weight: each clause is repeated as often as it weighs."""
    return any_of([way for way, its in ways for _ in range(its)], weight)


def _pinned(request: Request) -> list[Query]:
    return [_ids(request.pinned)] if request.pinned else []


def _shown(request: Request) -> list[Query]:
    unexpired = Range(expires={"gt": request.now})
    return [kept(), unexpired] if request.now else [kept()]


def _ordered(request: Request, weights: Mapping[str, float], matching: Query) -> Search:
    """Named queries tell which terms a hit has, and whether it matches fully."""
    told = [*_if_full_match(request), *_told(request)]
    if request.sort in _ORDERS:
        first = [{"_score": "desc"}] if request.upfront else []
        return Search().query(Bool(filter=[matching], should=told)).sort(*first, _ORDERS[request.sort])
    scored = Bool(must=[_worth(matching, 0.01)], should=list(_scores(request, weights)))
    fair = FunctionScore(query=scored, functions=[FieldValueFactor(field="fairness")], boost_mode="multiply")
    return Search().query(Bool(must=[fair], should=told)).sort("_score", _ORDERS["adoption"])


def _told(request: Request) -> list[Query]:
    """Names that add nothing to the score."""
    named = request.terms if request.at_least or request.upfront else ()
    return [_named(_matches(term), str(place)) for place, term in enumerate(named)]


def _if_full_match(request: Request) -> list[Query]:
    if not request.upfront:
        return []
    return [ConstantScore(filter=_full_match(request), boost=_FIRST, _name=FULL)]


def _scores(request: Request, weights: Mapping[str, float]) -> Iterator[Query]:
    for term in request.terms:
        for alternative in term.alternatives:
            spelling = alternative.spelling or " ".join(alternative.stems)
            yield _resembles(_weighted("texts", weights), spelling, alternative, _FRENCH)
            yield _resembles(_weighted("stems", weights), " ".join(alternative.stems), alternative, _STEMS)
        for field, weight in PREFIX_WEIGHTS.items() if term.prefix else ():
            yield _worth(_starts_with(field, term.prefix), weight)
        if request.at_least:
            yield _worth(_matches(term), PRESENT * term.worth)
        if request.upfront:
            yield _worth(_matches(term, "foremost"), SAID_FIRST * term.first)
    if request.name:
        yield _worth(_is("named", request.name), SAME_NAME)
        yield _worth(_starts_with("named", request.name), NAME_STARTS)
    for place, pk in enumerate(reversed(request.pinned)):
        yield _worth(_ids((pk,)), PINNED * 2**place)


def _weighted(reading: str, weights: Mapping[str, float]) -> list[str]:
    return [f"{reading}.{name}^{weight}" for name, weight in weights.items()]


def _resembles(fields: list[str], words: str, alternative: Alternative, weight: float) -> Query:
    """Each word adds, for each text that has it, its BM25 times the weight of the text."""
    return MultiMatch(
        query=words,
        type="most_fields",
        fields=fields,
        boost=weight * alternative.weight / len(alternative.stems),
    )


def _counts(request: Request, narrowing: Mapping[str, Query], collection: Collection) -> dict[str, Agg]:
    """One filter for all facets without a selection, one for each that has one, one for each probed value.

    A filter that keeps everything would double the time.
    """
    counted = [facet.name for facet in collection.counted_facets] if request.counted else []
    free = [facet for facet in counted if facet not in narrowing]
    everything = list(narrowing.values())
    counts = {FREE: _filtered(every(everything), free)} if free and everything else _counted(free)
    for facet in counted:
        if facet in narrowing:
            counts[facet] = _filtered(_others(narrowing, facet), [facet])
    if request.upfront:
        counts[FULL] = A("filter", every([*everything, _full_match(request)]))
    for facet, values in request.probes.items():
        for place, value in enumerate(values):
            probed = _one_of(facet, (value,), request.eligibility)
            counts[f"{facet} {place}"] = A("filter", every([_others(narrowing, facet), probed]))
    return counts


def _filtered(query: Query, facets: list[str]) -> Agg:
    return A("filter", query, aggs=_counted(facets))


def _counted(facets: list[str]) -> dict[str, Agg]:
    return {facet: A("terms", field=f"facets.{facet}", size=_VOCABULARY) for facet in facets}


def _others(narrowing: Mapping[str, Query], facet: str) -> Query:
    return every([query for name, query in narrowing.items() if name != facet])


def _selected(request: Request, facet: str) -> Query:
    return _one_of(facet, request.filters[facet], request.eligibility)


def _one_of(facet: str, values: tuple[str, ...], eligibility: Eligibility | None) -> Query:
    if facet == "usable":
        return _usable(eligibility) if YES in values else MatchAll()
    return Terms(**{f"facets.{facet}": list(values)})


def _usable(eligibility: Eligibility | None) -> Query:
    """The rules of `catalogue.services.rules.eligibility.judge`, as filters."""
    if eligibility is None:
        return MatchNone()
    something = Bool(must_not=[Terms(**{"facets.phase": list(NOTHING_TO_USE)})])
    requires_nothing = Bool(must_not=[Exists(field="requires")])
    used = {"terms": list(map(str, eligibility.in_use)), "minimum_should_match_field": "how_many_required"}
    return every(
        [
            something,
            Terms(kind=[eligibility.kind, ANY_KIND]),
            *_bounds(eligibility.population),
            any_of([requires_nothing, TermsSet(requires=used)]),
        ]
    )


def _bounds(population: int | None) -> list[Query]:
    """A service with bounds is not usable when the population is unknown. A minimum is stored plus one."""
    low, high = (population + 1, population) if population is not None else (0, ALWAYS)
    return [Range(population_min={"lte": low}), Range(population_max={"gte": high})]


def _matches(term: QueryTerm, field: str = ALL) -> Query:
    ways = [_alternative(alternative, field) for alternative in term.alternatives]
    ways += [_starts_with(BEGINNINGS[field], term.prefix)] if term.prefix else []
    return any_of(ways)


def _alternative(alternative: Alternative, field: str) -> Query:
    """Only the field with the whole document knows which words are adjacent."""
    if field == ALL and alternative.together and len(alternative.stems) > 1:
        return MatchPhrase(**{ALL: {"query": " ".join(alternative.stems), "slop": _TOGETHER_SLOP}})
    return every([_is(field, stem) for stem in alternative.stems])


def _named(query: Query, name: str) -> Query:
    return Bool(filter=[query], _name=name)


def _worth(query: Query, score: float) -> Query:
    return ConstantScore(filter=query, boost=score)


def _ids(pks: tuple[int, ...]) -> Query:
    return Ids(values=[str(pk) for pk in pks])


def _is(field: str, value: str | bool) -> Query:
    return Term(**{field: {"value": value}})


def _starts_with(field: str, prefix: str) -> Query:
    return Prefix(**{field: {"value": prefix}})

"""Questions as Tantivy queries. They are built, never parsed: nothing a visitor types is syntax."""

from collections.abc import Iterable, Iterator, Mapping

import tantivy
from tantivy import FieldType, Occur, Query

from catalogue.services.rules.eligibility import NOTHING_TO_USE
from search.collection import YES
from search.engines.derived import ALL, ALWAYS, ANY_KIND, BEGINNINGS
from search.engines.schema import filter_field
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

_TOGETHER_SLOP = 1


def every(parts: list[Query]) -> Query:
    """Documents that match all the parts, without a score."""
    if not parts:
        return Query.all_query()
    return Query.boolean_query([(Occur.Must, part) for part in parts])


def but(part: Query, other: Query) -> Query:
    """Documents that match the part and not the other."""
    return Query.boolean_query([(Occur.Must, part), (Occur.MustNot, other)])


def any_of(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, part) for part in parts])


def text(schema: tantivy.Schema, request: Request) -> list[Query]:
    """All the terms, or enough of them; or being pinned."""
    if not request.terms:
        return []
    ways = [] if request.at_least and not request.upfront else [_all(schema, request)]
    ways += [_some(schema, request)] if request.at_least else []
    return [any_of([*ways, *_pinned(schema, request)])]


def full_match(schema: tantivy.Schema, request: Request) -> Query:
    """Those of the same documents that come first, when the request separates them."""
    upfront = any_of([matches(schema, term, "upfront") for term in request.terms if term.weight])
    return any_of([every([_all(schema, request), upfront]), *_pinned(schema, request)])


def _all(schema: tantivy.Schema, request: Request) -> Query:
    return every([matches(schema, term) for term in request.terms])


def _some(schema: tantivy.Schema, request: Request) -> Query:
    telling = [term for term in request.terms if term.first] or [term for term in request.terms if term.weight]
    foremost = [matches(schema, term, "foremost") for term in telling]
    ways = [(matches(schema, term), term.weight) for term in request.terms]
    ways += [(way, term.first) for way, term in zip(foremost, telling, strict=True)]
    return every([_enough(ways, request.at_least), any_of(foremost)])


def _enough(ways: Iterable[tuple[Query, int]], weight: int) -> Query:
    """Reaches this weight: each clause is repeated as often as it weighs."""
    repeated = [(Occur.Should, way) for way, its in ways for _ in range(its)]
    return Query.boolean_query(repeated, minimum_number_should_match=weight)


def _pinned(schema: tantivy.Schema, request: Request) -> list[Query]:
    return [_ids(schema, request.pinned)] if request.pinned else []


def between(schema: tantivy.Schema, first: int, last: int | None) -> Query:
    """Documents of these ids, both included."""
    return Query.range_query(schema, "pk", FieldType.Unsigned, first, ALWAYS if last is None else last)


def ranked(schema: tantivy.Schema, weights: Mapping[str, float], matching: Query, request: Request) -> Query:
    """The same documents with a score: each text with a word adds its weight times BM25."""
    parts = [(Occur.Must, Query.const_score_query(matching, 0.01))]
    for term in request.terms:
        parts += [(Occur.Should, way) for way in _scored(schema, weights, term)]
        if request.at_least:
            parts.append((Occur.Should, Query.const_score_query(matches(schema, term), PRESENT * term.worth)))
        if request.upfront:
            said_first = matches(schema, term, "foremost")
            parts.append((Occur.Should, Query.const_score_query(said_first, SAID_FIRST * term.first)))
    parts += [(Occur.Should, way) for way in _named(schema, request.name)]
    for place, pk in enumerate(reversed(request.pinned)):
        parts.append((Occur.Should, Query.const_score_query(_is(schema, "id", str(pk)), PINNED * 2**place)))
    return Query.boolean_query(parts)


def _scored(schema: tantivy.Schema, weights: Mapping[str, float], term: QueryTerm) -> Iterator[Query]:
    for alternative in term.alternatives:
        for stem in alternative.stems:
            share = alternative.weight / len(alternative.stems)
            for name, weight in weights.items():
                scored = Query.term_query(schema, name, stem, index_option="freq")
                yield Query.boost_query(scored, weight * share)
    for field, weight in PREFIX_WEIGHTS.items() if term.prefix else ():
        yield Query.const_score_query(_starts_with(schema, field, term.prefix), weight)


def _named(schema: tantivy.Schema, name: str) -> Iterator[Query]:
    if name:
        yield Query.const_score_query(_is(schema, "named", name), SAME_NAME)
        yield Query.const_score_query(_starts_with(schema, "named", name), NAME_STARTS)


def filters(
    schema: tantivy.Schema,
    selected: Mapping[str, tuple[str, ...]],
    eligibility: Eligibility | None,
    required: frozenset[str],
) -> list[Query]:
    """One of the values of each facet. `required`: ids of all services that others require."""
    parts = []
    for facet, values in selected.items():
        if facet == "usable":
            parts += _usable(schema, eligibility, required) if YES in values else []
        else:
            parts.append(any_of([_is(schema, filter_field(facet), value) for value in values]))
    return parts


def unexpired(schema: tantivy.Schema, now: int) -> Query:
    return Query.range_query(schema, "expires", FieldType.Unsigned, now + 1, ALWAYS)


def expired(schema: tantivy.Schema, now: int) -> Query:
    return Query.range_query(schema, "expires", FieldType.Unsigned, 0, now)


def matches(schema: tantivy.Schema, term: QueryTerm, field: str = ALL) -> Query:
    """Documents that have the term."""
    ways = [_alternative(schema, alternative, field) for alternative in term.alternatives]
    if term.prefix:
        ways.append(_starts_with(schema, BEGINNINGS[field], term.prefix))
    return any_of(ways)


def _alternative(schema: tantivy.Schema, alternative: Alternative, field: str) -> Query:
    """Only the field with the whole document knows which words are adjacent."""
    if field == ALL and alternative.together and len(alternative.stems) > 1:
        return Query.phrase_query(schema, ALL, list(alternative.stems), _TOGETHER_SLOP)
    return every([_is(schema, field, stem) for stem in alternative.stems])


def _ids(schema: tantivy.Schema, pks: Iterable[int]) -> Query:
    return Query.term_set_query(schema, "id", [str(pk) for pk in pks])


def _is(schema: tantivy.Schema, field: str, value: str) -> Query:
    return Query.term_query(schema, field, value, index_option="basic")


def _starts_with(schema: tantivy.Schema, field: str, prefix: str) -> Query:
    return Query.fuzzy_term_query(schema, field, prefix, distance=0, prefix=True)


def _usable(schema: tantivy.Schema, eligibility: Eligibility | None, required: frozenset[str]) -> list[Query]:
    """The rules of `catalogue.services.rules.eligibility.judge`, as filters."""
    if eligibility is None:
        return [Query.empty_query()]
    parts = [any_of([_is(schema, "kind", eligibility.kind), _is(schema, "kind", ANY_KIND)])]
    parts += _bounds(schema, eligibility.population)
    lacking = [_is(schema, "requires", pk) for pk in required - {str(pk) for pk in eligibility.in_use}]
    absent = [_is(schema, filter_field("phase"), phase) for phase in NOTHING_TO_USE]
    return [*parts, _not(any_of([*lacking, *absent]))]


def _bounds(schema: tantivy.Schema, population: int | None) -> list[Query]:
    """A service with bounds is not usable when the population is unknown. A minimum is stored plus one."""
    low, high = (population + 1, population) if population is not None else (0, ALWAYS)
    return [
        Query.range_query(schema, "population_min", FieldType.Unsigned, 0, low),
        Query.range_query(schema, "population_max", FieldType.Unsigned, high, ALWAYS),
    ]


def _not(query: Query) -> Query:
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])

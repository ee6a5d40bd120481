"""Questions as Tantivy queries, built, never parsed: nothing that a visitor types is syntax."""

from collections.abc import Mapping

import tantivy
from tantivy import FieldType, Occur, Query

from search.engines.base import TEXT_FIELDS, Alternative, Eligibility, Term
from search.engines.schema import ALWAYS, ANY_KIND, filter_field
from search.facets import YES

_PREFIX_WEIGHT = 0.5
_TOGETHER_SLOP = 1


def every(parts: list[Query]) -> Query:
    """Documents that match all the parts, without a score."""
    if not parts:
        return Query.all_query()
    return Query.boolean_query([(Occur.Must, part) for part in parts])


def any_of(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, part) for part in parts])


def text(schema: tantivy.Schema, terms: tuple[Term, ...]) -> list[Query]:
    return [_matches(schema, term) for term in terms]


def ranked(schema: tantivy.Schema, matching: Query, terms: tuple[Term, ...]) -> Query:
    """The same documents, with a score: each field that has a word adds its weight times BM25."""
    parts = [(Occur.Must, Query.const_score_query(matching, 0.01))]
    for term in terms:
        for alternative in term.alternatives:
            for stem in alternative.stems:
                share = alternative.weight / len(alternative.stems)
                for name, weight in TEXT_FIELDS.items():
                    scored = Query.term_query(schema, name, stem, index_option="freq")
                    parts.append((Occur.Should, Query.boost_query(scored, weight * share)))
        if term.prefix:
            parts.append((Occur.Should, Query.const_score_query(_starts_with(schema, term.prefix), _PREFIX_WEIGHT)))
    return Query.boolean_query(parts)


def filters(
    schema: tantivy.Schema,
    selected: Mapping[str, tuple[str, ...]],
    eligibility: Eligibility | None,
    required: frozenset[str],
) -> list[Query]:
    """One of the values of each facet. `required`: ids of all services that some service demands."""
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


def _matches(schema: tantivy.Schema, term: Term) -> Query:
    ways = [_alternative(schema, alternative) for alternative in term.alternatives]
    if term.prefix:
        ways.append(_starts_with(schema, term.prefix))
    return any_of(ways)


def _alternative(schema: tantivy.Schema, alternative: Alternative) -> Query:
    if alternative.together and len(alternative.stems) > 1:
        return Query.phrase_query(schema, "all", list(alternative.stems), _TOGETHER_SLOP)
    return every([_is(schema, "all", stem) for stem in alternative.stems])


def _is(schema: tantivy.Schema, field: str, value: str) -> Query:
    return Query.term_query(schema, field, value, index_option="basic")


def _starts_with(schema: tantivy.Schema, prefix: str) -> Query:
    return Query.fuzzy_term_query(schema, "words", prefix, distance=0, prefix=True)


def _usable(schema: tantivy.Schema, eligibility: Eligibility | None, required: frozenset[str]) -> list[Query]:
    """The rules of `catalogue.services.eligibility.judge`, as filters."""
    if eligibility is None:
        return [Query.empty_query()]
    parts = [any_of([_is(schema, "kind", eligibility.kind), _is(schema, "kind", ANY_KIND)])]
    parts += _bounds(schema, eligibility.population)
    lacking = [_is(schema, "requires", pk) for pk in required - {str(pk) for pk in eligibility.in_use}]
    if lacking:
        parts.append(_not(any_of(lacking)))
    return parts


def _bounds(schema: tantivy.Schema, population: int | None) -> list[Query]:
    """A service with bounds is not usable by a territory whose population is unknown. A minimum is indexed plus one."""
    low, high = (population + 1, population) if population is not None else (0, ALWAYS)
    return [
        Query.range_query(schema, "population_min", FieldType.Unsigned, 0, low),
        Query.range_query(schema, "population_max", FieldType.Unsigned, high, ALWAYS),
    ]


def _not(query: Query) -> Query:
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])

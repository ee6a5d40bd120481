"""When nothing is found: results with one condition less, and territories that the question names."""

from dataclasses import replace

from catalogue.foundation.french import quantity
from catalogue.territories.folding import fold
from catalogue.territories.models import Territory
from catalogue.territories.search import describe, find_territories
from search.answering.query import SearchQuery
from search.answering.results import Link, Relaxation
from search.answering.search_vocabulary import SearchVocabulary
from search.answering.tiers import graded
from search.protocol import Engine, Lexicon, Request

_MOST = 5


def relaxations(
    engine: Engine, query: SearchQuery, request: Request, vocabulary: SearchVocabulary, lexicon: Lexicon, *, some: bool
) -> list[Relaxation]:
    """One call to the engine for every condition that can be removed, most results first.

    `some`: services already answer in part, so only removing a filter is worth suggesting.
    """
    ways = list(_without_filters(query, request, vocabulary))
    ways += [] if some else _without_words(query, request, vocabulary)
    if not ways:
        return []
    totals = engine.totals([graded(asked, lexicon) for _, _, asked in ways])
    words = query.collection.words
    counted = [
        Relaxation(label, looser.url(), total, quantity(total, words.one, words.many))
        for (label, looser, _), total in zip(ways, totals, strict=True)
    ]
    useful = [relaxation for relaxation in counted if relaxation.total]
    return sorted(useful, key=lambda relaxation: -relaxation.total)[:_MOST]


def _without_filters(query: SearchQuery, request: Request, vocabulary: SearchVocabulary):
    for facet, values in query.selected:
        named = ", ".join(vocabulary.label(facet, value) for value in values)
        asked = replace(request, filters=request.without(facet))
        yield f"sans le filtre {query.collection.facet_labels[facet]} ({named})", query.only(facet), asked


def _without_words(query: SearchQuery, request: Request, vocabulary: SearchVocabulary):
    """Without one of the words if there are several; without the text if there are filters."""
    if len(request.terms) > 1:
        for term in request.terms:
            others = tuple(other for other in request.terms if other is not term)
            text = " ".join(other.text for other in others)
            asked = replace(request, terms=others, pinned=vocabulary.pins.answering(text))
            yield f"sans le mot « {term.text} »", query.asking(text), asked
    if request.terms and query.selected:
        yield f"sans le texte « {query.q} »", query.asking(""), replace(request, terms=(), pinned=())


_MOST_PLACES = 3
_LONGEST_NAME = 6


def places(text: str) -> list[Link]:
    """At most two queries."""
    named = [place for place in find_territories(text) if _is_named(place, text)][:_MOST_PLACES]
    details = describe(named) if named else {}
    return [Link(f"{place} ({details[place.pk]})", place.get_absolute_url()) for place in named]


def words_of_places(text: str) -> frozenset[str]:
    """Words of the question that name a territory: « Étampes » is not a misspelled « étapes ». One query."""
    words = fold(text).split()
    sizes = range(1, min(_LONGEST_NAME, len(words)) + 1)
    names = {" ".join(words[start : start + size]) for size in sizes for start in range(len(words) - size + 1)}
    found = Territory.objects.filter(folded_name__in=names).values_list("folded_name", flat=True)
    return frozenset(word for name in found for word in name.split())


def _is_named(place: Territory, text: str) -> bool:
    """By the first words of its name or a code; « erp » does not name Serpaize."""
    typed, name = fold(text), fold(place.name)
    return f"{name} ".startswith(f"{typed} ") or typed.replace(" ", "").isdigit()

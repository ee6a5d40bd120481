"""When nothing is found: what one would find with one condition less."""

from dataclasses import replace

from search.answering.query import SearchQuery
from search.answering.results import Relaxation
from search.answering.tiers import graded
from search.answering.vocabulary import Vocabulary
from search.facets import FACETS
from search.protocol import Engine, Lexicon, Request

_MOST = 5


def relaxations(
    engine: Engine, query: SearchQuery, request: Request, vocabulary: Vocabulary, lexicon: Lexicon, *, some: bool
) -> list[Relaxation]:
    """One call to the engine for all the conditions that can be left out, the best first.

    `some`: services answer in part already, so that only a filter less is worth saying.
    """
    ways = list(_without_filters(query, request, vocabulary))
    ways += [] if some else _without_words(query, request, vocabulary)
    if not ways:
        return []
    totals = engine.totals([graded(asked, lexicon) for _, _, asked in ways])
    counted = [Relaxation(label, looser.url(), total) for (label, looser, _), total in zip(ways, totals, strict=True)]
    useful = [relaxation for relaxation in counted if relaxation.total]
    return sorted(useful, key=lambda relaxation: -relaxation.total)[:_MOST]


def _without_filters(query: SearchQuery, request: Request, vocabulary: Vocabulary):
    labels = {facet.name: facet.label for facet in FACETS}
    for facet, values in query.selected:
        named = ", ".join(vocabulary.label(facet, value) for value in values)
        asked = replace(request, filters=request.without(facet))
        yield f"sans le filtre {labels[facet]} ({named})", query.only(facet), asked


def _without_words(query: SearchQuery, request: Request, vocabulary: Vocabulary):
    """Without one word when there are several, without the whole text when there are filters besides."""
    if len(request.terms) > 1:
        for term in request.terms:
            others = tuple(other for other in request.terms if other is not term)
            text = " ".join(other.text for other in others)
            asked = replace(request, terms=others, pinned=vocabulary.pins.answering(text))
            yield f"sans le mot « {term.text} »", query.asking(text), asked
    if request.terms and query.selected:
        yield f"sans le texte « {query.q} »", query.asking(""), replace(request, terms=(), pinned=())

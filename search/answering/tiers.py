"""One question to one engine: documents that match it fully, then those that have most of its significant words."""

from dataclasses import dataclass, replace
from math import ceil

from django.utils import timezone

from search.answering.query import LAST_PAGE, PER_PAGE, SearchQuery
from search.answering.visit import Visit
from search.language.plan import QueryPlan
from search.protocol import Engine, EngineAnswer, Lexicon, QueryTerm, Request

_TELLING = 1.4
"""A word that one service in four has says little: having it is not enough, lacking it is no flaw."""
_TELLING_MORE = 2.6
_RARE = 4.0
"""Words that fewer than one service in fifty has count the same."""
_UNHEARD = 1.0
"""The weight of a word that no service has: no service can be blamed for lacking it."""
_RAREST = 0.7
_SAME_MOMENT = 10
_ENOUGH, _ENOUGH_OF_FEW = 0.2, 0.7
"""The share of the weights that a service needs. With two words of equal weight, one must be in an important text; with
three, one."""


@dataclass(frozen=True)
class Answered:
    """`query`: the one that was answered, since pages beyond the last show the last."""

    query: SearchQuery
    request: Request
    answer: EngineAnswer

    @property
    def some(self) -> bool:
        """Whether nothing matches fully."""
        return bool(self.answer.total) and not self.answer.full

    def is_full(self, pk: int) -> bool:
        return pk not in self.answer.lacking

    def lacking(self, pk: int, unheard: tuple[str, ...]) -> tuple[str, ...]:
        """The words that a hit does not have, as typed, except those that no service has."""
        places = self.answer.lacking.get(pk, ())
        words = (self.request.terms[place].text for place in places)
        return tuple(word for word in words if word not in unheard)


def answer_to(engine: Engine, query: SearchQuery, understood: QueryPlan, visit: Visit, lexicon: Lexicon) -> Answered:
    """Pages beyond the last show the last."""
    request = graded(request_for(query, understood, visit), lexicon)
    answer = engine.answer(request)
    last = min(max(-(-answer.total // PER_PAGE), 1), LAST_PAGE)
    if query.page <= last:
        return Answered(query, request, answer)
    request = replace(request, offset=(last - 1) * PER_PAGE)
    return Answered(query.on_page(last), request, engine.answer(request))


def request_for(query: SearchQuery, understood: QueryPlan, visit: Visit) -> Request:
    """Requires all the words; see `graded`."""
    labels, collection = visit.vocabulary.labels, query.collection
    probed = [facet for facet in collection.facets if facet.probed and labels[facet.name]] if visit.counts else []
    return Request(
        terms=understood.terms,
        name=understood.name,
        pinned=visit.vocabulary.pins.answering(query.q, understood.corrected),
        filters=dict(query.selected),
        eligibility=visit.eligibility,
        probes={facet.name: tuple(labels[facet.name]) for facet in probed},
        counted=visit.counts,
        sort=collection.sorts[query.sort].order,
        offset=(query.page - 1) * PER_PAGE,
        limit=PER_PAGE,
        now=soon(),
    )


def graded(request: Request, lexicon: Lexicon) -> Request:
    """The same question, also answered by services with most of its significant words, after the others.

    This depends on the words alone, not on filters, so that all counts are about the same services.
    """
    terms = _telling(tuple(_weighed(term, lexicon) for term in request.terms))
    told, first = sum(term.weight for term in terms), sum(term.first for term in terms)
    if not told:
        return request
    part = max(_ENOUGH, _ENOUGH_OF_FEW / len([term for term in terms if term.weight or term.first]))
    enough = max(ceil(part * (told + first)), 1) if len(terms) > 1 else 0
    return replace(request, terms=terms, at_least=enough, upfront=True)


def soon() -> int:
    """The time rounded up to ten seconds, so that equal questions make equal requests, which engines cache."""
    return int(timezone.now().timestamp()) // _SAME_MOMENT * _SAME_MOMENT + _SAME_MOMENT


def _weighed(term: QueryTerm, lexicon: Lexicon) -> QueryTerm:
    """A word may be in most sheets, and still be significant in an important text."""
    if not term.prefix and not any(all(map(lexicon.knows, way.stems)) for way in term.alternatives):
        return replace(term, worth=_UNHEARD, weight=1, first=0)
    worth, first = _rarity(term, lexicon), _rarity(term, lexicon, foremost=True)
    return replace(term, worth=worth, weight=_weight(worth), first=_weight(first))


def _telling(terms: tuple[QueryTerm, ...]) -> tuple[QueryTerm, ...]:
    """When every word is common, the rarest ones count."""
    if any(term.weight for term in terms):
        return terms
    rarest = max((term.worth for term in terms), default=0.0)
    return tuple(replace(term, weight=int(term.worth >= _RAREST * rarest > 0)) for term in terms)


def _weight(rarity: float) -> int:
    """Small integers, since engines repeat a word as often as it weighs."""
    return (rarity > _TELLING) + (rarity > _TELLING_MORE)


def _rarity(term: QueryTerm, lexicon: Lexicon, *, foremost: bool = False) -> float:
    """Of its most common form."""
    ways = (
        _together([lexicon.rarity(stem, foremost=foremost) for stem in way.stems])
        for way in term.alternatives
        if way.stems
    )
    return min(_RARE, *ways)


def _together(rarities: list[float]) -> float:
    """An expression is rarer than its rarest word, but less than if its words were independent."""
    return (max(rarities) + sum(rarities)) / 2

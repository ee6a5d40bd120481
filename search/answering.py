"""One question put to one engine: all its words first and, when no service has them all, some of them."""

from dataclasses import dataclass, replace

from django.utils import timezone

from search.engines.base import Answer, Engine, Lexicon, Request, Term
from search.facets import FACETS
from search.query import LAST_PAGE, PER_PAGE, SearchQuery
from search.text import Plan
from search.visit import Visit

_TELLING = 1.4
"""A word that one service in four has tells little: it is not enough to have it."""
_RARE = 4.0
"""Words that fewer than one service in fifty has tell as much as each other, the one that nobody has included."""
_SAME_MOMENT = 10
_ENOUGH, _ENOUGH_IN_PASSING = 0.3, 0.4
"""What has less than this part of what the words tell is no answer: more is asked of what is said in passing only."""


@dataclass(frozen=True)
class Answered:
    """`query`: the one that was answered, since a page after the last one shows the last."""

    query: SearchQuery
    request: Request
    answer: Answer

    @property
    def some(self) -> bool:
        """Whether what is shown has some of the words only."""
        return bool(self.request.at_least)

    def lacking(self, pk: int, unheard: tuple[str, ...]) -> tuple[str, ...]:
        """The words that a hit has not, as they were typed, without those that nobody has; none for what is pinned."""
        places = self.answer.lacking.get(pk, ()) if pk not in self.request.pinned else ()
        words = (self.request.terms[place].text for place in places)
        return tuple(word for word in words if word not in unheard)


def answer_to(engine: Engine, query: SearchQuery, understood: Plan, visit: Visit, lexicon: Lexicon) -> Answered:
    request = request_for(query, understood, visit)
    answered = _shown(engine, query, request)
    by_words = replace(request, pinned=())
    if not request.terms or (engine.total(by_words) if request.pinned else answered.answer.total):
        return answered
    looser = _with_some_words(engine, by_words, lexicon)
    return _shown(engine, query, replace(looser, pinned=request.pinned)) if looser else answered


def request_for(query: SearchQuery, understood: Plan, visit: Visit) -> Request:
    labels = visit.vocabulary.labels
    return Request(
        terms=understood.terms,
        name=understood.name,
        pinned=visit.vocabulary.pins.answering(query.q, understood.corrected),
        filters=dict(query.selected),
        eligibility=visit.eligibility,
        probes={facet.name: tuple(labels[facet.name]) for facet in FACETS if facet.probed and labels[facet.name]},
        sort=query.sort,
        offset=(query.page - 1) * PER_PAGE,
        limit=PER_PAGE,
        now=soon(),
    )


def soon() -> int:
    """The end of these ten seconds: the same question is then the same request, which an engine may remember."""
    return int(timezone.now().timestamp()) // _SAME_MOMENT * _SAME_MOMENT + _SAME_MOMENT


def _shown(engine: Engine, query: SearchQuery, request: Request) -> Answered:
    """A page after the last one shows the last one."""
    answer = engine.answer(request)
    last = min(max(-(-answer.total // PER_PAGE), 1), LAST_PAGE)
    if query.page <= last:
        return Answered(query, request, answer)
    request = replace(request, offset=(last - 1) * PER_PAGE)
    return Answered(query.on_page(last), request, engine.answer(request))


def _with_some_words(engine: Engine, request: Request, lexicon: Lexicon) -> Request | None:
    """As many of the telling words as the best service has, if that is enough; None too when filters are too narrow."""
    if request.filters and engine.total(replace(request, filters={})):
        return None
    terms = tuple(replace(term, worth=_worth(term, lexicon)) for term in request.terms)
    telling = tuple(term for term in terms if term.worth > _TELLING)
    told = sum(term.worth for term in telling)
    for in_passing, enough in ((False, _ENOUGH), (True, _ENOUGH_IN_PASSING)) if telling else ():
        looser = replace(request, terms=telling, at_least=1, in_passing=in_passing)
        had = _best(engine, replace(looser, filters={}))
        if had and sum(term.worth for term in had) >= enough * told:
            return replace(looser, at_least=len(had))
    return None


def _best(engine: Engine, request: Request) -> tuple[Term, ...]:
    """Those of the terms that the service with the most of them has."""
    asked = replace(request, sort="pertinence", name="", pinned=(), counted=False, probes={}, offset=0, limit=1)
    answer = engine.answer(asked)
    lacking = answer.lacking.get(answer.ids[0], ()) if answer.ids else range(len(request.terms))
    return tuple(term for place, term in enumerate(request.terms) if place not in lacking)


def _worth(term: Term, lexicon: Lexicon) -> float:
    """How rare its commonest way is, which is as rare as its rarest word."""
    return min(_RARE, *(max(map(lexicon.rarity, alternative.stems)) for alternative in term.alternatives))

"""What already exists near a text: for somebody who writes a need, and for those who group contributions.

    for found in similar_needs("Signaler un nid-de-poule", limit=5):
        found.score, found.hit.pk, found.hit.url, found.hit.name

Only what anybody may see. Never raises an engine's error: an empty list.
"""

import logging
from collections.abc import Collection as Some
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import Any

from catalogue.foundation.caching import do_not_cache
from search.answering.find import understand, with_index
from search.answering.highlighting import Marker
from search.answering.presenters import PRESENTERS
from search.answering.query import LONGEST_TEXT, MOST_WORDS, PER_PAGE, clean_text
from search.answering.telling_words import term_of, words_said
from search.answering.tiers import soon
from search.answering.visit import Visit
from search.collection import Collection
from search.collections import NEEDS, SERVICES
from search.engines import lexicon
from search.indexing.locks import Busy
from search.protocol import Engine, EngineError, Request

_log = logging.getLogger(__name__)
_ASKED = 20
"""How many words of the text are looked for, the most significant ones."""
_ENOUGH = 0.3
"""Below this, what they share says nothing."""
_LONGEST = 8_000


@dataclass(frozen=True)
class Similar:
    """`hit`: a Hit for a service, a NeedHit for a need. `score`: the share, from 0 to 1, of what the words of the text
    tell that the document has too; a word that is in every document tells nearly nothing.
    """

    hit: Any
    score: float


def similar_needs(text: str, limit: int = 5, *, without: Some[int] = ()) -> list[Similar]:
    """Contributions and propositions, nearest first; `without`: ids of those to leave out. At most seven queries."""
    return _similar(text, NEEDS, limit, without)


def similar_services(text: str, limit: int = 5) -> list[Similar]:
    """Services of the catalogue, nearest first. At most seven queries."""
    return _similar(text, SERVICES, limit, ())


def _similar(text: str, collection: Collection, limit: int, without: Some[int]) -> list[Similar]:
    try:
        scores = with_index(lambda engine: _scores(engine, _spelled_right(text, collection)), collection)
    except (EngineError, Busy) as error:
        _log.warning("nothing is said to be like a text: %s", error)
        do_not_cache()
        return []
    near = nlargest(limit, (pk for pk in scores if pk not in without and scores[pk] >= _ENOUGH), key=scores.__getitem__)
    hits = PRESENTERS[collection].hits(near, None, Visit.nowhere(), Marker()) if near else []
    return [Similar(hit, round(scores[hit.pk], 3)) for hit in hits]


def _spelled_right(text: str, collection: Collection) -> str:
    """Corrected if it is as short as a question. One query."""
    if len(text) > LONGEST_TEXT or len(text.split()) > MOST_WORDS:
        return text[:_LONGEST]
    question = clean_text(text)
    return understand(question, Visit.of(collection=collection)).corrected or question


def _scores(engine: Engine, text: str) -> dict[int, float]:
    """Id -> score, of what the engine ranks first. A word that no document has counts against all of them."""
    everything = Request(now=soon())
    documents = engine.total(everything)
    words = words_said([(text, 1.0)], lexicon(engine.collection).words())
    worth = {stem: word.said * log((documents + 1) / (word.documents + 0.5)) for stem, word in words.items()}
    asked = nlargest(_ASKED, worth, key=lambda stem: (worth[stem], stem))
    known = [stem for stem in asked if words[stem].documents]
    terms = tuple(term_of(stem, words[stem].spelling, worth[stem] / worth[asked[0]]) for stem in known)
    if not terms:
        return {}
    request = Request(terms=terms, at_least=1, counted=False, sort="pertinence", limit=PER_PAGE, now=everything.now)
    answer = engine.answer(request)
    whole = sum(worth[stem] for stem in asked)
    lacked = {pk: sum(worth[known[place]] for place in answer.lacking.get(pk, ())) for pk in answer.ids}
    unheard = sum(worth[stem] for stem in asked if not words[stem].documents)
    return {pk: (whole - unheard - lacked[pk]) / whole for pk in answer.ids}

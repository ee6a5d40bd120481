"""The facade of the search: one call to the engine, then its hits are read from the database as the person may see
them.

Errors of engines are handled only here. If Elasticsearch does not answer, the embedded engine does; if its index is
missing, it is rebuilt; if that fails too, the database answers, with a notice.
"""

import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import TypeVar

from django.db.models import Q

from catalogue.foundation.caching import do_not_cache
from search.answering.highlighting import Marker
from search.answering.initials import explained, known_in
from search.answering.presenters import PRESENTERS
from search.answering.query import DEEPEST, PER_PAGE, SearchQuery
from search.answering.relaxing import places, relaxations, words_of_places
from search.answering.results import FoundDocument, Results, panels, present
from search.answering.tiers import Answered, answer_to, graded, request_for
from search.answering.visit import Visit
from search.collection import Collection
from search.collections import SERVICES
from search.engines import get_engine, kept_engines, lexicon
from search.engines.breaker import LeftInPeace, breaker_of, limited
from search.indexing import outbox, syncing
from search.indexing.index_states import LONGEST_LAG, lag_of
from search.indexing.locks import Busy
from search.indexing.rebuilding import mender_of
from search.language.plan import QueryPlan, Reading, Synonyms, plan
from search.protocol import Engine, EngineAnswer, EngineError, IndexMissing, Request

log = logging.getLogger(__name__)
_still_behind = ContextVar("still_behind", default=False)
"""Whether the local index is still behind after it was synced for this request."""
T = TypeVar("T")
OUT_OF_DATE = "Ces réponses datent d'il y a {}\xa0: ce qui a été publié ou modifié depuis n'y apparaît pas encore."
_MENDING = 0.3
"""Seconds that a visitor waits for another process to rebuild the index, before the database answers."""
NOTICE = "La recherche est momentanément simplifiée : les filtres ne sont pas disponibles et seuls {} sont consultés."
STANDING_IN = "La recherche fonctionne en secours : les résultats sont complets, leur ordre peut changer un peu."


def find(query: SearchQuery, user, visit: Visit | None = None) -> Results:
    """At most eight queries, nine from a territory. Never raises an engine's error."""
    visit = visit or Visit.of(collection=query.collection)
    try:
        return with_index(lambda engine: _results(engine, query, user, visit), query.collection)
    except (EngineError, Busy) as error:
        log.error("the search answers from the database alone: %s", error)
        do_not_cache()
        return _from_the_database_alone(query, user, visit)


def with_index(ask: Callable[[Engine], T], collection: Collection = SERVICES) -> T:
    """Ask the first engine, or the embedded one if it does not answer in time.

    Raises EngineError, Busy.
    """
    *distant, local = kept_engines(collection)
    for engine in distant:
        try:
            with breaker_of(engine).guarding(), limited():
                return ask(engine)
        except LeftInPeace:
            do_not_cache()
        except EngineError as error:
            log.warning("%s does not answer: %s", engine.name, error)
            do_not_cache()
    return _ask_here(local, ask)


def _ask_here(engine: Engine, ask: Callable[[Engine], T]) -> T:
    """Ask after syncing the index. If it is missing, build it and ask again."""
    try:
        behind = syncing.is_behind(engine)
        if behind:
            syncing.sync_quietly(engine.collection, patience=0.2)
            behind = syncing.is_behind(engine)
        if behind:
            do_not_cache()
        _still_behind.set(behind)
        return ask(engine)
    except IndexMissing:
        mender_of(engine).mend(patience=_MENDING)
        return ask(engine)


def understand(text: str, visit: Visit, *, typing: bool = False) -> QueryPlan:
    """What to look for when a person asks `text`, or is still typing it."""
    if not text:
        return QueryPlan()
    words = lexicon(visit.collection)
    reading = Reading(words, Synonyms.of(visit.vocabulary.synonyms), known_in(text, words))
    understood = plan(text, reading, typing=typing)
    kept = words_of_places(text) if understood.corrected else frozenset()
    return plan(text, replace(reading, kept=kept), typing=typing) if kept else understood


def answered(engine: Engine, query: SearchQuery, visit: Visit) -> Answered:
    """The services that answer and their order, without reading them."""
    return answer_to(engine, query, understand(query.q, visit), visit, lexicon(engine.collection))


def whole_answer(query: SearchQuery, visit: Visit, most: int = DEEPEST) -> EngineAnswer | None:
    """All the hits from the first on, not a page of them, and without counts. None if no engine answers."""
    try:
        return with_index(lambda engine: engine.answer(_whole(query, visit, most)), query.collection)
    except (EngineError, Busy) as error:
        log.error("a list is not given whole: %s", error)
        do_not_cache()
        return None


def _whole(query: SearchQuery, visit: Visit, most: int) -> Request:
    request = graded(request_for(query.on_page(1), understand(query.q, visit), visit), lexicon(query.collection))
    return replace(request, counted=False, probes={}, limit=most)


def _results(engine: Engine, query: SearchQuery, user, visit: Visit, mended: bool = False) -> Results:
    understood = understand(query.q, visit)
    words, read_hits = lexicon(query.collection), PRESENTERS[query.collection].hits
    found = answer_to(engine, query, understood, visit, words)
    query, answer = found.query, found.answer
    hits = read_hits(answer.ids, user, visit, Marker.of(understood), answer.bodies)
    if len(hits) < len(answer.ids) and not mended:
        hidden = set(answer.ids).difference(hit.pk for hit in hits)
        return _results(_mended(engine.collection, hidden), query, user, visit, mended=True)
    initials = explained(engine, understood, visit)
    some, vocabulary = bool(answer.total), visit.vocabulary
    looser = [] if answer.full else relaxations(engine, query, found.request, vocabulary, words, some=some)
    return present(
        query,
        visit,
        hits=_with_what_they_lack(hits, found, understood),
        total=answer.total,
        full=answer.full,
        panels=panels(query, answer.counts, visit.vocabulary),
        relaxations=looser,
        corrected=_worth_saying(engine, found, understood, visit),
        proposed=understood.proposed,
        says_nothing=bool(query.q) and not understood.terms,
        places=[] if answer.total else places(query.q),
        unheard=tuple(word for word in understood.unknown if word not in {one.letters for one in initials}),
        initials=initials,
        notice=_age(engine) if engine is get_engine(engine.collection) else STANDING_IN,
    )


def _age(engine: Engine) -> str:
    """A notice if the index has been behind for longer than usual; only then does it ask a second time."""
    behind = _still_behind.get() if engine.local else syncing.is_behind(engine)
    lag = lag_of(engine) if behind else 0.0
    if lag <= LONGEST_LAG:
        return ""
    do_not_cache()
    minutes = round(lag / 60) or 1
    return OUT_OF_DATE.format(f"{minutes}\xa0minutes" if minutes > 1 else "une minute")


def _with_what_they_lack(hits: Sequence[FoundDocument], found: Answered, understood: QueryPlan) -> list[FoundDocument]:
    return [hit if found.is_full(hit.pk) else _partly(hit, found, understood) for hit in hits]


def _partly(hit: FoundDocument, found: Answered, understood: QueryPlan) -> FoundDocument:
    in_passing = not found.answer.lacking[hit.pk]
    return replace(hit, full=False, in_passing=in_passing, lacking=found.lacking(hit.pk, understood.unknown))


def _worth_saying(engine: Engine, found: Answered, understood: QueryPlan, visit: Visit) -> str:
    """The corrected question, if some words were found in no service and the correction finds something."""
    if not understood.corrected or (found.answer.total and not understood.proposed):
        return understood.corrected
    corrected = found.query.asking(understood.corrected)
    request = graded(request_for(corrected, understand(corrected.q, visit), visit), lexicon(engine.collection))
    return corrected.q if engine.total(request) else ""


def _mended(collection: Collection, hidden: set[int]) -> Engine:
    """The index shows documents that are not public, because a write was not marked. Repairs it and returns the engine,
    so that counts do not reveal what the page hides.

    The other engines are repaired by the worker.
    """
    outbox.mark_dirty(hidden, collection)
    syncing.sync_quietly(collection)
    return kept_engines(collection)[-1]


def _from_the_database_alone(query: SearchQuery, user, visit: Visit) -> Results:
    """A simpler answer, when no engine can give one."""
    collection, asked = query.collection, Q()
    for word in query.q.split():
        asked &= Q(*((f"{text}__icontains", word) for text in collection.simple_texts), _connector=Q.OR)
    found = collection.visible_to(user).filter(asked)
    ids = list(found.order_by("title", "pk").values_list("pk", flat=True))
    start = (query.page - 1) * PER_PAGE
    shown = ids[:DEEPEST][start : start + PER_PAGE]
    hits = PRESENTERS[collection].hits(shown, user, visit, Marker())
    notice = NOTICE.format(collection.words.simple)
    return present(query, visit, hits=hits, total=len(ids), full=len(ids), notice=notice)

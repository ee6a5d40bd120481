"""The facade of the search: one call to the engine, its hits re-read from the database through what the person may see.

Errors of the engine are met here and nowhere else: a missing index is made again, and an engine that cannot answer
gives way to a plain reading of the database, with a notice.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.utils import timezone

from search import degraded, outbox, rebuilding
from search.engines import get_engine
from search.engines.base import Answer, Engine, EngineError, IndexMissing, Request
from search.facets import FACETS
from search.highlighting import Marker
from search.hits import read_hits
from search.locks import Busy
from search.panels import panels
from search.places import places
from search.presenting import Presented, present
from search.query import LAST_PAGE, PER_PAGE, SearchQuery
from search.relaxing import relaxations
from search.results import Results
from search.text import Plan, Synonyms, plan
from search.visit import Visit

log = logging.getLogger(__name__)
T = TypeVar("T")


def find(query: SearchQuery, user, visit: Visit | None = None) -> Results:
    """Eight queries at most, four more with a territory; never an error of the engine."""
    visit = visit or Visit.of()
    try:
        return with_index(lambda engine: _results(engine, query, user, visit))
    except (EngineError, Busy) as error:
        log.error("the search answers from the database alone: %s", error)
        return degraded.results(query, user, visit)


def with_index(ask: Callable[[Engine], T]) -> T:
    """Ask an index that is up to date; when it is missing, make it and ask again. Raises EngineError, Busy."""
    engine = get_engine()
    try:
        if outbox.is_behind():
            outbox.sync_quietly(patience=0.2)
        return ask(engine)
    except IndexMissing as error:
        log.warning("no index to answer from (%s): making one", error)
        rebuilding.ensure(patience=1.0)
        return ask(engine)


def understand(engine: Engine, text: str, visit: Visit, *, typing: bool = False) -> Plan:
    """What to look for when a person asks `text`, or is still typing it."""
    return plan(text, engine, Synonyms.of(visit.vocabulary.synonyms), typing=typing) if text else Plan()


def request_for(query: SearchQuery, understood: Plan, visit: Visit) -> Request:
    labels = visit.vocabulary.labels
    return Request(
        terms=understood.terms,
        filters=dict(query.selected),
        eligibility=visit.eligibility,
        probes={facet.name: tuple(labels[facet.name]) for facet in FACETS if facet.probed and labels[facet.name]},
        sort=query.sort,
        offset=(query.page - 1) * PER_PAGE,
        limit=PER_PAGE,
        now=int(timezone.now().timestamp()),
    )


def _results(engine: Engine, query: SearchQuery, user, visit: Visit, mended: bool = False) -> Results:
    understood = understand(engine, query.q, visit)
    query, request, answer = _answer(engine, query, understood, visit)
    hits = read_hits(answer.ids, user, visit, Marker.of(understood))
    if len(hits) < len(answer.ids) and not mended:
        _mend(answer.ids, {hit.page.pk for hit in hits})
        return _results(engine, query, user, visit, mended=True)
    presented = Presented(
        hits=hits,
        total=answer.total,
        panels=panels(query, answer.counts, visit.vocabulary),
        relaxations=[] if answer.total else relaxations(engine, query, request, visit.vocabulary),
        corrected=_worth_proposing(engine, query, understood, visit),
        places=[] if answer.total else places(query.q),
    )
    return present(query, presented, visit)


def _worth_proposing(engine: Engine, query: SearchQuery, understood: Plan, visit: Visit) -> str:
    """The corrected question, if it finds something: what was typed has a word that no service has."""
    if not understood.corrected:
        return ""
    corrected = query.asking(understood.corrected)
    return corrected.q if engine.total(request_for(corrected, understand(engine, corrected.q, visit), visit)) else ""


def _mend(ids: list[int], seen: set[int]) -> None:
    """The index shows what is not public: some write forgot to say so. Counts must not tell what the page hides."""
    outbox.mark_dirty(set(ids) - seen)
    outbox.sync_quietly()


def _answer(engine: Engine, query: SearchQuery, understood: Plan, visit: Visit) -> tuple[SearchQuery, Request, Answer]:
    """A page after the last one shows the last one."""
    request = request_for(query, understood, visit)
    answer = engine.answer(request)
    last = min(max(-(-answer.total // PER_PAGE), 1), LAST_PAGE)
    if query.page <= last:
        return query, request, answer
    query = query.on_page(last)
    request = request_for(query, understood, visit)
    return query, request, engine.answer(request)

"""Suggestions while typing: documents of the collection, themes, territories."""

from dataclasses import replace

from catalogue.foundation.caching import do_not_cache
from catalogue.territories.search import find_territories
from search.answering.find import understand, with_index
from search.answering.presenters import PRESENTERS
from search.answering.query import BY_SCORE, SearchQuery
from search.answering.tiers import graded, request_for
from search.answering.visit import Visit
from search.engines import lexicon
from search.indexing.locks import Busy
from search.language.analysis import fold
from search.language.plan import Synonyms
from search.protocol import Engine, EngineError, Request

SHORTEST = 2
_DOCUMENTS, _THEMES, _TERRITORIES = 5, 3, 3
Item = dict[str, str]


def suggest(query: SearchQuery, user, visit: Visit) -> list[Item]:
    """`{"group", "label", "detail", "url"}`, from two characters on."""
    if len(query.q) < SHORTEST:
        return []
    return [*_documents(query, user, visit), *_themes(query, visit), *_territories(query)]


def _documents(query: SearchQuery, user, visit: Visit) -> list[Item]:
    """If an expression has been begun, its results come first."""
    finished = Synonyms.of(visit.vocabulary.synonyms).completed(query.q)
    texts = [text for text in (finished, query.q) if text]
    try:
        found = with_index(lambda engine: _ids(engine, texts, visit), visit.collection)
    except (EngineError, Busy):
        do_not_cache()
        return []
    ids = list(dict.fromkeys(pk for each in found for pk in each))[:_DOCUMENTS]
    presenter = PRESENTERS[visit.collection]
    return [_item(presenter.group, *suggested) for suggested in presenter.suggested(ids, user, visit)]


def _ids(engine: Engine, texts: list[str], visit: Visit) -> list[list[int]]:
    return [engine.answer(_request(text, visit)).ids for text in texts]


def _request(text: str, visit: Visit) -> Request:
    query = SearchQuery(q=text, sort=BY_SCORE, collection=visit.collection)
    request = request_for(query, understand(text, visit, typing=True), visit)
    if len(request.terms) > 1:
        request = graded(request, lexicon(visit.collection))
    return replace(request, eligibility=None, probes={}, counted=False, limit=_DOCUMENTS)


def _themes(query: SearchQuery, visit: Visit) -> list[Item]:
    typed = fold(query.q)
    found = [
        (slug, label)
        for slug, label in visit.vocabulary.labels.get("theme", {}).items()
        if any(rest.startswith(typed) for rest in _ends(fold(label)))
    ]
    empty = SearchQuery(territory=query.territory, collection=query.collection)
    return [_item("Thématiques", label, "", empty.only("theme", slug).url()) for slug, label in found[:_THEMES]]


def _ends(label: str) -> list[str]:
    """A label from each of its words on: « Aides et financements » is also found by « financements »."""
    words = label.split()
    return [" ".join(words[place:]) for place in range(len(words))]


def _territories(query: SearchQuery) -> list[Item]:
    found = find_territories(query.q, limit=_TERRITORIES)
    return [
        _item("Territoires", str(place), f"{place.get_kind_display()} ({place.code})", place.get_absolute_url())
        for place in found
    ]


def _item(group: str, label: str, detail: str, url: str) -> Item:
    return {"group": group, "label": label, "detail": detail, "url": url}

"""Suggestions while typing: services, themes, territories."""

from dataclasses import replace
from urllib.parse import urlencode

from catalogue.foundation.caching import do_not_cache
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import PARAMETER
from catalogue.territories.search import find_territories
from search.answering.find import understand, with_index
from search.answering.query import SearchQuery
from search.answering.tiers import graded, request_for
from search.answering.visit import Visit
from search.engines import lexicon
from search.indexing.locks import Busy
from search.language.analysis import fold
from search.language.plan import Synonyms
from search.protocol import EngineError, Request

SHORTEST = 2
_SERVICES, _THEMES, _TERRITORIES = 5, 3, 3
Item = dict[str, str]


def suggest(query: SearchQuery, user, visit: Visit) -> list[Item]:
    """`{"group", "label", "detail", "url"}`, from two characters on."""
    if len(query.q) < SHORTEST:
        return []
    return [*_services(query, user, visit), *_themes(query, visit), *_territories(query)]


def _services(query: SearchQuery, user, visit: Visit) -> list[Item]:
    """If an expression has been begun, its results come first."""
    finished = Synonyms.of(visit.vocabulary.synonyms).completed(query.q)
    texts = [text for text in (finished, query.q) if text]
    try:
        found = with_index(lambda engine: [engine.answer(_request(text, visit)).ids for text in texts])
    except (EngineError, Busy):
        do_not_cache()
        return []
    ids = list(dict.fromkeys(pk for each in found for pk in each))[:_SERVICES]
    pages = ServicePage.objects.visible_to(user).in_bulk(ids)
    return [
        _item("Services", page.action, page.title, _keeping(page.get_url() or "", visit))
        for page in map(pages.get, ids)
        if page
    ]


def _request(text: str, visit: Visit) -> Request:
    request = request_for(SearchQuery(q=text, sort="pertinence"), understand(text, visit, typing=True), visit)
    if len(request.terms) > 1:
        request = graded(request, lexicon())
    return replace(request, eligibility=None, probes={}, counted=False, limit=_SERVICES)


def _themes(query: SearchQuery, visit: Visit) -> list[Item]:
    typed = fold(query.q)
    found = [
        (slug, label)
        for slug, label in visit.vocabulary.labels["theme"].items()
        if any(rest.startswith(typed) for rest in _ends(fold(label)))
    ]
    empty = SearchQuery(territory=query.territory)
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


def _keeping(url: str, visit: Visit) -> str:
    return f"{url}?{urlencode({PARAMETER: visit.key})}" if visit.key else url

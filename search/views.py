"""The catalogue, themes, needs and suggestions. The query string is read here once, and passed on as a value."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.foundation.caching import on_every_response
from catalogue.services.models import CataloguePage, FormerSlug, Theme
from catalogue.territories.chosen import chosen_territory
from search.answering.find import find
from search.answering.query import SearchQuery
from search.answering.storefront import themes_in_order
from search.answering.suggesting import suggest
from search.answering.visit import Visit
from search.collections import GRANTS, NEEDS
from search.statistics.tally import note_question

_TO_START = 3
"""Services of a theme that its page shows as cards; the others are rows."""


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The editors' introduction is shown when nothing is asked."""
    query, visit = query_and_visit(request)
    welcomed = None if query.parameters() else CataloguePage.objects.visible_to(request.user).first()
    results = find(query, request.user, visit)
    if query.q and not query.selected and query.page == 1 and not results.notice:
        text, full = query.q, results.full
        on_every_response(request, lambda _: note_question(text, full))
    context = {"results": results, "catalogue": welcomed}
    return render(request, "search/catalogue.html", context)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The services of one theme; its links lead to the catalogue with the theme selected.

    Only the territory and the page are read from the query string.
    """
    shown = next((one for one in themes_in_order() if one.slug == slug), None)
    if shown is None:
        return _renamed_theme(request, slug)
    asked, visit = query_and_visit(request)
    query = SearchQuery(territory=asked.territory, page=asked.page)
    uncounted = replace(visit, counts=False)
    results = find(query.only("theme", slug).on_page(query.page), request.user, uncounted)
    if not query.parameters():
        results = replace(results, canonical_url=request.path)
    to_start = results.hits[:_TO_START] if results.pagination.number == 1 else []
    context = {
        "results": results,
        "theme": shown,
        "to_start": to_start,
        "others": results.hits[len(to_start) :],
        "filter_url": results.query.on_page(1).url(),
    }
    return render(request, "search/theme.html", context)


def _renamed_theme(request: HttpRequest, slug: str) -> HttpResponse:
    current = FormerSlug.objects.current(Theme, slug)
    if current is None:
        raise Http404("Thématique inconnue")
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponsePermanentRedirect(f"{reverse('theme', args=[current])}{query}")


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    query, visit = query_and_visit(request)
    return JsonResponse({"items": suggest(query, request.user, visit)})


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Contributions and propositions of every consultation."""
    query, visit = _about_needs(request)
    return render(request, "search/needs/needs.html", {"results": find(query, request.user, visit)})


@require_safe
def need_suggestions(request: HttpRequest) -> JsonResponse:
    query, visit = _about_needs(request)
    return JsonResponse({"items": suggest(query, request.user, visit)})


def _about_needs(request: HttpRequest) -> tuple[SearchQuery, Visit]:
    """What is found does not depend on the territory of the visitor: it is a facet."""
    visit = Visit.of(collection=NEEDS)
    return SearchQuery.parse(request.GET, visit.vocabulary), visit


@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """Grants of the fund, of every axis."""
    query, visit = _about_grants(request)
    return render(request, "search/grants/grants.html", {"results": find(query, request.user, visit)})


@require_safe
def grant_suggestions(request: HttpRequest) -> JsonResponse:
    query, visit = _about_grants(request)
    return JsonResponse({"items": suggest(query, request.user, visit)})


def _about_grants(request: HttpRequest) -> tuple[SearchQuery, Visit]:
    visit = Visit.of(collection=GRANTS)
    return SearchQuery.parse(request.GET, visit.vocabulary), visit


def query_and_visit(request: HttpRequest) -> tuple[SearchQuery, Visit]:
    visit = Visit.of(chosen_territory(request))
    return SearchQuery.parse(request.GET, visit.vocabulary, visit.key), visit

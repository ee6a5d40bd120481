"""The catalogue, a theme, suggestions: the query string is read here, once, and handed on as a value."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.services.models import CataloguePage, Theme
from catalogue.territories.chosen import chosen_territory
from search.find import find
from search.query import SearchQuery
from search.suggesting import suggest
from search.visit import Visit


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    query, visit = _asked(request)
    context = {
        "results": find(query, request.user, visit),
        "catalogue": CataloguePage.objects.live().values("introduction").first(),
    }
    return render(request, "search/catalogue.html", context)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The services of one theme; from there on, every link leads to the catalogue with the theme selected."""
    shown = get_object_or_404(Theme, slug=slug)
    query, visit = _asked(request)
    results = find(query.only("theme", slug).on_page(query.page), request.user, visit)
    if not query.parameters():
        results = replace(results, canonical_url=request.path)
    context = {"results": results, "theme": shown, "filter_url": results.query.on_page(1).url()}
    return render(request, "search/theme.html", context)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    query, visit = _asked(request)
    return JsonResponse({"items": suggest(query, request.user, visit)})


def _asked(request: HttpRequest) -> tuple[SearchQuery, Visit]:
    visit = Visit.of(chosen_territory(request))
    return SearchQuery.parse(request.GET, visit.vocabulary, visit.key), visit

"""Results and users as files, searches as feeds: with what the pages that link to them show, to the same people."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from catalogue.deployments.models import Standing
from catalogue.deployments.users_filter import UserFilter
from catalogue.foundation.spreadsheets import table_file
from catalogue.services.models import ServicePage
from search.answering.find import whole_answer
from search.answering.results import subject
from search.views import query_and_visit
from store.open_data.result_rows import rows_of_results
from store.open_data.search_feed import EngineAwayError, SearchFeed
from store.open_data.user_rows import rows_of_users

_RETRY_AFTER = 60
_LONGEST_NAME = 60
_feed = SearchFeed()


@require_safe
def results(request: HttpRequest, ending: str) -> HttpResponseBase:
    """All the pages of a list of results, as far as one may turn them."""
    query, visit = query_and_visit(request)
    answer = whole_answer(query, visit)
    if answer is None:
        return _away(request)
    name = "-".join(filter(None, ("services", slugify(subject(query, visit))[:_LONGEST_NAME].strip("-"), visit.key)))
    rows = rows_of_results(answer.ids, request.user, visit, settings.WAGTAILADMIN_BASE_URL)
    return table_file(ending, name, "Services", rows)


@require_safe
def users(request: HttpRequest, slug: str, ending: str, standing: str = "") -> HttpResponseBase:
    """Those that the filter of the page keeps; for those who may see the page of the users. A filter by what does not
    exist finds nothing.
    """
    service = ServicePage.objects.visible_to(request.user).filter(slug=slug).first()
    asked = UserFilter.read(request, slug, standing)
    if service is None or (standing and standing not in Standing) or asked.drops:
        raise Http404("Cette liste n'existe pas.")
    place = asked.place.key if asked.place else ""
    name = "-".join(filter(None, ("utilisateurs", service.slug, standing, asked.nature, asked.status, place)))
    return table_file(ending, name, "Qui l'utilise", rows_of_users(service, asked))


@require_safe
def search_feed(request: HttpRequest) -> HttpResponseBase:
    try:
        return _feed(request)
    except EngineAwayError:
        return _away(request)


def _away(request: HttpRequest) -> HttpResponseBase:
    response = render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(_RETRY_AFTER)
    add_never_cache_headers(response)
    return response

"""The statistics of the Store, as a page and as open data."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.foundation.spreadsheets import table_file
from store.public_figures.figure_table import FIGURES
from store.public_figures.measured import ENOUGH
from store.public_figures.published import LICENCE, Published


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    published = Published.now()
    context = {
        "published": published,
        "figures": FIGURES,
        "licence": LICENCE,
        "enough": ENOUGH,
        "is_demonstration": settings.DEMO_ACCOUNTS,
    }
    return render(request, "public_figures/statistics.html", context)


@require_safe
def statistics_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    return table_file(ending, "statistiques-territoires-store", "Statistiques", Published.now().rows())


@require_safe
def statistics_as_data(request: HttpRequest) -> JsonResponse:
    return JsonResponse(Published.now().as_data(), json_dumps_params={"ensure_ascii": False})

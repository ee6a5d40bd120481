"""Pages of the site that no editor writes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.foundation.french_order import french_order
from search.answering.storefront import theme_counts
from store.pages.models import EditorialPage


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    editorial = sorted(EditorialPage.objects.live().public().order_by(), key=lambda page: french_order(page.title))
    return render(request, "pages/site_map.html", {"themes": theme_counts(), "editorial_pages": editorial})

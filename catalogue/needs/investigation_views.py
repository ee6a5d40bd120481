"""The investigations of the national programme, which anybody may read."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.foundation.pagination import page_links
from catalogue.needs.models import Contribution, Investigation

PER_PAGE = 20


@require_safe
def investigations(request: HttpRequest, number: int = 1) -> HttpResponse:
    pages = Paginator(Investigation.objects.prefetch_related("territories"), PER_PAGE)
    if number not in pages.page_range:
        raise Http404("Cette page n'existe pas.")
    page = pages.page(number)
    return render(
        request, "needs/investigations.html", {"found": page, "pagination": page_links(page, address_of_page)}
    )


def address_of_page(number: int) -> str:
    return reverse("investigations-page", args=[number]) if number > 1 else reverse("investigations")


@require_safe
def investigation(request: HttpRequest, slug: str) -> HttpResponse:
    """With the contributions drawn from it that are public."""
    drawn = Prefetch("contributions", Contribution.objects.public().select_related("organisation"), "drawn")
    rows = Investigation.objects.prefetch_related("territories", drawn)
    return render(request, "needs/investigation.html", {"investigation": get_object_or_404(rows, slug=slug)})

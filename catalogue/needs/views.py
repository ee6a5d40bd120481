"""The page of a need, the figures of a consultation, the investigations of the national programme."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalogue.foundation.pagination import page_links
from catalogue.foundation.spreadsheets import table_file
from catalogue.needs.dashboard import dashboard_of
from catalogue.needs.models import Consultation, Contribution, Investigation
from catalogue.needs.need_page import need_page, was_withdrawn
from catalogue.needs.needs_feed import NeedsFeed

PER_PAGE = 20


@require_safe
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """What was public and was withdrawn since is gone (410); what never was does not exist."""
    shown = need_page(pk)
    if shown is not None:
        return render(request, "needs/need.html", shown.context)
    if was_withdrawn(pk):
        return render(request, "needs/withdrawn.html", status=410)
    raise Http404("Ce besoin n'existe pas.")


# Feed readers poll every hour or so.
needs_feed = require_safe(cache_control(public=True, max_age=300)(NeedsFeed()))


@require_safe
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _visible(request, slug)
    context = {"consultation": consultation, "dashboard": dashboard_of(consultation)}
    return render(request, "needs/dashboard.html", context)


@require_safe
def dashboard_file(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    consultation = _visible(request, slug)
    name = f"chiffres-consultation-{consultation.slug}"
    return table_file(ending, name, "Chiffres", dashboard_of(consultation).rows)


def _visible(request: HttpRequest, slug: str) -> Consultation:
    consultation: Consultation | None = Consultation.objects.visible_to(request.user).filter(slug=slug).first()
    if consultation is None:
        raise Http404("Cette consultation n'existe pas.")
    return consultation


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

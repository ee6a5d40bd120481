"""The figures of a consultation: the page, and the same rows as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.foundation.spreadsheets import table_file
from catalogue.needs.dashboard import dashboard_of
from catalogue.needs.models import Consultation


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

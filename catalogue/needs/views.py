"""The page of a contribution or of a proposition."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.needs.models import Need


@require_safe
def need(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Need.objects.public().select_related("consultation", "organisation"), pk=pk)
    return render(request, "needs/need.html", {"need": shown})

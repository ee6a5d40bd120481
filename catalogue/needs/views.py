"""The page of a contribution or of a proposition."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalogue.needs.need_page import need_page, was_withdrawn
from catalogue.needs.needs_feed import NeedsFeed


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

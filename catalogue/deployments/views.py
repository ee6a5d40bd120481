"""The page of a territory."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.deployments.around import surroundings_of
from catalogue.territories.models import Territory


@require_safe
def territory_page(request: HttpRequest, key: str) -> HttpResponse:
    territory = Territory.objects.by_key(key)
    if territory is None:
        raise Http404("Ce territoire n'existe pas.")
    around = surroundings_of(territory, request.user)
    return render(request, "territories/territory.html", {"territory": territory, "around": around})

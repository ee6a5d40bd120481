"""The page of a territory, and the list of a service's users."""

from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalogue.deployments.adoption import counts_of, tally_of
from catalogue.deployments.models import Standing
from catalogue.deployments.territory_uses import territory_uses_of
from catalogue.deployments.users import filters_of, pages_of, row_of
from catalogue.deployments.users_filter import UserFilter
from catalogue.deployments.zoom import around, zoom_on
from catalogue.foundation.pagination import page_links
from catalogue.services.sheet.sheet import territory_query
from catalogue.services.visible_sheet import visible_sheet
from catalogue.territories.governing import SAME_PLACE, governing_key
from catalogue.territories.models import Territory


@require_safe
def territory_page(request: HttpRequest, key: str) -> HttpResponse:
    territory = Territory.objects.by_key(key)
    if territory is None:
        raise Http404("Ce territoire n'existe pas.")
    if key in SAME_PLACE:  # one place, one collectivité: one page
        return redirect("territory", governing_key(key), permanent=True)
    territory_uses = territory_uses_of(territory, request.user)
    return render(request, "territories/territory.html", {"territory": territory, "territory_uses": territory_uses})


@require_safe
def users(request: HttpRequest, slug: str, standing: str = "") -> HttpResponse:
    """Of one standing, or all."""
    return _users(request, slug, standing, 1)


@require_safe
def users_page(request: HttpRequest, slug: str, number: int, standing: str = "") -> HttpResponse:
    """The first page has a single address."""
    if number == 1:
        asked = UserFilter.read(request, slug, standing)
        return redirect(asked.address(), permanent=True)
    return _users(request, slug, standing, number)


def _users(request: HttpRequest, slug: str, standing: str, number: int) -> HttpResponse:
    """The list is visible to those who may see the sheet in lists: a password for the sheet does not open it."""
    service = visible_sheet(slug, request.user)
    if service is None or (standing and standing not in Standing):
        raise Http404("Cette page n'existe pas.")
    asked = UserFilter.read(request, slug, standing)
    figures = counts_of(service)
    counts = tally_of(figures, service)
    try:
        page = pages_of(service, counts, asked).page(number)
    except EmptyPage as error:
        raise Http404("Cette page n'existe pas.") from error
    context = {
        "service": service,
        "service_url": f"{service.get_url(request)}{territory_query(request)}",
        "adoption": counts,
        "filters": filters_of(counts, asked),
        "asked": asked,
        "standing": standing,
        "zoom": zoom_on(service, figures, asked),
        "around": around(asked),
        "found": page.paginator.count,
        "chosen": Standing(standing).label if standing else "",
        "rows": tuple(map(row_of, page)),
        "pagination": page_links(page, asked.address),
        "og_title": f"Qui utilise {service.title}",
    }
    return render(request, "deployments/users.html", context)

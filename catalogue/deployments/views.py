"""The page of a territory, and that of a service's users."""

from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.deployments.around import surroundings_of
from catalogue.deployments.users import links_around, pages_of, rows_of, standing_of
from catalogue.services.models import ServicePage
from catalogue.services.sheet import territory_query
from catalogue.territories.models import Territory


@require_safe
def territory_page(request: HttpRequest, key: str) -> HttpResponse:
    territory = Territory.objects.by_key(key)
    if territory is None:
        raise Http404("Ce territoire n'existe pas.")
    around = surroundings_of(territory, request.user)
    return render(request, "territories/territory.html", {"territory": territory, "around": around})


@require_safe
def users(request: HttpRequest, slug: str) -> HttpResponse:
    return _users(request, slug, 1)


@require_safe
def users_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The first page has one address only."""
    if number == 1:
        return redirect(f"{reverse('users', args=[slug])}{territory_query(request)}", permanent=True)
    return _users(request, slug, number)


def _users(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Who uses a sheet's service is as visible as the sheet in a list: a password for the sheet alone opens nothing."""
    service = ServicePage.objects.visible_to(request.user).filter(slug=slug).first()
    if service is None:
        raise Http404("Cette fiche n'existe pas.")
    standing, query = standing_of(service), territory_query(request)
    try:
        page = pages_of(service, standing.total).page(number)
    except EmptyPage as error:
        raise Http404("Cette page n'existe pas.") from error

    def url(wanted: int) -> str:
        name, arguments = ("users", [slug]) if wanted == 1 else ("users-page", [slug, wanted])
        return f"{reverse(name, args=arguments)}{query}"

    context = {
        "service": service,
        "service_url": f"{service.get_url(request)}{query}",
        "adoption": standing,
        "rows": tuple(rows_of(page)),
        "pagination": links_around(page, url),
        "og_title": f"Qui utilise {service.title}",
    }
    return render(request, "deployments/users.html", context)

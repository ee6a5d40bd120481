"""The services that a visitor means to ask for, kept in the session, which starts with the first of them."""

from typing import Any

from django.http import HttpRequest

from catalogue.deployments.requesting import MOST_SERVICES
from catalogue.services.models import ServicePage

_KEY, _ADDED = "basket", "basket_added"


class FullBasketError(Exception):
    """The basket already holds MOST_SERVICES services."""


def ids_in(request: HttpRequest) -> list[int]:
    """In the order of addition. Page previews have no session."""
    session = getattr(request, "session", None)
    return list(session.get(_KEY, ())) if session is not None else []


def services_in(request: HttpRequest) -> list[ServicePage]:
    """Those that are still visible, in the same order."""
    wanted = ids_in(request)
    if not wanted:
        return []
    found = ServicePage.objects.visible_to(request.user).in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def add(request: HttpRequest, service: ServicePage) -> None:
    """Raises FullBasketError."""
    held = ids_in(request)
    if service.pk in held:
        return
    if len(held) >= MOST_SERVICES:
        raise FullBasketError
    request.session[_KEY] = [*held, service.pk]


def remove(request: HttpRequest, *service_ids: int) -> None:
    held = ids_in(request)
    if not set(held).isdisjoint(service_ids):
        _keep(request, [pk for pk in held if pk not in service_ids])


def empty(request: HttpRequest) -> None:
    _keep(request, [])


def _keep(request: HttpRequest, held: list[int]) -> None:
    """An empty basket leaves no session behind."""
    if held:
        request.session[_KEY] = held
        return
    for key in (_KEY, _ADDED):
        request.session.pop(key, None)
    if not list(request.session.keys()):
        request.session.flush()


def say_added(request: HttpRequest, service: ServicePage) -> None:
    """The next page says so once, beside the button."""
    request.session[_ADDED] = service.pk


def basket(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the services in the basket and the one just added, for cards and the menu."""
    held = ids_in(request)
    return {"basket": held, "basket_added": request.session.pop(_ADDED, None) if held else None}

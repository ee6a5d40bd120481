"""The services that a visitor means to ask for, kept in the session: nobody who never pressed the button has one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from catalogue.deployments.changing import Author
from catalogue.deployments.models import AdoptionRequest, Channel, Party
from catalogue.deployments.requesting import MOST_SERVICES, ask
from catalogue.services.models import ServicePage
from store.accounts.models import User
from store.spaces.models import SentBasket

_KEY, _ADDED = "basket", "basket_added"


class FullBasketError(Exception):
    """A request asks for MOST_SERVICES services at most."""


def ids_in(request: HttpRequest) -> list[int]:
    """In the order in which they were added. Previews of pages have no session."""
    session = getattr(request, "session", None)
    return list(session.get(_KEY, ())) if session is not None else []


def services_in(request: HttpRequest) -> list[ServicePage]:
    """Those that may still be seen, in the same order."""
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
    """A visitor who holds nothing any more leaves no session behind."""
    if held:
        request.session[_KEY] = held
        return
    for key in (_KEY, _ADDED):
        request.session.pop(key, None)
    if not list(request.session.keys()):
        request.session.flush()


def say_added(request: HttpRequest, service: ServicePage) -> None:
    """The page that comes next says it beside the button that was pressed, once."""
    request.session[_ADDED] = service.pk


def basket(request: HttpRequest) -> dict[str, Any]:
    """Context processor: which services are in the basket, and which has just been added, for cards and the menu."""
    held = ids_in(request)
    return {"basket": held, "basket_added": request.session.pop(_ADDED, None) if held else None}


def send(services: Sequence[ServicePage], person: User, said: dict, token: UUID) -> AdoptionRequest:
    """The request, its mails and the memory of its token, or nothing. A token already used gives the request it made.

    ValidationError when the request is refused.
    """
    by = Author(Party.ORGANISATION, Channel.ESPACE, person)
    try:
        with transaction.atomic():
            request = ask(services, by, organisation=person.organisation, **said)
            SentBasket.objects.create(token=token, request=request)
    except (ValidationError, IntegrityError) as refused:
        sent = SentBasket.objects.filter(token=token, request__author=person).select_related("request").first()
        if sent:
            return sent.request
        if isinstance(refused, ValidationError):
            raise
        raise ValidationError("Ce formulaire a déjà servi : rechargez la page.") from refused
    return request

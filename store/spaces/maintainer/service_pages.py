"""The pages of one service: opened to its maintainers (a 404 for others), in a common frame."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.services.models import ServicePage
from store.accounts.guards import demand, only
from store.accounts.people import person_of
from store.accounts.policies import About, Action
from store.spaces.tabs import tabs_of


def for_service(action: Action) -> Callable:
    """Passes the view the service named by `slug`, if the person may do `action` to it."""

    def decorate(view: Callable) -> Callable:
        @never_cache
        @only(Action.OPEN_MAINTAINER_SPACE)
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponseBase:
            own = ServicePage.objects.filter(pk__in=person_of(request.user).maintained)
            service: ServicePage = get_object_or_404(own, slug=slug)
            demand(request, action, About(service_id=service.pk))
            return view(request, service, *args, **kwargs)

        return guarded

    return decorate


def author_of(request: HttpRequest, channel: Channel = Channel.ESPACE) -> Author:
    """The team of the service, through the person who is signed in."""
    return Author(Party.SERVICE, channel, user=request.user)


def own_deployment(service: ServicePage, number: int | str) -> Deployment:
    """By its id, from a URL or a form. 404 if it is invalid or belongs to another service."""
    rows = Deployment.objects.filter(service=service).select_related("service", "organisation", "territory")
    digits = str(number)
    return get_object_or_404(rows, pk=int(digits) if digits.isascii() and digits.isdigit() else None)


SECTIONS = (
    ("Vue d'ensemble", "maintainer-service"),
    ("Déploiements", "maintainer-deployments"),
    ("Import de fichiers", "maintainer-batches"),
    ("Demandes", "maintainer-requests"),
    ("Annonces", "maintainer-announcements"),
    ("Accès par API", "maintainer-tokens"),
)


def show(request: HttpRequest, service: ServicePage, template: str, context: dict, status: int = 200) -> HttpResponse:
    around = {"service": service, "space": service.title, "tabs": tabs_of(SECTIONS, request.path, service.slug)}
    return render(request, template, {**around, **context}, status=status)

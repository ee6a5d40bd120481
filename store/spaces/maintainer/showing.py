"""What every page about one service shows around its own matter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalogue.services.models import ServicePage
from store.spaces.tabs import tabs_of

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

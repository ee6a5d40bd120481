"""Publishing several pages at once skips their forms, which ask why a sheet stays incomplete: asked here too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from catalogue.foundation.french import listed
from catalogue.services.models import ServicePage
from catalogue.services.rules.completeness import completeness_of


def stop_unexplained(request: HttpRequest, action_type: str, objects: list[Page], action) -> HttpResponse | None:
    """Nothing is published as long as one of them says nothing about what it lacks."""
    if action_type != "publish":
        return None
    chosen = ServicePage.objects.filter(pk__in=[page.pk for page in objects])
    drafts = [page.get_latest_revision_as_object() for page in chosen]
    silent = [f"« {page.title} »" for page in drafts if not page.incomplete_reason and completeness_of(page).is_thin]
    if not silent:
        return None
    asked = "Rien n'est publié : la moitié des renseignements manquent à"
    messages.error(request, f"{asked} {listed(silent)}. Dites pourquoi dans l'onglet « Publication », ou complétez.")
    return redirect(action.next_url)

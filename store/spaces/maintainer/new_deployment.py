"""Adding a deployment: choose the organisation, then describe its use."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.deployments.models import Deployment
from catalogue.foundation.french import of
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import question_of
from catalogue.territories.models import Organisation
from catalogue.territories.search import describe, likeliest_organisations
from store.accounts.policies import Action
from store.spaces.maintainer.deployment_forms import DeclarationForm
from store.spaces.maintainer.service_pages import author_of, for_service, show

LONGEST_TEXT = 100
MOST_LISTED = 100
"""More than the communes of any postcode."""


def suggestions_for(service: ServicePage, text: str, limit: int) -> list[dict[str, str]]:
    """For js/combobox.js. If there are more than `limit`, the last item links to all of them."""
    found = organisations_for(service, text, limit + 1)
    if len(found) <= limit:
        return found
    everyone = f"{reverse('maintainer-choose-organisation', args=[service.slug])}?{urlencode({'q': text})}"
    return [*found[:limit], {"label": "Voir toutes les réponses", "detail": "", "url": everyone, "more": "1"}]


def organisations_for(service: ServicePage, text: str, limit: int) -> list[dict[str, str]]:
    """For js/combobox.js. Organisations that use the service already are marked."""
    text = text.replace("\x00", "").strip()[:LONGEST_TEXT]
    if not text:
        return []
    found = likeliest_organisations(text, limit)
    where = describe((one.territory for one in found if one.territory), text)
    known = set(
        Deployment.objects.filter(service=service, organisation__in=found).values_list("organisation_id", flat=True)
    )
    return [
        {
            "value": str(one.pk),
            "label": str(one),
            "detail": _detail(where.get(one.territory_id, one.get_kind_display()), one.pk in known),
            "url": reverse("maintainer-declare", args=[service.slug, one.pk]),
        }
        for one in found
    ]


def _detail(where: str, is_known: bool) -> str:
    return f"{where} — déjà déclarée" if is_known else where


@require_safe
@vary_on_headers("Accept")
@for_service(Action.REPORT_DEPLOYMENTS)
def choose_organisation(request: HttpRequest, service: ServicePage) -> HttpResponse:
    """A list of links, or suggestions in JSON for the combobox."""
    text = question_of(request).text
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"items": suggestions_for(service, text, limit=8)})
    context: dict[str, Any] = {"text": text, "items": organisations_for(service, text, MOST_LISTED)}
    context["is_cut"] = len(context["items"]) == MOST_LISTED
    return show(request, service, "spaces/maintainer/choose_organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.REPORT_DEPLOYMENTS)
def declare(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    """If the organisation already has a deployment, leads to it."""
    organisation = get_object_or_404(Organisation, pk=number)
    known = Deployment.objects.filter(service=service, organisation=organisation).first()
    if known:
        messages.info(request, f"{organisation} a déjà un déploiement {of(service.title)} : le voici.")
        return redirect("maintainer-deployment", service.slug, known.pk)
    form = DeclarationForm(service, organisation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(author_of(request)):
        messages.success(request, f"Le déploiement {of(organisation.name)} est déclaré ; il lui reste à le confirmer.")
        return redirect("maintainer-deployment", service.slug, form.deployment.pk)
    return show(request, service, "spaces/maintainer/declare.html", {"organisation": organisation, "form": form})

"""Adding a deployment: which organisation, then how far it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.deployments.models import Deployment
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import asked
from catalogue.territories.models import Organisation
from store.accounts.policies import Action
from store.spaces.maintainer.choosing import MOST_LISTED, organisations_for, suggestions_for
from store.spaces.maintainer.forms.deployment import DeclarationForm
from store.spaces.maintainer.gate import author_of, for_service
from store.spaces.maintainer.showing import show


@require_safe
@vary_on_headers("Accept")
@for_service(Action.REPORT_DEPLOYMENTS)
def choose_organisation(request: HttpRequest, service: ServicePage) -> HttpResponse:
    """A list of links for everybody, suggestions for the combobox."""
    text = asked(request).text
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"items": suggestions_for(service, text, limit=8)})
    context = {"text": text, "items": organisations_for(service, text, MOST_LISTED)}
    context["is_cut"] = len(context["items"]) == MOST_LISTED
    return show(request, service, "spaces/maintainer/choose_organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.REPORT_DEPLOYMENTS)
def declare(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    """An organisation whose use is known already leads to that use."""
    organisation = get_object_or_404(Organisation, pk=number)
    known = Deployment.objects.filter(service=service, organisation=organisation).first()
    if known:
        messages.info(request, f"{organisation} a déjà un déploiement de {service.title} : le voici.")
        return redirect("maintainer-deployment", service.slug, known.pk)
    form = DeclarationForm(service, organisation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(author_of(request)):
        messages.success(request, f"Le déploiement de {organisation} est déclaré ; il lui reste à le confirmer.")
        return redirect("maintainer-deployment", service.slug, form.deployment.pk)
    return show(request, service, "spaces/maintainer/declare.html", {"organisation": organisation, "form": form})

"""One use of a service by our collectivité: declare, confirm or contest, change, withdraw."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.deployments.changing import Author, withdraw
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.accounts.guards import demand
from store.accounts.policies import About, Action
from store.spaces.collectivite.confirmation import UseAnswerForm
from store.spaces.collectivite.use_forms import OwnDeclarationForm, UseForm, to_declare
from store.spaces.collectivite.uses import use_of
from store.spaces.own_space import members_only, page
from store.spaces.query_parameters import requested_day, typed_words
from store.spaces.teams import teams_of
from store.spaces.use_history import use_history_of

_READ_AND_WRITE = ["GET", "HEAD", "POST"]
_LISTED = 300
_SAID = "C'est enregistré. L'équipe du service est invitée à confirmer."
_SAID_WITHOUT_TEAM = "C'est enregistré. Le service n'a pas d'équipe dans le Store : l'ANCT est invitée à confirmer."


@require_http_methods(_READ_AND_WRITE)
@members_only
def use(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """GET shows, POST confirms or contests."""
    row = _ours(request, pk, Action.SIGN_DEPLOYMENT)
    form = UseAnswerForm(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _sign(request, form)
    history = use_history_of(row.service, organisation, requested_day(request))
    context = {"use": use_of(row, timezone.localdate()), "form": form, "history": history}
    return page(request, organisation, "spaces/collectivite/use.html", context)


def _sign(request: HttpRequest, form: UseAnswerForm) -> HttpResponse:
    try:
        row = form.sign(_author(request))
        said = f"{row.service.title} : {row.get_standing_display().lower()}."
        messages.success(request, f"C'est enregistré. {said}")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("space-use", form.deployment.pk)


@require_http_methods(_READ_AND_WRITE)
@members_only
def change(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = _ours(request, pk, Action.DECLARE_USE)
    form = UseForm(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(_author(request)):
        messages.success(request, _said(row.service))
        return redirect("space-use", pk)
    return page(request, organisation, "spaces/collectivite/change.html", {"form": form, "service": row.service})


@require_POST
@members_only
def withdraw_use(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = _ours(request, pk, Action.DECLARE_USE)
    try:
        withdraw(row, _author(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("space-use", pk)
    messages.success(request, f"Votre déclaration est retirée : {row.service.title}.")
    return redirect("space")


@require_safe
@members_only
def choose_service(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Services that we have not declared yet, in French alphabetical order, or those matching the words."""
    words = typed_words(request)
    services, guessed = to_declare(organisation, request.user, words)
    context = {"services": services[:_LISTED], "words": words, "guessed": guessed, "more": len(services) > _LISTED}
    return page(request, organisation, "spaces/collectivite/choose_service.html", context)


@require_http_methods(_READ_AND_WRITE)
@members_only
def declare(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    demand(request, Action.DECLARE_USE, About(organisation_id=organisation.pk))
    service = get_object_or_404(ServicePage.objects.visible_to(request.user), slug=slug)
    known = Deployment.objects.filter(organisation=organisation, service=service).first()
    if known:
        return redirect("space-use", known.pk)
    form = OwnDeclarationForm(service, organisation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(_author(request)):
        messages.success(request, _said(service))
        return redirect("space-use", form.deployment.pk)
    return page(request, organisation, "spaces/collectivite/declare.html", {"form": form, "service": service})


def _ours(request: HttpRequest, pk: int, action: Action) -> Deployment:
    rows = Deployment.objects.visible_to(request.user).select_related("service", "organisation", "territory")
    row = get_object_or_404(rows, pk=pk)
    demand(request, action, About(service_id=row.service_id, organisation_id=row.organisation_id))
    return row


def _said(service: ServicePage) -> str:
    return _SAID if teams_of([service])[service.pk].is_there else _SAID_WITHOUT_TEAM


def _author(request: HttpRequest) -> Author:
    return Author(Party.ORGANISATION, Channel.ESPACE, request.user)

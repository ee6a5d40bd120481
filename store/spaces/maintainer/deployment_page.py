"""One deployment: all its columns, its signatures, its history."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.deployments import confirming
from catalogue.deployments.changing import withdraw
from catalogue.deployments.models import Deployment
from catalogue.foundation.french import with_article
from catalogue.services.models import ServicePage
from store.accounts.policies import Action
from store.spaces.concurrency import sign_what_was_seen, tie_errors, version_of
from store.spaces.maintainer.deployment_forms import ContestForm, FullDeploymentForm
from store.spaces.maintainer.grid import said_of
from store.spaces.maintainer.service_pages import author_of, for_service, own_deployment, show
from store.spaces.maintainer.signature_states import awaits_us, may_be_contested, may_be_withdrawn, may_change
from store.spaces.query_parameters import requested_day
from store.spaces.signature_badge import badge_of
from store.spaces.use_history import use_history_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.REPORT_DEPLOYMENTS)
def deployment(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    row = own_deployment(service, number)
    form = FullDeploymentForm(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(author_of(request)):
        messages.success(request, said_of(form.deployment))
        return redirect("maintainer-deployment", service.slug, number)
    return _show(request, row, form, ContestForm(auto_id="contester-%s"))


@require_POST
@for_service(Action.CONFIRM_DECLARED_USE)
def confirm(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    row, by = own_deployment(service, number), author_of(request)
    try:
        row = sign_what_was_seen(row, request.POST.get("version", ""), lambda row: confirming.confirm(row, by))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said_of(row))
    return redirect("maintainer-deployment", service.slug, number)


@require_POST
@for_service(Action.CONFIRM_DECLARED_USE)
def contest(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    row, form = own_deployment(service, number), ContestForm(request.POST, auto_id="contester-%s")
    if form.is_valid():
        by, said = author_of(request), form.cleaned_data
        try:
            sign_what_was_seen(row, said["version"], lambda row: confirming.contest(row, by, said["reason"]))
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, "La déclaration est contestée : l'ANCT va trancher.")
            return redirect("maintainer-deployment", service.slug, number)
    return _show(request, row, FullDeploymentForm(row), form)


@require_POST
@for_service(Action.REPORT_DEPLOYMENTS)
def remove(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    """Only if nobody else has signed it yet."""
    row = own_deployment(service, number)
    try:
        withdraw(row, author_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("maintainer-deployment", service.slug, number)
    messages.success(request, f"Votre déclaration pour {with_article(row.organisation.name)} est retirée.")
    return redirect("maintainer-deployments", service.slug)


def _show(request: HttpRequest, row: Deployment, form: FullDeploymentForm, contesting: ContestForm) -> HttpResponse:
    context = {
        "deployment": form.deployment,
        "form": form,
        "version": version_of(form.deployment),
        "contesting": contesting,
        "badge": badge_of(row),
        "may_change": may_change(row),
        "awaits_us": awaits_us(row),
        "may_be_contested": may_be_contested(row),
        "may_be_withdrawn": may_be_withdrawn(row),
        "history": use_history_of(row.service, row.organisation, requested_day(request)),
        "has_errors": form.errors or contesting.errors,
    }
    return show(request, row.service, "spaces/maintainer/deployment.html", context)

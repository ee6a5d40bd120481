"""The basket: filled from cards and sheets by anybody, sent by who acts for an organisation."""

import re

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.deployments.models import AdoptionRequest
from catalogue.deployments.requesting import MOST_SERVICES
from catalogue.services.models import ServicePage
from catalogue.services.sheet import territory_query
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.basket import contents
from store.spaces.basket.forms import RequestForm
from store.spaces.basket.listing import lines_of
from store.spaces.basket.origin import own_pages_only
from store.spaces.basket.sending import send
from store.spaces.teams import teams_of

_NUMBER = re.compile(r"[0-9]{1,9}")


@never_cache
@require_POST
@own_pages_only
def change(request: HttpRequest) -> HttpResponse:
    """Adds or takes out one service, then goes back to the button that was pressed."""
    if "retirer" in request.POST:
        contents.remove(request, _number(request.POST["retirer"]))
        return redirect(f"{reverse('basket')}{territory_query(request)}")
    service = get_object_or_404(
        ServicePage.objects.visible_to(request.user), pk=_number(request.POST.get("ajouter", ""))
    )
    if service.is_stopped:
        messages.error(request, f"« {service.title} » n'est plus proposé : il ne se demande plus.")
        return redirect("basket")
    try:
        contents.add(request, service)
    except contents.FullBasketError:
        messages.error(request, f"Un panier contient {MOST_SERVICES} services au plus : envoyez d'abord celui-ci.")
        return redirect("basket")
    return HttpResponseRedirect(f"{_next(request)}#panier-{service.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    """GET shows it to anybody; POST sends it, for one's organisation."""
    services, person = contents.services_in(request), person_of(request.user)
    allowed = may(person, Action.REQUEST_SERVICES, About(organisation_id=person.organisation_id))
    form = RequestForm(initial={"function": person.mandate}) if allowed else None
    if request.method == "POST":
        if not allowed:
            return _refused(request)
        form = RequestForm(request.POST)
        if form.is_valid() and (sent := _send(request, services, form)):
            return redirect("request", sent.pk)
    context = {"lines": lines_of(services, request.user.organisation if allowed else None), "form": form}
    return render(request, "spaces/basket/basket.html", context)


def _refused(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("basket"))
    raise PermissionDenied("Aucune organisation n'est rattachée à ce compte.")


def _send(request: HttpRequest, services: list[ServicePage], form: RequestForm) -> AdoptionRequest | None:
    """None, and the reason among the errors of the form, when it is refused."""
    try:
        sent = send(services, request.user, form.said(), form.cleaned_data["token"])
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    contents.empty(request)
    messages.success(request, _said(services))
    return sent


def _said(services: list[ServicePage]) -> str:
    """Who receives what was just sent."""
    teams = teams_of(services)
    alone = [service.title for service in services if not teams[service.pk].is_there]
    if not alone:
        return "Votre demande est envoyée à chaque équipe."
    return (
        "Votre demande est envoyée. L'ANCT la reçoit et y répond pour ce qui n'a pas encore d'équipe dans le Store : "
        f"{', '.join(alone)}."
    )


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Http404("Ce service n'existe pas.")
    return int(text)


def _next(request: HttpRequest) -> str:
    """The page one comes from, when it is ours."""
    wanted = request.POST.get("next", "").partition("#")[0]
    return (
        wanted
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
        else reverse("basket")
    )

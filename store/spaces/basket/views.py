"""The basket: anybody fills it; people who act for an organisation send it, and visitors who say who they are."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.deployments.models import AdoptionRequest
from catalogue.deployments.requesting import MOST_SERVICES
from catalogue.services.models import ServicePage
from catalogue.services.sheet.sheet import territory_query
from catalogue.territories.chosen import chosen_territory
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.basket import contents
from store.spaces.basket.basket_lines import lines_of, lines_seen_from
from store.spaces.basket.contents import send
from store.spaces.basket.forms import RequestForm
from store.spaces.basket.origin import own_pages_only
from store.spaces.teams import teams_of
from store.spaces.without_account.views import ask, forget_what_was_sent, form_for

_NUMBER = re.compile(r"[0-9]{1,9}")


@never_cache
@require_POST
@own_pages_only
def change(request: HttpRequest) -> HttpResponse:
    """Adds or removes one service, then returns to the button. Its script stays on the page."""
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
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"count": len(contents.ids_in(request))})
    contents.say_added(request, service)
    return HttpResponseRedirect(f"{_next(request)}#panier-{service.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    """GET shows it. POST sends it, at once for people with an organisation, else after they confirm their address."""
    forget_what_was_sent(request)
    services, person = contents.services_in(request), person_of(request.user)
    if not may(person, Action.REQUEST_SERVICES, About(organisation_id=person.organisation_id)):
        return _for_a_visitor(request, services)
    form = RequestForm(initial={"function": person.mandate})
    if request.method == "POST":
        form = RequestForm(request.POST)
        if form.is_valid() and (sent := _send(request, services, form)):
            return redirect("request", sent.pk)
    context = {"lines": lines_of(services, request.user.organisation), "form": form}
    return render(request, "spaces/basket/basket.html", context)


def _for_a_visitor(request: HttpRequest, services: list[ServicePage]) -> HttpResponse:
    if request.method == "POST":
        form, lines, answer = ask(request, services)
        if answer:
            return answer
    else:
        lines = lines_seen_from(services, chosen_territory(request))
        form = form_for(request) if lines else None
    return render(request, "spaces/basket/basket.html", {"lines": lines, "visitor": form})


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
    """A sentence about who receives the request."""
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
    """The page to return to, if it is ours."""
    wanted = request.POST.get("next", "").partition("#")[0]
    return (
        wanted
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
        else reverse("basket")
    )

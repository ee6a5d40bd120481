"""The page of the basket: people who act for an organisation send it, and so do visitors who say who they are."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.deployments import requesting
from catalogue.deployments.changing import Author
from catalogue.deployments.models import AdoptionRequest, Channel, Party
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import chosen_territory
from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.basket import contents
from store.spaces.basket.basket_lines import lines_of, lines_seen_from
from store.spaces.basket.forms import RequestForm
from store.spaces.models import SentBasket
from store.spaces.teams import teams_of
from store.spaces.without_account.forms import VisitorForm
from store.spaces.without_account.views import ask_as_visitor, forget_what_was_sent, form_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    """GET shows it. POST sends it, at once for people with an organisation, else after they confirm their address."""
    forget_what_was_sent(request)
    services, user, person = contents.services_in(request), request.user, person_of(request.user)
    allowed = may(person, Action.REQUEST_SERVICES, About(organisation_id=person.organisation_id))
    if not allowed or not user.is_authenticated or user.organisation is None:
        return _for_a_visitor(request, services)
    form = RequestForm(initial={"function": person.mandate})
    if request.method == "POST":
        form = RequestForm(request.POST)
        if form.is_valid() and (sent := _send(request, user, services, form)):
            return redirect("request", sent.pk)
    context = {"lines": lines_of(services, user.organisation), "form": form}
    return render(request, "spaces/basket/basket.html", context)


def _for_a_visitor(request: HttpRequest, services: list[ServicePage]) -> HttpResponse:
    form: VisitorForm | None
    if request.method == "POST":
        form, lines, answer = ask_as_visitor(request, services)
        if answer:
            return answer
    else:
        lines = lines_seen_from(services, chosen_territory(request))
        form = form_for(request) if lines else None
    return render(request, "spaces/basket/basket.html", {"lines": lines, "visitor": form})


def _send(request: HttpRequest, user: User, services: list[ServicePage], form: RequestForm) -> AdoptionRequest | None:
    """None, and the reason among the errors of the form, when it is refused."""
    try:
        sent = send(services, user, form.said(), form.cleaned_data["token"])
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    contents.empty(request)
    messages.success(request, _said(services))
    return sent


def send(services: Sequence[ServicePage], person: User, said: dict, token: UUID) -> AdoptionRequest:
    """Create the request, its mails and the record of its token, or nothing. A used token returns the request it made.

    Raises ValidationError if the request is refused.
    """
    by = Author(Party.ORGANISATION, Channel.ESPACE, person)
    try:
        with transaction.atomic():
            request = requesting.ask(services, by, organisation=person.organisation, **said)
            SentBasket.objects.create(token=token, request=request)
    except (ValidationError, IntegrityError) as refused:
        sent = SentBasket.objects.filter(token=token, request__author=person).select_related("request").first()
        if sent:
            return sent.request
        if isinstance(refused, ValidationError):
            raise
        raise ValidationError("Ce formulaire a déjà servi : rechargez la page.") from refused
    return request


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

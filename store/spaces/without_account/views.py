"""Sending a basket without an account: fill the form, confirm one's address by mail, follow the request."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.deployments.requesting import withdraw
from catalogue.foundation.callers import caller_address
from catalogue.foundation.mailboxes import mailbox_of
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import chosen_territory
from store.limits import TooManyError, spend
from store.spaces.basket import contents
from store.spaces.basket.basket_lines import BasketLine, lines_seen_from
from store.spaces.models import PendingRequest, SentBasket
from store.spaces.requests.followed_requests import followed_by_its_asker
from store.spaces.teams import teams_of
from store.spaces.without_account.forms import VisitorForm
from store.spaces.without_account.pending_requests import (
    PERSON,
    ClosedRequestError,
    confirm,
    keep,
    kept_already,
    open_one,
    services_of,
)
from store.spaces.without_account.visitor_links import FOLLOWED_FOR, BadVisitorLinkError, request_of, token_to_follow

_KEPT = "asked"
"""Session key of the form that was sent: to correct its address, and to empty the basket once it is confirmed."""
_GONE = 410


def form_for(request: HttpRequest) -> VisitorForm:
    """Prefilled from a former submission of this browser, else from the account and the chosen territory."""
    sent = _sent_from_here(request)
    territory = chosen_territory(request)
    initial = {"collectivite": territory.name, "territoire": territory.key} if territory else {}
    if request.user.is_authenticated:
        initial |= {"name": str(request.user), "email": request.user.own_address, "function": request.user.mandate}
    if sent:
        initial |= {**sent.said(), "collectivite": sent.organisation.name}
    return VisitorForm(initial=initial)


def ask_as_visitor(
    request: HttpRequest, services: Sequence[ServicePage]
) -> tuple[VisitorForm, list[BasketLine], HttpResponse | None]:
    """The form and lines to show again, or the response if the request was saved."""
    form = VisitorForm(request.POST)
    valid = form.is_valid() and form.asks_for(services)
    lines = lines_seen_from(services, form.chosen.territory if form.chosen else chosen_territory(request))
    if not valid or _must_be_warned(form, lines):
        return form, lines, None
    pending = kept_already(form, services)
    if pending is None:
        try:
            spend("ask-without-account", caller_address(request))
            spend("mail-to-confirm", mailbox_of(form.cleaned_data["email"]))
            spend("mail-to-confirm-in-all", "")
        except TooManyError as error:
            form.add_error(None, error.sentence)
            shown = {"lines": lines, "visitor": form}
            return form, lines, error.mark(render(request, "spaces/basket/basket.html", shown))
        pending = keep(form, services, replaces=request.session.get(_KEPT, ""))
    request.session[_KEPT] = str(pending.form)
    return form, lines, redirect("basket-sent")


def forget_what_was_sent(request: HttpRequest) -> None:
    """After the confirmation, on any device, only what was added since stays in the basket."""
    form = request.session.get(_KEPT) if hasattr(request, "session") else None
    sent = SentBasket.objects.filter(token=form).first() if form else None
    if sent:
        request.session.pop(_KEPT)
        contents.remove(request, *sent.request.services.values_list("service", flat=True))


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Says what happens next, after sending a request."""
    pending = _sent_from_here(request)
    if pending is None:
        return redirect("basket")
    return render(request, "spaces/without_account/sent.html", {"pending": pending})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_request(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what will be sent and to whom. Only POST sends it: mail programs open links by themselves."""
    try:
        response = _confirmed(request, token) if request.method == "POST" else _to_confirm(request, token)
    except ClosedRequestError:
        response = render(request, "spaces/without_account/closed.html", status=_GONE)
    return _without_referrer(response)


def _confirmed(request: HttpRequest, token: str) -> HttpResponse:
    try:
        made = confirm(open_one(token))
    except ValidationError as error:
        return _to_confirm(request, token, error.messages)
    forget_what_was_sent(request)
    messages.success(request, "Votre adresse est confirmée et votre demande est envoyée.")
    return redirect("follow-request", token_to_follow(made))


def _to_confirm(request: HttpRequest, token: str, notices: Sequence[str] = ()) -> HttpResponse:
    pending = open_one(token)
    services = services_of(pending)
    teams = teams_of(services)
    context = {
        "pending": pending,
        "lines": lines_seen_from(services, pending.organisation.territory),
        "alone": [service.title for service in services if not teams[service.pk].is_there],
        "missing": len(pending.services) - len(services),
        "notices": notices,
    }
    return render(request, "spaces/without_account/confirm.html", context)


@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The state of the request, for whoever has the link in a mail: what they wrote and the answers, nothing else."""
    try:
        asked = request_of(token)
    except BadVisitorLinkError:
        return _without_referrer(render(request, "spaces/without_account/not_followed.html", status=_GONE))
    context = {"shown": followed_by_its_asker(asked), "token": token, "days": FOLLOWED_FOR.days}
    return _without_referrer(render(request, "spaces/without_account/follow.html", context))


@never_cache
@require_POST
def withdraw_request(request: HttpRequest, token: str) -> HttpResponse:
    try:
        taken_back = withdraw(request_of(token), PERSON)
    except BadVisitorLinkError:
        return _without_referrer(render(request, "spaces/without_account/not_followed.html", status=_GONE))
    context = {"names": [one.title for one in taken_back]}
    return _without_referrer(render(request, "spaces/without_account/withdrawn.html", context))


def _must_be_warned(form: VisitorForm, lines: Sequence[BasketLine]) -> bool:
    """Once per collectivité: services were chosen before it was known, and may not be open to it."""
    return any(line.obstacles for line in lines) and form.cleaned_data["warned"] != str(
        form.chosen.pk if form.chosen else ""
    )


def _sent_from_here(request: HttpRequest) -> PendingRequest | None:
    kept = request.session.get(_KEPT)
    return PendingRequest.objects.open().filter(form=kept).first() if kept else None


def _without_referrer(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"  # the URL is the right to read and to answer
    return response

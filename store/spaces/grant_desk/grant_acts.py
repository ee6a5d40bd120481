"""Conventions, payments, reports and cancellations of grants, by those who follow them; the report of a beneficiary."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.foundation.pagination import page_links
from catalogue.funding import grant_book
from catalogue.funding.instructing import envelopes_in
from catalogue.funding.models import Axis, FundDesk, FundOfficer, Grant, GrantState
from catalogue.needs.journal import Voice
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand, only
from store.accounts.policies import About, Action
from store.spaces.concurrency import tie_errors
from store.spaces.fund_frame import fund_page
from store.spaces.grant_desk.grant_forms import (
    ConventionForm,
    GiveBackForm,
    GrantForm,
    PaymentForm,
    ReasonForm,
    ReductionForm,
    ReportForm,
    SignatureForm,
)
from store.spaces.own_space import members_only, page
from store.spaces.query_parameters import requested_grant_state, requested_page
from store.spaces.speaking import voice_of

_PER_PAGE = 50
_FOLLOWING = (FundDesk.ENVELOPES, FundDesk.NATIONAL, FundDesk.PREFECTURE)
_PAYING = (FundDesk.PAYMENTS,)
State = GrantState


@dataclass(frozen=True)
class GrantGesture:
    """`states`: in which a grant waits for it."""

    label: str
    form: type[GrantForm]
    run: Callable[[Grant, dict[str, Any], Voice], object]
    states: tuple[GrantState, ...]
    desks: tuple[FundDesk, ...] = _FOLLOWING


GESTURES = {
    "convention": GrantGesture(
        "Envoyer la convention",
        ConventionForm,
        lambda grant, said, by: grant_book.send_convention(grant, said["convention"], by),
        (State.NOTIFIED,),
    ),
    "signature": GrantGesture(
        "Noter la signature",
        SignatureForm,
        lambda grant, said, by: grant_book.sign(grant, said["signed_on"], by),
        (State.NOTIFIED, State.TO_SIGN),
    ),
    "versement": GrantGesture(
        "Noter un versement",
        PaymentForm,
        lambda grant, said, by: grant_book.pay(grant, said["amount"], by),
        (State.NOTIFIED, State.SIGNED),
        _PAYING,
    ),
    "bilan": GrantGesture(
        "Demander le bilan", GrantForm, lambda grant, said, by: grant_book.ask_report(grant, by), (State.PAID,)
    ),
    "cloture": GrantGesture(
        "Clore", GrantForm, lambda grant, said, by: grant_book.close(grant, by), (State.REPORT_DUE,)
    ),
    "reduction": GrantGesture(
        "Réduire",
        ReductionForm,
        lambda grant, said, by: grant_book.reduce(grant, said["amount"], said["reason"], by),
        (State.NOTIFIED, State.TO_SIGN, State.SIGNED),
    ),
    "reversement": GrantGesture(
        "Noter un reversement",
        GiveBackForm,
        lambda grant, said, by: grant_book.give_back(grant, said["amount"], said["reason"], by),
        (State.SIGNED, State.PAID, State.REPORT_DUE),
        _PAYING,
    ),
    "annulation": GrantGesture(
        "Annuler",
        ReasonForm,
        lambda grant, said, by: grant_book.cancel(grant, said["reason"], by),
        (State.NOTIFIED, State.TO_SIGN, State.SIGNED, State.PAID, State.REPORT_DUE),
    ),
}


def _officers(request: SignedInRequest) -> list[FundOfficer]:
    return list(FundOfficer.objects.held_on().filter(user=request.user).select_related("user"))


def _mine(officers: list[FundOfficer]) -> QuerySet[Grant]:
    """What these desks follow: all for payments and envelopes, axis 2 for the DINUM, its perimeter for a préfecture."""
    grants = Grant.objects.select_related("beneficiary", "envelope")
    if any(officer.desk in (FundDesk.PAYMENTS, FundDesk.ENVELOPES) for officer in officers):
        return grants
    local = envelopes_in(officer.territory_id for officer in officers if officer.territory_id)
    followed = Q(envelope__in=local)
    if any(officer.desk == FundDesk.NATIONAL for officer in officers):
        followed |= Q(envelope__axis=Axis.TWO)
    return grants.filter(followed)


def _gestures(officers: list[FundOfficer], grant: Grant) -> dict[str, tuple[GrantGesture, FundOfficer]]:
    """What may be done with it now, and in the name of which desk."""
    near = [officer for officer in officers if _mine([officer]).filter(pk=grant.pk).exists()]
    waited_for = {name: gesture for name, gesture in GESTURES.items() if grant.state in gesture.states}
    by_desk = {officer.desk: officer for officer in near}
    holders = {name: [by_desk[desk] for desk in one.desks if desk in by_desk] for name, one in waited_for.items()}
    return {name: (waited_for[name], officers[0]) for name, officers in holders.items() if officers}


@require_safe
@only(Action.OPEN_FUND_DESK)
def followed(request: SignedInRequest) -> HttpResponse:
    """By state, the ones that wait longest first."""
    state = requested_grant_state(request)
    rows = _mine(_officers(request)).order_by("awarded_at", "pk")
    pages = Paginator(rows.filter(state=state) if state else rows, _PER_PAGE)
    shown = pages.get_page(requested_page(request))
    links = page_links(shown, lambda number: f"?etat={state}&page={number}")
    context = {"grants": shown, "pagination": links, "states": GrantState.choices, "state": state}
    return fund_page(request, "spaces/grant_desk/grants.html", context)


@require_safe
@only(Action.OPEN_FUND_DESK)
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    officers = _officers(request)
    return _show(request, get_object_or_404(_mine(officers), pk=pk), officers)


def _show(
    request: SignedInRequest, grant: Grant, officers: list[FundOfficer], filled: tuple[str, GrantForm] | None = None
) -> HttpResponse:
    forms = {name: (gesture.label, gesture.form(grant)) for name, (gesture, _) in _gestures(officers, grant).items()}
    if filled:
        name, form = filled
        forms[name] = (GESTURES[name].label, form)
    rows = [{"name": name, "label": label, "form": form} for name, (label, form) in forms.items()]
    context = {"grant": grant, "gestures": rows, "events": grant.events.order_by("at", "pk")}
    return fund_page(request, "spaces/grant_desk/grant.html", context, 400 if filled else 200)


@require_http_methods(["POST"])
@only(Action.OPEN_FUND_DESK)
def act(request: SignedInRequest, pk: int, gesture: str) -> HttpResponse:
    """What the state of the grant or the desk does not allow is refused, whatever the form says."""
    officers = _officers(request)
    grant = get_object_or_404(_mine(officers), pk=pk)
    if gesture not in GESTURES:
        raise Http404
    allowed = _gestures(officers, grant).get(gesture)
    if allowed is None:
        if not any(officer.desk in GESTURES[gesture].desks for officer in officers):
            raise PermissionDenied(gesture)
        messages.error(request, f"Cette subvention est « {grant.get_state_display().lower()} » : rechargez la page.")
        return redirect("grant-desk-grant", pk)
    known, officer = allowed
    form = known.form(grant, request.POST)
    if form.is_valid():
        by = Voice(request.user, officer.body, organisation=request.user.organisation)
        try:
            known.run(grant, form.cleaned_data, by)
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, f"C'est noté : {known.label.lower()}.")
            return redirect("grant-desk-grant", pk)
    return _show(request, grant, officers, (gesture, form))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def report(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """By the beneficiary, until the grant is closed."""
    demand(request, Action.ASK_FUNDING, About(organisation_id=organisation.pk))
    grant = get_object_or_404(Grant.objects.standing(), pk=pk, beneficiary=organisation)
    form = ReportForm(grant, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            grant_book.report(grant, form.cleaned_data["report"], voice_of(request.user))
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, "Votre bilan est enregistré.")
            return redirect(grant.get_absolute_url())
    return page(request, organisation, "spaces/grant_desk/report.html", {"grant": grant, "form": form})

"""One request, and the requests of one's collectivité."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.deployments.changing import Author
from catalogue.deployments.models import AdoptionRequest, Channel, Party
from catalogue.deployments.requesting import withdraw
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.own_space import members_only, page
from store.spaces.requests.followed_requests import ReadRequest, belongs_to, of_organisation, read, with_lives

_LISTED = 100


@require_safe
@members_only
def ours(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """The last ones, newest first."""
    last = with_lives(of_organisation(organisation))[:_LISTED]
    requests = read(last, request.user, person_of(request.user))
    return page(request, organisation, "spaces/requests/ours.html", {"requests": requests})


@never_cache
@require_safe
@login_required
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    """For both sides. A 404 for others."""
    shown = _read(request, pk)
    return render(request, "spaces/requests/one.html", {"shown": shown, "may_withdraw": _may_withdraw(request, shown)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw_ours(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET asks for confirmation."""
    shown = _read(request, pk)
    if not _may_withdraw(request, shown):
        if shown.ours:
            messages.info(request, "Il n'y a plus rien à retirer de cette demande ici.")
            return redirect("request", pk)
        raise Http404("Cette demande n'existe pas.")
    if request.method != "POST":
        return render(request, "spaces/requests/withdraw.html", {"shown": shown})
    withdraw(shown.request, Author(Party.ORGANISATION, Channel.ESPACE, request.user))
    messages.success(request, "Votre demande est retirée : les équipes en sont averties.")
    return redirect("request", pk)


def _read(request: SignedInRequest, pk: int) -> ReadRequest:
    found = read(with_lives(AdoptionRequest.objects.filter(pk=pk)), request.user, person_of(request.user))
    if not found:
        raise Http404("Cette demande n'existe pas.")
    return found[0]


def _may_withdraw(request: SignedInRequest, shown: ReadRequest) -> bool:
    about = About(organisation_id=belongs_to(shown.request))
    is_of_an_account = not shown.request.without_account
    return is_of_an_account and bool(shown.awaited) and may(person_of(request.user), Action.WITHDRAW_REQUEST, about)

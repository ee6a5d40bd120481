"""A request for services, and those of one's collectivité."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.deployments.models import AdoptionRequest
from catalogue.territories.models import Organisation
from store.accounts.people import person_of
from store.spaces.collectivite.pages import page
from store.spaces.membership import members_only
from store.spaces.requests.reading import of_organisation, read, with_lives

_LISTED = 100


@require_safe
@members_only
def ours(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The last ones, newest first."""
    last = with_lives(of_organisation(organisation))[:_LISTED]
    requests = read(last, request.user, person_of(request.user))
    return page(request, organisation, "spaces/requests/ours.html", {"requests": requests})


@never_cache
@require_safe
@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Read by both sides; to everybody else it does not exist."""
    found = read(with_lives(AdoptionRequest.objects.filter(pk=pk)), request.user, person_of(request.user))
    if not found:
        raise Http404("Cette demande n'existe pas.")
    return render(request, "spaces/requests/one.html", {"shown": found[0]})

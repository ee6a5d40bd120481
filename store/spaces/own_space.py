"""The space of a collectivité: who may enter it, and the frame of its pages."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.tabs import tabs_of


def members_only(view: Callable) -> Callable:
    """Passes the view the organisation that the person acts for. Others read how to be attached to one."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: SignedInRequest, *args, **kwargs) -> HttpResponseBase:
        person = person_of(request.user)
        if not may(person, Action.OPEN_COLLECTIVITE_SPACE, About(organisation_id=person.organisation_id)):
            return _not_attached(request)
        return view(request, request.user.organisation, *args, **kwargs)

    return guarded


def _not_attached(request: SignedInRequest) -> HttpResponse:
    context = {"last_request": request.user.attachment_requests.first()}
    return render(request, "spaces/collectivite/not_attached.html", context, status=403)


TABS = (
    ("Ce que nous utilisons", "space"),
    ("Autour de nous", "space-neighbours"),
    ("Nos demandes", "space-requests"),
    ("Nos besoins", "space-needs"),
    ("Nos pilotes", "space-pilots"),
    ("Nos financements", "funding-applications"),
    ("Nos soutiens", "space-supports"),
    ("Retours d'expérience", "space-feedback"),
    ("Notre équipe", "space-people"),
)


def page(request: HttpRequest, organisation: Organisation, template: str, context: dict) -> HttpResponse:
    frame = {"organisation": organisation, "space": "Mon espace", "tabs": tabs_of(TABS, request.path)}
    return render(request, template, {**frame, **context})

"""Guards that apply the policies to views."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import NO_OBJECT, About, Action, Person, may


class SignedInRequest(HttpRequest):
    """What views behind `only` or `login_required` receive."""

    user: User


def demand(request: HttpRequest, action: Action, about: About = NO_OBJECT) -> Person:
    """The person, if they may do it. Otherwise raises PermissionDenied (403)."""
    person = person_of(request.user)
    if not may(person, action, about):
        raise PermissionDenied(action)
    return person


def only(action: Action) -> Callable:
    """Restricts a view to people who may do `action`; visitors sign in first. `demand` then checks the object."""

    def decorate(view: Callable) -> Callable:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            demand(request, action)
            return view(request, *args, **kwargs)

        return guarded

    return decorate

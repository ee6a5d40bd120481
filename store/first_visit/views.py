"""Three screens, then the catalogue. Whoever has been through them goes there at once."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.deployments.models import Function
from store.first_visit.answers import Answers

SEEN = "premiere-visite"
"""The cookie that says so: the same value for everybody. The home page's script reads it, to take its link away."""
_REMEMBERED = timedelta(days=365)


def _once(screen: Callable[[HttpRequest, Answers], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    @never_cache
    @require_safe
    @wraps(screen)
    def guarded(request: HttpRequest) -> HttpResponse:
        answers = Answers.in_address(request)
        return redirect(answers.catalogue) if SEEN in request.COOKIES else screen(request, answers)

    return guarded


@_once
def who(request: HttpRequest, answers: Answers) -> HttpResponse:
    return render(request, "first_visit/who.html", {"answers": answers, "functions": Function.choices, "step": 1})


@_once
def where(request: HttpRequest, answers: Answers) -> HttpResponse:
    return render(request, "first_visit/where.html", {"answers": answers, "step": 2})


@_once
def what(request: HttpRequest, answers: Answers) -> HttpResponse:
    return render(request, "first_visit/what.html", {"answers": answers, "step": 3, "hide_header_search": True})


@never_cache
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    response = redirect(Answers.in_address(request).catalogue)
    response.set_cookie(SEEN, "vue", max_age=_REMEMBERED, secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Lax")
    return response

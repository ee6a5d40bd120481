"""The addresses of the Store, and some that show the pages of errors and refusals as visitors meet them."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from store.limits import LIMITS, TooManyError
from store.urls import urlpatterns as addresses


def malformed(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as asked")


def asked_too_often(request: HttpRequest) -> HttpResponse:
    return TooManyError(LIMITS["contact"], 720).page(request)


urlpatterns = [
    path("erreurs/400/", malformed),
    path("erreurs/403/", forbidden),
    path("erreurs/429/", asked_too_often),
    path("erreurs/500/", broken),
    *addresses,
]

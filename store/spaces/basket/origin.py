"""Telling our own pages from those of others without a cookie.

Django's protection of forms gives each visitor a cookie. Pages of the catalogue give none to whoever only reads: their
button is proven by the Origin header, which browsers send with every form and which no page can change.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect


def own_pages_only(view: Callable) -> Callable:
    """A form of ours posts it; without an Origin header (an old browser), Django's own token is asked for."""
    with_token = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        judged = view if _origin_is_ours(request) else with_token
        return judged(request, *args, **kwargs)

    return guarded


def _origin_is_ours(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"

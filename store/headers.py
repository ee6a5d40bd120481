"""Headers of every answer: what browsers may do with it, and who may keep it."""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

ADMIN_PREFIX = "/admin/"
ADMIN_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF, *settings.PROCONNECT_ORIGINS],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}
CONSTANT_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


PRIVATE = "private, no-store"


class PolicyHeadersMiddleware(CSPMiddleware):
    """One constant policy for public pages, another for the admin, which needs inline scripts.

    django-csp chooses the public policy from the settings; the admin's replaces it under its prefix."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = ADMIN_POLICY  # type: ignore[attr-defined]  # django-csp's own hook
        for name, value in CONSTANT_HEADERS.items():
            response.setdefault(name, value)
        _say_who_may_keep_it(request, response)
        return super().process_response(request, response)


def _say_who_may_keep_it(request: HttpRequest, response: HttpResponseBase) -> None:
    """Nobody keeps what was made for somebody: who is signed in, opened a page by its password, has something in
    their session, shows a token, or is given a cookie. What is made for all is asked for again with another cookie.

    Assets are answered before anybody is known. Pictures are the same for all who may see them: their view says.
    """
    session = getattr(request, "session", None)
    if session is None or request.path.startswith(settings.MEDIA_URL):
        return
    patch_vary_headers(response, ["Cookie"])
    if _is_for_somebody(request) or response.cookies:
        directives = {part.strip() for part in response.get("Cache-Control", "").split(",")}
        if not {"private", "no-store"} <= directives:
            response["Cache-Control"] = PRIVATE


def _is_for_somebody(request: HttpRequest) -> bool:
    if "Authorization" in request.headers:
        return True
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.modified:
        return False
    try:
        return bool(request.session.keys())
    except DatabaseError:  # nobody knows: as if it were
        return True

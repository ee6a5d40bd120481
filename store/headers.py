"""Headers of every response: security policies, and who may cache it."""

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
    """Responses made for somebody are private: people who are signed in, opened a page with its password, have data in
    their session, show a token, or receive a cookie. Other responses vary with the cookie.

    Assets are served before the session is read. For pictures, which are the same for all who may see them, the view
    decides.
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
    except DatabaseError:  # unknown: treat it as private
        return True

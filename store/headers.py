"""Security headers: one constant policy for public pages, another for Wagtail's admin, which needs inline scripts."""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

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


class PolicyHeadersMiddleware(CSPMiddleware):
    """django-csp chooses the public policy from the settings; the admin's replaces it under its prefix."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = ADMIN_POLICY  # type: ignore[attr-defined]  # django-csp's own hook
        for name, value in CONSTANT_HEADERS.items():
            response.setdefault(name, value)
        return super().process_response(request, response)

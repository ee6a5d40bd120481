"""Who is calling, when nobody has signed in."""

from django.conf import settings
from django.http import HttpRequest


def caller_address(request: HttpRequest) -> str:
    """The visitor's IP address.

    Behind proxies the connection comes from the nearest one, and X-Forwarded-For may start with whatever the visitor
    wrote: only the last TRUSTED_PROXY_COUNT entries were added by our own proxies.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR", "")

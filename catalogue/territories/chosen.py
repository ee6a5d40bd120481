"""The territory one looks from: `?territoire=<kind>-<code>`, kept from page to page by links, not by a cookie."""

from django.http import HttpRequest

from catalogue.territories.models import Territory

PARAMETER = "territoire"


def chosen_territory(request: HttpRequest) -> Territory | None:
    """None when there is none, or when the key is malformed or unknown; one query per request, however often asked."""
    key = request.GET.get(PARAMETER, "")
    if not key:
        return None
    asked_before = getattr(request, "_chosen_territory", None)
    if asked_before is None or asked_before[0] != key:
        asked_before = (key, Territory.objects.by_key(key))
        request._chosen_territory = asked_before  # type: ignore[attr-defined]
    return asked_before[1]

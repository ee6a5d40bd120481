"""Facts about the site for every page."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from wagtail.models import Site
from wagtail.models.sites import get_site_for_hostname

from catalogue.foundation.caching import kept_until_written, version_is_known
from catalogue.territories.chosen import PARAMETER, chosen_territory

NAME = "Territoires Store"
TAGLINE = "Les services numériques partagés des collectivités"
# As in the accessibility statement: update it after an audit.
ACCESSIBILITY = "non conforme"


class SiteFacts(TypedDict):
    name: str
    tagline: str
    accessibility: str
    origin: str
    territory_key: str
    territory_query: str
    territory_further: str


def site_facts(request: HttpRequest) -> dict[str, SiteFacts]:
    """Context processor. `origin` is the public address without a final slash, whatever host the visitor typed.

    Links to pages of the Store end with `territory_query` (« ?territoire=… »), or `territory_further`
    (« &territoire=… ») after another query, so that the chosen territory is kept from page to page.
    """
    key = _seen_from(request)
    pair = urlencode({PARAMETER: key}) if key else ""
    facts = SiteFacts(
        name=NAME,
        tagline=TAGLINE,
        accessibility=ACCESSIBILITY,
        origin=settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
        territory_key=key,
        territory_query=f"?{pair}" if pair else "",
        territory_further=f"&{pair}" if pair else "",
    )
    return {"site_facts": facts}


def _seen_from(request: HttpRequest) -> str:
    """The key of the chosen territory; on the page of a territory, that one."""
    match = request.resolver_match
    if match and match.url_name == "territory":
        return match.kwargs["key"]
    territory = chosen_territory(request)
    return territory.key if territory else ""


def known_site(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: put the site of the request where Wagtail looks for it before it asks the database."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if version_is_known():
            with suppress(DisallowedHost):  # answered further down
                hostname, _ = split_domain_port(request.get_host())
                request._wagtail_site = _site_at(hostname, request.get_port())  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


@kept_until_written
def _site_at(hostname: str, port: str) -> Site | None:
    with suppress(Site.DoesNotExist):
        return get_site_for_hostname(hostname, port)
    return None

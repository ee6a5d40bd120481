"""What every page says of the site itself."""

from typing import TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from catalogue.territories.chosen import PARAMETER, chosen_territory

NAME = "Territoires Store"
TAGLINE = "Les services numériques partagés des collectivités"
# The level that the declaration states: change it here when an audit changes it.
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
    """Context processor. `origin`, without final slash, is the public address, whatever host the visitor typed.

    Links to pages of the Store end with `territory_query` (« ?territoire=… »), or with `territory_further`
    (« &territoire=… ») after a query of their own, so that the chosen territory follows from page to page.
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
    """The key of the chosen territory; the page of a territory is seen from it, whatever was chosen before."""
    match = request.resolver_match
    if match and match.url_name == "territory":
        return match.kwargs["key"]
    territory = chosen_territory(request)
    return territory.key if territory else ""

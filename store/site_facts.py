"""Facts about the site for every page."""

from typing import TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

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

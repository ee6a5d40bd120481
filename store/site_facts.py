"""What every page says of the site itself."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest

from catalogue.services.sheet import territory_query

NAME = "Territoires Store"
TAGLINE = "Les services numériques partagés des collectivités"
# The level that the declaration states: change it here when an audit changes it.
ACCESSIBILITY = "non conforme"


class SiteFacts(TypedDict):
    name: str
    tagline: str
    accessibility: str
    origin: str
    territory_query: str


def site_facts(request: HttpRequest) -> dict[str, SiteFacts]:
    """Context processor. `origin`, without final slash, is the public address, whatever host the visitor typed.

    `territory_query` is what links of the menu end with, so that the chosen territory follows from page to page.
    """
    facts = SiteFacts(
        name=NAME,
        tagline=TAGLINE,
        accessibility=ACCESSIBILITY,
        origin=settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
        territory_query=territory_query(request),
    )
    return {"site_facts": facts}

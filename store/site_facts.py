"""What every page says of the site itself."""

from typing import TypedDict

from django.http import HttpRequest

NAME = "Territoires Store"
TAGLINE = "Les services numériques partagés des collectivités"
# The level that the declaration states: change it here when an audit changes it.
ACCESSIBILITY = "non conforme"


class SiteFacts(TypedDict):
    name: str
    tagline: str
    accessibility: str
    origin: str


def site_facts(request: HttpRequest) -> dict[str, SiteFacts]:
    """Context processor. `origin` has no final slash."""
    origin = f"{request.scheme}://{request.get_host()}"
    return {"site_facts": SiteFacts(name=NAME, tagline=TAGLINE, accessibility=ACCESSIBILITY, origin=origin)}

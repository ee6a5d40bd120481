"""What the home page shows: cards of services, figures, themes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from catalogue.deployments.models import Deployment
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import PARAMETER, chosen_territory
from catalogue.territories.models import Territory
from search import home

CARDS = 3


@dataclass(frozen=True)
class Card:
    """What templates/components/service_card.html reads, here from the database instead of the index."""

    url: str
    action: str
    name: str
    summary: str
    themes: tuple[str, ...]
    in_use: int
    deployed: int
    definition: str
    has_demo: bool


def cards_of(services: QuerySet[ServicePage], request: HttpRequest, territory: Territory | None) -> list[Card]:
    """Their use is shown when the query counted it."""
    return [
        Card(
            url=(service.get_url(request) or "") + (f"?{PARAMETER}={territory.key}" if territory else ""),
            action=service.heading,
            name=service.title,
            summary=service.summary,
            themes=names_of(service.themes.all()),
            in_use=getattr(service, "in_use", 0),
            deployed=getattr(service, "deployed", 0),
            definition=service.deployed_definition,
            has_demo=getattr(service, "has_demo", False),
        )
        for service in services.prefetch_related("themes")
    ]


def names_of(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(term.name for term in terms)


def home_context(request: HttpRequest) -> dict[str, Any]:
    territory = chosen_territory(request)
    used = Deployment.objects.in_use().visible_to(None)
    return {
        "territory": territory,
        "figures": home.figures(),
        "figures_hold_demo": used.filter(is_demo=True).exists(),
        "themes": home.theme_counts(),
        "most_adopted": cards_of(home.most_adopted(CARDS), request, territory),
        "newest": cards_of(home.newest(CARDS), request, territory),
    }

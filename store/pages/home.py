"""What the home page shows: cards of services, figures, themes."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from catalogue.deployments.adoption import in_use_by
from catalogue.services.models import ServicePage
from catalogue.services.rules.eligibility import judge, rules_of
from catalogue.services.sheet.card import Card, card_of
from catalogue.territories.chosen import PARAMETER, chosen_territory
from catalogue.territories.models import Territory
from search.answering import storefront

CARDS = 3


def cards_of(services: QuerySet[ServicePage], request: HttpRequest, territory: Territory | None) -> list[Card]:
    services = services.prefetch_related("themes")
    if territory is None:
        return [card_of(service, service.get_url(request) or "") for service in services]
    in_use, query = in_use_by(territory), f"?{PARAMETER}={territory.key}"
    return [
        card_of(
            service,
            f"{service.get_url(request) or ''}{query}",
            judge(rules_of(service), territory.kind, territory.population, in_use),
        )
        for service in services
    ]


def home_context(request: HttpRequest) -> dict[str, Any]:
    territory = chosen_territory(request)
    most_adopted = cards_of(storefront.most_adopted(CARDS), request, territory)
    shown = {card.pk for card in most_adopted}
    others = [card for card in cards_of(storefront.newest(2 * CARDS), request, territory) if card.pk not in shown]
    themes = storefront.theme_counts()
    return {
        "territory": territory,
        "figures": storefront.figures(themes),
        "themes": themes,
        "most_adopted": most_adopted,
        "newest": others[:CARDS],
    }

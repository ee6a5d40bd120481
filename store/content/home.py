"""What the home page shows: cards of services, figures, themes."""

from typing import Any

from django.http import HttpRequest

from catalogue.territories.chosen import chosen_territory
from search.answering import storefront
from search.answering.visit import Visit

CARDS = 3


def home_context(request: HttpRequest) -> dict[str, Any]:
    territory = chosen_territory(request)
    counts = storefront.catalogue_counts()
    shelves = storefront.shelves(Visit.of(territory) if territory else Visit.nowhere(), CARDS)
    return {
        "territory": territory,
        "figures": storefront.figures(counts),
        "themes": counts.themes,
        "most_adopted": shelves.most_adopted,
        "newest": shelves.newest,
    }

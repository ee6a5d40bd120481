"""A question that names a territory and no service: where the person may have wanted to go."""

from catalogue.territories.folding import fold
from catalogue.territories.models import Territory
from catalogue.territories.search import describe, find_territories
from search.results import Link

_MOST = 3


def places(text: str) -> list[Link]:
    """Two queries at most."""
    named = [place for place in find_territories(text) if _is_named(place, text)][:_MOST]
    details = describe(named) if named else {}
    return [Link(f"{place} ({details[place.pk]})", place.get_absolute_url()) for place in named]


def _is_named(place: Territory, text: str) -> bool:
    """By the first words of its name at least, or by a code; « erp » does not name Serpaize."""
    typed, name = fold(text), fold(place.name)
    return f"{name} ".startswith(f"{typed} ") or typed.replace(" ", "").isdigit()

"""A question that names a territory and no service: where the person may have wanted to go."""

from catalogue.territories.folding import fold
from catalogue.territories.models import Territory
from catalogue.territories.search import describe, find_territories
from search.answering.results import Link

_MOST = 3
_LONGEST_NAME = 6


def places(text: str) -> list[Link]:
    """Two queries at most."""
    named = [place for place in find_territories(text) if _is_named(place, text)][:_MOST]
    details = describe(named) if named else {}
    return [Link(f"{place} ({details[place.pk]})", place.get_absolute_url()) for place in named]


def words_of_places(text: str) -> frozenset[str]:
    """The words of a question that make the name of a territory: « Étampes » is no misspelled « étapes ». One query."""
    words = fold(text).split()
    sizes = range(1, min(_LONGEST_NAME, len(words)) + 1)
    names = {" ".join(words[start : start + size]) for size in sizes for start in range(len(words) - size + 1)}
    found = Territory.objects.filter(folded_name__in=names).values_list("folded_name", flat=True)
    return frozenset(word for name in found for word in name.split())


def _is_named(place: Territory, text: str) -> bool:
    """By the first words of its name at least, or by a code; « erp » does not name Serpaize."""
    typed, name = fold(text), fold(place.name)
    return f"{name} ".startswith(f"{typed} ") or typed.replace(" ", "").isdigit()

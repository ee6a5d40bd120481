"""One service in a list: what templates/components/service_card.html reads, from the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalogue.services.eligibility import Verdict


@dataclass(frozen=True)
class Card:
    pk: int
    url: str
    action: str
    name: str
    summary: str
    themes: tuple[str, ...]
    in_use: int
    confirmed: int
    deployed: int
    definition: str
    has_demo: bool
    usability: Verdict | None


def card_of(service, url: str, usability: Verdict | None = None) -> Card:
    """Its use is shown when the query counted it; `usability` when one looks from a territory."""
    return Card(
        pk=service.pk,
        url=url,
        action=service.heading,
        name=service.title,
        summary=service.summary,
        themes=names_of(service.themes.all()),
        in_use=getattr(service, "in_use", 0),
        confirmed=getattr(service, "confirmed", 0),
        deployed=getattr(service, "deployed", 0),
        definition=service.deployed_definition,
        has_demo=getattr(service, "has_demo", False),
        usability=usability,
    )


def names_of(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(term.name for term in terms)

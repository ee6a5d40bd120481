"""One service in a list, for templates/services/card.html."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalogue.foundation.french import quantity, thousands
from catalogue.services.rules.eligibility import Verdict


class Used:
    """Counts of organisations; `has_demo` if some are invented."""

    in_use: int
    confirmed: int
    deployed: int
    has_demo: bool

    @property
    def use(self) -> str:
        """Written here because a template takes ten times longer."""
        parts = [quantity(self.in_use, "organisation l'utilise", "organisations l'utilisent")]
        if self.confirmed:
            parts.append(f"({quantity(self.confirmed, 'confirmée')})")
        if self.deployed:
            parts[-1] += f", dont {thousands(self.deployed)} où il est déployé"
        return " ".join([*parts, "(donnée de démonstration)"] if self.has_demo else parts)


@dataclass(frozen=True)
class Card(Used):
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
    is_stopped: bool

    @property
    def title(self) -> str:
        """The name as plain text, where search hits mark words in `name`."""
        return self.name


def card_of(service, url: str, usability: Verdict | None = None) -> Card:
    """Uses counts annotated by the query, if there are any; `usability` is for a chosen territory."""
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
        is_stopped=service.is_stopped,
    )


def names_of(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(term.name for term in terms)

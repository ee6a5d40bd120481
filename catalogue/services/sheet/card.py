"""One service in a list, for templates/services/card.html."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page

from catalogue.foundation.french import agree, quantity, thousands
from catalogue.services.rules.eligibility import Verdict
from catalogue.services.sheet.renditions import LOGO


class Used:
    """Counts of organisations; `alike`: how many are like the visitor's; `has_demo` if some are invented."""

    in_use: int
    confirmed: int
    deployed: int
    has_demo: bool
    alike: int = 0

    @property
    def use(self) -> str:
        """« 94 organisations l'utilisent », « 94 l'utilisent, dont 12 comme la vôtre »: on one line of a telephone."""
        if self.alike:
            uses = agree(self.in_use, "l'utilise", "l'utilisent")
            return f"{thousands(self.in_use)} {uses}, dont {thousands(self.alike)} comme la vôtre"
        return quantity(self.in_use, "organisation l'utilise", "organisations l'utilisent")

    @property
    def use_in_detail(self) -> str:
        """« 3 confirmées ; 40 où il est déployé »"""
        parts = [quantity(self.confirmed, "confirmée")] if self.confirmed else []
        if self.deployed:
            parts.append(f"{thousands(self.deployed)} où il est déployé")
        return " ; ".join(parts)


@dataclass(frozen=True)
class Card(Used):
    pk: int
    slug: str
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
    logo: str = ""
    alike: int = 0

    @property
    def title(self) -> str:
        """The name as plain text, where search hits mark words in `name`."""
        return self.name


def card_of(service, url: str, usability: Verdict | None = None) -> Card:
    """Uses counts annotated by the query, if there are any; `usability` is for a chosen territory."""
    return Card(
        pk=service.pk,
        slug=service.slug,
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
        logo=get_rendition_or_not_found(service.logo, LOGO).url if service.logo else "",
    )


class Addressed(Protocol):
    """What is read of a sheet to know its address."""

    @property
    def path(self) -> str: ...
    @property
    def url_path(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def locale_id(self) -> int: ...


def addresses_of(sheets: Iterable[Addressed]) -> list[str]:
    """Siblings share their parent's address, computed once (`page.url` is the service's website)."""
    parents: dict[str, str] = {}
    addresses = []
    for sheet in sheets:
        above = sheet.path[: -Page.steplen]
        if above not in parents:
            whole = Page(url_path=sheet.url_path, locale_id=sheet.locale_id).get_url() or ""
            parents[above] = whole.removesuffix(f"{sheet.slug}/")
        addresses.append(f"{parents[above]}{sheet.slug}/")
    return addresses


def names_of(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(term.name for term in terms)

"""What the template of a sheet receives, in the order of the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urljoin

from django.http import HttpRequest
from wagtail.images.shortcuts import get_rendition_or_not_found

from catalogue.foundation.french import french_order
from catalogue.foundation.relations import read_relations
from catalogue.services.rules.asked_facts import CONDITIONS, GOVERNANCE, TRUST, not_published
from catalogue.services.rules.freshness import Verification
from catalogue.services.sheet.renditions import SHARED, shared_picture
from catalogue.services.sheet.sheet_lines import (
    LabelledLink,
    SheetLine,
    SheetLines,
    conditions_lines,
    governance_lines,
    key_lines,
    known_and_missing,
    trust_lines,
)
from catalogue.territories.chosen import PARAMETER, chosen_territory


@dataclass(frozen=True)
class Section:
    anchor: str
    label: str


@dataclass(frozen=True)
class SharedImage:
    """Shown by messaging applications with a link to the sheet; `url` is absolute."""

    url: str
    alt: str


@dataclass(frozen=True)
class Sheet:
    """`address`: the canonical address, absolute and without query. `territory_query`: to append to links to other
    sheets.
    """

    address: str
    territory_query: str
    themes: tuple
    sections: tuple[Section, ...]
    key_lines: tuple[SheetLine, ...]
    needs: tuple[tuple[str, str], ...]
    screenshots: tuple
    conditions: SheetLines
    required: tuple[LabelledLink, ...]
    steps: tuple
    governance: SheetLines
    consortium: tuple
    contributions: tuple
    trust: SheetLines
    looked_for: date | None
    verification: Verification
    shared_image: SharedImage | None

    @property
    def consortium_sources(self) -> list[str]:
        return list(dict.fromkeys(member.source for member in self.consortium if member.source))

    @property
    def shows_presentation(self) -> bool:
        return any(section.anchor == "presentation" for section in self.sections)


_RELATIONS = (
    "owned_by",
    "operator",
    "vehicle",
    "logo",
    "themes",
    "audiences",
    "connections",
    "policies",
    "screenshots__image",
    "required_services",
    "onboarding_steps",
    "origin_steps",
    "partners__organisation",
    "consortium__organisation",
    "contributions",
)


def sheet_of(page, request: HttpRequest) -> Sheet:
    read_relations(page, _RELATIONS)
    screenshots = tuple(page.screenshots.select_related("image").prefetch_related("image__renditions"))
    address = page.get_full_url(request) or ""
    query = territory_query(request)
    return Sheet(
        address=address,
        territory_query=query,
        themes=tuple(page.themes.all()),
        sections=tuple(_sections(page, has_screenshots=bool(screenshots))),
        key_lines=tuple(key_lines(page)),
        needs=tuple(_needs(page)),
        screenshots=screenshots,
        conditions=known_and_missing(conditions_lines(page), not_published(page, CONDITIONS)),
        required=tuple(_required(page, request, query)),
        steps=tuple(page.onboarding_steps.all()),
        governance=known_and_missing(governance_lines(page), not_published(page, GOVERNANCE)),
        consortium=tuple(page.consortium.select_related("organisation")),
        contributions=tuple(page.contributions.all()),
        trust=known_and_missing(trust_lines(page), not_published(page, TRUST)),
        looked_for=page.looked_for,
        verification=page.verification,
        shared_image=_shared_image(shared_picture(page, screenshots), address),
    )


def _sections(page, *, has_screenshots: bool) -> Iterator[Section]:
    if page.problem or page.solution or page.results:
        yield Section("besoin", "Le besoin et la réponse")
    if page.body or page.video_url or has_screenshots:
        yield Section("presentation", "Le service en détail")
    yield Section("usage", "Qui s'en sert")
    yield Section("conditions", "Conditions et démarrage")
    yield Section("gouvernance", "Qui décide, qui paie")
    yield Section("confiance", "Pourquoi lui faire confiance")
    yield Section("contact", "Contacter l'équipe")


def _needs(page) -> Iterator[tuple[str, str]]:
    for title, text in (("Le problème", page.problem), ("La solution", page.solution), ("Les résultats", page.results)):
        if text:
            yield title, text


def _required(page, request: HttpRequest, query: str) -> Iterator[LabelledLink]:
    """The services to use first, except those that the visitor may not see."""
    wanted = [need.service_id for need in page.required_services.all()]
    if not wanted:
        return
    services = type(page).objects.visible_to(request.user).filter(pk__in=wanted)
    for service in sorted(services, key=lambda one: french_order(one.title)):
        yield LabelledLink(f"{service.title} : {service.heading}", f"{service.get_url(request)}{query}")


def _shared_image(image, address: str) -> SharedImage | None:
    if image is None:
        return None
    rendition = get_rendition_or_not_found(image, SHARED)
    return SharedImage(urljoin(address, rendition.url), image.description)


def territory_query(request: HttpRequest) -> str:
    """Keeps the chosen territory in links to other sheets."""
    territory = chosen_territory(request)
    return f"?{urlencode({PARAMETER: territory.key})}" if territory else ""

"""What the template of a sheet is given: everything decided, in the order in which it is read."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from catalogue.services.facts.conditions import conditions_facts
from catalogue.services.facts.fact import Fact, FactList, day, fact_list
from catalogue.services.facts.governance import governance_facts
from catalogue.services.facts.key import key_facts
from catalogue.services.facts.trust import trust_facts
from catalogue.services.models.image import StoreImage
from catalogue.territories.chosen import PARAMETER, chosen_territory

STALE_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class Section:
    anchor: str
    label: str


@dataclass(frozen=True)
class Freshness:
    """`checked` is a date in words, empty when nobody has verified the sheet."""

    checked: str
    stale: bool


@dataclass(frozen=True)
class Sheet:
    sections: tuple[Section, ...]
    key_facts: tuple[Fact, ...]
    needs: tuple[tuple[str, str], ...]
    governance: FactList
    conditions: FactList
    trust: FactList
    freshness: Freshness
    consortium: list
    contributions: list
    steps: list
    required: list
    screenshots: list
    share_image: StoreImage | None
    address: str
    territory_query: str


def sheet_of(page, request: HttpRequest) -> Sheet:
    screenshots = list(page.screenshots.prefetch_related("image", "image__renditions"))
    return Sheet(
        sections=tuple(_sections(page, has_screenshots=bool(screenshots))),
        key_facts=tuple(key_facts(page)),
        needs=tuple(_needs(page)),
        governance=fact_list(governance_facts(page)),
        conditions=fact_list(conditions_facts(page)),
        trust=fact_list(trust_facts(page)),
        freshness=freshness(page.verified, timezone.localdate()),
        consortium=list(page.consortium.select_related("organisation")),
        contributions=list(page.contributions.all()),
        steps=list(page.onboarding_steps.all()),
        required=_required(page, request),
        screenshots=screenshots,
        share_image=screenshots[0].image if screenshots else page.logo,
        address=page.get_full_url(request) or "",
        territory_query=_territory_query(request),
    )


def freshness(verified: date | None, today: date) -> Freshness:
    return Freshness(checked=day(verified), stale=verified is not None and verified + STALE_AFTER < today)


def _sections(page, *, has_screenshots: bool):
    if page.problem or page.solution or page.results:
        yield Section("besoin", "Le besoin et la réponse")
    if page.body or page.video_url or has_screenshots:
        yield Section("presentation", "Le service en détail")
    yield Section("usage", "Qui s'en sert")
    yield Section("conditions", "Conditions et démarrage")
    yield Section("gouvernance", "Qui décide, qui paie")
    yield Section("confiance", "Pourquoi lui faire confiance")
    yield Section("contact", "Contacter l'équipe")


def _needs(page):
    for title, text in (("Le problème", page.problem), ("La solution", page.solution), ("Les résultats", page.results)):
        if text:
            yield title, text


def _required(page, request: HttpRequest) -> list:
    """The services to use first, as far as this visitor may know that they exist."""
    wanted = [need.service_id for need in page.required_services.all()]
    return list(type(page).objects.visible_to(request.user).filter(pk__in=wanted).order_by("title")) if wanted else []


def _territory_query(request: HttpRequest) -> str:
    """Links to other sheets keep the territory one looks from."""
    territory = chosen_territory(request)
    return f"?{urlencode({PARAMETER: territory.key})}" if territory else ""

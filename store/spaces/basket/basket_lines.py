"""What the basket shows about each service."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalogue.deployments.adoption import in_use_by
from catalogue.deployments.models import Deployment, RequestedService
from catalogue.services.models import ServicePage
from catalogue.services.rules.eligibility import judge, rules_of
from catalogue.services.sheet.sheet_lines import who_may_use
from catalogue.territories.models import Organisation, Territory


@dataclass(frozen=True)
class BasketLine:
    """`waiting`: our open request for it, which prevents another; `obstacles`: why we may not use it.

    `reserved`: who may use it, as long as the collectivité is unknown; empty if everybody may. `made_up`: our use of it
    is demo data.
    """

    service: ServicePage
    in_use: bool = False
    made_up: bool = False
    waiting: RequestedService | None = None
    obstacles: tuple[str, ...] = ()
    reserved: str = ""


def lines_of(services: Sequence[ServicePage], organisation: Organisation) -> list[BasketLine]:
    """For people who act for the organisation."""
    open_ones = RequestedService.objects.open().filter(organisation=organisation, service__in=services, asker="")
    waiting = {one.service_id: one for one in open_ones}
    lines = _judged(services, organisation.territory, in_use_by(organisation))
    made_up = _made_up(services, organisation)
    return [replace(line, made_up=line.service.pk in made_up, waiting=waiting.get(line.service.pk)) for line in lines]


def lines_seen_from(services: Sequence[ServicePage], territory: Territory | None) -> list[BasketLine]:
    """For visitors, who may have chosen a territory."""
    if territory is None:
        return [BasketLine(service, reserved=_reserved(service)) for service in services]
    return _judged(services, territory, in_use_by(territory))


def _judged(services: Sequence[ServicePage], territory: Territory | None, in_use: frozenset[int]) -> list[BasketLine]:
    return [
        BasketLine(service, in_use=service.pk in in_use, obstacles=_obstacles(service, territory, in_use))
        for service in services
    ]


def _obstacles(service: ServicePage, territory: Territory | None, in_use: frozenset[int]) -> tuple[str, ...]:
    return judge(rules_of(service), territory.kind, territory.population, in_use).reasons if territory else ()


def _reserved(service: ServicePage) -> str:
    words = who_may_use(service.allowed_kinds, service.population_min, service.population_max)
    return "" if words == who_may_use([], None, None) else words


def _made_up(services: Sequence[ServicePage], organisation: Organisation) -> set[int]:
    uses = Deployment.objects.filter(organisation=organisation, service__in=services, is_demo=True)
    return set(uses.values_list("service_id", flat=True))

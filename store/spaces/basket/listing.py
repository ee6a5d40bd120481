"""What the basket says of each service before one asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.deployments.adoption import in_use_by
from catalogue.deployments.models import Deployment, RequestedService
from catalogue.services.eligibility import judge, rules_of
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation


@dataclass(frozen=True)
class Line:
    """`waiting`: our open request for it, which stands in the way of another; `obstacles`: why we may not use it.

    `made_up`: that we use it was invented for the demonstration.
    """

    service: ServicePage
    in_use: bool = False
    made_up: bool = False
    waiting: RequestedService | None = None
    obstacles: tuple[str, ...] = ()


def lines_of(services: Sequence[ServicePage], organisation: Organisation | None) -> list[Line]:
    """With nobody to ask for, only the services."""
    if organisation is None:
        return [Line(service) for service in services]
    in_use = in_use_by(organisation)
    made_up = set(
        Deployment.objects.filter(organisation=organisation, is_demo=True).values_list("service_id", flat=True)
    )
    open_ones = RequestedService.objects.open().filter(organisation=organisation, service__in=services)
    waiting = {one.service_id: one for one in open_ones}
    return [
        Line(
            service,
            service.pk in in_use,
            service.pk in made_up,
            waiting.get(service.pk),
            _obstacles(service, organisation, in_use),
        )
        for service in services
    ]


def _obstacles(service: ServicePage, organisation: Organisation, in_use: frozenset[int]) -> tuple[str, ...]:
    territory = organisation.territory
    return judge(rules_of(service), territory.kind, territory.population, in_use).reasons if territory else ()

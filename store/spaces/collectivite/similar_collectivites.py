"""« Des collectivités comme la nôtre »: what collectivités of the same kind and size use, as near as possible."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from catalogue.deployments.models import Deployment
from catalogue.foundation.french import french_order
from catalogue.services.models import ServicePage
from catalogue.territories.lineage import contained, lineage
from catalogue.territories.models import Kind, Organisation, Territory
from catalogue.territories.wording import place as wording_of
from store.spaces.peers.contacts import answered_about

ENOUGH = 5
"""With fewer collectivités in the département, look in the région, then in France."""
_MOST = 300
"""Deployments read per place."""
_SERVICES_SHOWN = 12
_WIDER = (Kind.DEPARTEMENT, Kind.REGION)


@dataclass(frozen=True)
class SharedService:
    """A service and the similar collectivités that use it. `ours`: we use it too; `answered`: one may ask about it."""

    service: ServicePage
    uses: tuple[Deployment, ...]
    ours: bool
    answered: bool = False

    @property
    def has_demo(self) -> bool:
        return any(use.is_demo for use in self.uses)


@dataclass(frozen=True)
class SimilarUses:
    """`where`: « dans le département de l'Isère ». The most used services come first."""

    where: str
    services: tuple[SharedService, ...]

    @property
    def has_demo(self) -> bool:
        return any(shared.has_demo for shared in self.services)


def similar_uses_of(organisation: Organisation, territory: Territory, user, ours: frozenset[int]) -> SimilarUses:
    """For the organisation of this territory. `ours`: ids of the services that we use already."""
    same = Deployment.objects.in_use().visible_to(user).filter(organisation__territory__kind=territory.kind)
    if territory.kind != Kind.REGION:
        same = same.filter(organisation__territory__stratum=territory.stratum)
    same = same.exclude(organisation__territory=territory)
    where, uses = nearest_enough((where, _read(near)) for where, near in _from_near_to_far(territory, same))
    shown = by_service(uses, ours)[:_SERVICES_SHOWN]
    answered = answered_about([shared.service for shared in shown], organisation)
    return SimilarUses(where, tuple(replace(shared, answered=shared.service.pk in answered) for shared in shown))


def nearest_enough(places: Iterable[tuple[str, Sequence[Deployment]]]) -> tuple[str, Sequence[Deployment]]:
    """The nearest place where enough collectivités use something, else the farthest."""
    place: tuple[str, Sequence[Deployment]] = ("", ())
    for place in places:
        if len({use.organisation_id for use in place[1]}) >= ENOUGH:
            break
    return place


def by_service(uses: Iterable[Deployment], ours: frozenset[int]) -> tuple[SharedService, ...]:
    """The most used first, then by title."""
    together: dict[ServicePage, list[Deployment]] = {}
    for use in uses:
        together.setdefault(use.service, []).append(use)
    ordered = sorted(together.items(), key=lambda item: (-len(item[1]), french_order(item[0].title)))
    return tuple(SharedService(service, tuple(its_uses), service.pk in ours) for service, its_uses in ordered)


def _from_near_to_far(territory: Territory, same: QuerySet[Deployment]) -> Iterator[tuple[str, QuerySet[Deployment]]]:
    """Lazy: later places are only read if needed."""
    for link in lineage(territory):
        if link.territory.kind in _WIDER and not link.partial:
            yield (
                f"dans {wording_of(link.territory)}",
                same.filter(organisation__territory__in=contained(link.territory)),
            )
    yield "en France", same


def _read(uses: QuerySet[Deployment]) -> list[Deployment]:
    heavy = ("service__problem", "service__solution", "service__results", "service__body")
    related = uses.select_related("service", "organisation__territory").defer(*heavy)
    return list(related.order_by("organisation__territory__folded_name", "organisation_id", "service_id")[:_MOST])

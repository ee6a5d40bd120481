"""Who uses each service among the collectivités like that of the visitor."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.deployments.models import AreaUse, Deployment
from catalogue.deployments.use_figures import FRANCE
from catalogue.foundation.french import french_order, listed, quantity
from catalogue.territories.lineage import LineageLink
from catalogue.territories.models import Kind, Territory
from catalogue.territories.wording import place

_NAMED = 3


@dataclass(frozen=True)
class UsersAlike:
    """`count`: in words, of the same kind and size, in France. `near`: some by name, in the same département."""

    count: str = ""
    near: str = ""
    has_demo: bool = False


def users_alike(territory: Territory, links: Sequence[LineageLink], services: Sequence[int]) -> dict[int, UsersAlike]:
    """By service; two queries. Names come from one département, which holds few territories of a kind and size."""
    alike = AreaUse.objects.filter(area=FRANCE, kind=territory.kind, stratum=territory.stratum, service__in=services)
    counts = {
        service: (places, made_up) for service, places, made_up in alike.values_list("service", "places", "made_up")
    }
    departement = next((link.territory for link in links if link.territory.kind == Kind.DEPARTEMENT), None)
    names = _names(territory, departement, services) if departement else {}
    found = {}
    for service in services:
        places, made_up = counts.get(service, (0, 0))
        near = names.get(service, [])
        some = listed(near[:_NAMED]) if len(near) <= _NAMED else f"{', '.join(near[:_NAMED])}…"
        where = f"{some} ({place(departement)})" if near and departement else ""
        found[service] = UsersAlike(quantity(places, "collectivité") if places else "Aucune", where, bool(made_up))
    return found


def _names(territory: Territory, departement: Territory, services: Sequence[int]) -> dict[int, list[str]]:
    peers = Territory.objects.filter(
        kind=territory.kind, stratum=territory.stratum, outer_links__container=departement
    ).exclude(pk=territory.pk)
    uses = Deployment.objects.in_use().filter(service__in=services, territory__in=peers).order_by()
    names: dict[int, set[str]] = defaultdict(set)
    for service, name in uses.values_list("service", "territory__name"):
        names[service].add(name)
    return {service: sorted(some, key=french_order) for service, some in names.items()}
